"""School years pooled: whole-number sums over the years of an indicator, a masked result as an interval.

Each row brings a weight (its students) and a result between two ends. Pooling adds weight times result, and weight;
the division comes once, last. A masked count weighs its low bound; in the year of the run at least one student, for
a masked result is a result. Where the rules file takes hidden counts as unknown, the ends are those over every count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orsupport.counts import UNKNOWN, Rows, Whole
from orsupport.exact import Exact, choose
from orsupport.exact.whole import ROOM, as_array, largest, times
from orsupport.indicators.hidden import ends, hidden

Flags = NDArray[np.bool_]
MOST_ADDED = 10_000_000  # rows of one indicator


@dataclass(frozen=True)
class Brought:
    """What rows bring to a pool. `weight`: students, -1 where the row brings no count. `top_low`, `top_high`: weight
    times the result at either end, times the indicator's scale (the bare result where there is no weight). `base`:
    the denominator. `exact`: a point with a sure count. `unknown_counts`: hidden counts are unknown, not their low
    bound."""

    rows: Rows
    weight: Whole
    top_low: NDArray[Any]
    top_high: NDArray[Any]
    base: NDArray[Any]
    exact: Flags
    unknown_counts: bool = False


class Pool:
    """The pooled years of one indicator at every place; arrays are flat over places.

    `low`, `high`: the result. `expected`, `counted`, `met`: sums, -1 where a row does not know. `counted_low`,
    `counted_high`: bounds of the count, -1 where unknown. `years_seen`: a bit for each pooled year with a result.
    `now`: somebody counted in the year of the run. `exact_top`, `exact_base`: sums over exact rows alone.
    """

    def __init__(self, size: int, scale: int, base_scale: int, years: list[list[Brought]]) -> None:
        self.size, self.scale, self.base_scale = size, scale, base_scale
        brought = [batch for year in years for batch in year]
        self.years_seen = np.zeros(size, dtype=np.int64)
        touched = np.zeros(size, dtype=bool)
        for position, year in enumerate(years):
            for batch in year:
                place = batch.rows.place
                touched[place] = True
                self.years_seen[place[~nobody(batch.rows)]] |= 1 << position
        self.now = (self.years_seen >> (len(years) - 1)) & 1 == 1
        self.expected, self.counted, self.met = (
            self._sum(name, brought, touched) for name in ("expected", "counted", "met")
        )
        self._add_bounds(brought)
        self._add_results(brought)
        self._add_exact(years)

    def _sum(self, name: str, brought: list[Brought], touched: Flags) -> Whole:
        total = np.zeros(self.size, dtype=np.int64)
        known = touched.copy()
        for batch in brought:
            column, place = getattr(batch.rows, name), batch.rows.place
            total[place] += np.maximum(column, 0)
            known[place[column == UNKNOWN]] = False
        return np.where(known, total, UNKNOWN)

    def _add_bounds(self, brought: list[Brought]) -> None:
        low, high = np.zeros(self.size, dtype=np.int64), np.zeros(self.size, dtype=np.int64)
        unbounded = np.zeros(self.size, dtype=bool)
        self.any_count = np.zeros(self.size, dtype=bool)
        for batch in brought:
            rows, place = batch.rows, batch.rows.place
            sure = rows.counted != UNKNOWN
            row_low = np.where(sure, rows.counted, rows.counted_low)
            row_high = np.where(sure, rows.counted, rows.counted_high)
            low[place] += np.maximum(row_low, 0)
            high[place] += np.maximum(row_high, 0)
            unbounded[place[row_high == UNKNOWN]] = True
            self.any_count[place[row_low != UNKNOWN]] = True
        self.counted_low, self.counted_high = low, np.where(unbounded, UNKNOWN, high)

    def _add_results(self, brought: list[Brought]) -> None:
        kind = object if any(object in (each.top_low.dtype, each.top_high.dtype) for each in brought) else np.int64
        top_low, top_high = np.zeros(self.size, kind), np.zeros(self.size, kind)
        base = np.zeros(self.size, object if any(each.base.dtype == object for each in brought) else np.int64)
        rows_with, rows_without = np.zeros(self.size, np.int64), np.zeros(self.size, np.int64)
        for batch in brought:
            there = ~nobody(batch.rows)
            place, weighs = batch.rows.place[there], batch.weight[there] >= 0
            adds = batch.weight[there] != 0
            top_low[place[adds]] += batch.top_low[there][adds]
            top_high[place[adds]] += batch.top_high[there][adds]
            base[place[weighs]] += batch.base[there][weighs]
            rows_with[place[weighs]] += 1
            rows_without[place[~weighs]] += 1
        self.base = base
        plain = rows_without > 0
        bottom = times(np.where(plain, rows_without, np.maximum(base, 1)), self.scale)
        bottom = np.maximum(bottom, 1)
        scaled = np.where(plain, 1, as_array(self.base_scale))
        self.low = Exact(times(top_low, scaled), bottom)
        same = kind is np.int64 and np.array_equal(top_low, top_high)
        self.high = self.low if same else Exact(times(top_high, scaled), bottom)
        mixed = np.flatnonzero(plain & (rows_with > 0))
        if len(mixed):
            self._plain_means(mixed, brought)
        if any(batch.unknown_counts for batch in brought):
            self._widen([batch for batch in brought if len(batch.rows)], self.now & ~plain & (base > 0))

    def _widen(self, brought: list[Brought], told: Flags) -> None:
        """The ends over every count that may be hidden, at those places whose rows all bring a count."""
        masked = np.zeros(self.size, dtype=bool)
        for batch in brought:
            masked[batch.rows.place[hidden(batch) & ~nobody(batch.rows)]] = True
        places = np.flatnonzero(masked & told)
        if not len(places):
            return
        there = [only(batch, ~nobody(batch.rows)) for batch in brought]
        chosen = np.isin(np.arange(self.size), places)
        low, high = (each.times(Fraction(self.base_scale, self.scale)) for each in ends(there, places, self.base_scale))
        self.low = choose(chosen, low.scattered(places, self.size), self.low)
        self.high = choose(chosen, high.scattered(places, self.size), self.high)

    def _plain_means(self, places: Whole, brought: list[Brought]) -> None:
        """Where some rows bring a count and others none, every row weighs the same."""
        ends: dict[int, list[tuple[Fraction, Fraction]]] = {place: [] for place in places.tolist()}
        for batch in brought:
            for row in np.flatnonzero(np.isin(batch.rows.place, places) & ~nobody(batch.rows)).tolist():
                bottom = max(int(batch.weight[row]), 1) * self.scale
                ends[int(batch.rows.place[row])].append(
                    (Fraction(int(batch.top_low[row]), bottom), Fraction(int(batch.top_high[row]), bottom))
                )
        means = [[Fraction(0), Fraction(0)] for _ in range(self.size)]
        for place, pairs in ends.items():
            means[place] = [sum((pair[end] for pair in pairs), Fraction(0)) / len(pairs) for end in (0, 1)]
        chosen = np.isin(np.arange(self.size), places)
        low, high = self.low, self.high
        self.low = choose(chosen, Exact.of_fractions([mean[0] for mean in means], (self.size,)), low)
        self.high = choose(chosen, Exact.of_fractions([mean[1] for mean in means], (self.size,)), high)

    def _add_exact(self, years: list[list[Brought]]) -> None:
        kind = object if any(batch.top_low.dtype == object for year in years for batch in year) else np.int64
        self.exact_top, self.exact_base = np.zeros(self.size, kind), np.zeros(self.size, np.int64)
        for year in years:
            top, base, exact = np.zeros(self.size, kind), np.zeros(self.size, np.int64), np.ones(self.size, bool)
            for batch in year:
                there = ~nobody(batch.rows)
                place, sure = batch.rows.place[there], batch.exact[there]
                exact[place[~sure]] = False
                top[place[sure]] += batch.top_low[there][sure]
                base[place[sure]] += np.where(batch.weight[there] < 0, 1, batch.weight[there])[sure]
            self.exact_top += np.where(exact, top, 0)
            self.exact_base += np.where(exact, base, 0)


def weighed(results: NDArray[Any], by: NDArray[np.int64] | int) -> NDArray[Any]:
    """Results times their weights, as Python's own whole numbers where those of a State, added up, would not fit into
    64 bits: results with very many decimals."""
    if results.dtype != object and max(largest(results), 1) * largest(by) * MOST_ADDED >= ROOM:
        results = results.astype(object)
    return np.asarray(results * by)


def only(batch: Brought, kept: Flags) -> Brought:
    """Some rows of a batch."""
    parts = {name: getattr(batch, name)[kept] for name in ("weight", "top_low", "top_high", "base", "exact")}
    return replace(batch, rows=batch.rows.taken(kept), **parts)


def nobody(rows: Rows) -> Flags:
    """Rows in which surely nobody was counted."""
    return (rows.counted == 0) | ((rows.counted == UNKNOWN) & (rows.counted_high == 0))


def weights(rows: Rows, now: bool) -> Whole:
    """The students that each row weighs: its count, else its low bound, else -1."""
    masked = np.where(rows.counted_low == UNKNOWN, UNKNOWN, np.maximum(rows.counted_low, 1 if now else 0))
    return np.where(rows.counted != UNKNOWN, rows.counted, masked)
