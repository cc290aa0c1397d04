"""The tiny records give what fixtures/records-tiny/WORKED.md counts by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from orsupport.counting.counted import Counted, count
from orsupport.problems import InputError
from orsupport.rulebook import load

TINY = Path(__file__).parent.parent / "fixtures" / "records-tiny"
YEAR = "2024-25"


@pytest.fixture(scope="module")
def counted() -> Counted:
    return count(TINY, load("oregon-2023"))


def of(results: pd.DataFrame, school: str, indicator: str, group: str = "all", year: str = YEAR) -> tuple[int, int]:
    """Met and counted of one place."""
    columns = ["school_year", "school_id", "student_group", "indicator"]
    row = results.set_index(columns).loc[(year, school, group, indicator)]
    return int(row["met"]), int(row["counted"])


@pytest.mark.parametrize(
    ("school", "indicator", "year", "met", "students"),
    [
        ("1", "ela_achievement", YEAR, 9, 17),
        ("1", "math_achievement", YEAR, 8, 16),
        ("2", "ela_achievement", YEAR, 10, 20),
        ("2", "math_achievement", YEAR, 10, 20),
        ("1", "regular_attenders", YEAR, 14, 19),
        ("2", "regular_attenders", YEAR, 15, 20),
        ("3", "regular_attenders", YEAR, 13, 18),
        ("3", "ninth_grade_on_track", YEAR, 6, 8),
        ("3", "graduation_4yr", YEAR, 7, 9),
        ("3", "graduation_4yr", "2023-24", 1, 4),
        ("3", "completion_5yr", YEAR, 3, 4),
        ("1", "elp_progress", YEAR, 2, 4),
        ("2", "elp_progress", YEAR, 3, 5),
    ],
)
def test_all_students(counted: Counted, school: str, indicator: str, year: str, met: int, students: int) -> None:
    assert of(counted.results, school, indicator, year=year) == (met, students)


def test_the_student_without_a_mathematics_score_was_expected(counted: Counted) -> None:
    rows = counted.results.query("school_id == '1' and indicator == 'math_achievement' and student_group == 'all'")
    assert rows["expected"].tolist() == [17]


def test_growth_is_the_median_with_its_count(counted: Counted) -> None:
    rows = counted.results.query("indicator == 'ela_growth' and student_group == 'all'")
    assert rows[["school_id", "counted", "value"]].to_numpy().tolist() == [["2", 20, 42.0]]


def test_the_report_card_shows_the_student_of_less_than_half_a_year(counted: Counted) -> None:
    assert of(counted.report_card, "1", "ela_achievement") == (10, 18)
    assert of(counted.report_card, "1", "math_achievement") == (9, 17)


def test_former_members_count_with_their_group(counted: Counted) -> None:
    assert of(counted.results, "1", "ela_achievement", "english_learners") == (1, 3)
    assert of(counted.results, "1", "ela_achievement", "students_with_disabilities") == (1, 3)


def test_a_membership_that_is_left_out_says_nothing_of_the_student(tmp_path: Path) -> None:
    for file in TINY.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (TINY / "enrolments.csv").read_text()
    late = text.replace("S04,1,4,2024-09-03,2025-06-13", "S04,1,4,2024-09-03,2026-06-13")
    (tmp_path / "enrolments.csv").write_text(late)
    rules = load("oregon-2023")
    with pytest.raises(InputError, match="dates_outside_year"):
        count(tmp_path, rules)
    assert rules.count is not None
    rule = {"then": "left out", "source": "plan"}
    section = rules.count.model_validate(rules.count.model_dump() | {"problem": {"dates_outside_year": rule}})
    left_out = count(tmp_path, rules.model_copy(update={"count": section}))
    assert of(left_out.results, "1", "ela_achievement") == (9, 17)
    assert of(left_out.results, "1", "ela_achievement", "english_learners") == (0, 2)
    assert left_out.account["problems"][0]["rows"] == 1
    assert left_out.account["tables"]["enrolments"]["dropped"] == {"dates_outside_year": 1}
