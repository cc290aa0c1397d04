"""Decisions of people: each of one school that is open or of one district, and no two of the same."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from orsupport.tables.arrays import Rows, marks
from orsupport.tables.repeats import repeats
from orsupport.tables.text import rows_where
from orsupport.tables.typed import Typed, is_blank


def check_decisions(table: Typed, schools: Typed | None) -> None:
    """Add to the findings every decision of no place, of two at once, of a closed school, or a second of the same."""
    school, district = table.columns["school_id"], table.columns["district_id"]
    no_school, no_district = is_blank(school), is_blank(district)
    column = "school_id, district_id"
    problem = "a decision for no school and no district: fill one of the two"
    table.findings.report(column, problem, no_school & no_district, lambda row: "(empty)")
    table.findings.report(
        column,
        "a decision for a school and a district at once: fill one of the two, in a row of its own",
        ~no_school & ~no_district,
        lambda row: f"school {school[row].as_py()}, district {district[row].as_py()}",
    )
    _check_twice(table, "school", no_district)
    _check_twice(table, "district", no_school)
    if schools is not None:
        is_open = schools.columns["open"]
        closed = schools.columns["school_id"].filter(pc.invert(is_open).fill_null(False))
        shut = marks(pc.is_in(school.dictionary, value_set=closed.dictionary_decode()))
        if np.any(shut):
            problem = "a decision for a closed school, which is not judged and has no outcome"
            table.findings.report("school_id", problem, rows_where(school, shut), lambda row: school[row].as_py())


def _check_twice(table: Typed, of: str, alone: Rows) -> None:
    """A second decision on a school (or district), among the rows that name nothing else."""
    ids = table.columns[f"{of}_id"]
    twice = repeats([ids])
    if twice is not None:
        where, earlier = twice
        first = table.findings.row(earlier)
        problem = f"more than one decision for the same {of}: keep the one that stands"
        table.findings.report(
            f"{of}_id", problem, where & alone, lambda row: f"{ids[row].as_py()} (first in row {first})"
        )
