"""What may be written in a rules file: one class a section entry, its fields the keys, checked by pydantic."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from orsupport.units import Unit

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SchoolYear = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]
Standing = Literal["published", "assumed"]


def _exactly(figure: Any) -> Any:
    if isinstance(figure, bool):
        raise ValueError("a figure is wanted, not true or false")
    if isinstance(figure, float):
        return Fraction(repr(figure))
    if isinstance(figure, int | Decimal | Fraction):
        return Fraction(figure)
    if isinstance(figure, str):
        try:
            return Fraction(figure.replace(" ", ""))
        except (ValueError, ZeroDivisionError) as error:
            raise ValueError(f"'{figure}' is no figure: write 67, 66.7 or \"2/3\"") from error
    return figure


Figure = Annotated[Fraction, BeforeValidator(_exactly)]
Decimals = Annotated[int, Field(ge=0, le=9)]


class Entry(BaseModel):
    """Anything that a rules file may say; a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


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


class Sourced(Entry):
    """What every entry says of itself: where it comes from, and whether somebody published it."""

    source: Text
    standing: Standing = "published"
    show: bool = False


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


Number = Figured | ByFact | Line | Percentile | Average


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
    participation: str | None = None
    participation_rounding: Literal["none", "up", "half up"] = "none"
    better: Literal["higher", "lower"] = "higher"
    targets: dict[str, str] = {}
    federal: Literal["achievement", "other academic", "graduation", "english", "quality"] | None = None

    @property
    def measured_in(self) -> str:
        return "percent" if self.kind == "share" else str(self.unit)


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
    weights: dict[str, Annotated[int, Field(ge=1)]] | None = None
    decimals: Decimals | None = None


Measure = Band | Counted


class Rule(Sourced):
    """A label and clauses, asked of a student group, a school or a district."""

    label: Text
    at: Literal["group", "school", "district"]
    all: list[str] | None = None
    any: list[str] | None = None
    in_years: list[SchoolYear] | None = None


class Outcome(Entry):
    """The names given to schools and to districts: the first whose rule holds."""

    school: dict[Text, str] = {}
    district: dict[Text, str] = {}


class Federal(Entry):
    """Which rules are the statute's categories, with the reason codes of the federal files."""

    csi: str | None = None
    tsi: str | None = None
    atsi: str | None = None
    reasons: dict[str, str] = {}
    groups: dict[str, str] = {}


class Rulebook(Entry):
    """One State's rules in one era, complete and typed."""

    format: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    from_: SchoolYear = Field(alias="from")
    to: SchoolYear | None = None
    source: dict[str, Source]
    groups: Groups = Groups()
    fact: dict[str, Fact] = {}
    number: dict[str, Number] = {}
    indicator: dict[str, Indicator] = {}
    measure: dict[str, Measure] = {}
    rule: dict[str, Rule] = {}
    outcome: Outcome = Outcome()
    federal: Federal = Federal()
    count: dict[str, Any] = {}
    text: str = Field(default="", exclude=True)

    @property
    def group_names(self) -> list[str]:
        """The group axis: all students first, then the asked groups, then those that are only shown."""
        return ["all", *self.groups.asked, *self.groups.also]

    def covers(self, school_year: str) -> bool:
        return self.from_ <= school_year and (self.to is None or school_year <= self.to)
