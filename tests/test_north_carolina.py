"""North Carolina 2017-18: the State's published scores, grades and designations, from its rules as a file."""

from fractions import Fraction

import pandas as pd
import pytest

import orsupport as ors
from real import real


@pytest.fixture(scope="module")
def run() -> ors.Run:
    return ors.identify(ors.read(real("north-carolina-2018")), ors.rules("north-carolina-2018"))


def published(name: str, key: str) -> pd.DataFrame:
    return pd.read_csv(real("north-carolina-2018") / f"{name}.csv", dtype=str).set_index(key)


@pytest.mark.parametrize(("rule", "over_all"), [("csi_lp", 2633), ("csi_lg", 2645), ("tsi_at", 2591), ("tsi_cu", 2591)])
def test_every_school_with_a_score_has_the_designation_that_the_state_published(
    run: ors.Run, rule: str, over_all: int
) -> None:
    expected = published("expected", "school_id")
    schools = run.schools.set_index("school_id").loc[expected.index]
    right = (schools[rule] == "yes") == (expected[rule] == "true")
    scored = expected.has_performance_score == "true"
    assert (int(right[scored].sum()), int(scored.sum())) == (2537, 2537)
    assert right.sum() >= over_all


def test_low_performing_schools_and_districts(run: ors.Run) -> None:
    expected = published("expected_low_performing_schools", "school_id")
    schools = run.schools.set_index("school_id").loc[expected.index]
    assert ((schools.low_performing == "yes") == (expected.low_performing == "true")).sum() == 2645
    districts = run.districts.set_index("district_id")
    of_state = published("expected_districts", "district_id")
    both = districts.index.intersection(of_state.index)
    named = districts.low_performing_district[both] == "yes"
    assert len(both) == 115
    assert (named == (of_state.low_performing_district[both] == "true")).sum() >= 114


def test_letter_grades(run: ors.Run) -> None:
    grade = run.trace.value("grade")
    assert grade.ladder is not None
    letters = [grade.ladder.names[level] for level in grade.low.numerators[:, 0].tolist()]
    given = pd.Series([each if held == 3 else "" for each, held in zip(letters, grade.held[:, 0], strict=True)])
    expected = published("expected", "school_id").loc[run.schools.school_id]
    assert (given.to_numpy() == expected.performance_grade.fillna("").to_numpy()).sum() == 2645


def test_the_performance_score_from_its_components(run: ors.Run) -> None:
    score, places = run.trace.value("score"), run.trace.places
    rows = {school: row for row, school in enumerate(places.school_ids.to_pylist())}
    results = pd.read_csv(real("north-carolina-2018") / "results.csv", dtype=str)
    made = results[results.indicator == "achievement_score"]
    has_parts = set(zip(made.school_id, made.student_group, strict=True))
    cells = results[results.indicator == "performance_score"]
    compared = agree = 0
    for school, group, value in zip(cells.school_id, cells.student_group, cells.value, strict=True):
        if group in places.groups and (school, group) in has_parts:
            place = (rows[school], places.groups.index(group))
            compared += 1
            agree += score.low.wide(score.shape).fraction(place) == Fraction(value)
    assert (agree, compared) == (15909, 15915)


def made_up(grades: dict[str, tuple[int, int]], held: list[tuple[str, str]]) -> ors.Run:
    """Schools with one group's score of 2017-18 and 2018-19, and statuses held in 2017-18."""
    rows = [
        {
            "school_year": year,
            "school_id": school,
            "student_group": group,
            "indicator": "achievement_score",
            "value": value,
        }
        for school, scores in grades.items()
        for year, value in zip(("2017-18", "2018-19"), scores, strict=True)
        for group in ("all", "black")
    ]
    schools = pd.DataFrame({"school_id": list(grades)}).assign(
        school_name="A",
        district_id="1",
        district_name="D",
        school_type="Regular School",
        title_i="true",
        growth_status="Met",
    )
    statuses = [
        {"school_year": "2017-18", "school_id": school, "student_group": "all", "status": status}
        for school, status in held
    ]
    data = ors.read(schools=schools, results=pd.DataFrame(rows), statuses=pd.DataFrame(statuses))
    return ors.identify(data, ors.rules("north-carolina-2019"))


def test_between_identifications_a_status_stands_and_a_group_is_named_after_two_grades_of_f() -> None:
    run = made_up({"stands": (30, 90), "twice": (20, 30), "once": (50, 30)}, [("stands", "csi_lp")])
    schools = run.schools.set_index("school_id")
    assert schools.csi_lp.to_dict() == {"stands": "yes", "twice": "no", "once": "no"}
    assert schools.tsi_cu.to_dict() == {"stands": "no", "twice": "yes", "once": "no"}
    assert "held last year" in str(ors.explain(run, school="stands"))
