"""A value at one place as data: its interval in exact text and as floats, or its reason."""

from __future__ import annotations

from typing import Any

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
    low, high = (end.wide(value.shape) for end in (value.low, value.high))
    node: Node = {"unit": value.unit, "low": float(low.fraction(place)), "high": float(high.fraction(place))}
    if value.ladder is not None:
        names = value.ladder.names
        node |= {"low_level": names[int(node["low"])], "high_level": names[int(node["high"])]}
    node |= {"exact_low": _text(low, place), "exact_high": _text(high, place)}
    return node | ({"perhaps": True} if value.held[place] == UNSURE else {})


def _text(number: Exact, place: tuple[int, int]) -> str:
    """The number as `3` or `3/7`; a share of a few things is not shortened: `3/3`."""
    bottom = number.denominators
    if not isinstance(bottom, int):
        return f"{number.numerators[place]}/{bottom[place]}"
    fraction = number.fraction(place)
    return str(fraction)
