"""Percent proficient of an anonymised demonstration State, counted from its rows and recomputed with plain pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import orsupport as ors
from orsupport.counting.said import account_text
from real import real

HERE = Path(__file__).parent
SUBJECTS = {"READING": "ela_achievement", "MATHEMATICS": "math_achievement"}
GROUPS = {
    "all": ("VALID_CASE", "VALID_CASE"),
    "american_indian_alaska_native": ("ETHNICITY", "Native American"),
    "asian": ("ETHNICITY", "Asian"),
    "black_african_american": ("ETHNICITY", "African American"),
    "hispanic_latino": ("ETHNICITY", "Hispanic"),
    "white": ("ETHNICITY", "White"),
    "economically_disadvantaged": ("FREE_REDUCED_LUNCH_STATUS", "Free Reduced Lunch: Yes"),
    "english_learners": ("ELL_STATUS", "ELL: Yes"),
    "students_with_disabilities": ("IEP_STATUS", "IEP: Yes"),
}


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return pd.read_parquet(real("sgpdata") / "sgp_long.parquet")


@pytest.fixture(scope="module")
def counted(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> ors.Counted:
    records = tmp_path_factory.mktemp("records")
    (records / "sgp_long.parquet").symlink_to(real("sgpdata") / "sgp_long.parquet")
    schools = frame.drop_duplicates("SCHOOL_NUMBER")
    pd.DataFrame(
        {
            "school_id": schools["SCHOOL_NUMBER"].astype(str),
            "school_name": schools["SCHOOL_NAME"],
            "district_id": schools["DISTRICT_NUMBER"].astype(str),
            "district_name": schools["DISTRICT_NAME"],
            "school_type": schools["EMH_LEVEL"],
            "title_i": "",
        }
    ).to_csv(records / "schools.csv", index=False)
    return ors.count(records, ors.rules(HERE / "mappings" / "sgp_long_rules.toml"), HERE / "mappings" / "sgp_long.toml")


def recomputed(frame: pd.DataFrame, everybody: bool) -> dict[tuple[str, str, str, str], tuple[int, int, int]]:
    """Expected, counted, met of every cell: students enrolled at the school (or everybody), those with a score."""
    rows = frame if everybody else frame[frame["SCHOOL_ENROLLMENT_STATUS"] == "Enrolled School: Yes"]
    found = {}
    for group, (column, value) in GROUPS.items():
        members = rows[rows[column] == value]
        scored = members["ACHIEVEMENT_LEVEL"] != "No Score"
        met = members["ACHIEVEMENT_LEVEL"].isin(["Proficient", "Advanced"])
        cells = members.assign(scored=scored, met=met).groupby(["YEAR", "SCHOOL_NUMBER", "CONTENT_AREA"], observed=True)
        for (year, school, subject), each in cells:
            key = (year.replace("_20", "-"), str(school), group, SUBJECTS[subject])
            found[key] = (len(each), int(each["scored"].sum()), int(each["met"].sum()))
    return found


def cells(results: pd.DataFrame) -> dict[tuple[str, str, str, str], tuple[int, int, int]]:
    keys = results[["school_year", "school_id", "student_group", "indicator"]].itertuples(index=False, name=None)
    counts = results[["expected", "counted", "met"]].astype(int).itertuples(index=False, name=None)
    return {key: each for key, each in zip(keys, counts, strict=True) if key[2] in GROUPS}  # type: ignore[misc]


def test_every_cell_is_that_of_plain_pandas(frame: pd.DataFrame, counted: ors.Counted) -> None:
    wanted = recomputed(frame, everybody=False)
    assert cells(counted.results) == wanted
    percents = {key: 100 * met / tested for key, (_, tested, met) in wanted.items() if tested}
    given = counted.results.assign(percent=100 * counted.results["met"] / counted.results["counted"])
    key = ["school_year", "school_id", "student_group", "indicator"]
    assert given[given["counted"] > 0].set_index(key)["percent"].to_dict() == percents
    print(f"{len(wanted):,} cells, {len(percents):,} percents, no difference")


def test_the_report_card_also_has_students_who_were_not_enrolled_at_the_school(
    frame: pd.DataFrame, counted: ors.Counted
) -> None:
    assert cells(counted.report_card) == recomputed(frame, everybody=True)


def test_rows_without_a_score_and_not_at_the_school_are_said_in_one_line_each(
    frame: pd.DataFrame, counted: ors.Counted
) -> None:
    print(account_text(counted.account))
    without, away = frame["ACHIEVEMENT_LEVEL"] == "No Score", frame["SCHOOL_ENROLLMENT_STATUS"] == "Enrolled School: No"
    assert (without.sum(), away.sum()) == (2_106, 1_268)
    left_out = [each["left_out"] for each in counted.account["indicators"].values()]
    assert [set(each) for each in left_out] == 2 * [
        {"at the school for less than half of the year", "did not take part"}
    ]
    assert sum(each["at the school for less than half of the year"] for each in left_out) == 1_268
    assert sum(each["did not take part"] for each in left_out) == (without & ~away).sum()
    for each in counted.account["indicators"].values():
        assert each["rows"] - each["of another subject"] == each["counted"] + sum(each["left_out"].values())
