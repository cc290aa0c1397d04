"""Where one thread adds up: a slot for each school and answer that was met, with the count of every group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orsupport.counting.codes import Codes, Words

Counts = NDArray[np.int64]
FIRST_SLOTS = 1 << 12
Loop = Callable[..., tuple[int, int]]
"""Adds rows to slots until the tables are full: the rows done, and the slots so far."""


class Places:
    """The slot of each school and answer, -1 where there is none yet."""

    def __init__(self) -> None:
        self.slots = np.full((1024, 16), -1, np.int32)
        self.size = 0

    def make_room(self, schools: int, answers: int) -> None:
        """Hold at least so many schools and answers."""
        held = self.slots.shape
        if schools <= held[0] and answers <= held[1]:
            return
        wanted = [size if needed <= size else 2 * needed for size, needed in zip(held, (schools, answers), strict=True)]
        grown = np.full(wanted, -1, np.int32)
        grown[: held[0], : held[1]] = self.slots
        self.slots = grown

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The school and the answer of every slot."""
        schools, answers = np.nonzero(self.slots >= 0)
        order = np.argsort(self.slots[schools, answers])
        return schools[order], answers[order]


class Tables:
    """What rows are added to: a row of each table for every slot."""

    def __init__(self, *tables: NDArray[Any]) -> None:
        self._places, self._tables = Places(), tables

    def _add(self, loop: Loop, rows: tuple[NDArray[Any], ...], answers: Codes, sizes: tuple[int, int]) -> None:
        """Add every row, with larger tables wherever these are full."""
        places, row = self._places, 0
        places.make_room(*sizes)
        while row < len(rows[0]):
            here = (each[row:] for each in rows)
            done, places.size = loop(*here, answers, places.slots, places.size, *self._tables)
            row += done
            if row < len(rows[0]):
                self._tables = tuple(map(doubled, self._tables))


class Slots(Tables):
    """Rows added to the groups that their students are in."""

    def __init__(self, groups: int) -> None:
        width = max(1, -(-groups // 8))
        super().__init__(
            np.zeros((FIRST_SLOTS, width), np.uint64),
            np.zeros(FIRST_SLOTS, np.uint8),
            np.zeros((FIRST_SLOTS, 8 * width + 1), np.int64),
        )
        self._groups = groups

    def add(self, schools: Codes, kinds: Codes, answers: Codes, members: Words, sizes: tuple[int, int]) -> None:
        """Add each row to the slot of its school and of the answer of its kind; `sizes`: how many schools, answers."""
        from orsupport.counting import kernel_slots

        self._add(kernel_slots.add, (schools, kinds, members), answers, sizes)

    def take(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Counts]:
        """The school, the answer and the counts of every slot: all students first, then group by group."""
        from orsupport.counting import kernel_slots

        kernel_slots.empty_all(self._places.size, *self._tables)
        counts = self._tables[-1][: self._places.size]
        schools, answers = self._places.pairs()
        return schools, answers, np.concatenate([counts[:, -1:], counts[:, : self._groups]], axis=1)


class ValueSlots(Tables):
    """Rows added to the histograms, 1 to 99, of the groups that their students are in."""

    def __init__(self, groups: int) -> None:
        super().__init__(np.zeros((64, groups + 1, 99), np.int32))

    def add(
        self, schools: Codes, kinds: Codes, taken: Codes, members: Words, values: Any, sizes: tuple[int, int]
    ) -> None:
        """Add each row's value to the histogram of its school and of what its kind is taken for, -1 for nothing."""
        from orsupport.counting import kernel_slots

        self._add(kernel_slots.add_values, (schools, kinds, members, values), taken, sizes)

    def take(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
        """The school, what it is for, and the histograms (group by group, all students first) of every slot."""
        return *self._places.pairs(), self._tables[0][: self._places.size]


def doubled(array: NDArray[Any]) -> NDArray[Any]:
    """The array with as many zeros after it."""
    return np.concatenate([array, np.zeros_like(array)])
