"""The units in which a measure or a number is counted, and which of them may meet."""

from __future__ import annotations

from typing import Literal, get_args

Unit = Literal[
    "percent",
    "share",
    "percentile",
    "points",
    "level",
    "students",
    "schools",
    "groups",
    "indicators",
    "areas",
    "years",
    "days",
    "credits",
]
UNITS: tuple[str, ...] = get_args(Unit)


def same_quantity(one: str, other: str) -> bool:
    """Percent and share are one quantity and are converted; levels are read in points; nothing else mixes."""
    return one == other or {one, other} in ({"percent", "share"}, {"level", "points"})
