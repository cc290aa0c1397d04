"""A pool: several share indicators as one, their counts added over subjects and years, and one division at the end."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from math import lcm

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, UNSURE, YES, Answers, Reason, Value
from orsupport.context import Context
from orsupport.counts import UNKNOWN, Counts
from orsupport.exact import Exact
from orsupport.indicators import share
from orsupport.indicators.pooled import Brought, Pool, nobody, only, weighed
from orsupport.measures.combining import Hull, finished, held_of
from orsupport.rulebook.entries import Pooled


def pooled(context: Context, counts: Counts, entry: Pooled) -> Value:
    """The share of all students of the indicators together. `each_at_least`: a part with fewer students in a year is
    left out of that year. A part that is not asked of a place is left out there; where that is unsure, both ways."""
    shape = context.places.shape
    years = list(range(context.year - entry.years + 1, context.year + 1))
    parts = _in_one_scale([part_of(context, counts, name, years, entry.each_at_least) for name in entry.of])
    asked = [whether_asked(context, name) for name in entry.of]
    doubtful = [position for position, each in enumerate(asked) if (each == UNSURE).any()]
    hull, always = Hull(shape), np.ones(shape, dtype=bool)
    why = np.zeros(shape, dtype=np.int8)
    for choice in itertools.product((False, True), repeat=len(doubtful)):
        chosen = dict(zip(doubtful, choice, strict=True))
        inside = [
            (each == YES) | ((each == UNSURE) & chosen.get(position, False)) for position, each in enumerate(asked)
        ]
        low, high, why, enough = _pool_of(context, counts, entry, parts, inside)
        hull.add(why == Reason.NONE, low, high)
        always &= (why == Reason.NONE) & enough
    return finished(hull.low, hull.high, held_of(always, hull.any), why, "percent", entry.decimals)


def whether_asked(context: Context, name: str) -> Answers:
    """Whether the indicator is asked of each place."""
    entry = context.book.indicator[name]
    asked: Answers = np.full(context.places.shape, YES, dtype=np.int8)
    if entry.asked:
        asked = np.minimum(asked, context.answer(entry.asked))
    if entry.groups is not None:
        outside = [position for position, group in enumerate(context.places.groups) if group not in entry.groups]
        asked[:, outside] = NO
    return asked


def _pool_of(
    context: Context, counts: Counts, entry: Pooled, parts: list[Part], inside: list[NDArray[np.bool_]]
) -> tuple[Exact, Exact, NDArray[np.int8], NDArray[np.bool_]]:
    """Both ends and the reason at every place, from those parts that are `inside` there, and whether the count surely
    reaches `smallest`: where an indicator takes hidden counts as unknown, one that may reach it is no reason."""
    shape, size = context.places.shape, int(np.prod(context.places.shape))
    by_year: list[list[Brought]] = [[] for _ in range(entry.years)]
    for part, here in zip(parts, inside, strict=True):
        for position, batches in enumerate(part.by_year):
            by_year[position] += [only(batch, here.ravel()[batch.rows.place]) for batch in batches]
    pool = Pool(size, parts[0].scale, parts[0].base_scale, by_year)
    why, enough = np.zeros(shape, dtype=np.int8), np.ones(shape, dtype=bool)
    if entry.smallest:
        smallest = context.value(entry.smallest).low
        low, high = pool.counted_low.reshape(shape), pool.counted_high.reshape(shape)
        enough = ~Exact(low).below(smallest)
        enough |= ~pool.any_count.reshape(shape)
        if not any(context.book.indicator[name].masked_count == "unknown" for name in entry.of):
            why[~enough] = Reason.MASKED
        why[~enough & (high != UNKNOWN) & Exact(high).below(smallest)] = Reason.TOO_FEW
    small = np.zeros(size, dtype=bool)
    for part, here in zip(parts, inside, strict=True):
        small[part.too_small[here.ravel()[part.too_small]]] = True
    now, small = pool.now.reshape(shape), small.reshape(shape)
    why[~now] = np.where(small[~now], Reason.TOO_FEW, Reason.NO_RESULT)
    held = [here for name, here in zip(entry.of, inside, strict=True) if counts.holds(name, context.year)]
    why[~np.logical_or.reduce([np.zeros(shape, dtype=bool), *held])] = Reason.MISSING
    why[~np.logical_or.reduce(inside)] = Reason.NOT_ASKED
    return _shaped(pool.low, shape), _shaped(pool.high, shape), why, enough


@dataclass(frozen=True)
class Part:
    """The rows of one indicator, year by year, with the scales of its results and of its denominators. `too_small`:
    the places left out of the year of the run, with students counted but fewer than `each_at_least`."""

    by_year: list[list[Brought]]
    too_small: NDArray[np.int64]
    scale: int
    base_scale: int


def _in_one_scale(parts: list[Part]) -> list[Part]:
    scale, base = lcm(*(part.scale for part in parts)), lcm(*(part.base_scale for part in parts))
    return [
        Part(
            [[_rescaled(each, scale // part.scale, base // part.base_scale) for each in year] for year in part.by_year],
            part.too_small,
            scale,
            base,
        )
        for part in parts
    ]


def part_of(context: Context, counts: Counts, name: str, years: list[int], at_least: str | None) -> Part:
    entry = context.book.indicator[name]
    percent = context.percent(entry.participation) if entry.participation else None
    base_scale = share.base_scale(percent)
    least = context.value(at_least).low.fraction((0, 0)) if at_least else None
    scale, by_year = 1, []
    too_small = [np.zeros(0, dtype=np.int64)]
    for year in years:
        brought = []
        for rows in counts.rows(name, year):
            scale = rows.scale
            batch = share.brought(rows, year == context.year, False, percent, entry.participation_rounding, base_scale)
            counted = np.where(rows.counted != UNKNOWN, rows.counted, rows.counted_low)
            kept = np.ones(len(rows), dtype=bool)
            if least is not None:  # a row that brings no count at all cannot be told to be too small
                kept = (counted == UNKNOWN) | (counted * least.denominator >= least.numerator)
            batch = replace(batch, unknown_counts=entry.masked_count == "unknown")
            brought.append(only(batch, kept))
            if year == context.year:
                too_small.append(rows.place[~kept & ~nobody(rows)])
        by_year.append(brought)
    return Part(by_year, np.concatenate(too_small), scale, base_scale)


def _rescaled(batch: Brought, result: int, base: int) -> Brought:
    ends = (weighed(end, result) for end in (batch.top_low, batch.top_high))
    return replace(batch, top_low=next(ends), top_high=next(ends), base=batch.base * base)


def _shaped(numbers: Exact, shape: tuple[int, int]) -> Exact:
    bottom = numbers.denominators
    return Exact(numbers.numerators.reshape(shape), bottom if isinstance(bottom, int) else bottom.reshape(shape))
