"""Student records of the made-up State: they count to its results, cell by cell, and hold what real records hold."""

from __future__ import annotations

import functools
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import orsupport as ors
from orsupport import simulate as library
from orsupport.simulate.records import TABLES

RACES = [
    "american_indian_alaska_native",
    "asian",
    "black_african_american",
    "hispanic_latino",
    "multiracial",
    "native_hawaiian_pacific_islander",
    "white",
]
UNDERSERVED = [RACES[0], RACES[2], RACES[3], RACES[5]]
OTHERS = ["economically_disadvantaged", "experiencing_poverty", "english_learners", "students_with_disabilities"]
GROUPS = ["all", "underserved_race_ethnicity", *RACES, *OTHERS]
KEYS = ["school_year", "school_id", "student_group", "indicator"]
FIGURES = ["expected", "counted", "met", "value"]


@functools.cache
def folder() -> Path:
    """The made-up State as the command writes it, and what `count` makes of its records."""
    written = Path(tempfile.mkdtemp())
    run("simulate", "--out", str(written / "data"), "--schools", "40", "--students")
    run("count", str(written / "data" / "records"), "--rules", "oregon-2023", "--out", str(written / "counted"))
    return written


def run(*words: str) -> str:
    code = "from orsupport.command import main; main()"
    return subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True, text=True).stdout


@functools.cache
def records(table: str) -> pd.DataFrame:
    return pd.read_parquet(folder() / "data" / "records" / f"{table}.parquet")


@functools.cache
def results(name: str = "data") -> pd.DataFrame:
    frame = pd.read_parquet(folder() / name / "results.parquet")
    frame[KEYS] = frame[KEYS].astype(str)
    return frame.set_index(KEYS)[FIGURES].astype(float).sort_index()


def start(years: pd.Series) -> pd.Series:
    """The first calendar year of a school year, -1000 where there is none."""
    return years.str.slice(0, 4).fillna("-1000").astype(int)


@functools.cache
def of_groups(former: bool) -> pd.DataFrame:
    """The student groups of every pupil and year, all students and the underserved groups together among them."""
    rows = records("enrolments")
    groups = rows[["school_year", "student_id", *RACES, *OTHERS]].copy()
    if former:
        for group, column, years in (
            ("english_learners", "english_learner_exit_year", 4),
            ("students_with_disabilities", "disability_exit_year", 2),
        ):
            since = start(rows["school_year"]) - start(rows[column])
            groups[group] |= (since >= 0) & (since <= years)
    return joined(groups)


def joined(groups: pd.DataFrame) -> pd.DataFrame:
    return groups.assign(all=True, underserved_race_ethnicity=groups[UNDERSERVED].any(axis=1))


