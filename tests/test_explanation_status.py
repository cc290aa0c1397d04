"""What an explanation says of a status: the point first, since when, as which school, and each thing once."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import orsupport as ors

RULES: dict[str, Any] = {
    "format": 1,
    "id": "standing",
    "title": "A status that stands until a review",
    "from": "2017-18",
    "source": {"plan": {"title": "Made up for this test"}},
    "groups": {"asked": ["asian", "white"]},
    "fact": {"review": {"label": "A review was passed"}},
    "number": {
        "half": {"value": 50, "unit": "percent", "source": "plan"},
        "clock": {"value": 2, "unit": "years", "source": "plan"},
    },
    "indicator": {
        "reading": {"label": "Reading", "kind": "share", "source": "plan"},
        "writing": {"label": "Writing", "kind": "share", "source": "plan"},
    },
    "measure": {
        "source": "plan",
        "then": {"label": "Reading, last year", "kind": "earlier", "of": "reading", "years_ago": 1},
        "years": {"label": "Years in support", "kind": "years_in", "status": "csi", "paused": ["2019-20"]},
    },
    "rule": {
        "source": "plan",
        "at": "school",
        "low": {"at": "group", "label": "Low", "all": ["reading < half"]},
        "test": {"label": "Low in reading or writing", "any": ["low_reading", "low_writing"]},
        "low_reading": {"label": "Reading is low", "all": ["reading < half"]},
        "low_writing": {"label": "Writing is low", "all": ["title_i", "writing < half"]},
        "better": {"label": "Reading is better than last year", "all": ["reading > then"]},
        "leaves": {"label": "Is out: better, and reviewed", "all": ["better", "not test", "review"]},
        "stands": {"label": "Was in support, and is not out", "all": ["was csi", "not leaves"]},
        "csi": {"label": "In support", "any": ["test", "stands"]},
        "tsi": {"label": "In targeted support", "all": ["any_group low"]},
        "overdue": {"label": "Past the clock", "all": ["years >= clock", "stands"], "show": True},
    },
    "outcome": {"school": {"CSI": "csi", "TSI": "tsi"}},
}
YEARS = ("2017-18", "2018-19", "2020-21")


def told(
    *,
    then: int = 40,
    now: int = 60,
    writing: int = 60,
    review: bool = False,
    held: bool = True,
    white: int = 60,
    held_as: str = "1",
    rules: dict[str, Any] = RULES,
    folder: Path | None = None,
) -> str:
    """The explanation of school 1 in 2021-22, which was CSI in the years above, once under the number `held_as`."""
    rows = [
        ("2020-21", "all", "reading", then),
        ("2021-22", "all", "reading", now),
        ("2021-22", "all", "writing", writing),
    ]
    rows += [("2021-22", "white", "reading", white)]
    results = [
        {"school_year": year, "school_id": "1", "student_group": group, "indicator": name, "counted": "100"}
        | {"met": str(met)}
        for year, group, name, met in rows
    ]
    schools = pd.DataFrame({"school_id": ["1"]}).assign(
        school_name="A",
        district_id="7",
        district_name="D",
        school_type="school",
        title_i="true",
        review=str(review).lower(),
    )
    statuses = [
        {"school_year": year, "school_id": held_as if year < "2020" else "1", "student_group": "all", "status": "csi"}
        for year in YEARS
    ]
    moved = [{"school_id": "1", "prior_school_id": "old", "school_year": "2020-21", "kind": "renumbered"}]
    data = ors.read(
        schools=schools,
        results=pd.DataFrame(results),
        statuses=pd.DataFrame(statuses) if held else None,
        predecessors=pd.DataFrame(moved) if held_as == "old" else None,
    )
    run = ors.identify(data, ors.rules(rules))
    found = ors.explain(run, school="1")
    if folder:
        run.write(folder)
        assert ors.explain(folder, school="1").to_dict() == found.to_dict()
    return str(found)


def after(said: str, line: str) -> str:
    """The line that follows the one given."""
    lines = said.splitlines()
    return lines[lines.index(line) + 1].strip()


def test_the_point_stands_below_the_outcome() -> None:
    assert after(told(), "Outcome: CSI") == "CSI since 2017-18: Was in support, and is not out"
    assert after(told(held=False, now=30), "Outcome: CSI") == "CSI: Reading is low"
    assert after(told(held=False, now=30, writing=30), "Outcome: CSI") == "CSI: Reading is low; Writing is low"
    assert after(told(held=False, white=30), "Outcome: TSI") == "TSI: Low, from the student group white"


def test_a_status_that_ends_says_so_and_why() -> None:
    said = told(review=True)
    left = "Leaves CSI this year, held from 2017-18 to 2020-21: Is out: better, and reviewed"
    assert after(said, "Outcome: not identified") == left
    assert "no   must not hold, but does: Is out: better, and reviewed" in said


def test_a_school_that_never_was_and_is_not_has_no_point() -> None:
    assert after(told(held=False), "Outcome: not identified").startswith("CSI: no")


def test_a_clock_names_its_years() -> None:
    assert "Years in support – 3 years: 2017-18, 2018-19, 2020-21; needs at least 2 years" in told()


def test_what_was_held_under_an_earlier_number_names_it(tmp_path: Path) -> None:
    said = told(held_as="old", folder=tmp_path / "run")
    assert "held last year: In support – from 2017-18 to 2020-21, as school old until 2018-19" in said
    assert "Years in support – 3 years: 2017-18, 2018-19, 2020-21, as school old until 2018-19" in said
    assert "as school" not in told()


def test_a_figure_of_an_earlier_year_tells_its_students_and_its_year() -> None:
    assert "Reading, last year – 70 of 100 = 70 percent in 2020-21" in told(then=70)


def test_a_rule_is_opened_once() -> None:
    said = told()
    assert said.count("held last year: In support") == 1
    assert "yes  Was in support, and is not out – as above" in said


def test_alternatives_that_fail_beside_one_that_holds_take_a_line_each_with_their_figures() -> None:
    said = told(held=False, now=30).splitlines()
    assert "    no   Writing is low (Writing – 60 of 100 = 60 percent; needs below 50 percent)   [plan]" in said


def test_clauses_that_hold_beside_one_that_fails_take_a_line_each() -> None:
    said = told()
    better = "Reading – 60 of 100 = 60 percent; needs above Reading, last year – 40 of 100 = 40 percent in 2020-21"
    assert f"      yes  Reading is better than last year ({better})   [plan]" in said.splitlines()
    assert "      no   A review was passed – no" in said.splitlines()


@pytest.mark.parametrize(("now", "word"), [(60, "does not hold: "), (40, "must not hold, but does: ")])
def test_what_a_clause_forbids_is_said_to_be_so_or_not(now: int, word: str) -> None:
    assert f"{word}Low in reading or writing" in told(now=now, then=30)


def test_a_group_is_never_kept_off_without_a_reason() -> None:
    rules = deepcopy(RULES)
    rules["rule"]["deep"] = {"at": "group", "label": "Low and more", "all": ["low"]}
    rules["rule"]["tsi"]["all"] = ["any_group deep"]
    assert "no   white – Reading – 60 of 100 = 60 percent; needs below 50 percent" in told(rules=rules)


def test_groups_kept_off_by_the_same_stand_on_one_line() -> None:
    rules = deepcopy(RULES)
    rules["rule"]["never"] = {"at": "group", "label": "Past the clock", "all": ["years >= clock", "low"]}
    rules["rule"]["tsi"]["all"] = ["any_group never"]
    said = told(rules=rules, held=False)
    absent = "no table of earlier statuses was given, so nobody counts as having held anything"
    assert f"no   white – Years in support – 0 years – {absent}; needs at least 2 years" in said
    assert "no   no result: asian" in said


def test_a_status_that_was_not_held_is_not_told_as_held() -> None:
    said = told(held=False)
    assert "no   not held last year: In support – no table of earlier statuses was given" in said
    assert "no   held last year" not in said
    assert "no table of earlier statuses" not in told()


def test_everything_is_there_when_asked_for() -> None:
    rules = ors.rules(RULES)
    results = [
        {"school_year": "2021-22", "school_id": "1", "student_group": "all", "indicator": name, "counted": "100"}
        | {"met": met}
        for name, met in (("reading", "30"), ("writing", "60"))
    ]
    schools = pd.DataFrame({"school_id": ["1"]}).assign(
        school_name="A", district_id="7", district_name="D", school_type="school", title_i="true", review="false"
    )
    found = ors.explain(ors.identify(ors.read(schools=schools, results=pd.DataFrame(results)), rules), school="1")
    assert "yes  Title I school – yes" not in str(found)
    assert "yes  Title I school – yes" in found.whole()
