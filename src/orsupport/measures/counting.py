"""How many, or which share, of what is rated: indicators, members of a family, or rules that hold.

A masked or unknown member makes the count run from the certain ones to those and the unsure ones; a share from the
fewest to the most over those that are rated. A place with nothing rated has a count of none, and no share.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, UNSURE, YES, Answers, Operator, Reason, Value, compared, constant, meets
from orsupport.context import Context
from orsupport.exact import Exact
from orsupport.rulebook.clauses import read_half
from orsupport.rulebook.entries import Counted
from orsupport.rulebook.names import Name

Whole = NDArray[np.int64]


def counted(context: Context, entry: Counted) -> Value:
    """The count or the share at every place."""
    tallies = [_tally(context, entry, member) for member in context.names.gathered(entry.of)]
    if entry.kind == "count":
        return _count(tallies)
    return _share(tallies, entry)


class Tally:
    """One member at every place: whether it is rated, whether it answers to `that`, and its weight."""

    def __init__(self, held: Answers, fits: Answers, why: NDArray[np.int8], weight: int) -> None:
        rated, perhaps, may_fit = held == YES, held == UNSURE, fits >= UNSURE
        self.rated = rated * np.int64(weight)
        self.sure = (rated & (fits == YES)) * np.int64(weight)
        self.possible = (rated & may_fit) * np.int64(weight)
        self.perhaps_not = (perhaps & (fits != YES)) * np.int64(weight)
        self.perhaps_fits = (perhaps & may_fit) * np.int64(weight)
        self.why = np.broadcast_to(why, np.broadcast_shapes(held.shape, fits.shape))


def _tally(context: Context, entry: Counted, member: Name) -> Tally:
    weight = _weight(entry, member)
    if member.section in ("fact", "rule"):
        answers = context.answer(member.name)
        return Tally(np.full(answers.shape, YES, dtype=np.int8), answers, np.zeros(answers.shape, np.int8), weight)
    value = context.value(member.name)
    if entry.that is None:
        return Tally(value.held, np.full(value.shape, YES, dtype=np.int8), value.why, weight)
    half = read_half(entry.that)
    assert not isinstance(half, str)
    return Tally(value.held, against(context, value, *half), value.why, weight)


def _weight(entry: Counted, member: Name) -> int:
    weights = entry.weights or {}
    return weights.get(member.name, weights.get(member.name.rpartition(".")[2], 1))


def against(context: Context, value: Value, operator: Operator, limit: str) -> Answers:
    """The value held against a limit, as if it were there: a level's name, a number or another measure."""
    if value.ladder is not None and limit in value.ladder.names:
        level = constant(Exact.of(value.ladder.names.index(limit)), "level")
        return compared(value, operator, level)
    there = np.full(value.shape, YES, dtype=np.int8)
    sure = Value(value.low, value.high, there, np.zeros(value.shape, np.int8), value.unit, value.ladder).in_points()
    return meets(sure, operator, context.value(limit).in_points())


def _count(tallies: list[Tally]) -> Value:
    low = sum((tally.sure for tally in tallies), np.zeros((1, 1), dtype=np.int64))
    high = sum((tally.possible + tally.perhaps_fits for tally in tallies), np.zeros((1, 1), dtype=np.int64))
    held = np.full(low.shape, YES, dtype=np.int8)
    same = np.array_equal(low, high)
    count = Exact(low)
    return Value(count, count if same else Exact(high), held, np.zeros(low.shape, np.int8), "indicators")


def _share(tallies: list[Tally], entry: Counted) -> Value:
    nothing = np.zeros((1, 1), dtype=np.int64)
    rated = sum((tally.rated for tally in tallies), nothing)
    sure = sum((tally.sure for tally in tallies), nothing)
    possible = sum((tally.possible for tally in tallies), nothing)
    lost = sum((tally.perhaps_not for tally in tallies), nothing)
    won = sum((tally.perhaps_fits for tally in tallies), nothing)
    fewest_of, most_of = rated + lost, rated + won
    low = Exact(np.where(fewest_of > 0, sure, 1), np.maximum(fewest_of, 1))
    high = Exact(np.where(most_of > 0, possible + won, 0), np.maximum(most_of, 1))
    held = np.where(rated > 0, YES, np.where(lost + won > 0, UNSURE, NO)).astype(np.int8)
    first = tallies[0].why if tallies else nothing
    why = np.where(held == NO, np.where(first == Reason.NONE, Reason.NO_RESULT, first), Reason.NONE).astype(np.int8)
    same = np.array_equal(low.numerators, high.numerators) and np.array_equal(fewest_of, most_of)
    low = low.rounded(entry.decimals)
    return Value(low, low if same else high.rounded(entry.decimals), held, why, "share")
