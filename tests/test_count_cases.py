"""Counting cases: a few student records, and what must be counted of them, in TOML under tests/count_cases.

    title   = "Exactly 90 percent is not more than 90 percent"
    source  = "who says so"                                  # may not be empty
    rules   = "oregon-2023"                                  # a shipped rules file
    year    = "2024-25"
    number  = { min_students = 10 }                          # figures in place of numbers of the rules file
    change  = { "count.indicator.regular_attenders.full_year" = true }   # other values at paths of the rules file
    school  = [{ school_id = "1" }]                          # as in tests/cases; without it, one school "1"
    attendance = [{ days_enrolled = 100, days_attended = 90, times = 3 }]    # any record table; a row of three students
    expect.results     = [{ indicator = "regular_attenders", counted = 3, met = 0 }]   # all students, the case's year
    expect.report_card = [{ indicator = "regular_attenders", counted = 3, met = 0 }]
    expect.left_out    = [{ indicator = "regular_attenders", reason = "enrolled for no day", rows = 1 }]
    expect.noted       = [{ indicator = "graduation_4yr", what = "a diploma without a date, not met", rows = 1 }]
    expect.rating      = [{ indicator = "regular_attenders", value = 0.0 }]  # the records counted and then identified
    expect.school.1    = { outcome = "CSI" }

A row without `student_id` is a student of its own; without `school_id` at school "1"; without `school_year` in the
case's year (a cohort: the class of the case's year after four years). Flags that the rules file asks for are true, but
`recently_arrived`, which is false; "" leaves a cell empty. `absent = true` expects no row of results.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import orsupport as ors
from case_files import (
    CaseError,
    every_case,
    facts_of,
    known,
    read_cases,
    school_row,
    shipped_rules,
    text,
    with_numbers,
)
from orsupport.counting import Counted, count
from orsupport.problems import InputError
from orsupport.records.columns import SHAPES
from test_cases import differences as identified
from test_cases import plain as as_text
from test_cases import same

CASES = Path(__file__).parent / "count_cases"
TABLES = set(SHAPES)
SHARED = {"source", "rules", "year", "number", "change"}
CASE = {"title", *SHARED, "school", "result", "expect", *TABLES}
EXPECT = {"results", "report_card", "left_out", "noted", "rating", "school", "group"}
KEY = {"school": "school_id", "group": "student_group", "year": "school_year", "indicator": "indicator"}
GROUPS = {"white", "english_learners"}  # columns of a group that the cases use
FALSE = {"recently_arrived", "exit_documented"}  # flags that are false where a row does not say; the others are true


@dataclass(frozen=True)
class Case:
    where: str
    title: str
    rules: str
    year: str
    said: dict[str, Any]


# reading ------------------------------------------------------------------------------------------------------------


def read_case(where: str, table: dict[str, Any]) -> Case:
    known(where, table, CASE)
    title = text(where, table, "title")
    where = f"{where} ({title})"
    text(where, table, "source")
    known(f"{where}, expect", table.get("expect", {}), EXPECT)
    if not any(table.get("expect", {}).values()):
        raise CaseError(f"{where}: nothing is expected")
    if not TABLES & set(table):
        raise CaseError(f"{where}: no record table; there are: {', '.join(sorted(TABLES))}")
    for name in TABLES & set(table):
        for row in table[name]:
            known(f"{where}, {name}", row, {"times", *GROUPS, *SHAPES[name].names})
    return Case(where, title, text(where, table, "rules"), text(where, table, "year", r"\d{4}-\d{2}"), table)


def read_file(name: str, content: str) -> list[Case]:
    return read_cases(name, content, read_case, SHARED)


# the records of a case ----------------------------------------------------------------------------------------------


def rules_of(case: Case) -> dict[str, Any]:
    rules = with_numbers(shipped_rules(case.where, case.rules), case.said.get("number", {}))
    for path, value in case.said.get("change", {}).items():
        *steps, last = path.split(".")
        table = rules
        for step in steps:
            table = table.setdefault(step, {})
        if value == "":
            table.pop(last)
        else:
            table[last] = copy.deepcopy(value)
    return rules


def rows_of(case: Case, name: str) -> pd.DataFrame:
    """A record table of the case, every column of the shape there but those that carry groups."""
    shape = SHAPES[name]
    kinds = {column.name: column.kind for column in shape.columns}
    four_ago = f"{int(case.year[:4]) - 3}-{(int(case.year[:4]) - 2) % 100:02d}"
    first = {shape.columns[0].name: four_ago if name == "cohorts" else case.year, "school_id": "1"}
    flags = {flag: flag not in FALSE for flag, kind in kinds.items() if kind == "flag"}
    rows: list[dict[str, Any]] = []
    for row in case.said.get(name, [{"student_id": "nobody"}]):
        own = {column: None if value == "" else value for column, value in row.items() if column != "times"}
        dates = {
            column: date.fromisoformat(own[column]) for column in own if kinds.get(column) == "date" and own[column]
        }
        for _ in range(row.get("times", 1)):
            rows.append({"student_id": f"{name} {len(rows)}", **first, **flags, **own, **dates})
    columns = [column for column in kinds if column != "student_groups"]
    others = dict.fromkeys(column for row in rows for column in row)
    return pd.DataFrame(rows, columns=list(dict.fromkeys([*columns, *others])))


def schools_of(case: Case, rules: dict[str, Any]) -> pd.DataFrame:
    facts = facts_of(rules)
    return pd.DataFrame([school_row(school, facts) for school in case.said.get("school", [{"school_id": "1"}])])


# running ------------------------------------------------------------------------------------------------------------


def counted(case: Case, rules: dict[str, Any]) -> Counted:
    """The records of the case, with `enrolments` that have somebody where the case says nothing of them."""
    tables = {name: rows_of(case, name) for name in SHAPES if name in case.said or name == "enrolments"}
    return count({"schools": schools_of(case, rules), **tables}, ors.rules(rules))


def said_of(found: Counted, sort: str) -> dict[tuple[str, str], int]:
    """Rows by indicator and the reason that leaves them out, or what is noted of them."""
    said = found.account["indicators"]
    return {(name, what): rows for name in said for what, rows in said[name].get(sort, {}).items()}


def differing(case: Case, name: str, table: pd.DataFrame) -> Iterator[str]:
    """One line a cell of a counted table that is not as the case expects."""
    for expected in case.said["expect"].get(name, []):
        row = {"school": "1", "group": "all", "year": case.year, **expected}
        rows = table
        for key, column in KEY.items():
            rows = rows[rows[column].astype(str) == row[key]]
        at = f"{name}, {' '.join(row[key] for key in KEY)}"
        if row.pop("absent", False):
            if len(rows):
                yield f"{at}: is there"
        elif len(rows) != 1:
            yield f"{at}: {len(rows)} rows"
        else:
            for column in sorted(set(row) - set(KEY)):
                if not same(rows[column].iloc[0], row[column]):
                    yield f"{at}: {column} is {as_text(rows[column].iloc[0])!r}, not {as_text(row[column])!r}"


@pytest.mark.parametrize("case", every_case(CASES, read_file))
def test_the_records_are_counted_as_the_case_expects(case: Case | CaseError) -> None:
    if isinstance(case, CaseError):
        pytest.fail(str(case))
    rules = rules_of(case)
    found = counted(case, rules)
    wrong = [line for name in ("results", "report_card") for line in differing(case, name, getattr(found, name))]
    expect = case.said["expect"]
    for sort, key in (("left_out", "reason"), ("noted", "what")):
        for row in expect.get(sort, []):
            rows = said_of(found, sort).get((row["indicator"], row[key]), 0)
            if rows != row["rows"]:
                wrong.append(f"{sort}, {row['indicator']}, {row[key]}: {rows} rows, not {row['rows']}")
    if {"rating", "school", "group"} & set(expect):
        data = ors.read(schools=schools_of(case, rules), results=found.results)
        run = ors.identify(data, ors.rules(rules), year=case.year)
        ratings = [{"school": "1", "group": "all", **row} for row in expect.get("rating", [])]
        wrong += identified(SimpleNamespace(expect={**expect, "rating": ratings}), run)
    assert not wrong, "\n".join([case.where, *wrong])


GOOD = """
[[case]]
title = "Days alone"
source = "somebody"
rules = "oregon-2023"
year = "2024-25"
attendance = [{ days_enrolled = 160, days_attended = 160 }]
expect.results = [{ indicator = "regular_attenders", counted = 1 }]
"""


def test_a_column_by_which_the_rules_file_counts_may_not_be_missing() -> None:
    (case,) = read_file("x.toml", GOOD)
    rules = rules_of(case)
    tables = {"attendance": rows_of(case, "attendance").drop(columns="enrolled_on_census_day")}
    with pytest.raises(InputError, match=r"counts regular_attenders [(]key `census_day`"):
        count({"schools": schools_of(case, rules), **tables}, ors.rules(rules))


def test_what_nobody_published_is_said_with_the_count() -> None:
    (case,) = read_file("x.toml", GOOD)
    rules = rules_of(case)
    assert counted(case, rules).account["assumed"]["day"] == ["summer_end"]


# the reader of the cases --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Days alone"', "", "'title' is missing"),
        ('source = "somebody"', 'source = ""', "'source' is missing, empty"),
        ("days_enrolled", "days_enroled", "'days_enroled' is not known here"),
        ("attendance =", "attendence =", "'attendence' is not known here"),
        ("expect.results", "expect.result", "'result' is not known here"),
        ('expect.results = [{ indicator = "regular_attenders", counted = 1 }]', "", "nothing is expected"),
        ("attendance = [{ days_enrolled = 160, days_attended = 160 }]", "", "no record table"),
    ],
)
def test_a_case_that_is_wrongly_written_says_what_is_wrong(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(CaseError, match=message):
        read_file("x.toml", GOOD.replace(old, new))


def test_a_result_that_is_not_as_expected_has_its_line() -> None:
    (case,) = read_file("x.toml", GOOD.replace("counted = 1", "counted = 2, met = 1"))
    found = counted(case, rules_of(case))
    assert list(differing(case, "results", found.results)) == [
        "results, 1 all 2024-25 regular_attenders: counted is '1', not '2'"
    ]
