"""The worked examples of the statute about lists, on made-up schools; those about counting are in count_cases."""

from __future__ import annotations

import pandas as pd
import pytest

import orsupport as ors

YEAR = "2023-24"
SIZE = 20  # students, of the rules file


def run(scores: list[float | None], groups: dict[int, float] | None = None) -> ors.Run:
    """The rules of the statute alone, on Title I schools with these index scores; `groups`: a group's, by school."""
    ids = [f"{place:04d}" for place in range(len(scores))]
    schools = pd.DataFrame({"school_id": ids, "school_name": ids, "district_id": "D", "district_name": "D"})
    schools = schools.assign(school_type="elementary", title_i=True, open=True, serves_grade_12=False)
    rows = [(ids[place], "all", score) for place, score in enumerate(scores) if score is not None]
    rows += [(ids[place], "students_with_disabilities", score) for place, score in (groups or {}).items()]
    results = pd.DataFrame(rows, columns=["school_id", "student_group", "value"])
    results = results.assign(school_year=YEAR, indicator="index", counted=SIZE)
    return ors.identify(ors.read(schools=schools, results=results), ors.rules("federal-minimum"), year=YEAR)


@pytest.mark.parametrize(("tied", "named"), [(0, 31), (3, 34)])
def test_not_less_than_five_percent_of_all_title_i_schools_rated_or_not(tied: int, named: int) -> None:
    """612 schools, 18 of them unrated: five percent are 30.6, so 31 of the 594 rated; ties at the 31st are all in."""
    scores: list[float | None] = [float(min(place, 30) if place <= 30 + tied else place) for place in range(594)]
    outcome = run([*scores, *[None] * 18]).schools["low_performance"]
    assert (outcome == "yes").sum() == named


def test_a_group_at_the_cut_would_by_itself_lead_to_identification() -> None:
    """The cut is 23.4 and the group has 23.4: at the cut is in. The school is named for all students first."""
    scores = [23.4, *[float(30 + place) for place in range(19)]]
    found = run(list(scores), groups={0: 23.4, 1: 23.5})
    schools = found.schools.set_index("school_id")
    assert schools.loc["0000", ["atsi", "outcome"]].tolist() == ["yes", "CSI"]
    assert schools.loc["0001", "atsi"] == "no"
