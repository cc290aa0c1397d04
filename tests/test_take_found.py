"""What it would take where schools are measured against each other: by a rank, or by a cut found from an index.

A made-up State of twelve schools with twenty students in each of two subjects, held against every single change: so
many more (or fewer) students who met the bar in one subject, the whole year identified anew with each.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

import pandas as pd
import pytest
from tests.proofs import Records, faults

import orsupport as ors
from orsupport.take.changes import Lever

RULES = """
format = 1
id     = "twelve-schools"
title  = "A State of twelve schools, made up"
from   = "2023-24"
[source]
plan = { title = "A made-up plan" }
[groups]
asked = ["english_learners"]
[number]
few     = { value = 3, unit = "schools", source = "plan" }
quarter = { value = 25, unit = "percent", source = "plan" }
"""
INDICATORS = """
[indicator]
source = "plan"
ela  = { label = "Reading", kind = "share", decimals = 1 }
math = { label = "Mathematics", kind = "share", decimals = 1 }
"""
RANKED = """
[measure]
source = "plan"
score  = { label = "Score", kind = "index", parts = { ela = 60, math = 40 } }
place  = { label = "Place from the bottom", kind = "rank", of = "score" }
[rule]
at     = "school"
source = "plan"
csi    = { label = "Comprehensive support", all = ["place <= few"] }
"""
LOWEST = """
[number.lowest_quarter]
label = "Score of the lowest quarter"
kind = "lowest"
of = "score"
take = "quarter"
base = "rated"
ties = "in"
rounding = "up"
source = "plan"
[measure]
source = "plan"
score  = { label = "Score", kind = "index", parts = { ela = 60, math = 40 }, decimals = 1 }
[rule]
at     = "school"
source = "plan"
csi    = { label = "Comprehensive support", all = ["score <= lowest_quarter"] }
"""
LEVELS = """
[number.average]
label = "Average of the State"
kind = "average"
weight = "students"
decimals = 1
source = "plan"
[number.lowest_points]
label = "Points of the lowest quarter"
kind = "lowest"
of = "points"
take = "quarter"
base = "rated"
ties = "in"
rounding = "up"
source = "plan"
[measure]
source = "plan"
[measure.level]
label  = "Level"
kind   = "band"
of     = ["ela", "math"]
lowest = "1"
begins = { 2 = "average", 3 = 60 }
points = { 1 = 0, 2 = 50, 3 = 100 }
[measure.points]
label = "Points"
kind = "index"
parts = { "level.ela" = 60, "level.math" = 40 }
[rule]
at     = "school"
source = "plan"
csi    = { label = "Comprehensive support", all = ["points <= lowest_points"] }
"""
STATES = {
    "a rank": (RULES, INDICATORS, RANKED),
    "a cut found from an index": (RULES, INDICATORS, LOWEST),
    "a cut found from levels that begin at an average": (RULES, INDICATORS, LEVELS),
}
OUTCOME = '[outcome.school]\nCSI = "csi"\n'
ELA = (2, 3, 5, 4, 8, 7, 9, 10, 12, 14, 15, 17)
MATH = (3, 4, 2, 6, 5, 8, 8, 11, 10, 13, 16, 18)
STUDENTS, MOST = 20, 10


@cache
def state(name: str) -> Records:
    schools = [str(each) for each in range(101, 113)]
    table = pd.DataFrame({"school_id": schools, "district_id": "1", "title_i": True, "open": True})
    table = table.assign(school_name=table["school_id"], district_name="One", school_type="elementary")
    rows = [
        {"school_year": "2023-24", "school_id": school, "student_group": "all", "indicator": indicator}
        | {"counted": STUDENTS, "met": met}
        for indicator, scores in (("ela", ELA), ("math", MATH))
        for school, met in zip(schools, scores, strict=True)
    ]
    data = ors.read(schools=table, results=pd.DataFrame(rows))
    rules = ors.rules(tomllib.loads("".join(STATES[name]) + OUTCOME))
    return Records(data, rules, ors.identify(data, rules))


def by_school(records: Records, wanted: bool) -> dict[str, dict[str, Any]]:
    """What would turn every school's answer: to leave, or to come on with at most ten students."""
    places = [("csi", school) for school in records.take.schools("csi", not wanted)]
    return {each["school_id"]: each for each in records.take.turn(places, wanted, MOST if wanted else None, None)}


def single_changes(records: Records, school: str, wanted: bool) -> list[int]:
    """The fewest students of each subject that turn the answer; empty where no number of them does."""
    answered = {"rule": "csi", "school_id": school}
    found = []
    for indicator, scores in (("ela", ELA), ("math", MATH)):
        met = scores[records.schools.index(school)]
        room = min(met, MOST) if wanted else STUDENTS - met
        for by in range(1, room + 1):
            rows = records.rows(school, {Lever(indicator, "all"): -by if wanted else by})
            if records.answer(answered, rows) == ("yes" if wanted else "no"):
                found.append(by)
                break
    return found


@pytest.mark.parametrize("wanted", [False, True], ids=["to leave", "to come on"])
@pytest.mark.parametrize("name", STATES)
def test_no_single_change_needs_fewer_students_and_each_is_proved(name: str, wanted: bool) -> None:
    records = state(name)
    found = by_school(records, wanted)
    turned = {school: each for school, each in found.items() if each["changes"]}
    assert turned
    assert [fault for each in turned.values() for fault in faults(records, each)] == []
    for row in records.take.schools("csi", not wanted):
        school = records.schools[row]
        single = single_changes(records, school, wanted)
        if single:
            assert school in turned, school
            assert turned[school]["students"] <= min(single), school


@pytest.mark.parametrize("name", STATES)
def test_these_states_are_worked_out_whole(name: str) -> None:
    records = state(name)
    assert records.take.prover.whole == (name != "a cut found from an index")
    assert (records.take.trace.answer("csi")[:, 0] == 3).sum() >= 3
