"""The best, or the worst, of what is rated: the larger of two domains, the weakest of several groups."""

from __future__ import annotations

import numpy as np

from orsupport.answers import NO, UNSURE, YES, Value
from orsupport.context import Context
from orsupport.exact import Exact, choose
from orsupport.measures.combining import finished, first_reason, group_columns, held_of, shape_of
from orsupport.rulebook.entries import Extreme


def extreme(context: Context, entry: Extreme, unit: str) -> Value:
    """The largest or smallest of the members, or of the student groups, that have a value."""
    if entry.over == "groups":
        names = entry.groups or context.book.groups.asked
        positions = [context.places.groups.index(name) for name in names]
        of = entry.of if isinstance(entry.of, str) else entry.of[0]
        values = group_columns(context.value(of).in_points(), positions, context.places.shape)
    else:
        values = [context.value(part.name).in_points() for part in context.names.gathered(entry.of)]
    if entry.kind == "worst":
        turned = [Value(-value.high, -value.low, value.held, value.why, value.unit) for value in values]
        best = _best(turned, unit)
        return Value(-best.high, -best.low, best.held, best.why, unit)
    return _best(values, unit)


def _best(values: list[Value], unit: str) -> Value:
    """From the largest low end of those surely there to the largest high end of all that may be there."""
    shape = shape_of(values)
    sure = np.zeros(shape, dtype=bool)
    possible = np.zeros(shape, dtype=bool)
    low = high = perhaps_low = Exact(np.zeros(shape, dtype=np.int64))
    for value in values:
        here, maybe = value.held == YES, value.held == UNSURE
        low = choose(here & (~sure | low.below(value.low)), value.low.wide(shape), low)
        anywhere = value.held != NO
        high = choose(anywhere & (~possible | high.below(value.high)), value.high.wide(shape), high)
        first = ~possible
        perhaps_low = choose(maybe & (first | value.low.below(perhaps_low)), value.low.wide(shape), perhaps_low)
        sure, possible = sure | here, possible | anywhere
    low = choose(sure, low, perhaps_low)
    return finished(low, high, held_of(sure, possible), first_reason(values, shape), unit, None)
