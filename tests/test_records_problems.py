"""The problems of student records: each found, counted, shown, and dealt with as the rules file says."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from counting_rules import achievement, book, families_of
from orsupport.counting.account import MissingRowsError, account
from orsupport.counting.found import FoundProblem
from orsupport.counting.members import members_of
from orsupport.counting.problems import changed, columns_to_change, drops_of, find_problems, refuse
from orsupport.counting.sums import columns_for, count_rows
from orsupport.problems import InputError
from orsupport.records import Records, open_records, stream
from orsupport.rulebook import Rulebook, load

TINY = Path(__file__).parent.parent / "fixtures" / "records-tiny"
YEAR = "2024-25"
SCHOOLS = pd.DataFrame({"school_id": ["1", "2"]})


def rules(days: dict[str, str] | None = None, **then: str) -> Rulebook:
    """Rules that say what is done with some problems."""
    made = book(["white", "english_learners"], ela=achievement("ela", census_day=True, full_year=False))
    assert made.count is not None
    raw = {name: {"then": word, "source": "plan", "show": True} for name, word in then.items()}
    section = made.count.model_validate(
        {
            **made.count.model_dump(exclude={"problem", "day"}),
            "problem": raw,
            "day": {name: {"label": name, "day": day, "source": "plan"} for name, day in (days or {}).items()},
        }
    )
    return made.model_copy(update={"count": section})


def scores(*rows: tuple[str, str, Any, bool], subject: str = "ela") -> pd.DataFrame:
    """Rows of assessments: student, school, level, enrolled on the census day."""
    frame = pd.DataFrame(rows, columns=["student_id", "school_id", "level", "enrolled_on_census_day"])
    frame["level"] = frame["level"].astype("Int64")
    return frame.assign(school_year=YEAR, subject=subject, took_part=True)


def found_in(rulebook: Rulebook, **tables: pd.DataFrame) -> tuple[Records, list[FoundProblem]]:
    records = open_records({"schools": SCHOOLS, **tables})
    return records, find_problems(records, rulebook, records.school_ids)


def only(found: list[FoundProblem]) -> FoundProblem:
    assert [problem.name for problem in found] == [found[0].name], found
    return found[0]


TWICE = scores(("a", "1", 2, True), ("b", "1", 3, True), ("a", "1", 4, False), ("a", "1", None, False))


@pytest.mark.parametrize(
    ("then", "dropped"),
    [("error", []), ("highest", [0, 3]), ("lowest", [0, 2]), ("first", [2, 3]), ("last", [0, 2])],
)
def test_of_the_same_test_twice_the_rule_keeps_one_row(then: str, dropped: list[int]) -> None:
    _, found = found_in(rules(same_test_twice=then), assessments=TWICE)
    problem = only(found)
    assert problem.rows.tolist() == [0, 2, 3]
    assert sorted(problem.dropped.tolist()) == dropped
    assert [row["row"] for row in problem.first] == [1, 3, 4]


def test_tests_of_two_subjects_or_two_years_are_not_the_same_test() -> None:
    maths = scores(("a", "1", 2, True), subject="math")
    earlier = scores(("a", "1", 2, True)).assign(school_year="2023-24")
    _, found = found_in(rules(), assessments=pd.concat([scores(("a", "1", 2, True)), maths, earlier]))
    assert found == []


def test_of_growth_in_one_subject_twice_the_highest_percentile_is_kept() -> None:
    rows = pd.DataFrame({"student_id": ["a", "a"], "school_id": ["1", "1"], "growth_percentile": [40, 60]})
    _, found = found_in(rules(same_test_twice="highest"), growth=rows.assign(school_year=YEAR, subject="ela"))
    assert only(found).dropped.tolist() == [0]


MOVED = pd.concat(
    [
        scores(("a", "2", 2, True), ("b", "1", 3, True)),
        scores(("a", "1", 3, True), ("b", "1", 3, True), subject="math"),
    ]
)


@pytest.mark.parametrize(("then", "dropped"), [("error", []), ("neither", [0, 2]), ("first", [2])])
def test_a_student_at_two_schools_on_the_census_day_counts_where_the_rule_says(then: str, dropped: list[int]) -> None:
    _, found = found_in(rules(two_schools_on_census_day=then), assessments=MOVED)
    problem = only(found)
    assert problem.rows.tolist() == [0, 2]
    assert sorted(problem.dropped.tolist()) == dropped


def test_two_schools_are_no_problem_where_the_census_day_was_at_one() -> None:
    rows = MOVED.assign(enrolled_on_census_day=[True, True, False, True])
    assert found_in(rules(), assessments=rows)[1] == []


def test_a_membership_at_two_schools_on_the_census_day_is_said_and_kept() -> None:
    rows = pd.DataFrame({"student_id": ["a", "a"], "school_id": ["1", "2"], "enrolled_on_census_day": [True, True]})
    _, found = found_in(rules(two_schools_on_census_day="neither"), enrolments=rows.assign(school_year=YEAR))
    assert only(found).effect == "none"
    assert only(found).count == 2


def enrolled(entry: str, out: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"school_year": [YEAR], "student_id": ["a"], "school_id": ["1"], "entry_date": [entry], "exit_date": [out]}
    )


@pytest.mark.parametrize(
    ("entry", "out", "wrong"),
    [
        ("2024-07-01", "2025-06-30", False),
        ("2024-06-30", "2025-06-30", True),
        ("2024-07-01", "2025-07-01", True),
        ("2025-02-01", "2025-01-31", True),
        ("2025-02-01", "2025-02-01", False),
        ("", "", False),
    ],
)
def test_dates_lie_in_the_school_year_and_in_their_order(entry: str, out: str, wrong: bool) -> None:
    days = {"year_begins": "07-01", "year_ends": "06-30"}
    _, found = found_in(rules(days, dates_outside_year="left out"), enrolments=enrolled(entry, out))
    assert [problem.dropped.tolist() for problem in found] == ([[0]] if wrong else [])


def test_without_days_in_the_rules_file_a_date_lies_in_the_calendar_years_of_the_school_year() -> None:
    assert found_in(rules(), enrolments=enrolled("2024-01-01", "2025-12-31"))[1] == []
    assert only(found_in(rules(), enrolments=enrolled("2023-12-31", "2025-06-30"))[1]).effect == "error"


DAYS = pd.DataFrame(
    {
        "school_year": YEAR,
        "student_id": ["a", "b", "c"],
        "school_id": "1",
        "days_enrolled": [100.0, 100.0, 0.0],
        "days_attended": [100.5, 100.0, 1.0],
    }
)


def test_attendance_above_the_days_enrolled_is_capped_where_the_rule_says_so() -> None:
    records, found = found_in(rules(attendance_above_enrolled="capped"), attendance=DAYS)
    assert only(found).rows.tolist() == [0, 2]
    assert only(found).first[0]["days_attended"] == 100.5
    table = records.tables["attendance"]
    (piece,) = table.pieces(columns_to_change("attendance", found))
    assert changed("attendance", piece, found).table["days_attended"].to_pylist() == [10000, 10000, 0]
    assert drops_of(found, records) == {}


def test_attendance_above_the_days_enrolled_is_left_out_where_the_rule_says_so() -> None:
    records, found = found_in(rules(attendance_above_enrolled="left out"), attendance=DAYS)
    assert drops_of(found, records)["attendance"].tolist() == [True, False, True]


def test_a_student_twice_at_one_school_is_always_an_error() -> None:
    twice = pd.concat([DAYS.assign(days_enrolled=200.0), DAYS.assign(days_enrolled=200.0, school_id="2")])
    again = pd.concat([twice, DAYS.assign(days_enrolled=200.0).head(1)])
    assert found_in(rules(), attendance=twice)[1] == []
    problem = only(found_in(rules(), attendance=again)[1])
    assert (problem.name, problem.rows.tolist(), problem.effect) == ("same_student_twice", [0, 6], "error")


def test_a_diploma_before_entry_is_found_and_not_changed() -> None:
    rows = pd.DataFrame(
        {
            "cohort_year": "2021-22",
            "student_id": ["a", "b", "c"],
            "school_id": "1",
            "entry_date": ["2021-09-07", "2021-09-07", ""],
            "diploma": "regular",
            "diploma_date": ["2021-09-06", "2021-09-07", "2025-06-01"],
        }
    )
    _, found = found_in(rules(diploma_before_entry="not met"), cohorts=rows)
    assert only(found).rows.tolist() == [0]
    assert (only(found).effect, columns_to_change("cohorts", found)) == ("none", [])


def test_a_group_that_nobody_declared_is_found_as_a_code_and_as_a_column() -> None:
    rows = scores(("a", "1", 2, True), ("b", "1", 3, True)).assign(student_groups=["white left_handed", "white"])
    problem = only(found_in(rules(), assessments=rows)[1])
    assert (problem.rows.tolist(), problem.first[0]["student_groups"]) == ([0], "white left_handed")
    column = scores(("a", "1", 2, True)).assign(white=True, english_learner=False)
    problem = only(found_in(rules(), assessments=column)[1])
    assert (problem.column, problem.effect) == ("english_learner", "error")
    assert only(found_in(rules(unknown_group="ignored"), assessments=column)[1]).effect == "none"


def test_a_school_that_is_not_in_schools_is_left_out_where_the_rule_says_so() -> None:
    records, found = found_in(
        rules(unknown_school="left out"), assessments=scores(("a", "9", 2, True), ("b", "1", 3, True))
    )
    assert drops_of(found, records)["assessments"].tolist() == [True, False]


def test_every_error_is_said_at_once_with_its_file_row_and_bad_cells(tmp_path: Path) -> None:
    for file in TINY.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (TINY / "attendance.csv").read_text().replace("S06,1,150,150", "S06,1,150,151").replace("S05,1,", "S05,9,")
    (tmp_path / "attendance.csv").write_text(text.replace("2024-25,S07", "2024-2025,S07"))
    records = open_records(tmp_path)
    found = find_problems(records, load("oregon-2023"), records.school_ids)
    with pytest.raises(InputError) as refused:
        refuse(records, found)
    said = {(problem.table, problem.problem.partition(":")[0]): problem for problem in refused.value.problems}
    assert set(said) == {
        ("attendance", "attendance_above_enrolled"),
        ("attendance", "unknown_school"),
        ("attendance", "a school year that does not read like 2024-25"),
    }
    assert said["attendance", "attendance_above_enrolled"].first_row == 7
    assert "days_attended 151" in said["attendance", "attendance_above_enrolled"].example


def test_the_tiny_records_have_no_problem() -> None:
    records = open_records(TINY)
    assert find_problems(records, load("oregon-2023"), records.school_ids) == []
    assert records.bad_cells() == []


def counted(records: Records, rulebook: Rulebook, found: list[FoundProblem]) -> dict[str, Any]:
    """The account of everything that the rules count."""
    families = sorted(families_of(rulebook), key=lambda family: family.table)
    members = members_of(records, rulebook, [tuple(family.former.items()) for family in families])
    drops = drops_of(found, records)
    sums = {}
    for table, of_table in itertools.groupby(families, key=lambda family: family.table):
        together = list(of_table)
        pieces = records.tables[table].pieces(columns_for(together, members))
        sums[table] = count_rows(pieces, together, members, drops.get(table), threads=1)
    return account(records, found, sums, families)


def adds_up(said: dict[str, Any]) -> bool:
    keys = ("without a school or a year", "of another subject", "counted")
    by_name = sum(said["dropped"].values()) + sum(said["left_out"].values())
    return bool(said["rows"] == sum(said[key] for key in keys) + by_name)


def test_no_row_of_the_tiny_records_disappears() -> None:
    records = open_records(TINY)
    said = counted(records, load("oregon-2023"), [])
    assert {name: table["rows"] for name, table in said["tables"].items()} == {
        "enrolments": 64,
        "assessments": 80,
        "attendance": 60,
        "cohorts": 14,
        "credits": 10,
        "english_proficiency": 10,
        "growth": 40,
    }
    assert len(said["indicators"]) == 9
    assert all(adds_up(indicator) for indicator in said["indicators"].values())


def positions(wrong: Any) -> list[int]:
    return np.asarray(wrong, dtype=bool).nonzero()[0].tolist()


ROW = st.tuples(
    st.sampled_from("abcdef"),
    st.sampled_from("129"),
    st.sampled_from([None, 1, 2, 3, 4]),
    st.sampled_from([True, False, None]),
)


@settings(max_examples=60, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(
    st.lists(ROW, min_size=1, max_size=25),
    st.sampled_from(["highest", "lowest", "first", "last"]),
    st.sampled_from(["neither", "first"]),
    st.sampled_from([8, stream.ROWS]),
)
def test_rows_read_are_counted_left_out_or_dropped_each_once(
    rows: list[Any], test: str, schools: str, size: int
) -> None:
    rulebook = rules(same_test_twice=test, two_schools_on_census_day=schools, unknown_school="left out")
    frame = pd.concat([scores(*rows), scores(*rows[:2], subject="math")])
    frame["enrolled_on_census_day"] = frame["enrolled_on_census_day"].astype("boolean")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "ROWS", size)
        records, found = found_in(rulebook, assessments=frame)
        said = counted(records, rulebook, found)
    touched = {problem.name: problem.rows.tolist() for problem in found}
    dropped = {problem.name: problem.dropped.tolist() for problem in found}
    known = (frame["school_id"] != "9").to_numpy()
    assert touched.get("unknown_school", []) == dropped.get("unknown_school", []) == positions(~known)
    on_day = frame["enrolled_on_census_day"].fillna(False).to_numpy(dtype=bool) & known
    at_two = frame[on_day].groupby("student_id")["school_id"].nunique().loc[lambda schools: schools > 1].index
    both = on_day & frame["student_id"].isin(at_two).to_numpy()
    assert touched.get("two_schools_on_census_day", []) == positions(both)
    still = known.copy()
    still[dropped.get("two_schools_on_census_day", [])] = False
    twice = np.zeros(len(frame), dtype=bool)
    twice[still] = frame[still].duplicated(["student_id", "subject"], keep=False)
    assert touched.get("same_test_twice", []) == positions(twice)
    indicator = said["indicators"]["ela"]
    assert indicator["rows"] == len(frame)
    assert adds_up(indicator)
    left = frame[~drops_of(found, records).get("assessments", frame["school_id"].isna().to_numpy())]
    assert not left.duplicated(["student_id", "subject"]).any()
    assert indicator["of another subject"] == (frame["subject"] == "math").sum()
    english = [(each["subject"] == "ela").sum() for each in (frame, left)]
    assert sum(indicator["dropped"].values()) == english[0] - english[1]


def test_a_row_that_one_problem_leaves_out_is_not_looked_at_for_the_next() -> None:
    rulebook = rules(same_test_twice="first", unknown_school="left out")
    _, found = found_in(rulebook, assessments=scores(("a", "1", 2, False), ("a", "9", 3, False)))
    assert (only(found).name, only(found).dropped.tolist()) == ("unknown_school", [1])
    early = pd.concat([enrolled("2019-09-01", ""), enrolled("2024-09-01", "").assign(school_id="2")])
    early["enrolled_on_census_day"] = True
    assert only(found_in(rules(dates_outside_year="left out"), enrolments=early)[1]).name == "dates_outside_year"
    assert len(found_in(rules(dates_outside_year="counted"), enrolments=early)[1]) == 2
    above = DAYS.head(1).assign(days_attended=200.0)
    both = pd.concat([above, above.assign(days_attended=50.0)])
    found = found_in(rules(attendance_above_enrolled="left out"), attendance=both)[1]
    assert only(found).rows.tolist() == [0]


STRAY = pd.concat([scores(("a", "9", 2, True)), scores(("a", "2", 3, True), subject="math")])


@pytest.mark.parametrize("then", [{}, {"unknown_school": "left out"}])
def test_an_unknown_school_is_no_second_school_on_the_census_day(then: dict[str, str]) -> None:
    _, found = found_in(rules(two_schools_on_census_day="first", **then), assessments=STRAY)
    assert (only(found).name, only(found).rows.tolist()) == ("unknown_school", [0])


def test_a_test_at_the_second_school_is_gone_before_the_same_test_is_looked_for_twice() -> None:
    rows = scores(("a", "1", 2, True), ("a", "2", 4, True))
    _, found = found_in(rules(two_schools_on_census_day="first", same_test_twice="highest"), assessments=rows)
    assert (only(found).name, only(found).dropped.tolist()) == ("two_schools_on_census_day", [1])


def test_an_account_that_does_not_add_up_is_refused() -> None:
    records = open_records(TINY)
    families = [family for family in families_of(load("oregon-2023")) if family.table == "attendance"]
    members = members_of(records, load("oregon-2023"))
    sums = count_rows(records.tables["attendance"].pieces(columns_for(families, members)), families, members, threads=1)
    find_problems(records, load("oregon-2023"), records.school_ids)
    sums.left_out["regular_attenders"]["enrolled for fewer days than count"] = 0
    with pytest.raises(MissingRowsError):
        account(records, [], {"attendance": sums}, families)
