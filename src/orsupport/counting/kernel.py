"""The compiled loops: whole numbers in, whole numbers out, without Python's lock. The only module that imports numba.

A loop that finds its tables full stops, says how many rows it did, and is called for the rest with larger ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

Loop = TypeVar("Loop", bound=Callable[..., Any])
Word = np.uint64
Words = NDArray[np.uint64]
Codes = NDArray[np.int32]
Bytes = NDArray[np.uint8]

FULL_BYTE = 255
LONG_TEXT = -2  # a text that is not within its sixteen bytes
MULTIPLIER, OTHER, MIXER = Word(0x9E3779B97F4A7C15), Word(0xC2B2AE3D27D4EB4F), Word(0xBF58476D1CE4E5B9)


def compiled(loop: Loop) -> Loop:
    """A loop as machine code, kept beside the module or in the user's cache where either can be written."""
    try:
        made: Any = numba.njit(nogil=True, cache=True)(loop)
    except RuntimeError:
        made = numba.njit(nogil=True)(loop)
    return made


@compiled
def mixed(one: Any, other: Any) -> Any:
    """A hash of two words."""
    mix = (one * MULTIPLIER) ^ (other * OTHER)
    mix = (mix ^ (mix >> Word(29))) * MIXER
    return mix ^ (mix >> Word(32))


@compiled
def code_texts(
    views: Words, keys: Words, codes: Codes, size: int, known_only: bool, runs: bool, out: Codes
) -> tuple[int, int]:
    """The codes of texts of at most twelve bytes, from Arrow's sixteen bytes a text as two words.

    Rows whose code is -1 beforehand are passed over. An unknown text gets the next code, or -1 where only known ones
    are asked for. `runs`: nearly all rows have the text of the row before. Returns the rows done and the codes so far.
    """
    mask = Word(codes.shape[0] - 1)
    last_one, last_other, last = Word(0), Word(0), np.int32(-1)
    for row in range(out.shape[0]):
        if out[row] < 0:
            continue
        one, other = views[row, 0], views[row, 1]
        if runs and last >= 0 and one == last_one and other == last_other:
            out[row] = last
            continue
        if (one & Word(0xFFFFFFFF)) > Word(12):
            out[row] = LONG_TEXT
            continue
        place = mixed(one, other) & mask
        while True:
            code = codes[place]
            if code < 0:
                if known_only:
                    break
                if 2 * size >= codes.shape[0]:
                    return row, size
                code = np.int32(size)
                codes[place] = code
                keys[place, 0], keys[place, 1] = one, other
                size += 1
                break
            if keys[place, 0] == one and keys[place, 1] == other:
                break
            place = (place + Word(1)) & mask
        out[row] = code
        last_one, last_other, last = one, other, code
    return out.shape[0], size


@compiled
def code_words(
    words: Words, keys: Words, codes: Codes, size: int, known_only: bool, runs: bool, out: Codes, firsts: Any
) -> tuple[int, int]:
    """The codes of words; `firsts` holds, at each new code, the row that it was first met in."""
    mask = Word(codes.shape[0] - 1)
    last_word, last = Word(0), np.int32(-1)
    for row in range(out.shape[0]):
        word = words[row]
        if runs and last >= 0 and word == last_word:
            out[row] = last
            continue
        place = mixed(word, word >> Word(32)) & mask
        while True:
            code = codes[place]
            if code < 0:
                if known_only:
                    break
                if 2 * size >= codes.shape[0]:
                    return row, size
                code = np.int32(size)
                codes[place] = code
                keys[place] = word
                firsts[size] = row
                size += 1
                break
            if keys[place] == word:
                break
            place = (place + Word(1)) & mask
        out[row] = code
        last_word, last = word, code
    return out.shape[0], size


