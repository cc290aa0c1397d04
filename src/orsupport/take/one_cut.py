"""A percentile or an average of a State with one school changed, without going through all schools again.

Only where every school's part is certain: no masked result among those that count, and no blank fact. Everything else
is found anew from all schools (see `cuts`).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from fractions import Fraction

import numpy as np

from orsupport.answers import NO, UNSURE, YES
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact
from orsupport.numbers import kinds as numbers
from orsupport.numbers.found import members
from orsupport.numbers.percentile import between, position
from orsupport.rulebook import entries


class OneCut:
    """One number found in the data, of one measure. `certain`: whether it can be worked out here."""

    def __init__(self, trace: Evaluation, entry: entries.Found, of: str) -> None:
        self.trace, self.entry, self.of = trace, entry, of
        value = trace.value(of)
        inside = members(trace, entry)
        self.codes = trace.kinds(entry.by)[0] if entry.by else np.zeros(len(inside), dtype=np.int64)
        self.columns = list(range(value.shape[1])) if entry.groups == "each" else [0]
        self.inside = inside == YES
        read = value.held[:, self.columns]
        weighs = isinstance(entry, entries.Average) and entry.weight == "students" and of in trace.book.indicator
        plain = (
            isinstance(entry, entries.Percentile)
            and value.low is value.high
            and isinstance(value.low.denominators, int)
        )
        sure = bool((inside != UNSURE).all() and (self.codes >= 0).all())
        self.certain = sure and (weighs or (plain and bool((read != UNSURE).all())))
        self.certain &= value.shape == trace.places.shape and entry.frame not in trace.book.rule
        if not self.certain:
            return
        year = trace.year
        self.fewest = max(int(numbers.figure(trace.book, entry.fewest, year)) if entry.fewest else 0, 1)
        kinds = np.unique(self.codes).tolist()
        chosen = {code: self.inside & (self.codes == code) for code in kinds}
        if isinstance(entry, entries.Percentile):
            named = trace.names.get(of)
            self.lower = named is not None and named.lower_is_better
            take = numbers.percent(trace.book, entry.take, year) / 100
            self.share = 1 - take if self.lower else take
            self.tops, self.held = value.low.wide(value.shape).numerators, value.held == YES
            self.bottom = value.low.denominators
            self.ordered = {
                (code, column): sorted(self.tops[rows & self.held[:, column], column].tolist())
                for code, rows in chosen.items()
                for column in self.columns
            }
        else:
            pool, shape = trace.result(of).pool, trace.places.shape
            self.tops, self.bases = pool.exact_top.reshape(shape), pool.exact_base.reshape(shape)
            self.bottom = pool.scale
            self.sums = {
                (code, column): tuple(
                    int(each)
                    for each in (
                        self.tops[rows & (self.bases[:, column] > 0), column].sum(),
                        self.bases[rows, column].sum(),
                        np.count_nonzero(rows & (self.bases[:, column] > 0)),
                    )
                )
                for code, rows in chosen.items()
                for column in self.columns
            }

    def percentile(self, school: int, column: int, top: int, held: bool) -> Fraction | None:
        """The percentile that the school reads where its own value is `top`; `held`: whether it has one."""
        ordered = self.ordered[int(self.codes[school]), column]
        if self.inside[school] and (held or self.held[school, column]):
            ordered = ordered.copy()
            if self.held[school, column]:
                del ordered[bisect_left(ordered, int(self.tops[school, column]))]
            if held:
                insort(ordered, top)
        if len(ordered) < self.fewest:
            return None
        assert isinstance(self.entry, entries.Percentile)
        first, second, part = position(len(ordered), self.share, self.entry.method, self.lower)
        point = between(Fraction(ordered[first]), Fraction(ordered[second]), part) / int(self.bottom)
        return self._rounded(point)

    def average(self, school: int, column: int, top: int, base: int) -> Fraction | None:
        """The average that the school reads where its own exact rows add up to `top` and `base`."""
        total, weight, schools = self.sums[int(self.codes[school]), column]
        if self.inside[school]:
            was = int(self.bases[school, column])
            total += (top if base > 0 else 0) - (int(self.tops[school, column]) if was > 0 else 0)
            weight, schools = weight + base - was, schools + (base > 0) - (was > 0)
        return self._rounded(Fraction(total, int(self.bottom) * weight)) if schools >= self.fewest else None

    def _rounded(self, number: Fraction) -> Fraction:
        return Exact.of_fractions([number], (1,)).rounded(self.entry.decimals).fraction(0)


def of_one(
    cut: OneCut, school: int, held: list[int], tops: list[int], sums: tuple[list[int], list[int]] | None
) -> list[Fraction | None]:
    """The number at every column that it has, for a school with these values or sums of exact rows."""
    if isinstance(cut.entry, entries.Percentile):
        there = zip(cut.columns, tops, held, strict=True)
        return [cut.percentile(school, column, top, answer != NO) for column, top, answer in there]
    if sums is None:
        sums = cut.tops[school, cut.columns].tolist(), cut.bases[school, cut.columns].tolist()
    return [cut.average(school, *each) for each in zip(cut.columns, *sums, strict=True)]