def long(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a student and group."""
    return pd.concat([rows[rows[group]].drop(columns=GROUPS).assign(student_group=group) for group in GROUPS])


def counted_again(rows: pd.DataFrame, indicator: str, lanes: dict[str, pd.Series]) -> pd.DataFrame:
    """The students of each lane, by school, year and group."""
    kept = rows.assign(indicator=indicator, **lanes)
    sums = long(kept[[*lanes, *KEYS[:2], "indicator", *GROUPS]]).groupby(KEYS)[list(lanes)].sum()
    someone = sums["expected"] if "expected" in lanes else sums["counted"]
    return sums[someone > 0]


def with_groups(table: str, former: bool = False) -> pd.DataFrame:
    return records(table).merge(of_groups(former), on=["school_year", "student_id"], validate="m:1")


def achievement() -> pd.DataFrame:
    rows = with_groups("assessments", former=True)
    expected = rows["enrolled_on_census_day"] & rows["full_academic_year"] & ~rows["recently_arrived"]
    counted = expected & rows["took_part"] & rows["level"].notna()
    lanes = {"expected": expected, "counted": counted, "met": counted & (rows["level"] >= 3)}
    found = []
    for subject in ("ela", "math"):
        of_subject = rows["subject"] == subject
        each = {name: lane[of_subject] for name, lane in lanes.items()}
        found.append(counted_again(rows[of_subject], f"{subject}_achievement", each))
    return pd.concat(found)


def growth() -> pd.DataFrame:
    rows = long(with_groups("growth", former=True).query("full_academic_year"))
    rows["indicator"] = rows["subject"] + "_growth"
    now = rows.groupby(KEYS).size()
    later = [rows.assign(school_year=year_after(rows["school_year"], more)) for more in range(3)]
    pooled = pd.concat(later).groupby(KEYS)["growth_percentile"].agg(["count", "median"])
    return pooled.loc[pooled.index.intersection(now.index)].set_axis(["counted", "value"], axis=1)


def year_after(years: pd.Series, more: int) -> pd.Series:
    first = start(years) + more
    return first.astype(str) + "-" + ((first + 1) % 100).astype(str).str.zfill(2)


def english() -> pd.DataFrame:
    rows = with_groups("english_proficiency")
    counted = rows["full_academic_year"] & rows["progress"].notna()
    found = counted_again(
        rows, "elp_progress", {"counted": counted, "met": counted & rows["progress"].isin(["PROGRESS", "PROFICIENT"])}
    )
    return found[found.index.get_level_values("student_group").isin(["all", "english_learners"])]


def attenders() -> pd.DataFrame:
    rows = with_groups("attendance")
    counted = rows["enrolled_on_census_day"] & (rows["days_enrolled"] >= 75)
    met = counted & (20 * rows["days_attended"] > 18 * rows["days_enrolled"])
    return counted_again(rows, "regular_attenders", {"counted": counted, "met": met})


def ninth() -> pd.DataFrame:
    rows = with_groups("credits")
    counted = rows["enrolled_on_census_day"] & rows["first_year_of_high_school"]
    met = counted & (4 * rows["credits_earned"] >= np.maximum(rows["credits_required"], 24))
    return counted_again(rows, "ninth_grade_on_track", {"counted": counted, "met": met})


def graduation(indicator: str, years: int, diplomas: list[str]) -> pd.DataFrame:
    rows = joined(records("cohorts"))
    counted = ~rows["exit_documented"].fillna(False).astype(bool)
    first = start(rows["cohort_year"])
    last = pd.to_datetime((first + years).astype(str) + "-08-31")
    met = counted & rows["diploma"].isin(diplomas) & (pd.to_datetime(rows["diploma_date"]) <= last)
    rows = rows.assign(school_year=year_after(rows["cohort_year"], years - 1))
    found = counted_again(rows, indicator, {"counted": counted, "met": met})
    return found[found.index.get_level_values("school_year") <= "2024-25"]


GRADUATES = ["regular", "modified", "post_graduate_scholars"]
COUNTS: dict[str, Callable[[], pd.DataFrame]] = {
    "achievement": achievement,
    "growth": growth,
    "english": english,
    "attenders": attenders,
    "ninth": ninth,
    "graduation": lambda: graduation("graduation_4yr", 4, GRADUATES),
    "completion": lambda: graduation("completion_5yr", 5, [*GRADUATES, "equivalency", "adult", "extended"]),
}


@pytest.mark.parametrize("family", COUNTS)
def test_counted_again_the_records_give_the_results_of_the_state_cell_by_cell(family: str) -> None:
    found = COUNTS[family]().sort_index()
    indicators = found.index.get_level_values("indicator").unique()
    wanted = results()[results().index.get_level_values("indicator").isin(indicators)]
    assert len(indicators)
    assert len(wanted) > 100
    found = found.reindex(columns=FIGURES).astype(float)
    pd.testing.assert_frame_equal(found, wanted)


def test_what_count_makes_of_the_records_is_the_results_of_the_state_cell_by_cell() -> None:
    pd.testing.assert_frame_equal(results("counted"), results())


def test_the_counted_state_has_the_same_schools_identified() -> None:
    runs = [ors.identify(ors.read(folder() / name), ors.rules("oregon-2023")) for name in ("data", "counted")]
    assert runs[0].schools.equals(runs[1].schools)
    assert runs[0].groups.equals(runs[1].groups)


def test_a_student_has_one_enrolment_a_year_and_most_go_on_a_grade_higher() -> None:
    rows = records("enrolments")
    assert not rows.duplicated(["school_year", "student_id"]).any()
    grade = rows["grade"].replace("K", "0").astype(int)
    rows = rows.assign(grade=grade, following=start(rows["school_year"]) + 1, year=start(rows["school_year"]))
    both = rows.merge(
        rows, left_on=["student_id", "following"], right_on=["student_id", "year"], suffixes=("", "_next")
    )
    could = (rows["grade"] < 12) & (rows["school_year"] < "2024-25")
    assert len(both) > 0.7 * could.sum()
    step = both["grade_next"] - both["grade"]
    assert set(step) == {0, 1}
    assert set(both[step == 0]["grade"]) == {9}, "only ninth grade is repeated"
    assert (both[RACES].to_numpy() == both[[f"{race}_next" for race in RACES]].to_numpy()).all()
    assert (both["school_id"] == both["school_id_next"]).mean() > 0.5
    assert (both["school_id"] != both["school_id_next"]).any(), "some change the school"
    left = both[both["english_learners"] & ~both["english_learners_next"]]
    assert len(left)
    assert (left["english_learner_exit_year_next"] == left["school_year"]).all()
    stay_out = both[both["english_learner_exit_year"].notna()]
    assert (stay_out["english_learner_exit_year_next"] == stay_out["english_learner_exit_year"]).all()


def test_there_are_students_on_every_edge() -> None:
    days, tests, cohort = records("attendance"), records("assessments"), records("cohorts")
    share = days["days_attended"] / days["days_enrolled"]
    counted = days["enrolled_on_census_day"] & (days["days_enrolled"] >= 75)
    assert (counted & (10 * days["days_attended"] == 9 * days["days_enrolled"])).sum() > 20, "exactly 90 percent"
    assert {74, 75} <= set(days["days_enrolled"])
    assert ((days["days_enrolled"] < 75) & days["enrolled_on_census_day"] & (share > 0.9)).any()
    assert ((days["days_enrolled"] >= 75) & ~days["enrolled_on_census_day"] & (share > 0.9)).any()
    assert (days["days_attended"] <= days["days_enrolled"]).all()
    assert (tests["took_part"] & tests["level"].isna()).any(), "took part, without a score"
    assert (tests["level"].notna() & ~tests["full_academic_year"] & tests["enrolled_on_census_day"]).any()
    assert (tests["level"].notna() & tests["recently_arrived"]).any()
    assert set(tests["test_type"].dropna()) == {"regular", "alternate"}
    leavers = cohort[cohort["exit_type"] == "transferred_out"]
    assert set(leavers["exit_documented"]) == {True, False}
    assert {"regular", "modified", "equivalency", "certificate"} <= set(cohort["diploma"].dropna())
    awarded = pd.to_datetime(cohort["diploma_date"])
    after = awarded.dt.year - start(cohort["cohort_year"])
    assert ((after == 4) & (awarded.dt.month == 8)).any(), "summer graduates"
    assert ((after == 4) & (awarded.dt.month > 8) & (cohort["diploma"] == "regular")).any(), "a year later"
    assert (pd.to_datetime(cohort["entry_date"]) < awarded)[awarded.notna()].all()
    assert set(cohort["entered"]) == {"first_time_ninth_grade", "transfer_in"}
    pupils = records("enrolments")
    since = start(pupils["school_year"]) - start(pupils["english_learner_exit_year"])
    assert {0, 1, 2, 3, 4, 5} <= set(since), "former English learners in year four and five"
    assert records("credits")["credits_earned"].isin([5.75, 6, 6.25]).any()
    assert not records("credits")["first_year_of_high_school"].all()
    assert records("english_proficiency")["progress"].isna().any()


def test_the_same_seed_gives_the_same_students_and_a_state_without_students_has_no_records(tmp_path: Path) -> None:
    state = library.simulate(6, seed=7)
    for name in ("first", "same"):
        library.write(state, tmp_path / name, 6, 7, students=True)
    names = {path.name for path in (tmp_path / "first" / "records").iterdir()}
    assert names == {f"{table}.parquet" for table in TABLES} | {"schools.csv", "statuses.csv", "predecessors.csv"}
    for name in names:
        first, same = ((tmp_path / folder / "records" / name).read_bytes() for folder in ("first", "same"))
        assert first == same, name
    assert "--students" in (tmp_path / "first" / "README.md").read_text(encoding="utf-8")
    library.write(state, tmp_path / "first", 6, 7)
    assert not (tmp_path / "first" / "records").exists(), "an earlier State's students are not those of this one"


@pytest.mark.parametrize(("schools", "seed"), [(1, 1), (13, 3)])
def test_a_state_of_any_size_counts_to_its_results(schools: int, seed: int, tmp_path: Path) -> None:
    library.write(library.simulate(schools, seed), tmp_path / "data", schools, seed, students=True)
    counted = ors.count(tmp_path / "data" / "records", ors.rules("oregon-2023")).results
    wanted = pd.read_parquet(tmp_path / "data" / "results.parquet")
    frames = [frame.astype(dict.fromkeys(KEYS, str)).set_index(KEYS)[FIGURES] for frame in (counted, wanted)]
    pd.testing.assert_frame_equal(*(frame.astype(float).sort_index() for frame in frames))
