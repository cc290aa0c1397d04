"""What may be written under [measure]: one class a kind, its fields the keys."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from orsupport.rulebook.basics import Decimals, Entry, Figure, SchoolYear, Sourced, Text

Of = str | list[str]
Over = Literal["groups"]


class Measured(Sourced):
    """What every measure says of itself."""

    label: Text


class Band(Measured):
    """An ordered level, from where each level begins; on its own ladder for each value of a fact or each indicator."""

    kind: Literal["band"]
    of: str | list[str]
    lowest: Text
    begins: dict[str, Any]
    edge: Literal["at", "above"] = "at"
    points: dict[str, Figure] | None = None
    better: Literal["higher", "lower"] | None = None
    by: str | None = None


class Counted(Measured):
    """How many, or which share, of those rated; with `that`, of which half a clause holds."""

    kind: Literal["count", "share"]
    of: str | list[str]
    that: Text | None = None
    weights: dict[str, Annotated[int, Field(ge=1, strict=True)]] | None = None
    out_of: str | None = None
    at: Literal["school", "district", "state"] | None = None
    groups: list[str] | None = None
    decimals: Decimals | None = None


def _are_parts(parts: Any) -> bool:
    if isinstance(parts, list):
        return all(isinstance(each, str) for each in parts) or all(isinstance(each, dict) for each in parts)
    return isinstance(parts, dict)


class Index(Measured):
    """A weighted mean of several measures; where some are not rated, another set of weights, or their weight shared
    out among the rest."""

    kind: Literal["index"]
    parts: Any = None
    of: str | None = None
    over: Over | None = None
    groups: list[str] | None = None
    missing: Literal["shared"] | None = None
    at_least: str | None = None
    by: str | None = None
    decimals: Decimals | None = None

    @model_validator(mode="after")
    def _parts_in_form(self) -> Index:
        by_kind = list(self.parts.values()) if self.by and isinstance(self.parts, dict) else [self.parts]
        if self.parts is not None and not all(_are_parts(parts) for parts in by_kind):
            meant = '{ a = 80, b = 20 }, ["a", "b"] or a list of sets, [{ … }, { … }]'
            raise ValueError(f"`parts` must be {meant}{f', for each {self.by}' if self.by else ''}")
        return self


class Extreme(Measured):
    """The largest, or the smallest, of what is rated."""

    kind: Literal["best", "worst"]
    of: Of
    over: Over | None = None
    groups: list[str] | None = None


class Pooled(Measured):
    """Several share indicators as one: their counts added over subjects and years, and one division."""

    kind: Literal["pool"]
    of: list[str]
    years: Annotated[int, Field(ge=1)] = 1
    smallest: str | None = None
    each_at_least: str | None = None
    decimals: Decimals | None = None


class Case(Entry):
    """One case of a choice: what is taken where its rule holds; the last case has no rule."""

    take: str
    when: str | None = None


class Choose(Measured):
    """What the first case takes whose rule holds: caps, floors, substitute scores."""

    kind: Literal["choose"]
    cases: Annotated[list[Case], Field(min_length=1)]


class Table(Measured):
    """Two bands laid across one another give one level, such as a status and its change a colour."""

    kind: Literal["table"]
    rows: str
    columns: str
    levels: Annotated[list[Text], Field(min_length=1)]
    grid: dict[str, list[str]]
    points: dict[str, Figure] | None = None


class Difference(Measured):
    """One measure minus another, or minus itself some years ago: a change, a gap, the distance to a target."""

    kind: Literal["difference"]
    of: Of
    minus: str | None = None
    years_ago: Annotated[int, Field(ge=1)] | None = None
    decimals: Decimals | None = None
    rounding: Literal["half up", "half away"] = "half up"


class Earlier(Measured):
    """A measure as it would have been some years ago, by this file's rules."""

    kind: Literal["earlier"]
    of: str
    years_ago: Annotated[int, Field(ge=1)]


class Rank(Measured):
    """A school's place among the schools of a frame, counted from the weakest."""

    kind: Literal["rank"]
    of: str
    frame: str | None = None
    by: str | None = None
    as_: Literal["place", "percentile"] = Field(default="place", alias="as")
    ties: Literal["low", "high"] = "low"
    decimals: Decimals | None = None


class OneGroup(Measured):
    """What the school reads of one student group, such as its lowest-performing students."""

    kind: Literal["one_group"]
    of: str
    group: str


class YearsIn(Measured):
    """For how many years, up to last year, a status was held without a break."""

    kind: Literal["years_in"]
    status: str
    paused: list[SchoolYear] = []


Measure = Band | Counted | Index | Extreme | Pooled | Choose | Table | Difference | Earlier | Rank | OneGroup | YearsIn
