"""What schools held in earlier years: standing statuses, clocks, escalation, renumbered and merged schools."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import orsupport as ors

RULES: dict[str, Any] = {
    "format": 1,
    "id": "history",
    "title": "A status that stands, a clock, and what follows",
    "from": "2017-18",
    "source": {"plan": {"title": "Made up for this test"}},
    "groups": {"asked": ["white"]},
    "number": {
        "floor": {"value": 50, "unit": "percent", "source": "plan"},
        "clock": {"value": 2, "unit": "years", "source": "plan"},
        "none": {"value": 0, "unit": "percent", "source": "plan"},
    },
    "indicator": {"reading": {"label": "Reading", "kind": "share", "source": "plan"}},
    "measure": {
        "source": "plan",
        "csi_years": {"label": "Years held", "kind": "years_in", "status": "csi", "paused": ["2019-20"], "show": True},
        "change": {"label": "Change", "kind": "difference", "of": "reading", "years_ago": 1, "show": True},
    },
    "rule": {
        "source": "plan",
        "at": "school",
        "low": {"at": "group", "label": "Low", "all": ["reading < floor"]},
        "low_twice": {"label": "Low in two years running", "years": 2, "all": ["low"]},
        "better": {"label": "Better than last year", "all": ["change > none"]},
        "stands": {"label": "Was, and is still low", "all": ["was csi", "low"]},
        "overdue": {"label": "Past its clock", "all": ["csi_years >= clock", "stands"]},
        "csi": {"label": "Comprehensive support", "any": ["low_twice", "stands"]},
    },
    "outcome": {"school": {"More rigorous action": "overdue", "CSI": "csi"}},
}


def run(
    rates: dict[str, tuple[int, int]],
    held: list[tuple[str, str]] = (),  # type: ignore[assignment]
    predecessors: list[tuple[str, str]] = (),  # type: ignore[assignment]
) -> pd.DataFrame:
    """Schools with reading rates of 2020-21 and 2021-22; years in which a school held csi; new and old ids."""
    rows = [
        {
            "school_year": year,
            "school_id": school,
            "student_group": "all",
            "indicator": "reading",
            "counted": "100",
            "met": str(met),
        }
        for school, pair in rates.items()
        for year, met in zip(("2020-21", "2021-22"), pair, strict=True)
    ]
    schools = pd.DataFrame({"school_id": list(rates)}).assign(
        school_name="A", district_id="1", district_name="D", school_type="school", title_i="true"
    )
    more: dict[str, pd.DataFrame] = {}
    if held:
        more["statuses"] = pd.DataFrame(
            [{"school_year": year, "school_id": each, "student_group": "all", "status": "csi"} for each, year in held]
        )
    if predecessors:
        more["predecessors"] = pd.DataFrame(
            [
                {"school_id": new, "prior_school_id": old, "school_year": "2020-21", "kind": "renumbered"}
                for new, old in predecessors
            ]
        )
    data = ors.read(schools=schools, results=pd.DataFrame(rows), **more)
    return ors.identify(data, ors.rules(RULES)).schools.set_index("school_id")


def test_a_school_is_named_after_two_low_years_and_not_after_one() -> None:
    found = run({"twice": (40, 40), "once": (60, 40), "fine": (60, 60)})
    assert found.csi.to_dict() == {"twice": "yes", "once": "no", "fine": "no"}


def test_a_status_stands_while_the_school_is_low_and_ends_where_it_is_not() -> None:
    found = run({"low": (60, 40), "up": (40, 60)}, [("low", "2020-21"), ("up", "2020-21")])
    assert found.csi.to_dict() == {"low": "yes", "up": "no"}
    assert found.better.to_dict() == {"low": "no", "up": "yes"}


@pytest.mark.parametrize(
    ("years", "overdue"),
    [
        (["2020-21"], "no"),
        (["2018-19", "2020-21"], "yes"),
        (["2017-18", "2020-21"], "no"),
        (["2018-19"], "no"),
    ],
    ids=["one year", "two years around a paused one", "a year not held in between breaks it", "not held last year"],
)
def test_the_clock_counts_years_without_a_break(years: list[str], overdue: str) -> None:
    others = [("other", year) for year in ("2017-18", "2018-19", "2020-21")]
    found = run({"school": (40, 40), "other": (40, 40)}, [*(("school", year) for year in years), *others])
    assert found.overdue["school"] == overdue


def test_a_year_in_which_nobody_held_the_status_neither_counts_nor_breaks() -> None:
    found = run({"school": (40, 40)}, [("school", "2017-18"), ("school", "2020-21")])
    assert found.overdue["school"] == "yes"


def test_the_clock_goes_on_under_a_new_number() -> None:
    held = [("old", "2018-19"), ("new", "2020-21")]
    assert run({"new": (40, 40)}, held, [("new", "old")]).overdue["new"] == "yes"
    assert run({"new": (40, 40), "x": (40, 40)}, [("new", "2020-21"), ("x", "2018-19")]).overdue["new"] == "no"


def test_a_school_with_an_overdue_status_is_shown_under_the_first_outcome(tmp_path: Path) -> None:
    found = run({"school": (40, 40)}, [("school", "2018-19"), ("school", "2020-21")])
    assert found.outcome["school"] == "More rigorous action"