@compiled
def gather_bits(maps: Any, first: int, out: Words) -> None:
    """Bitmaps of columns, eight at a time, turned into one word a row: column k is bit first + k."""
    rows = out.shape[0]
    for block in range((rows + 7) // 8):
        for half in range(maps.shape[0] // 8):
            square = Word(0)
            for column in range(8):
                square |= Word(maps[8 * half + column, block]) << Word(8 * column)
            turn = (square ^ (square >> Word(7))) & Word(0x00AA00AA00AA00AA)
            square = square ^ turn ^ (turn << Word(7))
            turn = (square ^ (square >> Word(14))) & Word(0x0000CCCC0000CCCC)
            square = square ^ turn ^ (turn << Word(14))
            turn = (square ^ (square >> Word(28))) & Word(0x00000000F0F0F0F0)
            square = square ^ turn ^ (turn << Word(28))
            shift = Word(first + 8 * half)
            for row in range(min(8, rows - 8 * block)):
                out[8 * block + row] |= ((square >> Word(8 * row)) & Word(255)) << shift


@compiled
def put(words: Words, codes: Any, shift: int) -> None:
    """Small whole numbers into the bits of each row's word from `shift` on; -1 as 0, 0 as 1 and so on."""
    for row in range(words.shape[0]):
        words[row] |= Word(np.int64(codes[row]) + 1) << Word(shift)


@compiled
def add(
    cells: Codes,
    kinds: Codes,
    answers: Codes,
    slots: Any,
    members: Words,
    spread: Words,
    lanes: Words,
    seen: Bytes,
    counts: Any,
    size: int,
) -> tuple[int, int]:
    """Add each row's members to the slot of its cell and of what the indicators answer about its kind.

    Eight groups are counted in the bytes of one word; a slot's bytes are emptied into `counts` every 255 rows.
    `counts` has one column more than there are bytes: the rows themselves. Returns the rows done and the
    slots so far.
    """
    width = lanes.shape[1]
    for row in range(cells.shape[0]):
        cell, kind = cells[row], kinds[row]
        if cell < 0 or kind < 0:
            continue
        answer = answers[kind]
        if answer < 0:
            continue
        slot = slots[cell, answer]
        if slot < 0:
            if size == seen.shape[0]:
                return row, size
            slot = size
            slots[cell, answer] = slot
            size += 1
        bits = members[row]
        for part in range(width):
            lanes[slot, part] += spread[np.int64((bits >> Word(8 * part)) & Word(255))]
        seen[slot] += 1
        if seen[slot] == FULL_BYTE:
            empty(slot, lanes, seen, counts)
    return cells.shape[0], size


@compiled
def empty(slot: int, lanes: Words, seen: Bytes, counts: Any) -> None:
    """Add the bytes of a slot to its counts and begin again at zero."""
    width = lanes.shape[1]
    for part in range(width):
        held = lanes[slot, part]
        for group in range(8):
            counts[slot, 8 * part + group] += np.int64((held >> Word(8 * group)) & Word(255))
        lanes[slot, part] = Word(0)
    counts[slot, 8 * width] += np.int64(seen[slot])
    seen[slot] = 0


@compiled
def empty_all(size: int, lanes: Words, seen: Bytes, counts: Any) -> None:
    """Empty every slot."""
    for slot in range(size):
        if seen[slot]:
            empty(slot, lanes, seen, counts)


@compiled
def add_values(
    cells: Codes,
    kinds: Codes,
    taken: Codes,
    slots: Any,
    members: Words,
    values: Any,
    histograms: Any,
    size: int,
) -> tuple[int, int]:
    """Add each row's value, 1 to 99, to the histogram of its cell and of every group that the student is in.

    `taken` says for a kind of row which of the cell's histograms it goes into, -1: none. Group 0 is all.
    """
    groups = histograms.shape[1]
    for row in range(cells.shape[0]):
        cell, kind = cells[row], kinds[row]
        if cell < 0 or kind < 0 or taken[kind] < 0 or values[row] < 1:
            continue
        slot = slots[cell, taken[kind]]
        if slot < 0:
            if size == histograms.shape[0]:
                return row, size
            slot = size
            slots[cell, taken[kind]] = slot
            size += 1
        bits, value = members[row], values[row] - 1
        histograms[slot, 0, value] += 1
        for group in range(1, groups):
            histograms[slot, group, value] += np.int32((bits >> Word(group - 1)) & Word(1))
    return cells.shape[0], size


@compiled
def mapped(codes: Codes, values: Words, out: Words) -> None:
    """Each row's value by its code, added bit by bit to what is there; a row without a code adds nothing."""
    for row in range(codes.shape[0]):
        if codes[row] >= 0:
            out[row] |= values[codes[row]]
