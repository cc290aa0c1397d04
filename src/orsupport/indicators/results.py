"""An indicator at every place: its pooled value, or the first reason why it has none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from orsupport.answers import NO, UNSURE, YES, Answers, Reason, Value
from orsupport.counts import UNKNOWN, Counts, year_number
from orsupport.exact import Exact
from orsupport.indicators import given, share
from orsupport.indicators.pooled import Pool
from orsupport.rulebook.entries import Indicator


def holds(counts: Counts, name: str, entry: Indicator, year: int) -> bool:
    """Whether the data hold anything of the indicator in the year, and the rules file lets it be read then."""
    named = not isinstance(entry.years, list) or year in map(year_number, entry.years)
    return named and counts.holds(name, year)


@dataclass(frozen=True)
class Result:
    """The value of an indicator, what it was pooled from, and the pooled school years that were asked for.

    `unapplied`: places with a value to which the participation denominator could not be applied, for want of
    `expected`.
    """

    value: Value
    pool: Pool
    years: list[int]
    unapplied: int


def pooled_years(entry: Indicator, year: int) -> list[int]:
    """The years that the indicator pools when it is read in a year: that one and those before it, none too early; or
    those of the years that the rules file names."""
    if isinstance(entry.years, list):
        return sorted(each for each in map(year_number, entry.years) if each <= year)
    first = year_number(entry.first_year) if entry.first_year else 0
    return [each for each in range(year - entry.years + 1, year + 1) if each >= first]


def result(
    counts: Counts,
    name: str,
    entry: Indicator,
    year: int,
    smallest: Value | None,
    participation: Fraction | None,
    asked: Answers,
    present: bool,
) -> Result:
    """The indicator in the year of the run. `present`: the data hold anything of it then; `smallest`: students over
    the pooled years; `asked`: (schools, groups)."""
    places = counts.places
    years = pooled_years(entry, year)
    base_scale = share.base_scale(participation)

    uncounted = not counts.has_counts(name)
    rows_by_year = [(each == year, counts.rows(name, each)) for each in years]
    if entry.kind == "given":
        by_year = [[given.brought(rows, now, uncounted) for rows in batches] for now, batches in rows_by_year]
    else:
        rounding = entry.participation_rounding
        by_year = [
            [share.brought(rows, now, uncounted, participation, rounding, base_scale) for rows in batches]
            for now, batches in rows_by_year
        ]
    unknown_counts = entry.masked_count == "unknown"
    by_year = [[replace(batch, unknown_counts=unknown_counts) for batch in batches] for batches in by_year]
    scale = next((batch.rows.scale for batches in by_year for batch in batches), 1)
    pool = Pool(int(np.prod(places.shape)), scale, base_scale, by_year)
    if year not in years:
        pool.now[:] = False
    why = _reasons(pool, present, smallest, asked)
    perhaps = (asked == UNSURE) | (why == Reason.MASKED)
    if unknown_counts:
        why[why == Reason.MASKED] = Reason.NONE
    held: Answers = np.where(why == Reason.NONE, np.where(perhaps, UNSURE, YES), NO).astype(np.int8)
    low = _shaped(pool.low, places.shape).rounded(entry.decimals)
    high = low if pool.high is pool.low else _shaped(pool.high, places.shape).rounded(entry.decimals)
    value = Value(low, high, held, why, entry.measured_in)
    del pool.low, pool.high
    unapplied = 0
    if participation is not None:
        unapplied = int(np.count_nonzero((held != NO) & (pool.expected.reshape(places.shape) == UNKNOWN)))
    return Result(value, pool, years, unapplied)


def _reasons(
    pool: Pool, holds: bool, smallest: Value | None, asked: Answers
) -> np.ndarray[tuple[int, ...], np.dtype[np.int8]]:
    shape = asked.shape
    why = np.zeros(shape, dtype=np.int8)
    if smallest is not None:
        low, high = pool.counted_low.reshape(shape), pool.counted_high.reshape(shape)
        counted = pool.any_count.reshape(shape)
        enough = ~Exact(low).below(smallest.high)
        never = (high != UNKNOWN) & Exact(high).below(smallest.low)
        why[counted & ~enough] = Reason.MASKED
        why[counted & ~enough & never] = Reason.TOO_FEW
    why[~pool.now.reshape(shape)] = Reason.NO_RESULT
    if not holds:
        why[:] = Reason.MISSING
    if smallest is not None:
        lacks = np.broadcast_to(smallest.held == NO, shape)
        why = np.where(lacks, np.broadcast_to(smallest.why, shape), why).astype(np.int8)
    why[np.broadcast_to(asked <= 1, shape)] = Reason.NOT_ASKED
    return why


def _shaped(numbers: Exact, shape: tuple[int, int]) -> Exact:
    bottom = numbers.denominators
    return Exact(
        numbers.numerators.reshape(shape), bottom if isinstance(bottom, int) else np.asarray(bottom).reshape(shape)
    )
