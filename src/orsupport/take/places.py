"""One rule or clause at one student group of one school: the fewest students found that turn it, the limits held fixed.

Students are given to the indicators that are nearest to their next limit, one indicator after another, until the answer
turns; those that prove needless are taken back. Where no limits are read (an index), to one indicator alone, or to all.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO
from orsupport.counts import Whole
from orsupport.rulebook import entries
from orsupport.rulebook.clauses import Comparison, read_clause
from orsupport.take.changed_counts import Shared
from orsupport.take.changes import Change, Lever
from orsupport.take.rows import YearRows
from orsupport.take.steps import NONE, Limits, needed
from orsupport.take.trying import Alike, Problem, Trying

Flags = NDArray[np.bool_]
A_VALUE = 10_000  # a published value moves only where no number of students turns the answer


class PlaceSolver:
    """Solves problems, many schools at once. `sign`: 1 where better results are wanted, -1 for worse ones."""

    def __init__(self, shared: Shared, rows: YearRows, limits: Limits, sign: int) -> None:
        self.shared, self.rows = shared, rows
        self.trying = Trying(shared, rows, sign)
        self.limits, self.groups = limits, shared.trace.places.groups
        self._needed: dict[tuple[str, str], Whole] = {}
        self._rooms: dict[str, Whole] = {}

    def solve(self, problems: Iterable[Problem]) -> dict[Problem, Change]:
        """The change that turns each problem; those that nothing was found for are absent."""
        sorts: dict[tuple[str, bool], list[Problem]] = {}
        for each in dict.fromkeys(problems):
            sorts.setdefault((each.key, each.wanted), []).append(each)
        found: dict[Problem, Change] = {}
        for (key, wanted), mine in sorts.items():
            found |= self._solve(key, wanted, mine)
        return found

    def room(self, indicator: str) -> Whole:
        """By how much each school and group can move, at the most."""
        if indicator not in self._rooms:
            shape = self.shared.trace.places.shape
            columns = [self.rows.rooms(indicator, group, self.trying.sign(indicator)) for group in self.groups]
            self._rooms[indicator] = np.stack(
                [each if len(each) else np.zeros(shape[0], np.int64) for each in columns], 1
            )
        return self._rooms[indicator]

    def _steps(self, key: str, indicator: str) -> Whole:
        if (key, indicator) not in self._needed:
            limits = self.limits.of(key).get(indicator, [])
            found = needed(self.shared.trace, indicator, limits, self.trying.sign(indicator))
            self._needed[key, indicator] = np.where(found <= self.room(indicator), found, NONE)
        return self._needed[key, indicator]

    def _solve(self, key: str, wanted: bool, problems: list[Problem]) -> dict[Problem, Change]:
        gradual = not self.limits.of(key) or self._is_gradual(key)
        names = list(self.shared.book.indicator) if gradual else list(self.limits.of(key))
        school, group = (np.array([getattr(each, part) for each in problems]) for part in ("school", "group"))
        alike = Alike(key, wanted, names, school, group)
        steps = np.stack([self._steps(key, name)[school, group] for name in names], axis=1)
        given = np.array([self.rows.is_given(name) for name in names])
        cost = np.where(steps < NONE, steps + np.where(given, A_VALUE, 0), NONE)
        order = np.argsort(cost, axis=1, kind="stable")
        usable = np.count_nonzero(cost < NONE, axis=1)
        vectors = np.zeros((len(problems), len(names)), dtype=np.int64)
        done = np.zeros(len(problems), dtype=bool)
        for taking in range(1, int(usable.max(initial=0)) + 1):
            open_ = np.flatnonzero(~done & (usable >= taking))
            chosen = order[open_, taking - 1]
            vectors[open_, chosen] = steps[open_, chosen]
            if len(open_):
                done[open_] = self.trying.turned(alike.only(open_), vectors[open_])
        self._take_back(alike, vectors, cost, done)
        rest = np.flatnonzero((~done & gradual) | self._reaches_masked(alike))
        if len(rest):
            found, good = self._without_limits(alike.only(rest))
            dear = np.where(given, A_VALUE, 1)
            better = good & (~done[rest] | (found @ dear < vectors[rest] @ dear))
            vectors[rest[better]], done[rest] = found[better], done[rest] | good
        return {
            each: {
                self._lever(name, each.group): self.trying.sign(name) * int(by)
                for name, by in zip(names, row, strict=True)
                if by
            }
            for each, row, good in zip(problems, vectors, done, strict=True)
            if good
        }

    def _reaches_masked(self, alike: Alike) -> Flags:
        """Whether an indicator can move whose earlier years are masked, so that no number of students is that to the
        next limit."""
        found = np.zeros(len(alike.school), dtype=bool)
        at = alike.school, alike.group
        for name in (each for each in alike.names if not self.rows.is_given(each)):
            result = self.shared.trace.result(name)
            unknown = result.pool.met.reshape(self.shared.trace.places.shape)[at] < 0
            found |= unknown & (result.value.held[at] != NO) & (self.room(name)[at] > 0)
        return found

    def _is_gradual(self, key: str) -> bool:
        """Whether it reads an index, a pool or a difference: these move with every student, and not only at a limit."""
        names, clause = self.shared.names, read_clause(key)
        first = [key] if key in self.shared.book.rule else [clause.measure] if isinstance(clause, Comparison) else []
        waiting, seen = list(first), set(first)
        while waiting:
            family = waiting.pop().partition(".")[0]
            if isinstance(self.shared.book.measure.get(family), entries.Index | entries.Pooled | entries.Difference):
                return True
            new = [name for name, _ in names.reads(family) if name not in seen]
            seen |= set(new)
            waiting += new
        return False

    def _lever(self, indicator: str, group: int) -> Lever:
        return Lever(indicator, self.groups[group], "value" if self.rows.is_given(indicator) else "met")

    def _take_back(self, alike: Alike, vectors: Whole, cost: Whole, done: Whole) -> None:
        """Take back what proves needless, the costliest first."""
        costly = np.argsort(-np.where(vectors > 0, cost, 0), axis=1, kind="stable")
        for place in range(vectors.shape[1]):
            several = np.flatnonzero(done & (np.count_nonzero(vectors, axis=1) > 1))
            several = several[vectors[several, costly[several, place]] > 0]
            if not len(several):
                continue
            tried = vectors[several].copy()
            tried[np.arange(len(several)), costly[several, place]] = 0
            still = self.trying.turned(alike.only(several), tried)
            vectors[several[still]] = tried[still]

    def _without_limits(self, alike: Alike) -> tuple[Whole, Flags]:
        """One indicator alone with as few students as turn the answer; else all of them, each brought down in turn.
        What moves, and where it turns the answer."""
        vectors = np.zeros((len(alike.school), len(alike.names)), dtype=np.int64)
        rooms = np.stack([self.room(name)[alike.school, alike.group] for name in alike.names], axis=1)
        best = np.full(len(alike.school), NONE)
        for place, name in enumerate(alike.names):
            alone = np.zeros_like(vectors)
            alone[:, place] = rooms[:, place]
            good = self._bisected(alike, alone, place, rooms[:, place] > 0)
            cost = alone[:, place] + (A_VALUE if self.rows.is_given(name) else 0)
            better = good & (cost < best)
            vectors[better], best[better] = alone[better], cost[better]
        done = best < NONE
        rest = np.flatnonzero(~done)
        if not len(rest):
            return vectors, done
        together = np.zeros_like(vectors)
        together[rest] = rooms[rest]
        good = np.zeros(len(alike.school), dtype=bool)
        good[rest] = self.trying.turned(alike.only(rest), together[rest])
        for place in sorted(range(len(alike.names)), key=lambda each: not self.rows.is_given(alike.names[each])):
            self._bisected(alike, together, place, good, lowest=0)
        vectors[good] = together[good]
        return vectors, done | good

    def _bisected(self, alike: Alike, vectors: Whole, place: int, which: Flags, lowest: int = 1) -> Flags:
        """Bring one indicator's students down as far as the answer stays turned; where it is turned at all."""
        at = np.flatnonzero(which)
        good = np.zeros(len(alike.school), dtype=bool)
        if not len(at):
            return good
        good[at] = self.trying.turned(alike.only(at), vectors[at])
        low, high = np.full(len(alike.school), lowest), vectors[:, place].copy()
        while len(at := np.flatnonzero(good & (low < high))):
            middle = (low + high) // 2
            tried = vectors[at].copy()
            tried[:, place] = middle[at]
            turns = self.trying.turned(alike.only(at), tried)
            high[at[turns]], low[at[~turns]] = middle[at[turns]], middle[at[~turns]] + 1
        vectors[good, place] = high[good]
        return good
