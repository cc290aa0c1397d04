"""A mean over every number of students that hidden counts may be, from the least to the greatest.

A mean is a quotient of two sums over rows, and each row adds to both what its own count says, whatever the others are.
So from a first mean on, every row takes the count that pulls it further, until none does (Dinkelbach's method). A row
pulls hardest with its fewest students, its most, or as many as the participation denominator asks for; one whose count
has no upper end may also outweigh all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orsupport.counts import UNKNOWN, Whole
from orsupport.exact import Exact
from orsupport.exact.whole import ROOM, times

if TYPE_CHECKING:
    from orsupport.indicators.pooled import Brought

Flags = NDArray[np.bool_]
Numbers = NDArray[Any]  # int64, or object where a number would not fit


@dataclass(frozen=True)
class Choices:
    """The rows of some places: `at` says of which, and each column of `bases` and `tops` is a count that a row may
    have. `results`: the bare result; `unlimited`: rows whose count has no upper end."""

    at: Whole
    bases: Numbers
    tops: Numbers
    results: Numbers
    unlimited: Flags


def hidden(batch: Brought) -> Flags:
    """Rows whose count is hidden, of an indicator whose hidden counts are taken as unknown."""
    found: Flags = (batch.rows.counted == UNKNOWN) & batch.unknown_counts
    return found


def ends(brought: list[Brought], places: Whole, base_scale: int) -> tuple[Exact, Exact]:
    """The least and the greatest mean of each place, over the indicator's scale and with bases over `base_scale`.
    Every row of the places brings a count, and not all of them none."""
    low = _least(_choices(brought, places, base_scale, sign=1), len(places), base_scale)
    return low, -_least(_choices(brought, places, base_scale, sign=-1), len(places), base_scale)


def _choices(brought: list[Brought], places: Whole, base_scale: int, sign: int) -> Choices:
    """`sign`: 1 with the low end of every result, -1 with the high end, turned round."""
    parts = [_of_batch(batch, places, base_scale, sign) for batch in brought]
    together = (np.concatenate([getattr(part, name) for part in parts]) for name in Choices.__dataclass_fields__)
    return Choices(*together)


def _of_batch(batch: Brought, places: Whole, base_scale: int, sign: int) -> Choices:
    rows = batch.rows
    there = np.isin(rows.place, places)
    masked = hidden(batch)[there]
    fewest, floor = batch.weight[there], batch.base[there]
    top = sign * (batch.top_low if sign == 1 else batch.top_high)[there]
    results = np.where(masked, top // np.maximum(fewest, 1), 0)
    unlimited = masked & (rows.counted_high[there] == UNKNOWN)
    asked_for = -(-floor // base_scale)
    most = np.where(masked, np.maximum(rows.counted_high[there], fewest), fewest)
    most = np.where(unlimited, np.maximum(asked_for, fewest), most)
    between = [np.clip(each, fewest, most) for each in (floor // base_scale, asked_for)]
    counts = np.stack([fewest, most, *between], axis=1)
    bases = np.maximum(times(counts, base_scale), floor[:, None])
    fixed = np.where(fewest == 0, 0, top)
    tops = np.where(masked[:, None], times(counts, results[:, None]), fixed[:, None])
    return Choices(np.searchsorted(places, rows.place[there]), bases, tops, results, unlimited)


def _least(rows: Choices, size: int, base_scale: int) -> Exact:
    def summed(column: Numbers) -> Numbers:
        total = np.zeros(size, dtype=column.dtype)
        np.add.at(total, rows.at, column)
        return total

    bases, tops = rows.bases, rows.tops
    whole = [int(np.abs(summed(np.abs(each).max(axis=1))).max(initial=0)) for each in (bases, tops)]
    if 2 * whole[0] * whole[1] >= ROOM:
        bases, tops = bases.astype(object), tops.astype(object)
    top, base = summed(tops[:, 0]), summed(bases[:, 0])
    while True:
        pulls = tops * base[rows.at][:, None] - top[rows.at][:, None] * bases
        chosen = np.argmin(pulls, axis=1)[:, None]
        next_top, next_base = (summed(np.take_along_axis(each, chosen, axis=1)[:, 0]) for each in (tops, bases))
        lower = next_top * base < top * next_base
        if not lower.any():
            break
        top, base = np.where(lower, next_top, top), np.where(lower, next_base, base)
    for row in np.flatnonzero(rows.unlimited).tolist():
        place, alone = rows.at[row], int(rows.results[row])
        if alone * int(base[place]) < int(top[place]) * base_scale:
            top[place], base[place] = alone, base_scale
    return Exact(top, base)
