"""A rank: a school's place among the schools of a frame, counted from the weakest, or its percentile."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, UNSURE, YES, Reason, Value
from orsupport.context import Context
from orsupport.exact import Exact
from orsupport.measures.combining import finished
from orsupport.rulebook.entries import Rank

Whole = NDArray[np.int64]


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
    shape = value.shape
    low, high = Exact(np.zeros(shape, np.int64)), Exact(np.zeros(shape, np.int64))
    tops, bottoms, worst_tops, worst_bottoms = (np.ones(shape, dtype=np.int64) for _ in range(4))
    for column in range(shape[1]):
        for position in range(len(kinds)):
            member = np.minimum(inside, value.held[:, column])
            same = codes == position
            sure = np.flatnonzero(same & (member == YES))
            maybe = np.flatnonzero((same | (codes < 0)) & (member != NO) & ~(same & (member == YES)))
            for row in np.flatnonzero((same | (codes < 0)) & (member != NO)).tolist():
                best, worst, of_least, of_most = _places(value, column, row, sure, maybe, entry.ties)
                first = position == 0 or codes[row] >= 0  # one whose kind is blank may stand among any of them
                tops[row, column] = best if first else min(best, tops[row, column])
                bottoms[row, column] = of_most if first else max(of_most, bottoms[row, column])
                worst_tops[row, column] = worst if first else max(worst, worst_tops[row, column])
                worst_bottoms[row, column] = of_least if first else min(of_least, worst_bottoms[row, column])
    if entry.as_ == "percentile":
        low, high = Exact(100 * tops, bottoms), Exact(100 * worst_tops, worst_bottoms)
    else:
        low, high = Exact(tops), Exact(worst_tops)
    held = np.minimum(value.held, inside[:, None]).astype(np.int8)
    held = np.where((codes < 0)[:, None] & (held != NO), UNSURE, held).astype(np.int8)
    why = np.where(inside[:, None] == NO, Reason.NOT_ASKED, value.why).astype(np.int8)
    return finished(low, high, held, why, unit, entry.decimals)


def _places(value: Value, column: int, row: int, sure: Whole, maybe: Whole, ties: str) -> tuple[int, int, int, int]:
    """The least and the greatest place of a school, and among how few and how many schools it is ranked."""
    own_low, own_high = value.low[row : row + 1, column], value.high[row : row + 1, column]

    def weaker(rows: Whole, surely: bool) -> int:
        rows = rows[rows != row]
        if not len(rows):
            return 0
        other = value.high[rows, column] if surely else value.low[rows, column]
        against = own_low if surely else own_high
        before = other.below(against) if ties == "low" else ~against.below(other)
        return int(np.count_nonzero(before))

    others, perhaps = len(sure[sure != row]), len(maybe[maybe != row])
    return (
        1 + weaker(sure, True),
        1 + weaker(sure, False) + weaker(maybe, False),
        1 + others,
        1 + others + perhaps,
    )
