"""The tables that go in, to the column name: what each column holds and what may be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "key", "year", "label", "fact", "date", "flag", "count", "number"]
"""What a cell holds: a State's own id; text that other tables or rules must match; a school year; text for people, in
one line; a fact of schools, of any lines; a day; true, false or blank; a whole number; a decimal number."""


@dataclass(frozen=True)
class Column:
    """One column of the contract; `filled` says that a blank cell is a problem."""

    name: str
    kind: Kind
    required: bool = True
    filled: bool = False


@dataclass(frozen=True)
class Shape:
    """One table of the contract; no two rows share `key`, and `facts` says that other columns are school facts."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    facts: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def _filled(kind: Kind, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind, filled=True) for name in names)


def _optional(kind: Kind, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind, required=False) for name in names)


SCHOOLS = Shape(
    "schools",
    (
        Column("school_id", "id", filled=True),
        Column("school_name", "label"),
        Column("district_id", "id", filled=True),
        Column("district_name", "label"),
        Column("school_type", "key"),
        Column("title_i", "flag"),
        Column("open", "flag", required=False),
    ),
    key=("school_id",),
    required=True,
    facts=True,
)

RESULTS = Shape(
    "results",
    (
        *_filled("year", "school_year"),
        *_filled("id", "school_id"),
        *_filled("key", "student_group", "indicator"),
        *_optional("count", "expected", "counted", "met"),
        *_optional("number", "value", "value_low", "value_high"),
        *_optional("count", "counted_low", "counted_high"),
    ),
    key=("school_year", "school_id", "student_group", "indicator"),
    required=True,
)

STATUSES = Shape(
    "statuses",
    (*_filled("year", "school_year"), *_filled("id", "school_id"), *_filled("key", "student_group", "status")),
    key=("school_year", "school_id", "student_group", "status"),
)

PREDECESSORS = Shape(
    "predecessors",
    (*_filled("id", "school_id", "prior_school_id"), *_filled("year", "school_year"), *_filled("key", "kind")),
    key=("school_id", "prior_school_id", "school_year"),
)

OVERRIDES = Shape(
    "overrides",
    (
        *_optional("id", "school_id", "district_id"),
        *_filled("key", "outcome"),
        *_filled("label", "reason", "authority"),
        *_filled("date", "date"),
    ),
)

SHAPES = {shape.name: shape for shape in (SCHOOLS, RESULTS, STATUSES, PREDECESSORS, OVERRIDES)}
FORMATS = (".csv", ".parquet")  # the endings of files that hold a table
PREDECESSOR_KINDS = ("renumbered", "merged", "split")
