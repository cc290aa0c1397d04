"""An index: the weighted mean of several measures, in whole-number weights.

A list of sets gives the weights of a school that lacks a part: the first set that is whole counts. With
`missing = "shared"` the weight of what is not rated is shared out among the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from orsupport.answers import NO, YES, Reason, Value
from orsupport.context import Context
from orsupport.exact import Exact, choose
from orsupport.measures.combining import (
    Hull,
    finished,
    first_reason,
    group_columns,
    held_of,
    nothing,
    possibilities,
    shape_of,
)
from orsupport.rulebook.entries import Index


def index(context: Context, entry: Index, unit: str) -> Value:
    """The index at every place."""
    if entry.over == "groups":
        names = entry.groups or context.book.groups.asked
        positions = [context.places.groups.index(name) for name in names]
        parts = group_columns(context.value(str(entry.of)).in_points(), positions, context.places.shape)
        return _shared(parts, [1] * len(parts), Fraction(0), unit, entry.decimals)
    if entry.by is None:
        return _of_sets(context, entry, sets_of(context, entry, entry.parts), unit)
    codes, kinds = context.kinds(entry.by)
    values = {
        kind: _of_sets(context, entry, sets_of(context, entry, parts), unit) for kind, parts in entry.parts.items()
    }
    return _by_kind(codes[:, None], kinds, values, unit)


def sets_of(context: Context, entry: Index, parts: Any) -> list[Mapping[str, int]]:
    """The sets of parts and weights, in the order in which they are tried."""
    if entry.of is not None:
        return [{part.name: 1 for part in context.names.gathered(entry.of)}]
    if isinstance(parts, Mapping):
        return [parts]
    if parts and isinstance(parts[0], str):
        return [dict.fromkeys(parts, 1)]
    return list(parts)


def _of_sets(context: Context, entry: Index, sets: Sequence[Mapping[str, int]], unit: str) -> Value:
    valued = [([context.value(name).in_points() for name in each], list(each.values())) for each in sets]
    if entry.missing == "shared":
        needed = _share_of(context, entry.at_least)
        return _shared(*valued[0], needed, unit, entry.decimals)
    shape = shape_of([value for values, _ in valued for value in values])
    hull, ended = Hull(shape), np.zeros(shape, dtype=bool)
    for values, weights in valued:
        held = np.minimum.reduce([np.broadcast_to(value.held, shape) for value in values])
        low, high = _means(values, weights)
        hull.add(~ended & (held != NO), low, high)
        ended = ended | (held == YES)
    why = first_reason(valued[0][0], shape)
    return finished(hull.low, hull.high, held_of(ended, hull.any), why, unit, entry.decimals)


def _share_of(context: Context, number: str | None) -> Fraction:
    if number is None:
        return Fraction(0)
    limit = context.value(number)
    share = limit.low.fraction((0, 0))
    return share / 100 if limit.unit == "percent" else share


def _means(values: Sequence[Value], weights: Sequence[int]) -> tuple[Exact, Exact]:
    whole = Fraction(1, sum(weights))
    low = _sum([value.low.times(weight) for value, weight in zip(values, weights, strict=True)]).times(whole)
    if all(value.high is value.low for value in values):
        return low, low
    high = _sum([value.high.times(weight) for value, weight in zip(values, weights, strict=True)]).times(whole)
    return low, high


def _sum(numbers: Sequence[Exact]) -> Exact:
    total = numbers[0]
    for number in numbers[1:]:
        total = total + number
    return total


def _shared(
    values: Sequence[Value], weights: Sequence[int], needed: Fraction, unit: str, decimals: int | None
) -> Value:
    """The weighted mean of those that are there, if their weight is enough of the whole."""
    shape, whole = shape_of(values), sum(weights)
    hull, sure = Hull(shape), np.zeros(shape, dtype=bool)
    for number, taken in enumerate(possibilities(values, shape)):
        zero = nothing(shape)
        weight = sum(
            (np.where(here, each, 0) for here, each in zip(taken, weights, strict=True)),
            start=np.zeros(shape, np.int64),
        )
        pairs = list(zip(values, weights, taken, strict=True))
        low = _sum([choose(here, value.low.wide(shape).times(each), zero) for value, each, here in pairs])
        high = _sum([choose(here, value.high.wide(shape).times(each), zero) for value, each, here in pairs])
        enough = (weight > 0) & (weight * needed.denominator >= needed.numerator * whole)
        bottom = Exact(np.maximum(weight, 1))
        hull.add(enough, low.divided(bottom), high.divided(bottom))
        if number == 0:
            sure = enough
    why = first_reason(values, shape)
    return finished(hull.low, hull.high, held_of(sure, hull.any), why, unit, decimals)


def _by_kind(codes: np.ndarray, kinds: list[str], values: Mapping[str, Value], unit: str) -> Value:
    """Each school by the parts of its kind; one whose kind is blank anywhere between all of them."""
    shape = tuple(np.broadcast_shapes(codes.shape, shape_of(list(values.values()))))
    hull, least_held = Hull(shape), np.full(shape, YES, dtype=np.int8)
    why = np.full(shape, Reason.NOT_ASKED, dtype=np.int8)
    meant = np.zeros(shape, dtype=bool)
    for kind, value in values.items():
        own = codes == kinds.index(kind) if kind in kinds else np.zeros(codes.shape, dtype=bool)
        here = np.broadcast_to(own | (codes < 0), shape)
        hull.add(here & (value.held != NO), value.low, value.high)
        least_held = np.where(here, np.minimum(least_held, value.held), least_held)
        why = np.where(here & (value.held == NO) & (~meant | (value.why < why)), value.why, why)
        meant |= here & (value.held == NO)
    held = held_of(hull.any & (least_held == YES), hull.any)
    return finished(hull.low, hull.high, held, why.astype(np.int8), unit, None)
