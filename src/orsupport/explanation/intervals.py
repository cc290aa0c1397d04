"""A value at one place as data: its interval in exact text and as floats, or its reason."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from numpy.typing import NDArray

from orsupport.answers import ANSWER_OF_REASON, NO, REASON_WORDS, UNSURE, WORDS, Answers, Value
from orsupport.exact import Exact

Node = dict[str, Any]


def at_place(answers: Answers, row: int, group: int) -> int:
    rows, columns = answers.shape
    return int(answers[min(row, rows - 1), min(group, columns - 1)])


def interval(value: Value, row: int, group: int) -> Node:
    rows, columns = value.shape
    place = (min(row, rows - 1), min(group, columns - 1))
    if value.held[place] == NO:
        reason = int(value.why[place])
        return {"unit": value.unit, "reason": REASON_WORDS[reason], "reads_as": WORDS[ANSWER_OF_REASON[reason]]}
    low, low_said = _number(value.low, *place)
    high, high_said = (low, low_said) if value.high is value.low else _number(value.high, *place)
    node: Node = {"unit": value.unit, "low": low, "high": high}
    if value.ladder is not None:
        names = value.ladder.names
        node |= {"low_level": names[int(low)], "high_level": names[int(high)]}
    node |= {"exact_low": low_said, "exact_high": high_said}
    return node | ({"perhaps": True} if value.held[place] == UNSURE else {})


def _number(number: Exact, row: int, group: int) -> tuple[float, str]:
    """The number as a float, and as `3` or `3/7`; a share of a few things is not shortened: `3/3`."""
    top, bottom = _one(number.numerators, row, group), number.denominators
    if not isinstance(bottom, int):
        below = _one(bottom, row, group)
        return top / below, f"{top}/{below}"
    if bottom == 1:
        return float(top), str(top)
    fraction = Fraction(top, bottom)
    return float(fraction), str(fraction)


def _one(numbers: NDArray[Any], row: int, group: int) -> int:
    rows, groups = numbers.shape
    return int(numbers[min(row, rows - 1), min(group, groups - 1)])
