"""What it would take where the limits move with the school, so that no try holds them fixed.

Each try works out the limits anew, and the whole State where schools are measured against each other. One indicator of
one student group alone is tried first, with as few students as turn the answer; where none does, all indicators of the
group together, each brought down in turn.
"""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.take.changes import Change, Lever
from orsupport.take.proving import Asked, Prover, students
from orsupport.take.ways import Way, problems


class MovingLimitsSolver:
    """Solves one school at a time. `most`: students at the most, of a watch list."""

    def __init__(self, prover: Prover, most: int | None) -> None:
        self.prover, self.most = prover, most
        self.shared, self.rows = prover.shared, prover.rows

    def solve(self, asked: Asked, way: Way) -> Change | None:
        """A change with fewer students than what was proved, if anything was; None where none was found."""
        sizes = self._fewest(asked, way)
        return (
            None
            if sizes is None
            else {lever: self._sign(asked, lever.indicator) * by for lever, by in sizes.items() if by}
        )

    def _fewest(self, asked: Asked, way: Way) -> Change | None:
        fewest = None if asked.proved is None else students(asked.proved) - 1
        if asked.proved is not None and any(lever.how == "value" for lever in asked.proved):
            fewest = None
        best: Change | None = None
        groups = dict.fromkeys(problem.group for problem in problems(way))
        for group in groups:
            for lever, room in self._levers(asked, group):
                room = room if fewest is None or lever.how == "value" else min(room, fewest)
                if lever.how == "value" and (best is not None or asked.proved is not None):
                    continue
                found = self._brought_down(asked, {lever: room}, lever, 1) if room else None
                if found is not None:
                    best, fewest = found, students(found) - 1
        if best is not None or asked.proved is not None:
            return best
        return next((found for group in groups if (found := self._together(asked, group)) is not None), None)

    def _levers(self, asked: Asked, group: int) -> Iterator[tuple[Lever, int]]:
        """What of the group can move, and by how much, published values last."""
        name = self.shared.trace.places.groups[group]
        indicators = self.shared.book.indicator
        for indicator in sorted(indicators, key=self.rows.is_given):
            given = self.rows.is_given(indicator)
            if given and self.most is not None:
                continue
            rooms = self.rows.rooms(indicator, name, self._sign(asked, indicator))
            room = int(rooms[asked.school]) if len(rooms) else 0
            room = room if self.most is None else min(room, self.most)
            if room:
                yield Lever(indicator, name, "value" if given else "met"), room

    def _sign(self, asked: Asked, indicator: str) -> int:
        better = 1 if self.shared.book.indicator[indicator].better == "higher" else -1
        return -better if asked.wanted else better

    def _turns(self, asked: Asked, sizes: Change) -> bool:
        change = {lever: self._sign(asked, lever.indicator) * by for lever, by in sizes.items() if by}
        return bool(change) and self.prover.turns(asked.rule, asked.wanted, [(asked.school, change)])[0]

    def _brought_down(self, asked: Asked, sizes: Change, lever: Lever, low: int) -> Change | None:
        """The same with as little of one part as still turns the answer; None where not even all of it does."""
        if not self._turns(asked, sizes):
            return None
        high = sizes[lever]
        while low < high:
            middle = (low + high) // 2
            if self._turns(asked, sizes | {lever: middle}):
                high = middle
            else:
                low = middle + 1
        return sizes | {lever: high}

    def _together(self, asked: Asked, group: int) -> Change | None:
        sizes: Change | None = dict(self._levers(asked, group))
        for lever in list(sizes or ()):
            sizes = self._brought_down(asked, sizes, lever, 0) if sizes else None
        if not sizes or (self.most is not None and students(sizes) > self.most):
            return None
        return sizes
