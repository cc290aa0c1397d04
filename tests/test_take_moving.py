"""What it would take, by what can move: students who were not tested, a year beside masked ones, a published value.

Made-up schools with one subject; everything that is said of a school is applied to its results and identified anew.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.proofs import Records, faults
from typer.testing import CliRunner

import orsupport as ors
from orsupport import stored, take
from orsupport.command import app
from orsupport.explanation.take_text import watch_list_text
from orsupport.take.changes import Lever

YEAR = "2023-24"
RULES = """
format = 1
id     = "one-subject"
title  = "A State with one subject, made up"
from   = "2023-24"
[source]
plan = { title = "A made-up plan" }
[groups]
asked = ["english_learners"]
[number]
ninety_five = { value = 95, unit = "percent", source = "plan" }
eighty      = { value = 80, unit = "percent", source = "plan" }
[indicator]
source = "plan"
ela = { label = "Reading", INDICATOR }
[rule]
source = "plan"
at     = "school"
low = { at = "group", label = "Below the floor", all = ["ela < eighty"] }
csi = { label = "Comprehensive support", all = ["low"] }
tsi = { label = "Targeted support", any = ["any_group low"] }
[outcome.school]
CSI = "csi"
TSI = "tsi"
"""
TESTED = 'kind = "share", decimals = 1, participation = "ninety_five"'


def state(indicator: str, *rows: dict[str, Any]) -> Records:
    """A State of the schools that the rows of `results` name."""
    ids = list(dict.fromkeys(row["school_id"] for row in rows))
    schools = pd.DataFrame({"school_id": ids, "district_id": "1", "title_i": True})
    schools = schools.assign(school_name=schools["school_id"], district_name="One", school_type="elementary")
    every = {"school_year": YEAR, "student_group": "all", "indicator": "ela"}
    results = pd.DataFrame([every | row for row in rows])
    counts = [each for each in ("expected", "counted", "met", "counted_low", "counted_high") if each in results]
    data = ors.read(schools=schools, results=results.astype(dict.fromkeys(counts, "Int64")))
    text = RULES.replace("INDICATOR", indicator)
    if "points" in indicator:
        text = text.replace('value = 80, unit = "percent"', 'value = 80, unit = "points"')
    rules = ors.rules(tomllib.loads(text))
    return Records(data, rules, ors.identify(data, rules))


def took_part(school: str, expected: int | None, counted: int, met: int, group: str = "all") -> dict[str, Any]:
    return {"school_id": school, "student_group": group, "expected": expected, "counted": counted, "met": met}


def leaving(records: Records, school: str = "1", status: str = "CSI") -> dict[str, Any]:
    """What would bring the school off the status; a change is proved."""
    (found,) = [each for each in records.take.of_school(school) if each["status"] == status]
    assert found["would"] == "leave"
    assert not found["changes"] or faults(records, found) == []
    return found


def words(found: dict[str, Any]) -> str:
    return watch_list_text([found], 100)


@pytest.mark.parametrize("rounding", ["", "up", "half up"])
def test_participation_alone_is_a_change_of_its_own_where_everybody_who_was_tested_met_the_bar(rounding: str) -> None:
    said = TESTED + (f', participation_rounding = "{rounding}"' if rounding else "")
    found = leaving(state(said, took_part("1", 100, 70, 70)))  # 70 of 95 is 73.7 percent, 76 of 95 is 80.0
    (part,) = found["changes"]
    assert found["students"] == 6
    assert part["tested"] == {"students": 6, "counted_from": 70, "counted_to": 76, "expected": 100}
    assert "or_tested" not in part
    assert found["results"] == [
        {"indicator": "ela", "student_group": "all"}
        | {"counted_from": 70, "counted_to": 76, "met_from": 70, "met_to": 76}
    ]
    says = "Reading, all students: this year's participation from 70.0 to 76.0 percent: 6 more students tested, "
    assert says + "all of whom met the bar (70 to 76 of 95 (by participation), 73.7 to 80.0 percent)" in words(found)


def test_students_who_were_tested_come_before_those_who_were_not() -> None:
    found = leaving(state(TESTED, took_part("1", 100, 70, 68)))
    (part,) = found["changes"]
    assert (part["students"], part["tested"]["students"]) == (8, 6)
    assert "8 more (68 to 76 of 95 (by participation), 71.6 to 80.0 percent), for which this year's" in words(found)


def test_where_either_is_enough_participation_is_the_other_way() -> None:
    found = leaving(state(TESTED, took_part("1", 100, 90, 75)))
    (part,) = found["changes"]
    assert "tested" not in part
    assert part["or_tested"] == {"students": 1, "counted_from": 90, "counted_to": 91, "expected": 100}


def test_students_of_a_group_who_are_tested_are_tested_among_all_students_too() -> None:
    records = state(TESTED, took_part("1", 100, 76, 76), took_part("1", 30, 20, 20, "english_learners"))
    found = leaving(records, status="TSI")
    rows = {row["student_group"]: row for row in found["results"]}
    assert rows["english_learners"]["counted_to"] - rows["english_learners"]["counted_from"] == 3
    assert rows["all"]["counted_to"] - rows["all"]["counted_from"] == 3


@pytest.mark.parametrize("expected", [None, 70])
def test_nobody_is_tested_where_nobody_more_is_expected(expected: int | None) -> None:
    everybody = took_part("1", 100, 100, 90)
    group = took_part("1", 30, 21, 21, "english_learners")
    assert leaving(state(TESTED, everybody, group), status="TSI")["changes"] == []  # no place among all students
    found = leaving(state(TESTED, took_part("1", expected, 70, 50)))
    assert "tested" not in found["changes"][0]


def test_this_year_turns_an_answer_also_where_an_earlier_year_is_masked() -> None:
    pooled = 'kind = "share", decimals = 1, years = 2'
    masked = {"school_id": "1", "school_year": "2022-23", "counted": 50, "value_low": 70.0, "value_high": 75.0}
    records = state(pooled, took_part("1", None, 50, 30), masked)
    found = leaving(records)
    (part,) = found["changes"]
    # 35 to 37.5 of 50 were proficient the year before; 45 this year make 80 of 100 at the least
    assert (part["students"], part["value_to"], part["value_to_high"]) == (15, 80.0, 82.5)
    assert "Reading, all students: 15 more (65.0–67.5 to 80.0–82.5 percent, masked)" in words(found)


def test_a_result_that_cannot_move_is_named_with_the_reason() -> None:
    masked = {"school_id": "1", "counted": 50, "value_low": 0.0, "value_high": 5.0}
    bare = {"school_id": "2", "counted": 50, "value": 66.9}
    (one,), (two,) = (
        state('kind = "share", decimals = 1', each).take.of_school(each["school_id"]) for each in (masked, bare)
    )
    says = "Below the floor, all students: this year's numbers of students cannot turn it"
    assert one["kept_by"] == [f"{says} (masked: Reading)"]
    assert two["kept_by"] == [f"{says} (published without the number of students who met the bar: Reading)"]


@pytest.mark.parametrize("unit", ["points", "percent"])
def test_a_published_value_of_many_decimals_moves_by_a_ten_thousandth_at_the_least(unit: str) -> None:
    value = 0.06666666666666667  # in units of its last decimal more than a whole number of 64 bits can hold
    rows = [{"school_id": school, "counted": 50, "value": each} for school, each in (("1", value), ("2", 90.25))]
    records = state(f'kind = "given", unit = "{unit}"', *rows)
    found = leaving(records)
    (part,) = found["changes"]
    assert found["students"] is None
    assert 80 <= part["value_to"] < 80.0001
    step = Lever("ela", "all", "value")
    assert records.take.rows.rooms("ela", "all", 1)[0] > records.change(found)[step] > 0


def test_a_floor_that_is_written_as_a_fraction_is_a_limit_like_any_other() -> None:
    rules = RULES.replace('value = 80, unit = "percent"', 'value = "2/3", unit = "share"')
    exactly = rules.replace("ela < eighty", "ela <= eighty").replace("INDICATOR", 'kind = "share"')
    schools = state(TESTED, took_part("1", None, 60, 40)).data  # 40 of 60 is two thirds, which is not enough
    book = ors.rules(tomllib.loads(exactly))
    found = leaving(Records(schools, book, ors.identify(schools, book)))
    assert found["students"] == 1


def test_a_school_leaves_the_lowest_by_passing_the_next_one() -> None:
    """The lowest school is the cut; once it rises the next one is, however far away that stands."""
    lowest = """
