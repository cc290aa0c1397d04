"""The lowest share, or number, of a frame of schools: the value at or below which it lies.

20 U.S.C. 6311(c)(4)(D)(i)(I) asks for not less than the lowest five percent of all schools that receive Title I funds.
Of which schools the share is, who is ranked, who was named another way and uses up a place, how places are rounded and
what becomes of ties: the rules file says each.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from orsupport.answers import UNSURE, YES, Answers
from orsupport.context import Context
from orsupport.exact import Exact
from orsupport.numbers.found import Flags, FoundNumber, found
from orsupport.rulebook.entries import Lowest


def lowest(context: Context, entry: Lowest, take: Fraction, share: bool, fewest: int, lower: bool) -> FoundNumber:
    """The cut. `take`: a share of the base from 0 to 1, or a number of schools."""
    measure = context.value(entry.of).in_points()
    shape = measure.shape
    low_ends, high_ends = measure.low.wide(shape), measure.high.wide(shape)
    if lower:
        low_ends, high_ends = -high_ends, -low_ends
    is_open = context.places.open
    named: Answers = context.answer(entry.already)[:, 0] if entry.already else np.zeros(len(is_open), dtype=np.int8)
    other = context.answer(entry.base)[:, 0] if entry.base not in ("frame", "rated") else None

    def cut(sure: Flags, perhaps: Flags, group: int) -> tuple[Fraction | None, Fraction | None, bool, int, int]:
        column = min(group, shape[1] - 1)
        held = measure.held[:, column]
        has, may = held == YES, held == UNSURE
        if other is not None:
            base_sure, base_most = is_open & (other == YES), is_open & (other >= UNSURE)
        elif entry.base == "frame":
            base_sure, base_most = sure, sure | perhaps
        else:
            base_sure, base_most = sure & has, (sure | perhaps) & (has | may)
        counts = [int(np.count_nonzero(each)) for each in (base_sure, base_most)]
        used = [int(np.count_nonzero(base_sure & (named == YES))), int(np.count_nonzero(base_most & (named >= UNSURE)))]
        least = _places(counts[0], take, share, entry.rounding) - used[1]
        most = _places(counts[1], take, share, entry.rounding) - used[0]
        ranked = np.flatnonzero(sure & has & (named <= 1))
        maybe = np.flatnonzero((sure | perhaps) & (has | may) & (named != YES) & ~(sure & has & (named <= 1)))
        counted, left_out = len(ranked), int(np.count_nonzero(sure)) - len(ranked)
        if most <= 0 or counted + len(maybe) < max(fewest, 1):
            return None, None, True, counted, left_out
        lows, highs = low_ends[ranked, column].fractions(), high_ends[ranked, column].fractions()
        more_low, more_high = low_ends[maybe, column].fractions(), high_ends[maybe, column].fractions()
        low = _least(lows, sorted(more_low), least, entry.ties)
        high = _greatest(highs, sorted(more_high, reverse=True), most, entry.ties)
        certain = least > 0 and counted >= max(fewest, 1) and low is not None and high is not None
        if high is None and low is None:
            return None, None, True, counted, left_out
        first, last = (low if low is not None else high), (high if high is not None else low)
        assert first is not None
        assert last is not None
        ends = [-last, -first] if lower else [first, last]
        rounded = Exact.of_fractions(ends, (2,)).rounded(entry.decimals)
        return rounded.fraction(0), rounded.fraction(1), certain, counted, left_out

    return found(context, entry, measure.unit, cut)


def _places(schools: int, take: Fraction, share: bool, rounding: str) -> int:
    """How many schools the share is."""
    wanted = take * schools if share else take
    if rounding == "up":
        return -int(-wanted // 1)
    return int(wanted // 1) if rounding == "down" else int((2 * wanted + 1) // 2)


def _number(values: list[Fraction], places: int, ties: str) -> Fraction | None:
    """The value of ranked school number `places` from the weakest; with ties out, one that takes in no more schools."""
    ordered = sorted(values)
    if places <= 0 or not ordered:
        return None
    cut = ordered[min(places, len(ordered)) - 1]
    if ties == "out" and sum(value <= cut for value in ordered) > places:
        weaker = [value for value in ordered if value < cut]
        return weaker[-1] if weaker else None
    return cut


def _least(sure: list[Fraction], weakest: list[Fraction], places: int, ties: str) -> Fraction | None:
    found_ = [_number(sure + weakest[:count], places, ties) for count in range(len(weakest) + 1)]
    return min((each for each in found_ if each is not None), default=None)


def _greatest(sure: list[Fraction], strongest: list[Fraction], places: int, ties: str) -> Fraction | None:
    found_ = [_number(sure + strongest[:count], places, ties) for count in range(len(strongest) + 1)]
    return max((each for each in found_ if each is not None), default=None)
