"""A percentile: a point of the distribution of schools, such as the lowest tenth of the schools of a kind.

`between`: on a straight line between neighbouring schools, both ends included. `counted`: the value of school number
⌈share × n⌉ from the weakest.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from orsupport.answers import UNSURE, YES, Answers
from orsupport.context import Context
from orsupport.exact import Exact
from orsupport.numbers.found import Flags, FoundNumber, found, smallest_and_largest
from orsupport.rulebook.entries import Percentile


def percentile(context: Context, entry: Percentile, of: str, take: Fraction, fewest: int, lower: bool) -> FoundNumber:
    """The percentile of an indicator or measure. `take`: 0 to 1 from the weakest school; `fewest`: schools needed."""
    measure = context.value(of)
    shape = measure.shape
    low_ends = measure.low.wide(shape)
    high_ends = low_ends if measure.high is measure.low else measure.high.wide(shape)
    share = 1 - take if lower else take

    def cut(
        sure: Flags, perhaps: Flags, group: int, _of_kind: Answers
    ) -> tuple[Fraction | None, Fraction | None, bool, int, int]:
        held = measure.held[:, min(group, shape[1] - 1)]
        inside = np.flatnonzero(sure & (held == YES))
        maybe = np.flatnonzero((sure & (held == UNSURE)) | (perhaps & (held != 0)))
        counted, left_out = len(inside), int(np.count_nonzero(sure)) - len(inside)
        if counted + len(maybe) < max(fewest, 1):
            return None, None, True, counted, left_out
        column = min(group, shape[1] - 1)
        if not len(maybe):
            low = _point(low_ends[inside, column], share, entry.method, lower)
            high = low if high_ends is low_ends else _point(high_ends[inside, column], share, entry.method, lower)
        else:
            low, high = smallest_and_largest(
                low_ends[inside, column].fractions(),
                high_ends[inside, column].fractions(),
                low_ends[maybe, column].fractions(),
                high_ends[maybe, column].fractions(),
                max(fewest, 1),
                lambda ordered: _point_of(ordered, share, entry.method, lower),
            )
        ends = Exact.of_fractions([low, high], (2,)).rounded(entry.decimals)
        return ends.fraction(0), ends.fraction(1), counted >= max(fewest, 1), counted, left_out

    return found(context, entry, measure.unit, cut)


def _point(numbers: Exact, share: Fraction, method: str, lower: bool) -> Fraction:
    order = numbers.order()
    first, second, part = position(len(order), share, method, lower)
    return between(numbers.fraction(order[first]), numbers.fraction(order[second]), part)


def _point_of(ordered: list[Fraction], share: Fraction, method: str, lower: bool) -> Fraction:
    first, second, part = position(len(ordered), share, method, lower)
    return between(ordered[first], ordered[second], part)


def position(count: int, share: Fraction, method: str, lower: bool) -> tuple[int, int, Fraction]:
    """Between which two of the ordered schools the point lies, and how far along."""
    if method == "counted":
        weakest = max(-(-((1 - share if lower else share) * count) // 1), 1)
        place = count - int(weakest) if lower else int(weakest) - 1
        return place, place, Fraction(0)
    along = share * (count - 1)
    first = int(along)
    return first, min(first + 1, count - 1), along - first


def between(low: Fraction, high: Fraction, part: Fraction) -> Fraction:
    return low + (high - low) * part
