"""Three answers, the reasons why a place has no value, and how a value meets a limit.

NO < FEW < UNSURE < YES. FEW is the State's own no, for too few students, and prints as no. UNSURE means that the data
at hand cannot tell: a mask straddles a limit, a fact is blank, or the data lack an indicator.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orsupport.exact import Exact

Answers = NDArray[np.int8]
NO, FEW, UNSURE, YES = (np.int8(answer) for answer in range(4))
WORDS = ("no", "no", "unsure", "yes")

Operator = Literal["<", "<=", ">", ">="]


class Reason(IntEnum):
    """Why a place has no value; where several apply, the first."""

    NONE = 0
    NOT_ASKED = 1
    MISSING = 2
    NO_RESULT = 3
    TOO_FEW = 4
    MASKED = 5
    NO_CUT = 6


REASON_WORDS = ("", "not asked", "missing", "no result", "too few", "masked", "no cut")
ANSWER_OF_REASON: Answers = np.array([YES, NO, UNSURE, NO, FEW, FEW, NO], dtype=np.int8)


@dataclass(frozen=True)
class Ladder:
    """The names of ordered levels, lowest first, and the points that each stands for when it is read as a number."""

    names: tuple[str, ...]
    points: Exact | None


@dataclass(frozen=True)
class Value:
    """A measure at every place: an interval (mostly a point, then `low is high`), and whether it is there at all.

    `low`, `high`: exact, shaped places; a band's are the positions of its levels. `held`: YES, UNSURE (perhaps there)
    or NO. `why`: the reason where it is not there. `unit`: of the numbers.
    """

    low: Exact
    high: Exact
    held: Answers
    why: NDArray[np.int8]
    unit: str
    ladder: Ladder | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return self.held.shape

    def only(self, *key: slice | int) -> Value:
        """The same measure at some of its places."""
        low = self.low.wide(self.shape)[key]
        high = low if self.high is self.low else self.high.wide(self.shape)[key]
        return Value(low, high, self.held[key], self.why[key], self.unit, self.ladder)

    def in_points(self) -> Value:
        """A band read as a number."""
        if self.ladder is None or self.ladder.points is None:
            return self
        low = self.ladder.points[self.low.numerators]
        high = low if self.high is self.low else self.ladder.points[self.high.numerators]
        return Value(low, high, self.held, self.why, "points")


def constant(number: Exact, unit: str) -> Value:
    """A figure: the same at every place."""
    sure: Answers = np.full(number.shape, YES, dtype=np.int8)
    return Value(number, number, sure, np.zeros(number.shape, dtype=np.int8), unit)


def negated(answers: Answers) -> Answers:
    result: Answers = np.where(answers == UNSURE, UNSURE, np.where(answers == YES, NO, YES)).astype(np.int8)
    return result


def truth(sure: NDArray[np.bool_], possible: NDArray[np.bool_]) -> Answers:
    """YES where it surely holds, NO where it cannot, UNSURE between."""
    result: Answers = np.maximum(sure.view(np.int8) * YES, possible.view(np.int8) * UNSURE)
    return result


def compared(value: Value, operator: Operator, limit: Value) -> Answers:
    """How the two intervals meet, whether they are there or not: YES for every pair, NO for none, UNSURE otherwise."""
    low, high, floor, ceiling = value.low, value.high, limit.low, limit.high
    if operator == "<":
        return truth(high.below(floor), low.below(ceiling))
    if operator == "<=":
        return truth(~floor.below(high), ~ceiling.below(low))
    if operator == ">":
        return truth(ceiling.below(low), floor.below(high))
    return truth(~low.below(ceiling), ~high.below(floor))


def answer_of_value(value: Value, met: Answers | None = None) -> Answers:
    """What a clause answers that reads the value: its comparison where the value is there, else its reason's answer."""
    there: Answers = np.full(value.shape, YES, dtype=np.int8) if met is None else met
    perhaps = np.where(there <= FEW, there, UNSURE)
    result: Answers = np.where(
        value.held == YES, there, np.where(value.held == UNSURE, perhaps, ANSWER_OF_REASON[value.why])
    ).astype(np.int8)
    return result


def in_one_unit(value: Value, limit: Value) -> tuple[Value, Value]:
    """A share that meets a percent is read as a percent."""
    if value.unit == "share" and limit.unit == "percent":
        return _as_percent(value), limit
    if value.unit == "percent" and limit.unit == "share":
        return value, _as_percent(limit)
    return value, limit


def _as_percent(share: Value) -> Value:
    low = share.low.times(100)
    high = low if share.high is share.low else share.high.times(100)
    return Value(low, high, share.held, share.why, "percent")


def meets(value: Value, operator: Operator, limit: Value) -> Answers:
    """The answer of `measure operator limit`."""
    value, limit = in_one_unit(value, limit)
    return answer_of_value(value, answer_of_value(limit, compared(value, operator, limit)))
