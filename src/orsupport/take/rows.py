"""The results of the year of the run as they stand, school by school and student group by student group."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orsupport.counts import UNKNOWN, Rows, Whole
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact

ALL = "all"
WITHOUT_END = 2**30  # steps up of points and the like
FINEST = 10_000  # a published value moves by a ten-thousandth at the least, with however many decimals it is written


def step_of(scale: int) -> int:
    """The smallest step of a value over this scale, in its own units."""
    return max(scale // FINEST, 1)


@dataclass(frozen=True)
class Cells:
    """One indicator of one student group, a row a school, -1 where the results do not say. `value`: over `scale`;
    `step`: by how much of that a published value moves at the least."""

    expected: Whole
    counted: Whole
    met: Whole
    value: NDArray[Any]
    scale: int

    @property
    def step(self) -> int:
        return step_of(self.scale)

    @cached_property
    def exact(self) -> NDArray[np.bool_]:
        """Schools whose row says how many students counted, and how many of them met the bar."""
        known: NDArray[np.bool_] = (self.counted != UNKNOWN) & (self.met != UNKNOWN)
        return known

    @cached_property
    def whole(self) -> list[tuple[int, int, int] | None]:
        """School by school the students expected, counted, and who met the bar; None where the row is not exact."""
        rows = zip(self.exact.tolist(), self.expected.tolist(), self.counted.tolist(), self.met.tolist(), strict=True)
        return [(expected, counted, met) if exact else None for exact, expected, counted, met in rows]


class YearRows:
    """Every row of the year that the rules file judges, by indicator and student group."""

    def __init__(self, trace: Evaluation) -> None:
        self.trace, self.book, self.combined = trace, trace.book, trace.book.groups.combined
        self._cells: dict[tuple[str, str], Cells] = {}
        self._groups: dict[str, list[str]] = {}
        self._untested: dict[tuple[str, str], Whole] = {}
        size, width = trace.places.shape
        for indicator in self.book.indicator:
            for part, batch in trace.counts.batches(indicator, trace.year):
                group = batch.place % width
                for position in np.unique(group).tolist():
                    cells = _cells(batch, group == position, size, width)
                    name = part or trace.places.groups[position]
                    self._cells.setdefault((indicator, name), cells)
                    if name not in self._groups.setdefault(indicator, []):
                        self._groups[indicator].append(name)

    def is_given(self, indicator: str) -> bool:
        """Whether the indicator is a published value, and no share of students."""
        return self.book.indicator[indicator].kind == "given"

    def cells(self, indicator: str, group: str) -> Cells | None:
        return self._cells.get((indicator, group))

    def groups_of(self, indicator: str, school: int) -> list[tuple[str, int, int]]:
        """The student groups of which the school has an exact row: students counted, and who met the bar."""
        there = ((group, self._cells[indicator, group].whole[school]) for group in self._groups.get(indicator, ()))
        return [(group, cells[1], cells[2]) for group, cells in there if cells is not None]

    def counts(self, indicator: str, group: str, school: int) -> tuple[int, int] | None:
        """The students counted, and those of them who met the bar."""
        cells = self._cells.get((indicator, group))
        found = cells.whole[school] if cells is not None else None
        return None if found is None else found[1:]

    def room(self, indicator: str, group: str, school: int, sign: int, how: str) -> int:
        """By how many students one row can move."""
        cells = self._cells.get((indicator, group))
        found = cells.whole[school] if cells is not None else None
        if found is None:
            return 0
        expected, counted, met = found
        if how == "tested":
            return max(expected - counted, 0)
        return counted - met if sign > 0 else met

    def untested(self, indicator: str, group: str) -> Whole:
        """How many students more would have to be tested, at every school, to come up to the participation that the
        denominator asks for; none where the results do not say, or do not say it of all students."""
        if (indicator, group) not in self._untested:
            self._untested[indicator, group] = self._short_of(indicator, group)
        return self._untested[indicator, group]

    def _short_of(self, indicator: str, group: str) -> Whole:
        entry, cells = self.book.indicator[indicator], self._cells.get((indicator, group))
        size = len(self.trace.places.school_ids)
        if cells is None or not entry.participation or entry.better == "lower" or self.is_given(indicator):
            return np.zeros(size, dtype=np.int64)
        percent = self.trace.percent(entry.participation) / 100
        asked = -(-Exact(cells.expected).times(percent)).floor()
        known = cells.exact & (cells.expected != UNKNOWN)
        short = np.where(known, np.maximum(np.minimum(asked, cells.expected) - cells.counted, 0), 0)
        everybody = self._cells.get((indicator, ALL))
        if group == ALL or everybody is None:
            return short
        there = everybody.exact & (everybody.expected != UNKNOWN)
        among = np.where(there, np.maximum(everybody.expected - everybody.counted, 0), 0)
        return np.where(everybody.exact, np.minimum(short, among), short)

    def to_test(self, indicator: str, group: str, school: int, more: int) -> int:
        """Of so many more students who met the bar those for whom there is no student who was tested and did not."""
        there = self.counts(indicator, group, school)
        if more <= 0 or there is None or self.is_given(indicator):
            return 0
        return max(more - (there[0] - there[1]), 0)

    def rooms(self, indicator: str, group: str, sign: int) -> Whole:
        """By how many students, or steps of a published value, the group's results can move at every school; students
        who would have to be tested among them."""
        names = [group]
        if (indicator, group) not in self._cells and group in self.combined:
            names = self.combined[group]
        found = [
            self._room(self._cells[indicator, name], indicator, sign)
            for name in names
            if (indicator, name) in self._cells
        ]
        if not found:
            return np.zeros(0, dtype=np.int64)
        own = np.sum(found, axis=0)
        return own + self.untested(indicator, group) if sign > 0 and names == [group] else np.asarray(own)

    def _room(self, cells: Cells, indicator: str, sign: int) -> Whole:
        if self.is_given(indicator):
            room = cells.value // cells.step
            if sign > 0:
                ends = self.book.indicator[indicator].unit in ("percent", "percentile")
                room = (100 * cells.scale - cells.value) // cells.step if ends else np.full(len(room), WITHOUT_END)
            return np.where(cells.value == UNKNOWN, 0, room).astype(np.int64)
        return np.where(cells.exact, cells.counted - cells.met if sign > 0 else cells.met, 0)


def _cells(batch: Rows, chosen: NDArray[np.bool_], size: int, width: int) -> Cells:
    school = batch.place[chosen] // width

    def laid_out(column: NDArray[Any]) -> NDArray[Any]:
        found = np.full(size, UNKNOWN, dtype=column.dtype)
        found[school] = column[chosen]
        return found

    value = np.where(batch.has_value, batch.value, UNKNOWN)
    expected, counted, met = laid_out(batch.expected), laid_out(batch.counted), laid_out(batch.met)
    return Cells(expected, counted, met, laid_out(value), batch.scale)
