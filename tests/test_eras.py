"""Oregon's three eras: which file covers which year, and what happens outside it."""

from pathlib import Path

import pandas as pd
import pytest

import orsupport as ors
from orsupport.wording import summary_text

TINY = Path(__file__).resolve().parent.parent / "fixtures" / "tiny"
ERAS = {"2017-18": "oregon-2018", "2020-21": "oregon-2018", "2021-22": "oregon-2022", "2022-23": "oregon-2023"}


def tiny(last: str) -> ors.Data:
    """The tiny State with its years moved so that the last one is another."""
    results = pd.read_csv(TINY / "results.csv", dtype=str)
    start = int(last[:4])
    years = {
        year: f"{start - back}-{(start - back + 1) % 100:02d}"
        for back, year in enumerate(("2024-25", "2023-24", "2022-23"))
    }
    return ors.read(
        schools=pd.read_csv(TINY / "schools.csv", dtype=str), results=results.replace({"school_year": years})
    )


@pytest.mark.parametrize(("year", "name"), ERAS.items())
def test_each_year_is_covered_by_one_era(year: str, name: str) -> None:
    covering = [each for each in ("oregon-2018", "oregon-2022", "oregon-2023") if ors.rules(each).covers(year)]
    assert covering == [name]


@pytest.mark.parametrize(("year", "name"), ERAS.items())
def test_a_year_outside_an_era_is_refused_with_the_name_of_the_era_that_covers_it(year: str, name: str) -> None:
    other = next(each for each in ERAS.values() if each != name)
    with pytest.raises(ors.InputError, match=f"which {name} covers"):
        ors.identify(tiny(year), ors.rules(other))


def test_any_year_overrides_and_every_output_says_so() -> None:
    run = ors.identify(tiny("2024-25"), ors.rules("oregon-2018"), any_year=True)
    assert run.summary["outside_era"] is True
    assert "outside the years" in str(ors.explain(run, school="101"))
    assert ors.explain(run, district="10").to_dict()["outside_era"] is True


def test_before_2023_each_group_is_held_against_its_own_distribution() -> None:
    old = ors.identify(tiny("2024-25"), ors.rules("oregon-2018"), any_year=True).cuts
    new = ors.identify(tiny("2024-25"), ors.rules("oregon-2023")).cuts
    found = {"oregon-2018": old, "oregon-2023": new}
    groups = {name: set(cuts[cuts.level == "2"].student_group) for name, cuts in found.items()}
    assert groups["oregon-2023"] == {"all"}
    assert {"all", "english_learners", "white"} <= groups["oregon-2018"]


def test_the_named_years_of_2022_are_pooled_and_no_other() -> None:
    rules = ors.rules("oregon-2022")
    assert rules.indicator["ela_achievement"].years == ["2018-19", "2021-22"]
    assert rules.indicator["graduation_4yr"].years == 3
    results = pd.read_csv(TINY / "results.csv", dtype=str)
    years = {"2022-23": "2018-19", "2023-24": "2020-21", "2024-25": "2021-22"}
    data = ors.read(
        schools=pd.read_csv(TINY / "schools.csv", dtype=str), results=results.replace({"school_year": years})
    )
    ratings = ors.identify(data, rules).ratings
    pooled = set(ratings[ratings.indicator == "math_achievement"].school_years) - {""}
    assert pooled <= {"2018-19", "2021-22", "2018-19 2021-22"}
    assert "2018-19 2021-22" in pooled


def made_up(statuses: bool, reviewed: bool) -> ors.Data:
    """The made-up State, with or without what was held before and the column of the outside review."""
    folder = TINY.parent / "oregon-like"
    schools = pd.read_csv(folder / "schools.csv", dtype=str)
    return ors.read(
        schools=schools if reviewed else schools.drop(columns="exit_review_passed"),
        results=pd.read_parquet(folder / "results.parquet"),
        predecessors=pd.read_csv(folder / "predecessors.csv", dtype=str),
        **({"statuses": pd.read_csv(folder / "statuses.csv", dtype=str)} if statuses else {}),
    )


def test_without_statuses_nobody_stands_the_summary_says_so_and_no_review_is_asked_for() -> None:
    run = ors.identify(made_up(statuses=False, reviewed=False), ors.rules("oregon-2023"))
    assert run.summary["statuses_absent"] is True
    assert run.summary["partial"] is False
    assert run.summary["facts_absent"] == []
    for rule in ("csi_stands", "csi_exit", "improved", "csi_not_exiting", "csi_from_atsi"):
        assert set(run.schools[rule]) == {"no"}, rule
    assert run.schools["csi"].equals(run.schools["csi_new"])
    assert "No table statuses" in summary_text(run.summary, run.rules)


def test_with_statuses_an_exit_without_its_review_is_unsure_and_the_column_is_asked_for() -> None:
    run = ors.identify(made_up(statuses=True, reviewed=False), ors.rules("oregon-2023"))
    assert run.summary["statuses_absent"] is False
    assert run.summary["facts_absent"] == ["exit_review_passed"]
    known = ors.identify(made_up(statuses=True, reviewed=True), ors.rules("oregon-2023"))
    assert known.summary["partial"] is False
    unsure = set(run.schools[run.schools["csi_exit"] == "unsure"]["school_id"])
    assert set(known.schools[known.schools["csi_exit"] == "yes"]["school_id"]) < unsure
    assert "unsure" not in set(known.schools["csi"])


def test_an_exit_is_unsure_where_the_data_hold_nothing_of_three_years_ago() -> None:
    data = made_up(statuses=True, reviewed=True)
    results = data.results.to_pandas()
    later = ors.read(
        schools=data.schools,
        results=results[results["school_year"].astype(str) > "2021-22"],
        statuses=data.statuses,
        predecessors=data.predecessors,
    )
    found = ors.identify(later, ors.rules("oregon-2023")).schools
    assert "yes" not in set(found["csi_exit"])
    assert (found["csi_exit"] == "unsure").any()


def test_more_students_counted_than_expected_are_taken_as_they_are_and_their_rows_are_counted() -> None:
    results = pd.read_csv(TINY / "results.csv", dtype=str)
    schools = pd.read_csv(TINY / "schools.csv", dtype=str)
    rules = ors.rules("oregon-2023")
    line = "Rows of results with more students counted than expected, taken as they are: 1\n"

    def run_where(expected: str) -> ors.Run:
        changed = results.copy()
        changed.loc[changed["counted"] == "80", "expected"] = expected
        return ors.identify(ors.read(schools=schools, results=changed), rules)

    assert (results["counted"] == "80").sum() == 1
    below, equal = run_where("79"), run_where("80")
    assert line in summary_text(below.summary, rules)
    assert equal.summary["summary"]["counted_above_expected"] == 0
    assert "more students counted" not in summary_text(equal.summary, rules)
    pd.testing.assert_frame_equal(below.schools, equal.schools)
