"""The kinds of number that a rules file may write as a limit: figures of its own, and numbers found in the data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from orsupport.rulebook.basics import Decimals, Figure, SchoolYear, Sourced, Text
from orsupport.units import Unit


class Figured(Sourced):
    """A plain number: one figure with its unit."""

    value: Figure
    unit: Unit
    label: Text | None = None


class ByFact(Sourced):
    """One figure for each value of a text fact or of `student_group`; where there is no figure, it is not asked."""

    by: str
    values: dict[str, Figure]
    unit: Unit
    label: Text | None = None


class Line(Sourced):
    """A straight line between two school years, held at both ends."""

    from_: tuple[SchoolYear, Figure] = Field(alias="from")
    to: tuple[SchoolYear, Figure]
    unit: Unit
    label: Text | None = None


class Found(Sourced):
    """A number found in the data: of which measure, over which schools, one for each value of a fact or each group."""

    label: Text
    of: str | None = None
    frame: str | None = None
    by: str | None = None
    groups: Literal["all students", "each"] = "all students"
    decimals: Decimals | None = None
    fewest: str | None = None


class Percentile(Found):
    """A point of a distribution of schools, between neighbours or at a counted school."""

    kind: Literal["percentile"]
    take: str
    method: Literal["between", "counted"]


class Average(Found):
    """The average of the State: of its students (counts added, one division) or of its schools (plain mean)."""

    kind: Literal["average"]
    weight: Literal["students", "schools"]


class Lowest(Found):
    """The value at or below which the lowest share, or number, of a frame of schools lies."""

    kind: Literal["lowest"]
    of: str
    take: str
    base: str
    already: str | None = None
    rounding: Literal["up", "down", "half up"]
    ties: Literal["in", "out"]


Number = Figured | ByFact | Line | Percentile | Average | Lowest
