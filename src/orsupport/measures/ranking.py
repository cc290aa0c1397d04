"""A rank: a school's place among the schools of a frame, counted from the weakest, or its percentile."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, YES, Answers, Reason, Value
from orsupport.context import Context
from orsupport.exact import Exact
from orsupport.measures.combining import finished
from orsupport.rulebook.entries import Rank

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


def rank(context: Context, entry: Rank, unit: str) -> Value:
    """The place, or 100 times the place over the number ranked; the best and the worst possible where masks allow."""
    named = context.names.get(entry.of)
    value = context.value(entry.of).in_points()
    if named is not None and named.lower_is_better:
        value = Value(-value.high, -value.low, value.held, value.why, value.unit)
    inside = np.where(context.places.open, YES, NO).astype(np.int8)
    if entry.frame:
        frame = context.answer(entry.frame)[:, 0]
        inside = np.minimum(inside, np.where(frame == 1, NO, frame)).astype(np.int8)
    codes, kinds = context.kinds(entry.by) if entry.by else (np.zeros(len(inside), dtype=np.int64), [""])
    standing = [each for each in range(len(kinds)) if _stands(context, entry, codes, each)]
    standing = standing or [0]  # no open school's kind is known: each may stand among any of the others
    shape = value.shape
    low_tops, low_bottoms, high_tops, high_bottoms = (np.ones(shape, dtype=np.int64) for _ in range(4))
    for column in range(shape[1]):
        lows, highs = _in_order(value, column)
        member = np.minimum(inside, value.held[:, column])
        for position in standing:
            found = _places(lows, highs, member, codes, position, entry.ties)
            rows, least, greatest, behind_greatest, behind_least = found
            first = (codes[rows] >= 0) | (position == standing[0])  # a blank kind may be any of them
            if entry.as_ != "percentile":
                behind_greatest = behind_least = np.ones_like(least)
            lower = first | (least * low_bottoms[rows, column] < low_tops[rows, column] * behind_least)
            higher = first | (greatest * high_bottoms[rows, column] > high_tops[rows, column] * behind_greatest)
            low_tops[rows[lower], column], low_bottoms[rows[lower], column] = least[lower], behind_least[lower]
            high_tops[rows[higher], column] = greatest[higher]
            high_bottoms[rows[higher], column] = behind_greatest[higher]
    if entry.as_ == "percentile":
        low, high = Exact(100 * low_tops, low_bottoms), Exact(100 * high_tops, high_bottoms)
    else:
        low, high = Exact(low_tops), Exact(high_tops)
    held = np.minimum(value.held, inside[:, None]).astype(np.int8)
    why = np.where(inside[:, None] == NO, Reason.NOT_ASKED, value.why).astype(np.int8)
    return finished(low, high, held, why, unit, entry.decimals)


def _stands(context: Context, entry: Rank, codes: Whole, kind: int) -> bool:
    """Whether a school whose kind is blank may be of this one: a value of a flag, or a text of an open school."""
    is_flag = not entry.by or context.book.fact[entry.by].kind == "flag"
    return is_flag or bool((codes[context.places.open] == kind).any())


def _places(
    lows: Whole, highs: Whole, member: Answers, codes: Whole, position: int, ties: str
) -> tuple[Whole, Whole, Whole, Whole, Whole]:
    """The schools that may be ranked among one kind, the least and the greatest place of each, and among how many
    schools it has either, itself included: first the number behind the greatest place, then that behind the least.
    One that is perhaps ranked is among them where it takes the percentile further, and not where it does not."""
    rows = np.flatnonzero(((codes == position) | (codes < 0)) & (member != NO))
    sure = (codes[rows] == position) & (member[rows] == YES)
    own_low, own_high = lows[rows], highs[rows]
    side: Literal["left", "right"] = "left" if ties == "low" else "right"
    weaker = np.searchsorted(np.sort(own_high[sure]), own_low, side)
    perhaps = np.searchsorted(np.sort(own_low), own_high, side)
    itself_weaker = (own_high <= own_low) if ties == "high" else np.zeros(len(rows), dtype=bool)
    itself_perhaps = (own_low <= own_high) if ties == "high" else (own_low < own_high)
    doubtful_weaker = np.searchsorted(np.sort(own_high[~sure]), own_low, side) - (itself_weaker & ~sure)
    doubtful_perhaps = np.searchsorted(np.sort(own_low[~sure]), own_high, side) - (itself_perhaps & ~sure)
    behind_greatest = 1 + np.count_nonzero(sure) - sure + doubtful_perhaps
    behind_least = len(rows) - doubtful_weaker
    least, greatest = 1 + weaker - (itself_weaker & sure), 1 + perhaps - itself_perhaps
    return rows, least, greatest, behind_greatest, behind_least


def _in_order(value: Value, column: int) -> tuple[Whole, Whole]:
    """Both ends of every school as whole numbers in the same order: equal where the ends are equal, and only there."""
    both = [end.wide(value.shape)[:, column] for end in (value.low, value.high)]
    if all(isinstance(end.denominators, int) for end in both) and both[0].denominators == both[1].denominators:
        _, order = np.unique(np.concatenate([end.numerators for end in both]), return_inverse=True)
    else:
        numbers = [number for end in both for number in end.fractions()]
        known = sorted(set(numbers), key=lambda number: (float(number), number))
        place = {number: position for position, number in enumerate(known)}
        order = np.array([place[number] for number in numbers], dtype=np.int64)
    return order[: value.shape[0]], order[value.shape[0] :]
