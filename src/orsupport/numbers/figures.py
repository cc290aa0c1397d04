"""Numbers written in the file: a figure, one figure for each value of a fact or group, a line between two years."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from orsupport.answers import NO, YES, Answers, Reason, Value, constant
from orsupport.context import Context
from orsupport.counts import year_number
from orsupport.exact import Exact
from orsupport.rulebook.entries import ByFact, Line


def line(entry: Line, year: int) -> Fraction:
    """The height of a straight line in a school year, held at both ends."""
    (first, start), (last, end) = entry.from_, entry.to
    begin, finish = year_number(first), year_number(last)
    along = min(max(year, begin), finish) - begin
    return start + (end - start) * Fraction(along, finish - begin)


def line_value(entry: Line, year: int) -> Value:
    return constant(Exact.of(line(entry, year)), entry.unit)


def by_value(entry: ByFact, context: Context) -> Value:
    """One figure a school (or a student group); a school whose fact is blank reads everything from the smallest figure
    to the largest; where there is no figure, it is not asked."""
    if entry.by == "student_group":
        names = context.places.groups
        codes = np.arange(len(names))[None, :]
    else:
        positions, names = context.kinds(entry.by)
        codes = positions[:, None]
    figures = [entry.values.get(name) for name in names]
    lows = [Fraction(0) if figure is None else figure for figure in figures] + [min(entry.values.values())]
    highs = [Fraction(0) if figure is None else figure for figure in figures] + [max(entry.values.values())]
    there = np.array([figure is not None for figure in figures] + [True])
    shape = codes.shape
    flat = codes.ravel().tolist()
    low = Exact.of_fractions([lows[code] for code in flat], shape)
    high = Exact.of_fractions([highs[code] for code in flat], shape) if (codes < 0).any() else low
    held: Answers = np.where(there[codes], YES, NO).astype(np.int8)
    why = np.where(held == NO, Reason.NOT_ASKED, Reason.NONE).astype(np.int8)
    return Value(low, high, held, why, entry.unit)
