"""What the run worked out, for schools in another order and as often as they are asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import Answers, Value
from orsupport.evaluation import Evaluation

Whole = NDArray[np.int64]


def rows_of(value: Value, rows: Whole) -> Value:
    """A value at some rows; one of a single row is the same everywhere."""
    if value.shape[0] == 1 and rows.max(initial=0) > 0:
        return value
    low = value.low.wide(value.shape)[rows]
    high = low if value.high is value.low else value.high.wide(value.shape)[rows]
    return Value(low, high, value.held[rows], value.why[rows], value.unit, value.ladder)


class Seen:
    """An earlier year of the run. See `Context` for what it answers."""

    def __init__(self, whole: Evaluation, rows: Whole) -> None:
        self.whole, self.rows = whole, rows
        self.book, self.names, self.year, self.first_year = whole.book, whole.names, whole.year, whole.first_year
        self.counts, self.history, self.is_earlier = whole.counts, whole.history, whole.is_earlier
        self.places = whole.places.only(rows, 0)

    def at(self, year: int) -> Seen:
        return Seen(self.whole.at(year), self.rows)

    def value(self, name: str, member: str | None = None) -> Value:
        return rows_of(self.whole.value(name, member), self.rows)

    def family(self, name: str) -> dict[str, Value]:
        return {member: rows_of(value, self.rows) for member, value in self.whole.family(name).items()}

    def answer(self, name: str) -> Answers:
        return self.whole.answer(name)[self.rows]

    def was(self, status: str) -> Answers:
        return self.whole.was(status)[self.rows]
