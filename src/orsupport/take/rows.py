"""The results of the year of the run as they stand, school by school and student group by student group."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orsupport.counts import UNKNOWN, Counts, Rows, Whole
from orsupport.places import Places
from orsupport.rulebook import Rulebook


@dataclass(frozen=True)
class Cells:
    """One indicator of one student group, a row a school, -1 where the results do not say. `value`: over `scale`."""

    expected: Whole
    counted: Whole
    met: Whole
    value: Whole
    scale: int

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

    def __init__(self, book: Rulebook, places: Places, counts: Counts, year: int) -> None:
        self.book, self.combined = book, book.groups.combined
        self._cells: dict[tuple[str, str], Cells] = {}
        self._groups: dict[str, list[str]] = {}
        size, width = places.shape
        for indicator in book.indicator:
            for part, batch in counts.batches(indicator, year):
                group = batch.place % width
                for position in np.unique(group).tolist():
                    cells = _cells(batch, group == position, size, width)
                    name = part or places.groups[position]
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

    def rooms(self, indicator: str, group: str, sign: int) -> Whole:
        """By how many students, or steps of a published value, the group's results can move at every school."""
        names = [group]
        if (indicator, group) not in self._cells and group in self.combined:
            names = self.combined[group]
        found = [
            self._room(self._cells[indicator, name], indicator, sign)
            for name in names
            if (indicator, name) in self._cells
        ]
        return np.sum(found, axis=0) if found else np.zeros(0, dtype=np.int64)

    def _room(self, cells: Cells, indicator: str, sign: int) -> Whole:
        if self.is_given(indicator):
            top = 100 * cells.scale if self.book.indicator[indicator].unit in ("percent", "percentile") else 2**30
            return np.where(cells.value == UNKNOWN, 0, top - cells.value if sign > 0 else cells.value)
        return np.where(cells.exact, cells.counted - cells.met if sign > 0 else cells.met, 0)


def _cells(batch: Rows, chosen: NDArray[np.bool_], size: int, width: int) -> Cells:
    school = batch.place[chosen] // width

    def laid_out(column: NDArray[np.int64]) -> Whole:
        found = np.full(size, UNKNOWN, dtype=np.int64)
        found[school] = column[chosen]
        return found

    value = np.where(batch.has_value, batch.value, UNKNOWN)
    expected, counted, met = laid_out(batch.expected), laid_out(batch.counted), laid_out(batch.met)
    return Cells(expected, counted, met, laid_out(value), batch.scale)