[number.cut]
label = "The lowest school"
kind = "lowest"
of = "ela"
take = "one"
base = "rated"
ties = "in"
rounding = "up"
source = "plan"
[indicator]"""
    text = RULES.replace("[indicator]", lowest, 1).replace("ela < eighty", "ela <= cut")
    one = 'one = { value = 1, unit = "schools", source = "plan" }\neighty '
    text = text.replace("eighty ", one, 1).replace("INDICATOR", 'kind = "given", unit = "points"')
    text = text.replace("eighty      = { value = 80", "unused = { show = true, value = 80")
    rows = [{"school_id": str(each), "counted": 50, "value": each + 0.123456} for each in (10, 40, 70)]
    data = state('kind = "given", unit = "percent"', *rows).data
    book = ors.rules(tomllib.loads(text))
    found = leaving(Records(data, book, ors.identify(data, book)), "10")
    (part,) = found["changes"]
    assert 40.123456 < part["value_to"] < 40.1236


def test_a_school_without_the_parts_of_a_combined_group_that_others_have() -> None:
    text = RULES.replace('asked = ["english_learners"]', 'asked = ["either"]\ncombined.either = ["black", "latino"]')
    rows = [took_part("1", None, 50, 30), took_part("2", None, 50, 45), took_part("2", None, 20, 19, "black")]
    data = state(TESTED, *rows, took_part("2", None, 20, 19, "latino")).data
    book = ors.rules(tomllib.loads(text.replace("INDICATOR", 'kind = "share", decimals = 1')))
    assert leaving(Records(data, book, ors.identify(data, book)))["students"] == 10


def test_a_run_folder_is_opened_once_for_an_explanation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = state(TESTED, took_part("1", 100, 70, 70))
    run = ors.identify(records.data, records.rules)
    run.write(tmp_path / "run")
    in_memory = ors.explain(run, school="1").to_dict()
    held: list[Path] = []
    whole = stored.refuse_damaged
    monkeypatch.setattr(stored, "refuse_damaged", lambda folder, *rest, **more: held.append(folder))
    assert ors.explain(tmp_path / "run", school="1").to_dict() == in_memory
    assert held == []  # the explanation itself has held the folder against its checksums
    monkeypatch.setattr(stored, "refuse_damaged", whole)
    assert take.what_it_would_take(tmp_path / "run", school="1") == in_memory["would_take"]


def test_an_explanation_as_data_is_without_room_for_the_eye(tmp_path: Path) -> None:
    records = state(TESTED, took_part("1", 100, 70, 70))
    ors.identify(records.data, records.rules).write(tmp_path / "run")
    result = CliRunner().invoke(app, ["explain", str(tmp_path / "run"), "--school", "1", "--json"])
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
