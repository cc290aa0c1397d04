"""The State average: of its students (counts added, one division) or of its schools (a plain mean).

Of an indicator it adds every exact row of the open schools in the pooled years, whether or not the place is rated, and
no other: a masked row is left out, and so no mask can move it. Of a measure it is the mean of the schools that have
one, from the mean of the low ends to that of the high ends.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from orsupport.answers import YES, Answers
from orsupport.context import Context
from orsupport.counts import Whole
from orsupport.exact import Exact
from orsupport.numbers.found import Flags, FoundNumber, found
from orsupport.rulebook.entries import Average


def average(context: Context, entry: Average, of: str, fewest: int) -> FoundNumber:
    """The average of an indicator or measure. `fewest`: schools that must bring a row."""
    named = context.names.get(of)
    indicator = named is not None and named.section == "indicator"
    lows, highs, bases, unit = _rows(context, of) if indicator else _values(context, of)
    weighted = entry.weight == "students" and indicator

    def cut(
        sure: Flags, perhaps: Flags, group: int, _of_kind: Answers
    ) -> tuple[Fraction | None, Fraction | None, bool, int, int]:
        column = min(group, bases.shape[1] - 1)
        brings = bases[:, column] > 0
        inside, maybe = np.flatnonzero(sure & brings), np.flatnonzero(perhaps & brings)
        counted, left_out = len(inside), int(np.count_nonzero(sure)) - len(inside)
        if counted + len(maybe) < max(fewest, 1):
            return None, None, True, counted, left_out
        base, needed = bases[:, column], max(fewest, 1)
        low = _mean(lows[:, column], base, inside, maybe, weighted, needed, sign=1)
        high = _mean(highs[:, column], base, inside, maybe, weighted, needed, sign=-1)
        ends = Exact.of_fractions([low, high], (2,)).rounded(entry.decimals)
        return ends.fraction(0), ends.fraction(1), counted >= max(fewest, 1), counted, left_out

    return found(context, entry, unit, cut)


def _rows(context: Context, indicator: str) -> tuple[Exact, Exact, Whole, str]:
    """Sums over exact rows: the results (weight times result) and the weights, at every place."""
    result = context.result(indicator)
    pool, shape = result.pool, context.places.shape
    top = Exact(pool.exact_top.reshape(shape), pool.scale)
    return top, top, pool.exact_base.reshape(shape), result.value.unit


def _values(context: Context, measure: str) -> tuple[Exact, Exact, Whole, str]:
    value = context.value(measure).in_points()
    low, high = (end.wide(value.shape) for end in (value.low, value.high))
    return low, high, (value.held == YES).astype(np.int64), value.unit


def _mean(tops: Exact, bases: Whole, inside: Whole, maybe: Whole, weighted: bool, fewest: int, sign: int) -> Fraction:
    """The mean of the sure members with that choice of the perhaps members which makes it least (`sign` 1) or greatest
    (-1): from a first mean on, those are chosen that pull it further, until none does (Dinkelbach's method)."""

    def pair(rows: Whole) -> list[tuple[Fraction, int]]:
        parts = zip(tops[rows].fractions(), bases[rows].tolist(), strict=True)
        return [(top, base) if weighted else (top / base, 1) for top, base in parts]

    if isinstance(tops.denominators, int) and weighted:
        total = Fraction(int(tops.numerators[inside].sum()), tops.denominators)
        weight = int(bases[inside].sum())
    else:
        total = sum((top for top, _ in pair(inside)), Fraction(0))
        weight = sum(base for _, base in pair(inside))
    choices, needed = pair(maybe), max(0, fewest - len(inside))
    chosen = choices
    while True:
        mean = (total + sum((top for top, _ in chosen), Fraction(0))) / (weight + sum(base for _, base in chosen))
        pulls = sorted((sign * (top - mean * base), top, base) for top, base in choices)
        better = [(top, base) for place, (pull, top, base) in enumerate(pulls) if pull < 0 or place < needed]
        if sum(sign * (top - mean * base) for top, base in better) + sign * (total - mean * weight) >= 0:
            return mean
        chosen = better
