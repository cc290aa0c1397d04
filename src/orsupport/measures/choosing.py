"""A choice: what the first case takes whose rule holds. It says caps, floors, substitute scores, a second system."""

from __future__ import annotations

import numpy as np

from orsupport.answers import NO, UNSURE, YES, Value
from orsupport.context import Context
from orsupport.measures.combining import Hull, finished, first_reason, held_of, shape_of
from orsupport.rulebook.entries import Choose


def chosen(context: Context, entry: Choose, unit: str, school_level: bool) -> Value:
    """The value of the first case whose rule holds; where that is unknown, from this case to the rest."""
    takes = [context.value(case.take).in_points() for case in entry.cases]
    whens = [context.answer(case.when) if case.when else np.full((1, 1), YES, dtype=np.int8) for case in entry.cases]
    if school_level:
        whens = [when[:, :1] for when in whens]
    shape = tuple(np.broadcast_shapes(shape_of(takes), *(when.shape for when in whens)))
    hull, ended = Hull(shape), np.zeros(shape, dtype=bool)
    least_held, most_held = np.full(shape, YES, dtype=np.int8), np.full(shape, NO, dtype=np.int8)
    why, told = first_reason(takes, shape), np.zeros(shape, dtype=bool)
    for take, when in zip(takes, whens, strict=True):
        open_here = ~ended & (when >= UNSURE)
        hull.add(open_here & (take.held != NO), take.low, take.high)
        least_held = np.where(open_here, np.minimum(least_held, take.held), least_held)
        most_held = np.where(open_here, np.maximum(most_held, take.held), most_held)
        lacks = open_here & ~told & (take.held == NO)
        why, told = np.where(lacks, take.why, why).astype(np.int8), told | lacks
        ended = ended | (when == YES)
    sure = hull.any & (least_held == YES)
    return finished(hull.low, hull.high, held_of(sure, hull.any), why, unit, None)
