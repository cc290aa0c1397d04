"""What schools and student groups held in earlier years, followed through renumbered, merged and split schools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from orsupport.counts import year_number
from orsupport.places import Places


class History:
    """Who held which status in which year; `given`: the data bring a `statuses` table at all."""

    def __init__(self, statuses: pa.Table | None, predecessors: pa.Table | None, places: Places) -> None:
        self.places = places
        self.given = statuses is not None
        self._holders: dict[tuple[str, int], set[tuple[str, str]]] = {}
        self._inherited: dict[tuple[str, int], set[tuple[str, str, str]]] = {}
        steps = _steps(predecessors.to_pylist() if predecessors is not None else [])
        names = ("school_year", "status", "school_id", "student_group")
        rows = zip(*(statuses[name].to_pylist() for name in names), strict=True) if statuses is not None else ()
        years: dict[str, int] = {}
        for school_year, status, held_by, group in rows:
            if school_year not in years:
                years[school_year] = year_number(school_year)
            year = years[school_year]
            holders = self._holders.setdefault((status, year), set())
            holders.add((held_by, group))
            for school in _heirs(steps, held_by, year) if held_by in steps else ():
                holders.add((school, group))
                if school != held_by:
                    self._inherited.setdefault((status, year), set()).add((school, group, held_by))
        self.first = min(years.values(), default=0)

    def years_in(self, status: str, year: int, paused: Iterable[int], at: str) -> NDArray[np.int64]:
        """Years without a break, up to the one before `year`, for which each school (or group) held the status.

        A year in `paused`, or in which nobody in the State held it, neither counts nor breaks.
        """
        shape = (len(self.places.school_ids), len(self.places.groups) if at == "group" else 1)
        counted = np.zeros(shape, dtype=np.int64)
        for _, unbroken in self._unbroken(status, year, paused, at):
            counted += unbroken
        return counted

    def years_held(self, status: str, year: int, paused: Iterable[int], at: str) -> NDArray[np.int64]:
        """The years that `years_in` counts, as bits: the lowest is the year before `year`."""
        bits = np.zeros_like(self.years_in(status, year, paused, at))
        for each, unbroken in self._unbroken(status, year, paused, at):
            bits |= np.left_shift(unbroken.astype(np.int64), year - 1 - each)
        return bits

    def inherited(self, status: str, year: int, at: str) -> list[tuple[int, int, int, str]]:
        """Who held the status before `year` under another school's id: the rows of school and student group, the year,
        and that id."""
        groups = self.places.groups if at == "group" else ["all"]
        position = {school: row for row, school in enumerate(self.places.school_ids.to_pylist())}
        return sorted(
            (position[school], groups.index(group), each, prior)
            for (name, each), holders in self._inherited.items()
            for school, group, prior in holders
            if name == status and each < year and school in position and group in groups
        )

    def last_year(self, status: str, year: int, paused: Iterable[int] = ()) -> int:
        """The last year before `year`, none that is paused, in which anybody held the status; 0: none."""
        held = [each for name, each in self._holders if name == status and each < year and each not in paused]
        return max(held, default=0)

    def since(self, status: str, year: int, at: str) -> NDArray[np.int64]:
        """The first and the last year of the unbroken years for which each school (or group) held the status, up to
        the one before `year`: int64 [school, group, 2], 0 where it was not held."""
        shape = (len(self.places.school_ids), len(self.places.groups) if at == "group" else 1, 2)
        found = np.zeros(shape, dtype=np.int64)
        for each, unbroken in self._unbroken(status, year, [], at):
            found[unbroken, 0] = each
            found[unbroken & (found[..., 1] == 0), 1] = each
        return found

    def _unbroken(
        self, status: str, year: int, paused: Iterable[int], at: str
    ) -> Iterator[tuple[int, NDArray[np.bool_]]]:
        """Each earlier year that counts, the latest first, with who held the status in it and in all after it."""
        groups = self.places.groups if at == "group" else ["all"]
        ids = self.places.school_ids.to_pylist()
        unbroken = np.ones((len(ids), len(groups)), dtype=bool)
        position = {school: row for row, school in enumerate(ids)}
        for each in range(year - 1, (self.first or year) - 1, -1):
            holders = self._holders.get((status, each))
            if each in paused or not holders:
                continue
            held = np.zeros(unbroken.shape, dtype=bool)
            for school, group in holders:
                if school in position and group in groups:
                    held[position[school], groups.index(group)] = True
            unbroken &= held
            yield each, unbroken


def _steps(rows: list[dict[str, str]]) -> dict[str, list[tuple[int, str]]]:
    """The schools that each earlier one became, each with the first year of its number."""
    steps: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        first = year_number(str(row["school_year"]))
        steps.setdefault(str(row["prior_school_id"]), []).append((first, str(row["school_id"])))
    return steps


def _heirs(steps: dict[str, list[tuple[int, str]]], school: str, year: int) -> set[str]:
    """The school, and those of today that came of it after the year, through any number of steps."""
    reached: set[tuple[int, str]] = set()
    open_ends = [(year + 1, school)]
    while open_ends:
        since, each = open_ends.pop()
        for step in steps.get(each, []):
            if step[0] >= since and step not in reached:
                reached.add(step)
                open_ends.append(step)
    return {school, *(heir for _, heir in reached)}
