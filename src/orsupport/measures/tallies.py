"""How many student groups of a school, or schools of a district or of the State, a rule names; or which share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, UNSURE, YES, Answers, Reason, Value
from orsupport.context import Context
from orsupport.exact import Exact
from orsupport.rulebook.entries import Counted

Whole = NDArray[np.int64]


def tallied(context: Context, entry: Counted, unit: str) -> Value:
    """The count or share; `out_of`: the rule that says of which groups or schools the share is."""
    asks = context.answer(str(entry.that))
    out_of = context.answer(entry.out_of) if entry.out_of else np.full(asks.shape, YES, dtype=np.int8)
    if entry.of == "groups":
        names = entry.groups or context.book.groups.asked
        columns = [context.places.groups.index(name) for name in names]
        wide = context.places.shape
        chosen = [np.broadcast_to(each, wide)[:, columns] for each in (asks, out_of)]
        return _counted(chosen[0], chosen[1], entry, unit)
    places = context.places
    where = places.district_of if entry.at != "state" else np.zeros(len(places.open), dtype=np.int64)
    number = len(places.district_ids) if entry.at != "state" else 1
    return _summed(asks[:, 0], out_of[:, 0], places.open, where, number, entry, unit)


def _counted(asks: Answers, out_of: Answers, entry: Counted, unit: str) -> Value:
    sums = [np.count_nonzero(each, axis=1, keepdims=True).astype(np.int64) for each in _classes(asks, out_of)]
    return _value(sums, entry, unit)


def _summed(
    asks: Answers, out_of: Answers, is_open: NDArray[np.bool_], where: Whole, number: int, entry: Counted, unit: str
) -> Value:
    sums = [
        np.bincount(where[each & is_open], minlength=number).astype(np.int64)[:, None]
        for each in _classes(asks, out_of)
    ]
    return _value(sums, entry, unit)


def _classes(asks: Answers, out_of: Answers) -> list[NDArray[np.bool_]]:
    """Rated; surely named; possibly named; perhaps rated and perhaps not named; perhaps rated and possibly named."""
    rated, perhaps = out_of == YES, out_of == UNSURE
    named, possible = asks == YES, asks >= UNSURE
    return [rated, rated & named, rated & possible, perhaps & ~named, perhaps & possible]


def _value(sums: list[Whole], entry: Counted, unit: str) -> Value:
    rated, sure, possible, lost, won = sums
    nothing = np.zeros(rated.shape, dtype=np.int8)
    if entry.kind == "count":
        low, high = Exact(sure), Exact(possible + won)
        return Value(low, high, np.full(rated.shape, YES, dtype=np.int8), nothing, unit)
    fewest, most = rated + lost, rated + won
    low = Exact(np.where(fewest > 0, sure, 1), np.maximum(fewest, 1))
    high = Exact(np.where(most > 0, possible + won, 0), np.maximum(most, 1))
    held = np.where(rated > 0, YES, np.where(lost + won > 0, UNSURE, NO)).astype(np.int8)
    why = np.where(held == NO, Reason.NO_RESULT, Reason.NONE).astype(np.int8)
    return Value(low.rounded(entry.decimals), high.rounded(entry.decimals), held, why, unit)
