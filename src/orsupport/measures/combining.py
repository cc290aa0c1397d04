"""What several measures have in common at every place: which of them are there, and why the first is not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, UNSURE, YES, Answers, Reason, Value
from orsupport.exact import Exact, choose, greatest, least

Flags = NDArray[np.bool_]


def shape_of(values: Sequence[Value]) -> tuple[int, ...]:
    return tuple(np.broadcast_shapes(*(value.shape for value in values)))


def first_reason(values: Sequence[Value], shape: tuple[int, ...]) -> NDArray[np.int8]:
    """The reason of the first, in the file's order, that has no value; `no result` where all have one."""
    why = np.full(shape, Reason.NO_RESULT, dtype=np.int8)
    for value in reversed(values):
        why = np.where(value.held == NO, value.why, why).astype(np.int8)
    return why


def nothing(shape: tuple[int, ...]) -> Exact:
    return Exact(np.zeros(shape, dtype=np.int64))


class Hull:
    """Everything that a place may be, possibility after possibility: from the least to the greatest."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.low, self.high = nothing(shape), nothing(shape)
        self.any: Flags = np.zeros(shape, dtype=bool)

    def add(self, where: Flags, low: Exact, high: Exact) -> None:
        new, more = where & ~self.any, where & self.any
        shape = self.any.shape
        low, high = low.wide(shape), high.wide(shape)
        self.low = choose(new, low, choose(more, least(self.low, low), self.low))
        self.high = choose(new, high, choose(more, greatest(self.high, high), self.high))
        self.any = self.any | where


def possibilities(values: Sequence[Value], shape: tuple[int, ...]) -> Iterator[list[Flags]]:
    """Which of the values take part: those that are surely there, with every choice of those that perhaps are."""
    perhaps = [place for place, value in enumerate(values) if (value.held == UNSURE).any()]
    for chosen in itertools.product((False, True), repeat=len(perhaps)):
        taken = dict(zip(perhaps, chosen, strict=True))
        yield [
            np.broadcast_to((value.held == YES) | ((value.held == UNSURE) & taken.get(place, False)), shape)
            for place, value in enumerate(values)
        ]


def held_of(sure: Flags, possible: Flags) -> Answers:
    held: Answers = np.where(sure, YES, np.where(possible, UNSURE, NO)).astype(np.int8)
    return held


def finished(low: Exact, high: Exact, held: Answers, why: NDArray[np.int8], unit: str, decimals: int | None) -> Value:
    """A value from its parts, rounded at the end and nowhere before."""
    why = np.where(held == NO, why, Reason.NONE).astype(np.int8)
    same = not low.below(high).any()
    low = low.rounded(decimals)
    return Value(low, low if same else high.rounded(decimals), held, why, unit)


def group_columns(value: Value, positions: Sequence[int], shape: tuple[int, int]) -> list[Value]:
    """A measure of student groups as one value a group, each of the school."""
    wide = Value(value.low.wide(shape), value.high.wide(shape), *_wide(value, shape), value.unit, value.ladder)
    return [wide.only(slice(None), slice(each, each + 1)) for each in positions]


def _wide(value: Value, shape: tuple[int, int]) -> tuple[Answers, NDArray[np.int8]]:
    return np.broadcast_to(value.held, shape), np.broadcast_to(value.why, shape)
