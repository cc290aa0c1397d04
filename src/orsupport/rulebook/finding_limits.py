"""A measure against a limit: what may stand on either side, whether levels are known, whether units fit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orsupport.rulebook import entries
from orsupport.rulebook.clauses import NAME
from orsupport.rulebook.finding_view import LIMITS, MEASURED, View
from orsupport.rulebook.names import Name
from orsupport.rulebook.reading import did_you_mean
from orsupport.units import same_quantity

COUNTS_OF_THINGS = {"indicators", "areas"}


def fits(one: str | None, other: str | None) -> bool:
    """Whether two units may meet; nothing is said of a unit that is not known. Indicators and areas are counts."""
    if one is None or other is None or same_quantity(one, other):
        return True
    return {one, other} <= COUNTS_OF_THINGS


def two_units(one: Name, other: Name) -> str:
    """Two names whose units do not fit."""
    return f"'{one.name}' is in {one.unit}, but '{other.name}' is in {other.unit}"


def has_points(measure: Name) -> bool:
    """Whether a band stands for numbers: it has points, or its levels are whole numbers."""
    if measure.levels is None:
        return True
    points = measure.points
    return all(level in points if points else level.lstrip("-").isdigit() for level in measure.levels)


def no_points(measure: Name) -> str:
    """What to write where a band without points is read as a number."""
    first, last = (measure.levels or ("", ""))[0], (measure.levels or ("", ""))[-1]
    return (
        f"the levels of '{measure.name}' ({first} to {last}) are not whole numbers, so it cannot be read as a number: "
        f"compare it with one of its levels, or give the band `points`"
    )


def measured(view: View, name: str) -> Iterator[str]:
    """What is wrong with the left side of a comparison."""
    if view.sort(name) == "number" and name not in view.twice:
        yield f"'{name}' is a number: a limit, which stands on the right; a measure or an indicator stands on the left"
    elif view.sort(name) == "rule" and name not in view.twice:
        yield f"'{name}' is a rule, which holds or does not: write it alone, without a limit"
    elif fault := view.unfit(name, MEASURED):
        yield fault


def limited(view: View, measure: Name, limit: str) -> Iterator[str]:
    """What is wrong with a limit that the measure is held against."""
    if measure.levels is not None and limit in measure.levels:
        return
    if measure.levels is not None and (view.sort(limit) is None or not re.fullmatch(NAME, limit)):
        guess = did_you_mean(limit, list(measure.levels)) or did_you_mean(limit.lower(), view.names.all())
        levels = ", ".join(measure.levels)
        yield f"'{limit}' is no level of '{measure.name}', and not known here{guess} (levels: {levels})"
        return
    if re.fullmatch(r"-?\d+", limit):
        yield f"the figure {limit} stands in a clause: give it a name under [number], with unit and source"
        return
    if not re.fullmatch(NAME, limit):
        yield f"'{limit}' is no limit: the name of a number, of a measure or of a level is wanted, and nothing after it"
        return
    if fault := view.unfit(limit, LIMITS):
        yield f"{fault}: a limit is a number or a measure" if view.sort(limit) == "rule" else fault
        return
    found = view.named(limit, LIMITS)
    if found is not None:
        yield from _meet(measure, found)


def _meet(measure: Name, limit: Name) -> Iterator[str]:
    if isinstance(limit.entry, entries.Found) and limit.entry.of is None:
        yield (
            f"'{limit.name}' does not say of what it is taken; only a band may leave that out: "
            f'add of = "{measure.name}" to a number of its own'
        )
        return
    for side in (measure, limit):
        if not has_points(side):
            yield no_points(side)
            return
    if not fits(measure.unit, limit.unit):
        yield f"{two_units(measure, limit)}: they cannot be compared"
