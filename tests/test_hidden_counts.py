"""A hidden count that the rules file takes as unknown, by hand; the drawn cases stand in test_twin.py."""

import tomllib
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

import orsupport as ors
from made_up import cases
from twin import differences, holds_something

RULES = """
format = 1
id     = "hidden"
title  = "Hidden counts, made up"
from   = "2018-19"
[source]
plan = { title = "A made-up plan" }
[number]
twenty = { value = 20, unit = "students", source = "plan" }
half   = { value = 50, unit = "percent", source = "plan" }
[indicator]
source = "plan"
smallest = "twenty"
years = 2
reading = { kind = "share", label = "Reading", masked_count = "unknown" }
[measure]
source = "plan"
rated_indicators = { kind = "count", of = ["reading"], show = true, label = "Rated" }
all_subjects = { kind = "pool", of = ["reading"], smallest = "twenty", label = "All subjects" }
[rule]
at     = "school"
source = "plan"
low = { label = "Below half", all = ["reading < half"] }
low_in_all = { label = "Below half in all subjects", all = ["all_subjects < half"], show = true }
[outcome.school]
CSI = "low"
"""


def run(*results: dict[str, Any], masked_count: str = "unknown") -> ors.Run:
    """One school with these results, each of 2024-25 unless it says otherwise."""
    rules = tomllib.loads(RULES)
    rules["indicator"]["reading"]["masked_count"] = masked_count
    key = {"school_year": "2024-25", "school_id": "1", "student_group": "all", "indicator": "reading"}
    columns = ["expected", "counted", "met", "value", "value_low", "value_high", "counted_low", "counted_high"]
    rows = pd.DataFrame([key | dict.fromkeys(columns, np.nan) | each for each in results])
    rows = rows.astype(dict.fromkeys(("expected", "counted", "met", "counted_low", "counted_high"), "Int64"))
    place = {"school_id": "1", "school_name": "One", "district_id": "D", "district_name": "D"}
    schools = pd.DataFrame([place | {"school_type": "high", "title_i": True}])
    return ors.identify(ors.read(schools=schools, results=rows), ors.rules(rules))


@pytest.mark.parametrize(
    ("most", "masked_count", "low", "rated"),
    [
        (30, "unknown", "unsure", (0, 1)),  # 12 to 30 students: 20 may or may not be reached
        (19, "unknown", "no", (0, 0)),  # surely too few
        (30, "not rated", "no", (0, 0)),
    ],
)
def test_a_count_that_may_not_be_enough_is_unsure(
    most: int, masked_count: str, low: str, rated: tuple[int, int]
) -> None:
    found = run({"value": 40.0, "counted_low": 12, "counted_high": most}, masked_count=masked_count)
    assert found.schools.loc[0, "low"] == found.schools.loc[0, "low_in_all"] == low
    count = found.trace.value("rated_indicators")
    assert (count.low.fraction((0, 0)), count.high.fraction((0, 0))) == rated


def test_two_years_are_weighed_by_every_number_that_the_hidden_year_may_have() -> None:
    """40 percent of 20 students, and 60 percent of 5 to 60: from (800 + 300) / 25 = 44 to (800 + 3600) / 80 = 55."""
    found = run(
        {"school_year": "2023-24", "value": 60.0, "counted_low": 5, "counted_high": 60}, {"counted": 20, "met": 8}
    )
    rating = found.ratings.iloc[0]
    assert (rating["value_low"], rating["value_high"]) == (44.0, 55.0)
    assert found.schools.loc[0, "low"] == "unsure"


def test_a_count_without_an_upper_end_may_outweigh_all_others() -> None:
    found = run({"school_year": "2023-24", "value": 60.0, "counted_low": 5}, {"counted": 20, "met": 8})
    rating = found.ratings.iloc[0]
    assert (rating["value_low"], rating["value_high"]) == (44.0, 60.0)


def test_the_explanation_says_that_the_number_is_hidden() -> None:
    found = run({"value": 40.0, "counted_low": 12, "counted_high": 30})
    assert "40 percent, of at least 12 students, and how many is hidden, perhaps" in str(ors.explain(found, school="1"))


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(cases(kinds=("masked_count",)))
def test_engine_and_twin_say_the_same_of_hidden_counts(
    case: tuple[dict[str, list[Any]], dict[str, Any], str | None],
) -> None:
    assume(holds_something(case[0], case[1]))
    assert differences(*case) == []
