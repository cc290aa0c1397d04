"""A band: an ordered level, the highest whose beginning the value reaches.

`edge = "at"`: a value equal to the figure is in the level that begins there; `"above"`: still in the one below. Where
lower is better, a level is reached from above. A masked value runs from the level that it surely reaches to the one
that it perhaps reaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from orsupport.answers import NO, UNSURE, YES, Answers, Ladder, Operator, Reason, Value, compared, constant, in_one_unit
from orsupport.context import Context
from orsupport.exact import Exact
from orsupport.rulebook.entries import Band, Indicator
from orsupport.rulebook.measure_names import key_of, level_names
from orsupport.rulebook.names import Name


@dataclass(frozen=True)
class Step:
    """Where one level begins for one member: its position, and the figure or the name of the number."""

    level: int
    begins: Value
    number: str


def band(context: Context, entry: Band) -> dict[str, Value]:
    """The levels of every member; a band of one measure has one member."""
    return {key_of(member): level(context, entry, member) for member in context.names.gathered(entry.of)}


def ladder(entry: Band) -> Ladder:
    """The names of the levels, and the points for which each stands."""
    names = level_names(entry)
    points = entry.points or {name: Fraction(name) for name in names if name.lstrip("-").isdigit()}
    if any(name not in points for name in names):
        return Ladder(names, None)
    return Ladder(names, Exact.of_fractions([points[name] for name in names], (len(names),)))


def steps(context: Context, entry: Band, member: Name, begins: dict[str, Any]) -> list[Step]:
    """Where each level begins for the member; a target that the indicator does not have is no level for it."""
    names = level_names(entry)
    found: list[Step] = []
    for level, begin in begins.items():
        number = begin if isinstance(begin, str) else ""
        if isinstance(member.entry, Indicator) and number in member.entry.targets:
            number = member.entry.targets[number]
        elif number and context.names.get(number) is None:
            continue
        limit = context.value(number, member.name) if number else constant(Exact.of(_figure(begin)), "")
        found.append(Step(names.index(level), limit, number))
    return found


def _figure(begin: Any) -> Fraction:
    return Fraction(repr(begin)) if isinstance(begin, float) else Fraction(begin)


def level(context: Context, entry: Band, member: Name) -> Value:
    """The level of one member."""
    value = context.value(member.name).in_points()
    lower = (entry.better or ("lower" if member.lower_is_better else "higher")) == "lower"
    if entry.by is None or entry.by == "indicator":
        begins = entry.begins if entry.by is None else entry.begins.get(member.name, {})
        return _climb(value, steps(context, entry, member, begins), lower, entry)
    codes, kinds = context.kinds(entry.by)
    known = [(code, kind) for code, kind in enumerate(kinds) if kind in entry.begins]
    levels = {
        code: _climb(value, steps(context, entry, member, entry.begins[kind]), lower, entry) for code, kind in known
    }
    blanks = [_climb(value, steps(context, entry, member, begins), lower, entry) for begins in entry.begins.values()]
    return _by_kind(levels, blanks, codes[:, None], ladder(entry))


def _climb(value: Value, steps: list[Step], lower: bool, entry: Band) -> Value:
    at: dict[bool, Operator] = {True: "<=", False: ">="}
    above: dict[bool, Operator] = {True: "<", False: ">"}
    operator = (at if entry.edge == "at" else above)[lower]
    shape = np.broadcast_shapes(value.shape, *(step.begins.shape for step in steps))
    sure, possible = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    held = np.broadcast_to(value.held, shape).copy()
    why = np.broadcast_to(value.why, shape).copy()
    for step in sorted(steps, key=lambda each: each.level):
        result, figure = in_one_unit(value, step.begins)
        reached = compared(result, operator, figure)
        sure = np.where(reached == YES, step.level, sure)
        possible = np.where(reached >= UNSURE, step.level, possible)
        if (step.begins.held == YES).all():
            continue
        lacks = (held != NO) & (step.begins.held == NO)
        why = np.where(lacks, np.where(step.begins.why == Reason.NOT_ASKED, Reason.NOT_ASKED, Reason.NO_CUT), why)
        held = np.where(lacks, NO, np.minimum(held, np.where(step.begins.held == NO, held, step.begins.held)))
    low = Exact(sure)
    high = low if np.array_equal(sure, possible) else Exact(possible)
    return Value(low, high, held.astype(np.int8), why.astype(np.int8), "level", ladder(entry))


def _by_kind(levels: dict[int, Value], blanks: list[Value], codes: np.ndarray, names: Ladder) -> Value:
    """Each school on the ladder of its kind; one whose kind is blank anywhere between all of them."""
    shape = np.broadcast_shapes(codes.shape, *(value.shape for value in blanks))
    low, high = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    held: Answers = np.full(shape, NO, dtype=np.int8)
    why = np.full(shape, Reason.NOT_ASKED, dtype=np.int8)
    for code, value in levels.items():
        here = np.broadcast_to(codes == code, shape)
        low = np.where(here, value.low.numerators, low)
        high = np.where(here, value.high.numerators, high)
        held, why = np.where(here, value.held, held), np.where(here, value.why, why)
    blank = np.broadcast_to(codes < 0, shape)
    if blank.any():
        held_by = np.array([np.broadcast_to(value.held, shape) for value in blanks])
        top = len(names.names)
        lows = [np.where(value.held == NO, top, value.low.numerators) for value in blanks]
        highs = [np.where(value.held == NO, -1, value.high.numerators) for value in blanks]
        somewhere = held_by.max(axis=0) != NO
        least = np.minimum.reduce([np.broadcast_to(each, shape) for each in lows])
        most = np.maximum.reduce([np.broadcast_to(each, shape) for each in highs])
        helds = np.where(somewhere & (held_by.min(axis=0) == NO), UNSURE, held_by.min(axis=0))
        low = np.where(blank, np.where(somewhere, least, 0), low)
        high = np.where(blank, np.where(somewhere, most, 0), high)
        held = np.where(blank, helds, held)
        why = np.where(blank, np.where(helds == NO, blanks[0].why, Reason.NONE), why)
    return Value(Exact(low), Exact(high), held.astype(np.int8), why.astype(np.int8), "level", names)
