"""Whether changes turn their answers, tried for many schools at once with the limits held fixed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from orsupport.answers import Answers
from orsupport.clauses import answer
from orsupport.counts import Whole
from orsupport.rulebook.clauses import read_clause
from orsupport.take.changed_counts import Shared
from orsupport.take.rows import YearRows
from orsupport.take.variants import Variants, turned

MOST_VARIANTS = 6_000  # at once


class Problem(NamedTuple):
    """`key`: the name of a group rule, or the text of a clause. `wanted`: whether it is to become yes."""

    key: str
    school: int
    group: int
    wanted: bool


@dataclass(frozen=True)
class Alike:
    """Problems that are solved together: of one rule or clause (`key`), in the same indicators (`names`), each at its
    school and group. `wanted`: whether the answer is to become yes."""

    key: str
    wanted: bool
    names: list[str]
    school: Whole
    group: Whole

    def only(self, some: Whole) -> Alike:
        return replace(self, school=self.school[some], group=self.group[some])


class Trying:
    """Tries vectors: for each problem by how much each of its indicators moves. `sign`: 1 where better results are
    wanted, -1 for worse ones."""

    def __init__(self, shared: Shared, rows: YearRows, sign: int) -> None:
        self.shared, self.rows, self._sign = shared, rows, sign

    def sign(self, indicator: str) -> int:
        """Whether the numerator goes up or down."""
        return self._sign if self.shared.book.indicator[indicator].better == "higher" else -self._sign

    def turned(self, alike: Alike, vectors: Whole) -> Whole:
        """Whether each vector turns its problem. Student groups of one school share a variant: none reads another."""
        schools, variant = np.unique(alike.school, return_inverse=True)
        found = np.zeros(len(alike.school), dtype=bool)
        for start in range(0, len(schools), MOST_VARIANTS):
            mine = np.flatnonzero((variant >= start) & (variant < start + MOST_VARIANTS))
            there = self._answers(
                alike.only(mine), schools[start : start + MOST_VARIANTS], variant[mine] - start, vectors[mine]
            )
            found[mine] = turned(there[variant[mine] - start, alike.group[mine]], alike.wanted)
        return found

    def _to_test(self, alike: Alike, problem: Whole, place: Whole, by: Whole) -> Whole:
        """Of the students of each part those who have to be tested first."""
        found = np.zeros(len(by), dtype=np.int64)
        asked = np.array([self.shared.book.indicator[name].participation is not None for name in alike.names])
        for at in np.flatnonzero((by > 0) & asked[place]).tolist():
            name, group = alike.names[place[at]], self.shared.trace.places.groups[alike.group[problem[at]]]
            found[at] = self.rows.to_test(name, group, int(alike.school[problem[at]]), int(by[at]))
        return found

    def _answers(self, alike: Alike, schools: Whole, variant: Whole, vectors: Whole) -> Answers:
        problem, place = np.nonzero(vectors)
        by = vectors[problem, place] * np.array([self.sign(name) for name in alike.names])[place]
        given = np.array([self.rows.is_given(name) for name in alike.names])[place]
        indicator = np.array([self.shared.indicators[name] for name in alike.names])[place]
        moved = [np.where(given, 0, by), self._to_test(alike, problem, place, by), np.where(given, by, 0)]
        columns = [variant[problem], indicator, alike.group[problem], *moved]
        variants = Variants(self.shared, schools, np.stack(columns, axis=1), exact=False)
        if alike.key in self.shared.book.rule:
            answers = variants.answer(alike.key)
        else:
            clause = read_clause(alike.key)
            assert not isinstance(clause, str)
            answers = answer(variants, clause, "group")
        return np.broadcast_to(answers, variants.places.shape)
