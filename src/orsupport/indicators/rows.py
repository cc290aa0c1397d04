"""Which rows of a record table an indicator counts, as conditions that any dataframe library works out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeVar

import narwhals as nw

from orsupport.rulebook.count_entries import CountEntry, ExitYear

Frame = TypeVar("Frame", bound="nw.DataFrame | nw.LazyFrame")  # type: ignore[type-arg]


class Reason(NamedTuple):
    """Why a row is not counted. `report`: not in the report card either. `expected`: nor was the student expected."""

    says: str
    when: nw.Expr
    report: bool = True
    expected: bool = True


class Coded(NamedTuple):
    """A column of codes, those of them that lists of the rules file name, and what is said of a row with another.

    `says` is among what is left out or noted: where it has no row, every code is named.
    """

    column: str
    named: tuple[str, ...]
    says: str


class Former(NamedTuple):
    """Students who left a group and count in it until so many school years after that of `column` in `enrolments`.

    They are in the group from the school year in which they left (difference 0) to `years` after it, in the lanes of
    accountability only: the report card shows those who are in the group.
    """

    column: ExitYear
    years: int


@dataclass(frozen=True)
class FamilyRows:
    """One indicator's rows of one record table.

    `columns`: those that the conditions read, beside `school_id`, `student_id` and `year`.
    `year`, `years_later`: the column of the school year, and how many years later the result stands.
    `subject`: only rows with this in the column `subject` are of the indicator; None: every row.
    `parts`: true or false a row, never null, worked out from the columns, once each.
    `lanes`: `expected`, `counted`, `met`, and the same of the report card as `report_…`; made of the parts alone.
    `left_out`: by its reason in words, the rows that are not counted in accountability, each under one reason only.
    `noted`: by what is said of them, counted rows that a reader wants to know of.
    `may_lack`: columns that the table need not have; they are then unknown in every row.
    `codes`: columns whose codes lists of the rules file name.
    `value`: the column whose median or mean is the result; None for shares.
    """

    indicator: str
    entry: CountEntry
    table: str
    columns: tuple[str, ...]
    parts: dict[str, nw.Expr]
    lanes: dict[str, nw.Expr]
    left_out: dict[str, nw.Expr]
    noted: dict[str, nw.Expr] = field(default_factory=dict)
    year: str = "school_year"
    years_later: int = 0
    subject: str | None = None
    value: str | None = None
    former: dict[str, Former] = field(default_factory=dict)
    may_lack: tuple[str, ...] = ()
    codes: tuple[Coded, ...] = ()

    @property
    def keep(self) -> nw.Expr | None:
        """The rows of the indicator at all; None: every row of the table."""
        return None if self.subject is None else is_(nw.col("subject") == self.subject)

    @property
    def shape(self) -> tuple[object, ...]:
        """Equal for indicators that differ in nothing but name and subject, so that both are worked out at once."""
        said = self.entry.model_dump(exclude={"subject", "source", "standing", "show"})
        return (self.table, *(f"{key}={said[key]!r}" for key in sorted(said)))


def is_(condition: nw.Expr) -> nw.Expr:
    """A condition that is not known is not true."""
    return condition.fill_null(False)


def any_of(conditions: Iterable[nw.Expr]) -> nw.Expr:
    return reduce(or_, conditions)


def laid_out(
    reasons: list[Reason], met: nw.Expr | None, expected: bool = False
) -> tuple[dict[str, nw.Expr], dict[str, nw.Expr], dict[str, nw.Expr]]:
    """Parts, lanes and reasons. Counted is, by construction, what no reason leaves out; met is among the counted."""
    parts = {f"out_{place}": is_(reason.when) for place, reason in enumerate(reasons)}
    if met is not None:
        parts["meets"] = is_(met)
    out = [nw.col(name) for name in parts if name != "meets"]
    lanes: dict[str, nw.Expr] = {}
    for prefix, report in (("", False), ("report_", True)):
        places = [place for place, each in enumerate(reasons) if each.report or not report]
        leaves = [out[place] for place in places]
        if expected:
            before = [out[place] for place in places if reasons[place].expected]
            lanes[f"{prefix}expected"] = ~any_of(before) if before else out[0] | ~out[0]
        lanes[f"{prefix}counted"] = ~any_of(leaves)
        if met is not None:
            lanes[f"{prefix}met"] = lanes[f"{prefix}counted"] & nw.col("meets")
    left_out = {
        reason.says: out[place] & ~any_of(out[:place]) if place else out[place] for place, reason in enumerate(reasons)
    }
    return parts, lanes, left_out


def with_lanes(frame: Frame, rows: FamilyRows) -> Frame:
    """The frame with a column of true or false for each part, then for each lane, reason (`left_out_0`, …) and
    `noted_0`, …, in their order."""
    said = {f"left_out_{place}": each for place, each in enumerate(rows.left_out.values())}
    said |= {f"noted_{place}": each for place, each in enumerate(rows.noted.values())}
    return frame.with_columns(**rows.parts).with_columns(**rows.lanes, **said)  # type: ignore[return-value]
