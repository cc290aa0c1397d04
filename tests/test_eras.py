"""Oregon's three eras: which file covers which year, and what happens outside it."""

from pathlib import Path

import pandas as pd
import pytest

import orsupport as ors

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
