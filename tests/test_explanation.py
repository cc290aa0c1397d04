"""What an explanation must say: every year that is asked, the level that names, what is shown, what is assumed."""

from pathlib import Path
from typing import Any

import pandas as pd

import orsupport as ors

RULES: dict[str, Any] = {
    "format": 1,
    "id": "explained",
    "title": "Grades, and a test over two years",
    "from": "2017-18",
    "source": {"plan": {"title": "Made up for this test"}},
    "groups": {"asked": ["white"]},
    "number": {"half": {"value": 50, "unit": "percent", "source": "plan"}},
    "indicator": {"reading": {"label": "Reading", "kind": "share", "source": "plan"}},
    "measure": {
        "source": "plan",
        "score": {"label": "Score", "kind": "index", "parts": {"reading": 1}, "standing": "assumed"},
        "grade": {"label": "Grade", "kind": "band", "of": "score", "lowest": "F", "begins": {"C": 40, "A": 80}},
        "low_share": {
            "label": "Low schools",
            "kind": "share",
            "of": "schools",
            "that": "is_low",
            "out_of": "has_score",
            "show": True,
            "at": "district",
        },
        "of_state": {"label": "Low in the State", "kind": "count", "of": "schools", "that": "is_low", "at": "state"},
        "best": {"label": "Best", "kind": "best", "of": ["score"], "show": True},
    },
    "rule": {
        "source": "plan",
        "at": "school",
        "low": {"at": "group", "label": "Low", "all": ["score < half"]},
        "is_low": {"label": "Low school", "all": ["low"]},
        "has_score": {"label": "Has a score", "all": ["rated score"]},
        "low_twice": {"at": "group", "label": "Low in two years", "years": 2, "all": ["score < half"]},
        "csi": {"label": "Comprehensive support", "all": ["low_twice"]},
        "tsi": {"label": "Targeted support", "all": ["any_group low_twice"]},
    },
    "outcome": {"school": {"CSI": "csi", "TSI": "tsi", "else": "grade"}},
}
RULES["measure"]["of_state"]["show"] = True


def explained(folder: Path, rates: dict[str, tuple[int, int]]) -> str:
    """The explanation of a school whose groups had these rates in 2020-21 and 2021-22, also from its run folder."""
    results = [
        {"school_year": year, "school_id": "1", "student_group": group, "indicator": "reading"}
        | {"counted": "100", "met": str(met)}
        for group, pair in rates.items()
        for year, met in zip(("2020-21", "2021-22"), pair, strict=True)
    ]
    schools = pd.DataFrame({"school_id": ["1"]}).assign(
        school_name="A", district_id="7", district_name="D", school_type="school", title_i="true"
    )
    run = ors.identify(ors.read(schools=schools, results=pd.DataFrame(results)), ors.rules(RULES))
    run.write(folder / "run")
    assert str(ors.explain(run, school="1")) == str(ors.explain(folder / "run", school="1"))
    return str(ors.explain(run, school="1"))


def between(said: str, first: str, last: str) -> str:
    return said[said.index(first) : said.index(last)]


def test_a_rule_over_two_years_shows_both_with_their_figures(tmp_path: Path) -> None:
    said = between(explained(tmp_path, {"all": (60, 40)}), "CSI: no", "TSI")
    now, before = said.split("in 2020-21:")
    assert "yes  in 2021-22:" in now
    assert "yes  Score – 40 percent; needs below 50 percent" in now
    assert now.rstrip().endswith("no")
    assert "no   Score – 60 percent; needs below 50 percent" in before


def test_a_group_that_was_not_low_last_year_is_said_with_that_year(tmp_path: Path) -> None:
    said = explained(tmp_path, {"all": (60, 40), "white": (70, 30)})
    assert "no   white – in 2020-21: Score – 70 percent; needs below 50 percent" in said


def test_a_year_before_the_data_is_said_to_be_one(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    schools = pd.DataFrame({"school_id": ["1"]}).assign(
        school_name="A", district_id="7", district_name="D", school_type="school", title_i="true"
    )
    key = {"school_year": "2021-22", "school_id": "1", "student_group": "all", "indicator": "reading"}
    results = pd.DataFrame([key | {"counted": "100", "met": "40"}])
    run = ors.identify(ors.read(schools=schools, results=results), ors.rules(RULES))
    run.write(folder)
    said = between(str(ors.explain(folder, school="1")), "CSI: unsure", "TSI")
    assert "?    in 2020-21:\n      the data begin in 2021-22" in said


def test_a_level_that_names_the_school_is_explained_down_to_counts(tmp_path: Path) -> None:
    whole = explained(tmp_path, {"all": (60, 60)}).partition("Indicators,")[0]
    said = whole[whole.index("Otherwise") :]
    assert said.startswith("Otherwise the Grade – level C   [plan]")
    assert "F; C at least 40" in said
    assert "A at least 80" in said
    assert "Score – 60 percent" in said
    assert "Reading – 60 of 100 students = 60 percent" in whole or "60 of 100 = 60 percent" in whole


def test_a_school_that_a_rule_names_needs_no_level(tmp_path: Path) -> None:
    assert "Otherwise" not in explained(tmp_path, {"all": (40, 40)})


def test_what_is_shown_stands_on_the_page_of_its_place(tmp_path: Path) -> None:
    said = explained(tmp_path, {"all": (60, 60), "white": (40, 30)})
    school, district = said.split("D: no tier")
    assert "Best – 60 percent" in school.partition("Shown:")[2]
    assert "white – 30 percent" in school.partition("Shown:")[2]
    assert "Low schools – 0 of 1 = 0 percent" in district.partition("Shown:")[2]
    assert "Low in the State – 0 schools" in district.partition("Shown:")[2]


def test_a_measure_that_is_assumed_is_printed_as_assumed(tmp_path: Path) -> None:
    assert "Score – 40 percent; needs below 50 percent   [plan, assumed]" in explained(tmp_path, {"all": (40, 40)})
