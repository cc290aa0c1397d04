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
    kinds = kinds or [""]  # no school's kind is known: each may stand among any of the others
    shape = value.shape
    tops, bottoms, worst_tops, worst_bottoms = (np.ones(shape, dtype=np.int64) for _ in range(4))
    for column in range(shape[1]):
        lows, highs = _in_order(value, column)
        member = np.minimum(inside, value.held[:, column])
        for position in range(len(kinds)):
            rows, best, worst, fewest, most = _places(lows, highs, member, codes, position, entry.ties)
            first = (codes[rows] >= 0) | (position == 0)  # one whose kind is blank may stand among any of them
            if entry.as_ != "percentile":
                fewest = most = np.ones_like(best)
            lower = first | (best * bottoms[rows, column] < tops[rows, column] * most)
            higher = first | (worst * worst_bottoms[rows, column] > worst_tops[rows, column] * fewest)
            tops[rows[lower], column], bottoms[rows[lower], column] = best[lower], most[lower]
            worst_tops[rows[higher], column], worst_bottoms[rows[higher], column] = worst[higher], fewest[higher]
    if entry.as_ == "percentile":
        low, high = Exact(100 * tops, bottoms), Exact(100 * worst_tops, worst_bottoms)
    else:
        low, high = Exact(tops), Exact(worst_tops)
    held = np.minimum(value.held, inside[:, None]).astype(np.int8)
    why = np.where(inside[:, None] == NO, Reason.NOT_ASKED, value.why).astype(np.int8)
    return finished(low, high, held, why, unit, entry.decimals)


def _places(
    lows: Whole, highs: Whole, member: Answers, codes: Whole, position: int, ties: str
) -> tuple[Whole, Whole, Whole, Whole, Whole]:
    """The schools that may be ranked among one kind, the least and the greatest place of each, and among how few and
    how many schools it is ranked, itself included."""
    rows = np.flatnonzero(((codes == position) | (codes < 0)) & (member != NO))
    sure = (codes[rows] == position) & (member[rows] == YES)
    own_low, own_high = lows[rows], highs[rows]
    side: Literal["left", "right"] = "left" if ties == "low" else "right"
    weaker = np.searchsorted(np.sort(own_high[sure]), own_low, side)
    perhaps = np.searchsorted(np.sort(own_low), own_high, side)
    itself_weaker = sure & (own_high <= own_low) if ties == "high" else np.zeros(len(rows), dtype=bool)
    itself_perhaps = (own_low <= own_high) if ties == "high" else (own_low < own_high)
    fewest = 1 + np.count_nonzero(sure) - sure
    most = np.full(len(rows), len(rows), dtype=np.int64)
    return rows, 1 + weaker - itself_weaker, 1 + perhaps - itself_perhaps, fewest, most


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
