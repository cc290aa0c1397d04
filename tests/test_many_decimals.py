"""Results with as many decimals as a program writes: every value, pool and average is what the data say, exactly."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import orsupport as ors
from orsupport.bounds import STUDENTS

RULES = """
format = 1
id     = "long-numbers"
title  = "A State whose results come with many decimals, made up"
from   = "2023-24"
[source]
plan = { title = "A made-up plan" }
[groups]
asked = ["white"]
[number]
one   = { value = 1, unit = "schools", source = "plan" }
[number.mean]
label = "Mean of the State"
kind = "average"
weight = "students"
of = "score"
source = "plan"
[number.lowest_third]
label = "The lowest third"
kind = "lowest"
of = "score"
take = "one"
base = "rated"
ties = "in"
rounding = "up"
source = "plan"
[indicator]
source = "plan"
score = { label = "Score", KIND, years = 2 }
[measure]
source = "plan"
both = { label = "Both years", kind = "pool", of = ["score"], years = 2, show = true }
[rule]
source = "plan"
at     = "school"
below = { label = "Below the mean", all = ["score < mean"], show = true }
csi   = { label = "Lowest", all = ["score <= lowest_third"] }
[outcome.school]
CSI = "csi"
"""
SCHOOLS = ("1", "2", "3")
VALUES = {"1": 41.66666666666667, "2": 0.06666666666666667, "3": 83.33333333333333}
COUNTED = {"1": 947, "2": 1200, "3": 20}


def run_of(kind: str, rows: list[dict[str, object]], without: str = "", rules: str = RULES) -> ors.Run:
    schools = pd.DataFrame({"school_id": SCHOOLS, "school_name": SCHOOLS, "district_id": "1", "title_i": True})
    schools = schools.assign(district_name="One", school_type="elementary")
    every = {"student_group": "all", "indicator": "score"}
    results = pd.DataFrame([every | row for row in rows])
    results = results.astype({name: "Int64" for name in ("expected", "counted", "met") if name in results})
    book = ors.rules(tomllib.loads(rules.replace("KIND", kind).replace(without, ""), parse_float=Decimal))
    return ors.identify(ors.read(schools=schools, results=results), book)


def value(run: ors.Run, school: str) -> Fraction:
    found = run.trace.value("score")
    return found.low.wide(found.shape).fraction((SCHOOLS.index(school), 0))


def test_a_published_score_of_seventeen_decimals_is_itself_however_many_students_it_is_of() -> None:
    rows = [
        {"school_year": "2023-24", "school_id": school, "value": VALUES[school], "counted": COUNTED[school]}
        for school in SCHOOLS
    ]
    pooled = 'both = { label = "Both years", kind = "pool", of = ["score"], years = 2, show = true }'
    run = run_of('kind = "given", unit = "points"', rows, pooled)
    exact = {school: Fraction(repr(VALUES[school])) for school in SCHOOLS}
    assert {school: value(run, school) for school in SCHOOLS} == exact
    mean = sum(exact[school] * COUNTED[school] for school in SCHOOLS) / sum(COUNTED.values())
    found = run.trace.value("mean").low
    assert found.wide((1, 1)).fraction((0, 0)) == mean
    assert run.schools.set_index("school_id")["below"].to_dict() == {"1": "no", "2": "yes", "3": "no"}
    assert run.schools["outcome"].fillna("").tolist() == ["", "CSI", ""]


@pytest.mark.parametrize("year", ["2022-23", "2023-24"])
def test_one_result_of_many_decimals_leaves_the_counts_of_the_other_schools_as_they_are(year: str) -> None:
    met = {"1": 300, "2": 13}
    rows: list[dict[str, object]] = [
        {"school_year": each, "school_id": school, "counted": COUNTED[school], "met": met[school]}
        for each in ("2022-23", "2023-24")
        for school in met
    ]
    rows.append({"school_year": year, "school_id": "3", "value": VALUES["2"], "counted": COUNTED["3"]})
    run = run_of('kind = "share"', rows)
    assert {school: value(run, school) for school in met} == {
        school: Fraction(100 * met[school], COUNTED[school]) for school in met
    }
    pooled = run.trace.value("both")
    ends = pooled.low.wide(pooled.shape)
    assert [ends.fraction((SCHOOLS.index(school), 0)) for school in met] == [value(run, school) for school in met]
    ratings = run.ratings[run.ratings["student_group"] == "all"].set_index("school_id")["value"]
    assert ratings[["1", "2"]].round(6).tolist() == [31.678986, 1.083333]


def test_a_masked_result_in_whole_percents_beside_one_of_many_decimals_keeps_its_bounds() -> None:
    rows: list[dict[str, object]] = [
        {"school_year": "2023-24", "school_id": "1", "value": VALUES["2"], "counted": 20},
        {"school_year": "2023-24", "school_id": "2", "value_low": 95.0, "value_high": 100.0, "counted": 20},
    ]
    run = run_of('kind = "share"', rows)
    found = run.ratings[run.ratings["student_group"] == "all"].set_index("school_id").loc["2"]
    assert [found.value_low, found.value_high] == [95.0, 100.0]


@pytest.mark.parametrize("tiny", [0.06666666666666667, 0.006666666666666667, 0.0006666666666666666, 6.6666666666e-10])
def test_a_run_folder_explains_a_tiny_score_as_the_run_itself_does(tiny: float, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"school_year": "2023-24", "school_id": school, "value": score, "counted": 20}
        for school, score in zip(SCHOOLS, (tiny, 2 * tiny, 95.5), strict=True)
    ]
    pooled = 'both = { label = "Both years", kind = "pool", of = ["score"], years = 2, show = true }'
    run = run_of('kind = "given", unit = "points"', rows, pooled)
    assert run.schools["outcome"].fillna("").tolist() == ["CSI", "", ""]
    run.write(tmp_path / "run")
    assert str(ors.explain(tmp_path / "run", school="1")) == str(ors.explain(run, school="1"))
    assert ors.verify(tmp_path / "run").differences == ()


COUNTS = st.one_of(st.integers(1, 99), st.integers(STUDENTS - 99, STUDENTS))


@st.composite
def rows_of_many_students(draw: st.DrawFn) -> list[dict[str, object]]:
    """Two years of the three schools: any number of students that is accepted, met or in percent to any decimal."""
    rows: list[dict[str, object]] = []
    for school in SCHOOLS:
        for year in ("2022-23", "2023-24"):
            counted = draw(COUNTS)
            row: dict[str, object] = {"school_year": year, "school_id": school, "counted": counted}
            row["expected"] = draw(st.one_of(st.none(), COUNTS))
            met, value = draw(st.integers(0, counted)), draw(st.floats(0, 100, allow_subnormal=False))
            rows.append(row | ({"met": met} if draw(st.booleans()) else {"value": value}))
    return rows


def pooled_share(rows: list[dict[str, object]], percent: Fraction) -> Fraction:
    """Students who met the bar, of those counted, but of so many percent of those expected where these are more."""
    met, base = Fraction(0), Fraction(0)
    for row in rows:
        counted, expected = Fraction(str(row["counted"])), Fraction(str(row["expected"] or 0))
        met += Fraction(str(row["met"])) if "met" in row else Fraction(str(row["value"])) / 100 * counted
        base += max(counted, percent / 100 * expected)
    return 100 * met / base


@pytest.mark.parametrize("percent", ["95", "94.9999999", "94.99999999999999999999"])
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(rows=rows_of_many_students())
def test_as_many_students_as_are_accepted_are_counted_exactly(percent: str, rows: list[dict[str, object]]) -> None:
    tested = f'tested = {{ value = {percent}, unit = "percent", source = "plan" }}'
    rules = RULES.replace("[number]", f"[number]\n{tested}")
    run = run_of('kind = "share", participation = "tested"', rows, rules=rules)
    assert [value(run, school) for school in SCHOOLS] == [
        pooled_share([row for row in rows if row["school_id"] == school], Fraction(percent)) for school in SCHOOLS
    ]
