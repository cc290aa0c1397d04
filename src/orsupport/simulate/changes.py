"""Schools that begin, close, merge, split or get another id while the made-up State goes on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from orsupport.simulate.schools import Schools, scaled

LAST = (3, 4)  # places of the last year of a school that closes
FIRST = (4, 5)  # places of the first year of a new one


def change(draw: np.random.Generator, schools: Schools) -> Schools:
    """The same schools, some of them there for a part of the years only, with the list of what came of what."""
    changed = Changes(draw, schools)
    for number in range(scaled("closed", len(schools))):
        changed.close(number)
    for number in range(scaled("new", len(schools)) - scaled("renumbered", len(schools))):
        changed.begin(number)
    return replace(changed.schools, predecessors=sorted(changed.predecessors))


class Changes:
    """The changes so far; no school is touched twice."""

    def __init__(self, draw: np.random.Generator, schools: Schools) -> None:
        self.schools = replace(
            schools,
            names=[*schools.names],
            spans=[*schools.spans],
            sizes=schools.sizes.copy(),
            first=schools.first.copy(),
            last=schools.last.copy(),
        )
        self.predecessors: list[tuple[int, int, int, str]] = []
        untouched = (schools.within >= 10) & ~schools.facts["state_run"]
        self._free = [int(place) for place in draw.permutation(np.flatnonzero(untouched))]

    def close(self, number: int) -> None:
        """A school closes: the first ones into a neighbour, the next ones to go on under another id."""
        place, partner = self._pair()
        if place is None:
            return
        schools, count = self.schools, len(self.schools)
        merged, renumbered = scaled("merged", count), scaled("renumbered", count)
        last = LAST[number % len(LAST)]
        schools.last[place] = last
        if partner is None:
            return
        if number < merged:
            self.predecessors.append((partner, place, last + 1, "merged"))
        elif number < merged + renumbered:
            schools.first[partner] = last + 1
            schools.names[partner] = schools.names[place]
            schools.spans[partner] = schools.spans[place]
            schools.sizes[partner] = schools.sizes[place]
            self.predecessors.append((partner, place, last + 1, "renumbered"))

    def begin(self, number: int) -> None:
        """A school begins: the first ones split from a neighbour."""
        place, partner = self._pair()
        if place is None:
            return
        first = FIRST[number % len(FIRST)]
        self.schools.first[place] = first
        if number < scaled("split", len(self.schools)) and partner is not None:
            self.predecessors.append((place, partner, first, "split"))

    def _pair(self) -> tuple[int | None, int | None]:
        """An untouched school, and another of its kind in its district."""
        if not self._free:
            return None, None
        place, schools = self._free.pop(0), self.schools
        near = (schools.district == schools.district[place]) & (schools.kinds == schools.kinds[place])
        special = schools.facts["alternative"] | schools.facts["virtual"]
        partners = [other for other in self._free if near[other] and special[other] == special[place]]
        if not partners:
            return place, None
        self._free.remove(partners[0])
        return place, partners[0]
