"""A difference: one measure minus another, or minus itself some years ago. Change, gap, distance to a target.

An earlier value is what the same name would have been if that year had been the year of the run, by this file's rules.
"""

from __future__ import annotations

import numpy as np

from orsupport.answers import NO, Value
from orsupport.context import Context
from orsupport.measures.combining import shape_of
from orsupport.rulebook.entries import Difference, Earlier
from orsupport.rulebook.measure_names import key_of, unit_of


def differences(context: Context, entry: Difference) -> dict[str, Value]:
    """The difference of every member; of one measure, one."""
    other = context.at(context.year - entry.years_ago) if entry.years_ago else context
    found = {}
    for part in context.names.gathered(entry.of):
        minus = part.name
        if entry.minus is not None:
            family = context.names.is_family(entry.minus)
            minus = f"{entry.minus}.{key_of(part)}" if family else entry.minus
        unit = str(unit_of(context.names, entry, part))
        found[key_of(part)] = _minus(context.value(part.name).in_points(), other.value(minus).in_points(), entry, unit)
    return found


def _minus(value: Value, other: Value, entry: Difference, unit: str) -> Value:
    """Needs both; the interval from the least to the greatest difference."""
    shape = shape_of([value, other])
    low = (value.low - other.high).wide(shape)
    high = (value.high - other.low).wide(shape)
    held = np.minimum(np.broadcast_to(value.held, shape), other.held).astype(np.int8)
    why = np.where(value.held == NO, value.why, np.where(other.held == NO, other.why, 0)).astype(np.int8)
    same = not low.below(high).any()
    low = low.rounded(entry.decimals, entry.rounding)
    high = low if same else high.rounded(entry.decimals, entry.rounding)
    return Value(low, high, held, why, unit)


def earlier(context: Context, entry: Earlier) -> dict[str, Value]:
    """What every member was some years ago."""
    other = context.at(context.year - entry.years_ago)
    return {key_of(part): other.value(part.name) for part in context.names.gathered(entry.of)}
