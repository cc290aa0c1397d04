"""The compiled loops that turn texts, words and bits into codes and words."""

from __future__ import annotations

from typing import Any

import numpy as np

from orsupport.counting.compiled import Codes, Word, Words, compiled

LONG_TEXT = -2  # a text that is not within its sixteen bytes
MULTIPLIER, OTHER, MIXER = Word(0x9E3779B97F4A7C15), Word(0xC2B2AE3D27D4EB4F), Word(0xBF58476D1CE4E5B9)


@compiled
def mixed(one: Any, other: Any) -> Any:
    """A hash of two words."""
    mix = (one * MULTIPLIER) ^ (other * OTHER)
    mix = (mix ^ (mix >> Word(29))) * MIXER
    return mix ^ (mix >> Word(32))


@compiled
def place_of(keys: Words, codes: Codes, one: Any, other: Any) -> Any:
    """Where a key of two words stands and its code, or the free place where it would and -1."""
    mask = Word(codes.shape[0] - 1)
    place = mixed(one, other) & mask
    code = codes[place]
    while code >= 0 and (keys[place, 0] != one or keys[place, 1] != other):
        place = (place + Word(1)) & mask
        code = codes[place]
    return place, code


@compiled
def code_texts(
    views: Words, keys: Words, codes: Codes, size: int, known_only: bool, runs: bool, out: Codes
) -> tuple[int, int]:
    """The codes of texts of at most twelve bytes, from Arrow's sixteen bytes a text as two words.

    Rows whose code is -1 beforehand are passed over. An unknown text gets the next code, or -1 where only known ones
    are asked for. `runs`: nearly all rows have the text of the row before. Returns the rows done and the codes so far.
    """
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
        place, code = place_of(keys, codes, one, other)
        if code < 0 and not known_only:
            if 2 * size >= codes.shape[0]:
                return row, size
            code = np.int32(size)
            codes[place], keys[place, 0], keys[place, 1] = code, one, other
            size += 1
        out[row] = code
        last_one, last_other, last = one, other, code
    return out.shape[0], size


@compiled
def code_words(
    words: Words, keys: Words, codes: Codes, size: int, known_only: bool, runs: bool, out: Codes, firsts: Any
) -> tuple[int, int]:
    """The codes of words; `firsts` holds, at each new code, the row that it was first met in."""
    last_word, last = Word(0), np.int32(-1)
    for row in range(out.shape[0]):
        word = words[row]
        if runs and last >= 0 and word == last_word:
            out[row] = last
            continue
        place, code = place_of(keys, codes, word, word >> Word(32))
        if code < 0 and not known_only:
            if 2 * size >= codes.shape[0]:
                return row, size
            code = np.int32(size)
            codes[place], keys[place, 0], keys[place, 1], firsts[size] = code, word, word >> Word(32), row
            size += 1
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
def mapped(codes: Codes, values: Words, out: Words) -> None:
    """Each row's value by its code, added bit by bit to what is there; a row without a code adds nothing."""
    for row in range(codes.shape[0]):
        if codes[row] >= 0:
            out[row] |= values[codes[row]]
