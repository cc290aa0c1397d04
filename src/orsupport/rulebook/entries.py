"""What may be written in a rules file: one class a section entry, its fields the keys, checked by pydantic."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from orsupport.rulebook.basics import Decimals, Entry, SchoolYear, Sourced, Standing, Text
from orsupport.rulebook.count_entries import CountSection
from orsupport.rulebook.measure_kinds import (
    Band,
    Case,
    Choose,
    Counted,
    Difference,
    Earlier,
    Extreme,
    Index,
    Measure,
    Measured,
    OneGroup,
    Pooled,
    Rank,
    Table,
    YearsIn,
)
from orsupport.rulebook.number_kinds import (
    Average,
    ByFact,
    Figured,
    Found,
    Line,
    Lowest,
    Number,
    Percentile,
)
from orsupport.units import Unit

__all__ = [
    "Average",
    "Band",
    "ByFact",
    "Case",
    "Choose",
    "Counted",
    "Difference",
    "Earlier",
    "Entry",
    "Extreme",
    "Figured",
    "Found",
    "Index",
    "Line",
    "Lowest",
    "Measure",
    "Measured",
    "Number",
    "OneGroup",
    "Percentile",
    "Pooled",
    "Rank",
    "Sourced",
    "Table",
    "YearsIn",
]


class Source(Entry):
    """Where a figure or a rule was published."""

    title: Text
    url: str | None = None
    date: str | None = None


class Groups(Entry):
    """The student groups: asked by `any_group`, only rated and shown, or added up from parts that do not overlap."""

    asked: list[str] = []
    also: list[str] = []
    combined: dict[str, list[str]] = {}


class Fact(Entry):
    """A column of `schools`: true or false, a condition on a text, a text, or a number."""

    label: Text
    column: str | None = None
    kind: Literal["flag", "text", "number"] = "flag"
    unit: Unit | None = None
    is_: list[str] | None = Field(default=None, alias="is")


class Indicator(Sourced):
    """What `results` bring: a share (met of counted, in percent) or a value as it is given."""

    label: Text
    kind: Literal["share", "given"]
    unit: Unit | None = None
    years: Annotated[int, Field(ge=1)] | Annotated[list[SchoolYear], Field(min_length=1)] = 1
    first_year: SchoolYear | None = None
    decimals: Decimals | None = None
    smallest: str | None = None
    asked: str | None = None
    groups: list[str] | None = None
    masked_count: Literal["not rated", "unknown"] = "not rated"
    participation: str | None = None
    participation_rounding: Literal["none", "up", "half up"] = "none"
    better: Literal["higher", "lower"] = "higher"
    targets: dict[str, str] = {}
    federal: Literal["achievement", "other academic", "graduation", "english", "quality"] | None = None

    @property
    def measured_in(self) -> str:
        return "percent" if self.kind == "share" else str(self.unit)


class Rule(Sourced):
    """A label and clauses, asked of a student group, a school or a district."""

    label: Text
    at: Literal["group", "school", "district"]
    all: list[str] | None = None
    any: list[str] | None = None
    in_years: list[SchoolYear] | None = None
    years: Annotated[int, Field(ge=1)] = 1


class Outcome(Entry):
    """The names given to schools and to districts: the first whose rule holds; `else` names a band whose level is the
    outcome where no rule holds."""

    school: dict[Text, str] = {}
    district: dict[Text, str] = {}
    school_else: str | None = Field(default=None, exclude=True)
    district_else: str | None = Field(default=None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _else_apart(cls, outcomes: Any) -> Any:
        if not isinstance(outcomes, dict):
            return outcomes
        apart = dict(outcomes)
        for of in ("school", "district"):
            names = apart.get(of)
            if isinstance(names, dict) and "else" in names:
                apart[of] = {name: rule for name, rule in names.items() if name != "else"}
                apart[f"{of}_else"] = names["else"]
        return apart


class Brings(Entry):
    """What a name brings to a school or a district, in the State's own words."""

    says: Text
    source: Text
    standing: Standing = "published"


class Federal(Entry):
    """Which rules are the statute's categories, with the reason codes of the federal files."""

    csi: str | None = None
    tsi: str | None = None
    atsi: str | None = None
    reasons: dict[str, str] = {}
    groups: dict[str, str] = {}


class Rulebook(Entry):
    """One State's rules in one era, complete and typed. Where it rates districts, these stand in it as schools do
    elsewhere (see `districts`)."""

    format: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    from_: SchoolYear = Field(alias="from")
    to: SchoolYear | None = None
    rates: Literal["schools", "districts"] = "schools"
    source: dict[str, Source]
    groups: Groups = Groups()
    fact: dict[str, Fact] = {}
    number: dict[str, Number] = {}
    indicator: dict[str, Indicator] = {}
    measure: dict[str, Measure] = {}
    rule: dict[str, Rule] = {}
    outcome: Outcome = Outcome()
    brings: dict[str, Brings] = {}
    federal: Federal = Federal()
    count: CountSection | None = None
    text: str = Field(default="", exclude=True)

    @property
    def group_names(self) -> list[str]:
        """The group axis: all students first, then the asked groups, then those that are only shown."""
        return ["all", *self.groups.asked, *self.groups.also]

    @property
    def rates_districts(self) -> bool:
        """Whether the rows of `schools` are districts, rated on their own results."""
        return self.rates == "districts"

    def level_of_status(self, status: str) -> Literal["group", "school", "district"]:
        """Of what a status of earlier years is: of what the rule of its name is asked."""
        return self.rule[status].at if status in self.rule else "school"

    def covers(self, school_year: str) -> bool:
        return self.from_ <= school_year and (self.to is None or school_year <= self.to)
