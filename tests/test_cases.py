"""Policy cases: what a rules file says of a few made-up schools, written in TOML under tests/cases, without Python.

    title  = "Exactly half of the rated indicators at Level 1 is half"
    source = "who says so"                      # may not be empty
    rules  = "oregon-2023"                      # a shipped rules file
    year   = "2024-25"
    number = { bottom_tenth = 30 }              # figures in place of numbers of the rules file
    school = [{ school_id = "1" }]              # an open Title I elementary school of district D1, no flag set, unless
    result = [{ indicator = "ela_achievement", counted = 40, met = 8 }]     # said; all students, the case's year
    expect.school.1 = { csi = "no" }            # any column of the run's tables
    expect.group."1 white" = { low_indicators = "no" }
    expect.district.D1 = { tier = "" }
    expect.rating = [{ indicator = "ela_achievement", value = 20.0, level = "1", why = "" }]

An empty text leaves a fact blank (`title_i = ""`). Where a case has one school, results and ratings need not name it
(`school = "1"`). Several cases share a file as [[case]] tables; source, rules, year and number above them hold for each
case without its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import orsupport as ors
from case_files import (
    CaseError,
    every_case,
    facts_of,
    known,
    one_of,
    read_cases,
    school_row,
    shipped_rules,
    text,
    with_numbers,
)

CASES = Path(__file__).parent / "cases"

SHARED = {"source", "rules", "year", "number"}
CASE = {"title", *SHARED, "school", "result", "expect"}
SCHOOL = {"school_id", "school_name", "district_id", "district_name", "school_type", "title_i", "open"}
COUNTS = ["expected", "counted", "met", "value", "value_low", "value_high", "counted_low", "counted_high"]
RESULT = {"school", "group", "year", "indicator", *COUNTS}
EXPECT = {"school", "group", "district", "rating"}
PLACE = {"school", "group", "indicator"}
RATING = {*COUNTS, "school_years", "level", "why"}


@dataclass(frozen=True)
class Case:
    where: str
    title: str
    rules: str
    year: str
    numbers: dict[str, Any]
    schools: list[dict[str, Any]]
    results: list[dict[str, Any]]
    expect: dict[str, Any]


# reading ------------------------------------------------------------------------------------------------------------


def read_case(where: str, table: dict[str, Any]) -> Case:
    known(where, table, CASE)
    title = text(where, table, "title")
    where = f"{where} ({title})"
    text(where, table, "source")
    rules = text(where, table, "rules")
    year = text(where, table, "year", r"\d{4}-\d{2}")
    schools = table.get("school", [])
    if not isinstance(schools, list) or not schools:
        raise CaseError(f"{where}: at least one [[school]] is needed")
    for school in schools:
        text(f"{where}, school", school, "school_id")
    ids = [school["school_id"] for school in schools]
    if len(set(ids)) < len(ids):
        raise CaseError(f"{where}: a school_id stands twice")
    alone = {"school": ids[0]} if len(ids) == 1 else {}
    results = []
    for row in table.get("result", []):
        known(f"{where}, result", row, RESULT)
        row = {**alone, "group": "all", "year": year, **row}
        at = f"{where}, result {row.get('school')} {row['group']} {row.get('indicator')}"
        one_of(at, "school", row.get("school"), ids)
        text(at, row, "indicator")
        text(at, row, "year", r"\d{4}-\d{2}")
        results.append(row)
    return Case(where, title, rules, year, table.get("number", {}), schools, results, read_expected(where, table, ids))


def read_expected(where: str, table: dict[str, Any], ids: list[str]) -> dict[str, Any]:
    expect = table.get("expect", {})
    known(f"{where}, expect", expect, EXPECT)
    if not any(expect.values()):
        raise CaseError(f"{where}: nothing is expected")
    for kind in ("school", "group", "district"):
        for key, columns in expect.get(kind, {}).items():
            if not isinstance(columns, dict) or not columns:
                raise CaseError(f"{where}, expect.{kind}.{key}: no column is named")
            if kind == "school":
                one_of(f"{where}, expect.school", "school", key, ids)
            if kind == "group":
                one_of(f"{where}, expect.group.'{key}'", "school", key.rpartition(" ")[0], ids)
    ratings = []
    for row in expect.get("rating", []):
        known(f"{where}, expect.rating", row, PLACE | RATING)
        row = {**({"school": ids[0]} if len(ids) == 1 else {}), "group": "all", **row}
        one_of(f"{where}, expect.rating", "school", row.get("school"), ids)
        text(f"{where}, expect.rating", row, "indicator")
        if not set(row) & RATING:
            raise CaseError(f"{where}, expect.rating {row['indicator']}: no column is named")
        ratings.append(row)
    return {**expect, "rating": ratings}


def read_file(name: str, content: str) -> list[Case]:
    return read_cases(name, content, read_case, SHARED)


# running ------------------------------------------------------------------------------------------------------------


def frames(case: Case, rules: dict[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two tables of a case: `schools` and `results`."""
    facts = facts_of(rules)
    schools = []
    for school in case.schools:
        known(f"{case.where}, school {school['school_id']}", school, SCHOOL | set(facts))
        schools.append(school_row(school, facts))
    combined = rules["groups"].get("combined", {})
    parts = {part for names in combined.values() for part in names}
    groups = {"all", *rules["groups"]["asked"], *rules["groups"].get("also", []), *combined, *parts}
    indicators = {name for name, entry in rules["indicator"].items() if isinstance(entry, dict)}
    for row in [*case.results, *case.expect["rating"]]:
        one_of(case.where, "indicator", row["indicator"], indicators)
        one_of(case.where, "student group", row["group"], groups)
    key = {"year": "school_year", "school": "school_id", "group": "student_group"}
    results = pd.DataFrame(case.results).reindex(columns=[*key, "indicator", *COUNTS]).rename(columns=key)
    return pd.DataFrame(schools), results


