"""What `count` says of rows that are not counted, of codes that nobody names, and of problems."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import orsupport as ors
from orsupport.counting.counted import Counted, count
from orsupport.counting.said import account_text
from orsupport.rulebook import Rulebook, load

TINY = Path(__file__).parent.parent / "fixtures" / "records-tiny"
RULES = Path(__file__).parent.parent / "rules"
Change = Callable[[pd.DataFrame], pd.DataFrame]


def rules(**then: str) -> Rulebook:
    """Oregon's rules, with rules on problems."""
    found = load("oregon-2023")
    assert found.count is not None
    problem = {name: {"then": word, "source": "plan"} for name, word in then.items()}
    section = found.count.model_validate(found.count.model_dump() | {"problem": problem})
    return found.model_copy(update={"count": section})


def tiny(table: str = "", change: Change | None = None, **then: str) -> Counted:
    """The tiny records, one of their tables changed, counted."""
    tables = {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in TINY.glob("*.csv")}
    if change is not None:
        tables[table] = change(tables[table])
    return count({name: rows.mask(rows == "") for name, rows in tables.items()}, rules(**then))


def adds_up(each: dict[str, Any]) -> bool:
    named = sum(each["dropped"].values()) + sum(each["left_out"].values())
    others = each["without a school or a year"] + each["of another subject"]
    return bool(each["rows"] == each["counted"] + named + others)


def in_results(counted: Counted, indicator: str) -> int:
    everybody = counted.results.query("student_group == 'all'")
    return int(everybody[everybody["indicator"] == indicator]["counted"].sum())


def twice_in_english(rows: pd.DataFrame) -> pd.DataFrame:
    english = rows[(rows["subject"] == "ela") & (rows["grade"] != "")].head(2)
    return pd.concat([rows, english])


def with_code(column: str, code: str, times: int) -> Change:
    """The first rows with a code in the column have this one instead."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        rows = rows.copy()
        rows.loc[rows.index[rows[column] != ""][:times], column] = code
        return rows

    return change


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("assessments", twice_in_english),
        ("assessments", with_code("subject", "ELA", 7)),
        ("assessments", with_code("school_id", "77", 3)),
        ("cohorts", with_code("diploma", "Regular", 1)),
        ("cohorts", with_code("diploma_date", "2001-01-01", 2)),
    ],
)
def test_every_row_is_in_a_result_or_under_a_reason(table: str, change: Change) -> None:
    counted = tiny(table, change, same_test_twice="highest", unknown_school="left out", diploma_before_entry="not met")
    for name, each in counted.account["indicators"].items():
        assert adds_up(each), (name, each)
        assert each["counted"] == in_results(counted, name), name


def test_a_class_that_has_not_reached_its_last_year_is_not_counted() -> None:
    counted = tiny()
    said = counted.account["indicators"]["completion_5yr"]
    assert said["left_out"] == {
        "removed from the cohort, with papers": 1,
        "the class has not reached its last year yet": 9,
    }
    assert (said["counted"], "noted" in said) == (4, False)
    assert "completion_5yr: the class has not reached its last year yet" in account_text(counted.account)


def test_subjects_that_no_indicator_counts_are_said() -> None:
    capitals = tiny("assessments", lambda rows: rows.assign(subject=rows["subject"].str.upper()))
    assert capitals.account["not_named"] == [
        {"table": "assessments", "column": "subject", "rows": 80, "codes": {"ELA": 40, "MATH": 40}}
    ]
    line = "assessments: 80 rows of the subjects ELA (40), MATH (40), which no indicator counts"
    assert line in account_text(capitals.account)
    one = tiny("assessments", with_code("subject", "science", 1))
    assert "assessments: 1 row of the subject science (1), which no indicator counts" in account_text(one.account)
    assert tiny().account["not_named"] == []


@pytest.mark.parametrize(
    ("table", "column", "code", "says"),
    [
        ("cohorts", "diploma", "Regular", "cohorts: 1 row with a diploma"),
        ("cohorts", "exit_type", "EMIGRATED", "cohorts: 1 row with an exit"),
        ("english_proficiency", "progress", "On_Track", "english_proficiency: 1 row with a code of progress"),
    ],
)
def test_codes_that_no_list_names_are_said(table: str, column: str, code: str, says: str) -> None:
    counted = tiny(table, with_code(column, code, 1))
    assert counted.account["not_named"] == [{"table": table, "column": column, "rows": 1, "codes": {code: 1}}]
    assert f"{says} that no list of the rules file names: {code} (1)" in account_text(counted.account)


def test_types_of_test_that_no_list_names_are_said_where_there_is_a_list() -> None:
    said = tomllib.loads((RULES / "oregon-2023.toml").read_text("utf-8"))
    said["count"]["list"]["tests"] = {"label": "Tests", "values": ["regular", "alternate"], "source": "plan"}
    for name in ("ela_achievement", "math_achievement"):
        said["count"]["indicator"][name]["test_types"] = "tests"
    counted = count(TINY, ors.rules(said))
    assert counted.account["not_named"] == []
    said["count"]["list"]["tests"]["values"] = ["alternate"]
    account = count(TINY, ors.rules(said)).account
    assert account["not_named"] == [
        {"table": "assessments", "column": "test_type", "rows": 80, "codes": {"regular": 80}}
    ]
    assert "assessments: 80 rows with a type of test that no list" in account_text(account)


def test_the_rows_that_a_rule_keeps_away_are_those_of_the_subject() -> None:
    counted = tiny("assessments", twice_in_english, same_test_twice="highest")
    said = counted.account["indicators"]
    assert said["ela_achievement"]["dropped"] == {"same_test_twice": 2}
    assert said["math_achievement"]["dropped"] == {}
    text = account_text(counted.account)
    assert "ela_achievement: kept away by the rule on same_test_twice" in text
    assert "math_achievement: kept away" not in text
    assert "highest: 2 of 4 rows left out" in text
    assert "  same_test_twice (assessments): " in text


def test_one_row_is_one_row() -> None:
    text = account_text(tiny("assessments", with_code("school_id", "77", 1), unknown_school="left out").account)
    assert "1 of 1 row left out" in text


def test_an_empty_table_has_no_rows() -> None:
    text = account_text(tiny("growth", lambda rows: rows.head(0)).account)
    assert [line.split() for line in text.splitlines() if line.startswith("  growth ")] == [["growth", "no", "rows"]]
