"""Student records that are refused: everything that is wrong with them in one list, and what can be done about it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from orsupport.counting.counted import count
from orsupport.counting.said import account_text
from orsupport.problems import InputError, Problem
from orsupport.rulebook import Rulebook, load

TINY = Path(__file__).parent.parent / "fixtures" / "records-tiny"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """The tiny records, to be spoilt."""
    return Path(shutil.copytree(TINY, tmp_path / "records"))


def spoil(file: Path, *changes: tuple[int, str, str]) -> None:
    """Change cells of a CSV file: row as a spreadsheet shows it, column, new text."""
    frame = pd.read_csv(file, dtype=str)
    for row, column, text in changes:
        frame.loc[row - 2, column] = text
    frame.to_csv(file, index=False)


def without(file: Path, column: str) -> None:
    pd.read_csv(file, dtype=str).drop(columns=column).to_csv(file, index=False)


def refused(source: Any, mapping: Any = None, rules: Rulebook | None = None) -> list[Problem]:
    with pytest.raises(InputError) as error:
        count(source, rules or load("oregon-2023"), mapping)
    return error.value.problems


def places(problems: list[Problem]) -> set[tuple[str, str, int | None]]:
    return {(problem.table, problem.column, problem.first_row) for problem in problems}


def tables() -> dict[str, pd.DataFrame]:
    return {file.stem: pd.read_csv(file, dtype=str) for file in TINY.glob("*.csv")}


def test_every_bad_cell_missing_column_and_problem_is_in_one_list(records: Path) -> None:
    spoil(records / "assessments.csv", (9, "level", "abc"), (10, "took_part", "maybe"), (11, "school_id", "99"))
    spoil(records / "credits.csv", (2, "credits_earned", "-1"))
    spoil(records / "schools.csv", (3, "title_i", "yes"), (4, "school_id", "2"))
    without(records / "cohorts.csv", "exit_type")
    without(records / "attendance.csv", "days_attended")
    without(records / "enrolments.csv", "disability_exit_year")
    found = refused(records)
    assert places(found) >= {
        ("assessments", "level", 9),
        ("assessments", "took_part", 10),
        ("credits", "credits_earned", 2),
        ("schools", "title_i", 3),
        ("schools", "school_id", 4),
        ("cohorts", "exit_type", None),
        ("attendance", "days_attended", None),
        ("enrolments", "disability_exit_year", None),
    }
    assert any(problem.problem.startswith("unknown_school") for problem in found)
    assert len(places(found)) == len(found)


@pytest.mark.parametrize("column", ["school_name", "district_id", "school_type", "title_i", "school_id"])
def test_a_column_that_schools_lack_is_said(records: Path, column: str) -> None:
    without(records / "schools.csv", column)
    assert places(refused(records)) == {("schools", column, None)}


def test_schools_and_what_stands_beside_them_are_checked_as_those_of_a_data_folder(records: Path) -> None:
    spoil(records / "schools.csv", (2, "title_i", "yes"), (3, "open", "maybe"))
    (records / "statuses.csv").write_text("school_year,school_id,student_group,status\n2023-24,77,all,csi\n")
    (records / "overrides.csv").write_text(
        "school_id,district_id,outcome,reason,authority,date\n,,csi,a,b,2025-11-01\n"
    )
    assert places(refused(records)) == {
        ("schools", "title_i", 2),
        ("schools", "open", 3),
        ("statuses", "school_id", 2),
        ("overrides", "school_id, district_id", 2),
    }


def test_whole_number_ids_of_schools_become_text() -> None:
    frames = tables()
    frames["schools"] = frames["schools"].astype({"school_id": int})
    counted = count(frames, load("oregon-2023"))
    assert counted.data.schools["school_id"].to_pylist() == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [
        ("assessments", "level", "0"),
        ("credits", "credits_required", "0"),
        ("credits", "credits_earned", "-0.5"),
        ("attendance", "days_enrolled", "-1"),
        ("attendance", "days_attended", "-1"),
    ],
)
def test_a_number_below_what_there_can_be_is_a_bad_cell(records: Path, table: str, column: str, text: str) -> None:
    spoil(records / f"{table}.csv", (2, column, text))
    assert places(refused(records)) == {(table, column, 2)}


def test_a_problem_says_what_a_rule_may_do_with_it(records: Path) -> None:
    spoil(records / "assessments.csv", (3, "student_id", "S01"))
    (problem,) = refused(records)
    assert problem.problem.endswith(
        "; a rule under [count.problem] may say: same_test_twice = highest, lowest, first or last"
    )


def test_a_file_named_nearly_like_a_table_is_not_passed_over(records: Path) -> None:
    (records / "credits.csv").rename(records / "credit.csv")
    found = [problem for problem in refused(records) if problem.table == "credits"]
    assert [(problem.problem, problem.example) for problem in found] == [
        ("credit.csv is not read: no table has this name", "did you mean credits.csv?")
    ]


def test_a_table_of_records_in_another_form_is_not_passed_over(records: Path) -> None:
    (records / "credits.csv").rename(records / "credits.txt")
    (problem,) = [problem for problem in refused(records) if "is not read" in problem.problem]
    assert problem.problem == "credits.txt is not read: a table is a CSV or a Parquet file"
    assert problem.example == "save it as credits.csv"


def test_decisions_beside_records_are_not_passed_over(records: Path) -> None:
    (records / "override.csv").write_text("school_id,outcome\n", encoding="utf-8")
    (problem,) = refused(records)
    assert (problem.table, problem.example) == ("overrides", "did you mean overrides.csv?")


def test_without_enrolments_former_members_cannot_be_counted_and_it_is_said_what_can_be_done(records: Path) -> None:
    (records / "enrolments.csv").unlink()
    (problem,) = refused(records)
    assert (problem.table, problem.column) == ("enrolments", "")
    assert problem.problem.startswith("the table is missing")
    assert 'english_learner_exit_year = { value = "" }' in problem.problem
    assert "a rules file without `former`" in problem.problem


def test_a_column_of_exits_that_nobody_knows_may_be_said_to_be_empty(records: Path) -> None:
    without(records / "enrolments.csv", "disability_exit_year")
    (problem,) = refused(records)
    assert 'disability_exit_year = { value = "" }' in problem.problem
    mapping = {"enrolments": {"column": {"disability_exit_year": {"value": ""}}}}
    assert count(records, load("oregon-2023"), mapping).results.shape[0]


def test_a_damaged_mapping_file_is_the_only_problem(tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text("[assessments", encoding="utf-8")
    (tmp_path / "tests.csv").write_text("ID\n1\n")
    assert [(problem.table, problem.problem[:19]) for problem in refused(tmp_path)] == [
        ("mapping.toml", "the file is no TOML")
    ]


def test_a_table_that_a_mapping_names_wrongly_is_not_also_missing() -> None:
    mapping = {"schools": {"file": "scools"}, "assessments": {"file": "tests", "column": {"level": {"colum": "L"}}}}
    frames = {"tests": tables()["assessments"], "schools": tables()["schools"]}
    assert {problem.table for problem in refused(frames, mapping)} <= {"mapping", "schools"}
    assert not [problem for problem in refused(frames, mapping) if "is missing" in problem.problem]


def test_enrolments_that_a_rule_leaves_out_are_not_said_to_be_lacking(records: Path) -> None:
    spoil(records / "enrolments.csv", (5, "exit_date", "2026-06-13"))
    rules = load("oregon-2023")
    assert rules.count is not None
    rule = {"dates_outside_year": {"then": "left out", "source": "plan"}}
    section = rules.count.model_validate(rules.count.model_dump() | {"problem": rule})
    said = account_text(count(records, rules.model_copy(update={"count": section})).account)
    assert "whose enrolment is left out by the rule on dates_outside_year" in said


@pytest.mark.parametrize("table", ["schools", "assessments"])
def test_two_columns_of_one_name_are_said(table: str) -> None:
    frames = tables()
    frames[table] = pd.concat([frames[table], frames[table][["school_id"]]], axis=1)
    (problem,) = refused(frames)
    assert (problem.table, problem.problem[:11]) == (table, "two columns")


def test_schools_without_a_row_make_no_school_unknown() -> None:
    (problem,) = refused(tables() | {"schools": tables()["schools"].head(0)})
    assert (problem.table, problem.problem) == ("schools", "the table has no rows")
