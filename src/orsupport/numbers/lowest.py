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
    named: Answers = (
        context.answer(entry.already)[:, 0] if entry.already else np.zeros(len(context.places.open), dtype=np.int8)
    )
    other = context.answer(entry.base)[:, 0] if entry.base not in ("frame", "rated") else None

    def cut(
        sure: Flags, perhaps: Flags, group: int, of_kind: Answers
    ) -> tuple[Fraction | None, Fraction | None, bool, int, int]:
        column = min(group, shape[1] - 1)
        held = measure.held[:, column]
        has, may = held == YES, held == UNSURE
        if other is not None:
            in_base = np.minimum(other, of_kind)
            base_sure, base_most = in_base == YES, in_base >= UNSURE
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
        sure_ends = _ends(low_ends[ranked, column], high_ends[ranked, column])
        more_ends = _ends(low_ends[maybe, column], high_ends[maybe, column])
        low: Fraction | None
        if entry.ties == "out" and (more_ends or any(one != other for one, other in sure_ends)):
            low, high, always = _without_ties(sure_ends, more_ends, max(least, 1), most)
        else:
            needed = max(fewest - counted, 0)
            lows = [_number(each, max(least, 1), entry.ties) for each in _choices(sure_ends, more_ends, needed, 0)]
            highs = [_number(each, most, entry.ties) for each in _choices(sure_ends, more_ends, needed, 1)]
            low = min((each for each in lows if each is not None), default=None)
            high = max((each for each in highs if each is not None), default=None)
            always = None not in lows + highs
        certain = least > 0 and counted >= max(fewest, 1) and always
        if high is None:
            return None, None, True, counted, left_out
        first = high if low is None else low
        ends = [-high, -first] if lower else [first, high]
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


Ends = tuple[Fraction, Fraction]


def _ends(lows: Exact, highs: Exact) -> list[Ends]:
    return list(zip(lows.fractions(), highs.fractions(), strict=True))


def _choices(sure: list[Ends], maybe: list[Ends], needed: int, end: int) -> list[list[Fraction]]:
    """Who may be ranked, at their low or their high ends: of those perhaps ranked, so many of the furthest out."""
    furthest = sorted((each[end] for each in maybe), reverse=end == 1)
    return [[each[end] for each in sure] + furthest[:count] for count in range(needed, len(furthest) + 1)]


def _without_ties(sure: list[Ends], maybe: list[Ends], least: int, most: int) -> tuple[Fraction, Fraction | None, bool]:
    """The least and the greatest cut where schools that tie at the cut are out, and whether there always is one.

    A higher value may lower this cut, as it may tie with another: the places do not suffice, and all who tie are out.
    """
    every = sure + maybe

    def may_fall_to(cut: Fraction | None) -> bool:
        above = [(low, high) for low, high in every if cut is None or low > cut]
        until = min((high for low, high in sure if cut is None or low > cut), default=None)
        ties = {low for low, _ in above if until is None or low <= until}
        tied = max((sum(low <= tie <= high for low, high in above) for tie in ties), default=0)
        return len(every) - len(above) + tied > least

    def may_rise_to(cut: Fraction) -> bool:
        free = any(low < cut <= high for low, high in every) and sum(high < cut for _, high in sure) < most
        return free or sum(high <= cut for _, high in sure) <= most

    all_ranked = max((low for low, _ in sure), default=min(low for low, _ in every))  # where there are places for all
    low = min([all_ranked, *(each for each, _ in every if may_fall_to(each))])
    high = max((each for _, each in every if may_rise_to(each)), default=None)
    return low, high, not may_fall_to(None)
