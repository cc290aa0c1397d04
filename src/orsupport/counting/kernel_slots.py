"""The compiled loops that add rows to the slots of their schools and answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from orsupport.counting.compiled import Bytes, Codes, Word, Words, compiled

SPREAD = np.array([sum((byte >> bit & 1) << (8 * bit) for bit in range(8)) for byte in range(256)], np.uint64)
"""The eight bits of a byte, each as a byte of its own."""
FULL_BYTE = 255


@compiled
def add(
    cells: Codes,
    kinds: Codes,
    members: Words,
    answers: Codes,
    slots: Any,
    size: int,
    lanes: Words,
    seen: Bytes,
    counts: Any,
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
            lanes[slot, part] += SPREAD[np.int64((bits >> Word(8 * part)) & Word(255))]
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
    members: Words,
    values: Any,
    taken: Codes,
    slots: Any,
    size: int,
    histograms: Any,
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
