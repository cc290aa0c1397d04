"""A pool: several share indicators as one, their counts added over subjects and years, and one division at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from orsupport.answers import NO, UNSURE, YES, Reason, Value
from orsupport.context import Context
from orsupport.counts import UNKNOWN, Counts
from orsupport.exact import Exact
from orsupport.indicators import share
from orsupport.indicators.pooled import Brought, Pool
from orsupport.rulebook.entries import Pooled


def pooled(context: Context, counts: Counts, entry: Pooled) -> Value:
    """The share of all students of the indicators together. `each_at_least`: a part with fewer students in a year is
    left out of that year."""
    shape = context.places.shape
    years = list(range(context.year - entry.years + 1, context.year + 1))
    parts = [_part(context, counts, name, years, entry.each_at_least) for name in entry.of]
    scale = int(np.lcm.reduce([part_scale for _, part_scale, _ in parts] or [1]))
    base_scale = int(np.lcm.reduce([part_base for _, _, part_base in parts] or [1]))
    by_year: list[list[Brought]] = [[] for _ in years]
    for batches, part_scale, part_base in parts:
        for position, year in enumerate(batches):
            by_year[position] += [_rescaled(each, scale // part_scale, base_scale // part_base) for each in year]
    pool = Pool(int(np.prod(shape)), scale, base_scale, by_year)
    asked = np.maximum.reduce([np.where(context.value(name).why == Reason.NOT_ASKED, NO, YES) for name in entry.of])
    perhaps = np.minimum.reduce([np.where(context.value(name).held == UNSURE, UNSURE, YES) for name in entry.of])
    why = np.zeros(shape, dtype=np.int8)
    if entry.smallest:
        smallest = context.value(entry.smallest).low
        low, high = pool.counted_low.reshape(shape), pool.counted_high.reshape(shape)
        enough = ~Exact(low).below(smallest)
        enough |= ~pool.any_count.reshape(shape)
        why[~enough] = Reason.MASKED
        why[~enough & (high != UNKNOWN) & Exact(high).below(smallest)] = Reason.TOO_FEW
    why[~pool.now.reshape(shape)] = Reason.NO_RESULT
    if not any(counts.holds(name, context.year) for name in entry.of):
        why[:] = Reason.MISSING
    why[asked == NO] = Reason.NOT_ASKED
    held = np.where(why == Reason.NONE, perhaps, NO).astype(np.int8)
    low_end = _shaped(pool.low, shape).rounded(entry.decimals)
    high_end = low_end if pool.high is pool.low else _shaped(pool.high, shape).rounded(entry.decimals)
    return Value(low_end, high_end, held, why, "percent")


def _part(
    context: Context, counts: Counts, name: str, years: list[int], at_least: str | None
) -> tuple[list[list[Brought]], int, int]:
    """The rows of one indicator, year by year, with the scales of its results and of its denominators."""
    entry = context.book.indicator[name]
    percent = context.percent(entry.participation) if entry.participation else None
    base_scale = share.base_scale(percent)
    least = context.value(at_least).low.fraction((0, 0)) if at_least else None
    scale, by_year = 1, []
    for year in years:
        brought = []
        for rows in counts.rows(name, year):
            scale = rows.scale
            batch = share.brought(rows, year == context.year, False, percent, entry.participation_rounding, base_scale)
            counted = np.where(rows.counted != UNKNOWN, rows.counted, rows.counted_low)
            kept = np.ones(len(rows), dtype=bool)
            if least is not None:  # a row that brings no count at all cannot be told to be too small
                kept = (counted == UNKNOWN) | (counted * least.denominator >= least.numerator)
            brought.append(_only(batch, kept))
        by_year.append(brought)
    return by_year, scale, base_scale


def _only(batch: Brought, kept: Any) -> Brought:
    fields = {name: value[kept] for name, value in vars(batch.rows).items() if isinstance(value, np.ndarray)}
    rows = replace(batch.rows, **fields)
    parts = (batch.weight, batch.top_low, batch.top_high, batch.base, batch.exact)
    return Brought(rows, *(part[kept] for part in parts))


def _rescaled(batch: Brought, result: int, base: int) -> Brought:
    return replace(batch, top_low=batch.top_low * result, top_high=batch.top_high * result, base=batch.base * base)


def _shaped(numbers: Exact, shape: tuple[int, int]) -> Exact:
    bottom = numbers.denominators
    return Exact(numbers.numerators.reshape(shape), bottom if isinstance(bottom, int) else bottom.reshape(shape))
