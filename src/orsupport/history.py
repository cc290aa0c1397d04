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
        self.first = 0
        rows = statuses.to_pylist() if statuses is not None else []
        heirs = _heirs(predecessors.to_pylist() if predecessors is not None else [])
        for row in rows:
            year = year_number(str(row["school_year"]))
            self.first = min(self.first or year, year)
            for school in heirs.get(str(row["school_id"]), {str(row["school_id"])}):
                holders = self._holders.setdefault((str(row["status"]), year), set())
                holders.add((school, str(row["student_group"])))

    def years_in(self, status: str, year: int, paused: Iterable[int], at: str) -> NDArray[np.int64]:
        """Years without a break, up to the one before `year`, for which each school (or group) held the status.

        A year in `paused`, or in which nobody in the State held it, neither counts nor breaks.
        """
        shape = (len(self.places.school_ids), len(self.places.groups) if at == "group" else 1)
        counted = np.zeros(shape, dtype=np.int64)
        for _, unbroken in self._unbroken(status, year, paused, at):
            counted += unbroken
        return counted

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


def _heirs(rows: list[dict[str, str]]) -> dict[str, set[str]]:
    """The schools of today that came of each earlier one, through any number of steps."""
    steps: dict[str, set[str]] = {}
    for row in rows:
        steps.setdefault(str(row["prior_school_id"]), set()).add(str(row["school_id"]))
    found: dict[str, set[str]] = {}
    for prior in steps:
        reached, open_ends = set(), list(steps[prior])
        while open_ends:
            school = open_ends.pop()
            if school not in reached:
                reached.add(school)
                open_ends += steps.get(school, set())
        found[prior] = reached | {prior}
    return found