def plain(value: Any) -> str:
    """A cell as text, as a table would print it; empty where nothing is there."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return str(bool(value)).lower()
    return str(value)


def same(found: Any, expected: Any) -> bool:
    """Numbers as numbers (`2` is `2.0`), everything else as text."""
    if plain(found) == plain(expected):
        return True
    try:
        return abs(float(plain(found)) - float(plain(expected))) < 1e-9
    except ValueError:
        return False


def differences(case: Case, run: Any) -> list[str]:
    """One line a cell that is not as the case expects."""
    lines = []

    def compare(table: pd.DataFrame, keys: dict[str, str], expected: dict[str, Any]) -> None:
        at = " ".join(keys.values())
        rows = table
        for column, value in keys.items():
            rows = rows[rows[column].astype(str) == value]
        if len(rows) != 1:
            lines.append(f"{at}: {len(rows)} rows")
            return
        for column, value in expected.items():
            if column not in rows.columns:
                lines.append(f"{at}: no column '{column}'; there are: {', '.join(rows.columns)}")
            elif not same(rows[column].iloc[0], value):
                lines.append(f"{at}: {column} is {plain(rows[column].iloc[0])!r}, not {plain(value)!r}")

    for school, expected in case.expect.get("school", {}).items():
        compare(run.schools, {"school_id": school}, expected)
    for key, expected in case.expect.get("group", {}).items():
        school, _, group = key.rpartition(" ")
        compare(run.groups, {"school_id": school, "student_group": group}, expected)
    for district, expected in case.expect.get("district", {}).items():
        compare(run.districts, {"district_id": district}, expected)
    for row in case.expect["rating"]:
        keys = {"school_id": row["school"], "student_group": row["group"], "indicator": row["indicator"]}
        compare(run.ratings, keys, {column: value for column, value in row.items() if column not in PLACE})
    return lines


@pytest.mark.parametrize("case", every_case(CASES, read_file))
def test_the_rules_say_what_the_case_expects(case: Case | CaseError) -> None:
    if isinstance(case, CaseError):
        pytest.fail(str(case))
    rules = shipped_rules(case.where, case.rules)
    schools, results = frames(case, rules)
    data = ors.read(schools=schools, results=results)
    run = ors.identify(data, ors.rules(with_numbers(rules, case.numbers)), year=case.year)
    wrong = differences(case, run)
    assert not wrong, "\n".join([case.where, *wrong])


# the reader of the cases --------------------------------------------------------------------------------------------

GOOD = """
title = "A case"
source = "somebody said so"
rules = "oregon-2023"
year = "2024-25"
[[school]]
school_id = "1"
[[result]]
indicator = "ela_achievement"
counted = 40
met = 8
[expect.school.1]
csi = "no"
"""


def test_a_case_of_one_school_need_not_name_it_in_each_row() -> None:
    (case,) = read_file("x.toml", GOOD)
    assert case.results == [
        {"school": "1", "group": "all", "year": "2024-25", "indicator": "ela_achievement", "counted": 40, "met": 8}
    ]


def test_what_stands_above_the_cases_of_a_file_holds_for_each_without_its_own() -> None:
    school = 'school = [{ school_id = "1" }]\nexpect.school.1 = { csi = "no" }\n'
    shared = 'source = "all"\nrules = "oregon-2023"\nyear = "2024-25"\n'
    one, two = f'[[case]]\ntitle = "a"\n{school}', f'[[case]]\ntitle = "b"\nyear = "2023-24"\n{school}'
    cases = read_file("x.toml", shared + one + two)
    assert [(case.title, case.year) for case in cases] == [("a", "2024-25"), ("b", "2023-24")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "A case"', "", "'title' is missing"),
        ('source = "somebody said so"', 'source = " "', "'source' is missing, empty"),
        ('year = "2024-25"', 'year = "2025"', "'year' is missing, empty or not in the form wanted: '2025'"),
        ('[expect.school.1]\ncsi = "no"', "", "nothing is expected"),
        ('csi = "no"', "", "no column is named"),
        ("[expect.school.1]", "[expect.school.2]", "no school '2' here; there are: 1"),
        ("[expect.school.1]", '[expect.group."2 all"]', "no school '2' here"),
        ("counted = 40", "count = 40", "'count' is not known here"),
        ("[expect.school.1]", "[expect.schools.1]", "'schools' is not known here"),
        ('year = "2024-25"', 'year = "2024-25"\nfrom = "me"', "'from' is not known here"),
        ('[[school]]\nschool_id = "1"', "", r"at least one \[\[school\]\] is needed"),
        ('[[school]]\nschool_id = "1"', '[[school]]\nschool_id = "1"\n[[school]]\nschool_id = "1"', "stands twice"),
        ("counted = 40", "counted = ", "x.toml: Invalid value"),
    ],
)
def test_a_case_that_is_wrongly_written_says_what_is_wrong(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(CaseError, match=message):
        read_file("x.toml", GOOD.replace(old, new))


SMALL: dict[str, Any] = {
    "source": {"plan": {"title": "The plan"}},
    "groups": {"asked": ["asian"]},
    "fact": {"serves_grade_12": {"label": "-"}, "high": {"label": "-", "column": "kind", "is": ["high"]}},
    "number": {
        "floor": {"value": 67, "unit": "percent", "source": "plan"},
        "tenth": {"kind": "percentile", "take": "ten", "method": "between", "source": "plan", "label": "-"},
    },
    "indicator": {"years": 3, "ela_achievement": {"label": "-", "kind": "share"}},
    "measure": {"source": "plan", "level": {"kind": "band", "lowest": "1", "begins": {"2": "tenth", "3": "goal"}}},
}


def test_a_number_put_in_place_keeps_its_unit_and_the_rules_stay_as_they_were() -> None:
    rules = with_numbers(SMALL, {"floor": 60})
    assert rules["number"]["floor"] == {"value": 60, "unit": "percent", "source": "the_case"}
    assert SMALL["number"]["floor"]["value"] == 67
    assert with_numbers(SMALL, {}) == SMALL


def test_a_cut_found_in_the_data_becomes_a_figure_of_the_ladder() -> None:
    rules = with_numbers(SMALL, {"tenth": 30})
    assert rules["measure"]["level"]["begins"] == {"2": 30, "3": "goal"}
    assert "tenth" not in rules["number"]


def test_a_number_that_the_rules_do_not_have_cannot_be_put_in_place() -> None:
    with pytest.raises(CaseError, match="no number 'flor' here; there are: floor, tenth"):
        with_numbers(SMALL, {"flor": 60})


def test_a_school_is_an_open_title_i_school_of_district_d1_unless_the_case_says() -> None:
    (case,) = read_file("x.toml", GOOD)
    schools, results = frames(case, SMALL)
    (school,) = schools.to_dict("records")
    assert (school["district_id"], school["title_i"], school["open"]) == ("D1", True, True)
    assert (school["serves_grade_12"], school["kind"]) == (False, None)
    (row,) = results.to_dict("records")
    assert (row["school_year"], row["school_id"], row["student_group"]) == ("2024-25", "1", "all")
    assert (row["counted"], row["met"], pd.isna(row["value"])) == (40, 8, True)


def test_an_empty_text_leaves_a_fact_blank() -> None:
    (case,) = read_file("x.toml", GOOD.replace('school_id = "1"', 'school_id = "1"\ntitle_i = ""'))
    assert frames(case, SMALL)[0]["title_i"].isna().all()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ela_achievement", "ela_achievment", "no indicator 'ela_achievment' here"),
        ("counted = 40", 'counted = 40\ngroup = "asia"', "no student group 'asia' here"),
        ('school_id = "1"', 'school_id = "1"\nserves_12 = true', "'serves_12' is not known here"),
    ],
)
def test_a_name_that_the_rules_file_does_not_have_is_refused(old: str, new: str, message: str) -> None:
    (case,) = read_file("x.toml", GOOD.replace(old, new))
    with pytest.raises(CaseError, match=message):
        frames(case, SMALL)


class MadeUpRun:
    schools = pd.DataFrame({"school_id": ["1"], "csi": ["yes"], "outcome": [None], "rated_indicators": [2]})
    groups = districts = ratings = pd.DataFrame({"school_id": ["1"], "student_group": ["all"], "indicator": ["x"]})


def test_every_cell_that_differs_has_its_line() -> None:
    content = GOOD.replace('csi = "no"', 'csi = "no"\noutcome = ""\nrated_indicators = 2.0\ntsi = "no"')
    (case,) = read_file("x.toml", content)
    assert differences(case, MadeUpRun) == [
        "1: csi is 'yes', not 'no'",
        "1: no column 'tsi'; there are: school_id, csi, outcome, rated_indicators",
    ]
