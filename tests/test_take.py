"""What it would take: the change that is stated turns the answer, and with one student fewer in a part it does not.

By default a sample of the identified schools of the made-up State; all of them with ORSUPPORT_TAKE=all.
"""

from __future__ import annotations

import itertools
import os
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.proofs import Records, faults

import orsupport as ors
from orsupport import take
from orsupport.explanation.figures import words
from orsupport.explanation.take_text import BY_RULES_ONLY, watch_list_text, would_take
from orsupport.take.changes import Change, Lever
from orsupport.take.proving import Prover

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SAMPLE = 6


@cache
def state(name: str, rules: str) -> tuple[ors.Data, ors.Rulebook, ors.Run]:
    data, book = ors.read(FIXTURES / name), ors.rules(rules)
    return data, book, ors.identify(data, book)


@cache
def oregon_like() -> Records:
    return Records(*state("oregon-like", "oregon-2023"))


@cache
def tiny() -> Records:
    return Records(*state("tiny", str(FIXTURES / "tiny" / "rules.toml")))


@cache
def leaving() -> list[dict[str, Any]]:
    return take.for_all(state("oregon-like", "oregon-2023")[2])


def test_the_stated_change_turns_the_answer_of_an_identified_school_and_one_student_fewer_does_not() -> None:
    found = [each for each in leaving() if each["changes"]]
    chosen = found if os.environ.get("ORSUPPORT_TAKE") == "all" else found[:: len(found) // SAMPLE]
    assert {each["status"] for each in chosen} == {"CSI", "TSI"}
    assert [fault for each in chosen for fault in faults(oregon_like(), each)] == []


def test_every_identified_school_has_a_change_or_a_reason_why_none_turns_it() -> None:
    _, _, run = state("oregon-like", "oregon-2023")
    found = leaving()
    schools = run.schools
    assert len(found) == (schools["csi"] == "yes").sum() + (schools["tsi"] == "yes").sum()
    assert [each["school_id"] for each in found if not each["changes"] and not each["kept_by"]] == []


def test_a_school_on_the_watch_list_comes_on_with_the_stated_change_and_not_with_one_student_fewer() -> None:
    found = take.watch_list(state("oregon-like", "oregon-2023")[2], 2)
    assert max(each["students"] for each in found) <= 2
    coming = [each for each in found if each["would"] == "come on"]
    assert coming
    assert [fault for each in coming[:: len(coming) // 3] for fault in faults(oregon_like(), each)] == []


def test_the_watch_list_says_of_a_school_what_its_explanation_says_however_far_it_looks() -> None:
    run = state("oregon-like", "oregon-2023")[2]
    lists = {
        within: {
            (each["school_id"], each["status"], each["would"]): each["students"]
            for each in take.watch_list(run, within)
        }
        for within in (1, 3, 10)
    }
    for within, listed in lists.items():
        assert listed == {key: students for key, students in lists[10].items() if students <= within}
    for school in dict.fromkeys(key[0] for key in list(lists[10])[::25]):
        for each in oregon_like().take.of_school(school):
            key = (school, each["status"], each["would"])
            near = each["students"] is not None and each["students"] <= 10
            assert lists[10].get(key) == (each["students"] if near else None), key


def test_the_students_of_a_line_give_the_percent_of_that_line() -> None:
    parts = [part for each in leaving() for part in each["changes"] if "counted" in part]
    for part in parts:
        percent = 100 * part["met_to"] / part.get("denominator", part["counted"])
        assert abs(percent - part["value_to"]) <= 0.0501, part
    assert [part for part in parts if "moves" in part]


def test_the_lines_of_a_change_name_every_student_group_whose_results_move() -> None:
    for each in leaving():
        said = "\n".join(would_take([each]))
        moving = {row["student_group"] for row in each["results"]} - {"all"}
        assert [group for group in moving if words(group) not in said] == [], each["school_id"]


@pytest.mark.parametrize("would", ["leave", "come on"])
def test_every_change_of_the_tiny_state_is_proved(would: str) -> None:
    records = tiny()
    found = [*take.for_all(state("tiny", str(FIXTURES / "tiny" / "rules.toml"))[2])]
    found += take.watch_list(state("tiny", str(FIXTURES / "tiny" / "rules.toml"))[2], 10)
    mine = [each for each in found if each["changes"] and each["would"] == would]
    assert mine
    assert [fault for each in mine for fault in faults(records, each)] == []


def test_no_change_with_fewer_students_turns_a_school_of_the_tiny_state() -> None:
    records = tiny()
    prover = Prover(records.take.shared, records.take.rows)
    checked = 0
    for each in take.for_all(state("tiny", str(FIXTURES / "tiny" / "rules.toml"))[2]):
        if each["students"] is None or each["students"] > 4:
            continue
        school = records.schools.index(each["school_id"])
        tried = [(school, change) for change in changes_of(records, school, each["students"] - 1)]
        assert not any(prover.turns(each["rule"], False, tried)), each["school_id"]
        checked += 1
    assert checked >= 2


def changes_of(records: Records, school: int, most: int) -> list[Change]:
    """Every change of at most so many more students, over all indicators and student groups of the school."""
    rows = records.take.rows
    levers = [
        Lever(name, group)
        for name in records.rules.indicator
        for group, counted, met in rows.groups_of(name, school)
        if counted > met
    ]
    found: list[Change] = []
    for number in range(1, most + 1):
        for chosen in itertools.combinations_with_replacement(levers, number):
            change = {lever: chosen.count(lever) for lever in chosen}
            fits = all(
                by <= rows.room(lever.indicator, lever.student_group, school, 1, "met") for lever, by in change.items()
            )
            found += [change] if fits else []
    return found


def test_a_school_that_stays_in_support_from_before_is_told_what_keeps_it() -> None:
    found = leaving()
    kept = [
        each for each in found if each["status"] == "CSI" and any("held last year" in why for why in each["kept_by"])
    ]
    assert kept
    assert all(each["changes"] == [] for each in kept)


def test_a_closed_school_and_one_that_is_not_known() -> None:
    _, _, run = state("tiny", str(FIXTURES / "tiny" / "rules.toml"))
    assert take.what_it_would_take(run, school="110") == []
    with pytest.raises(ors.InputError, match="there is no school 999"):
        take.what_it_would_take(run, school="999")


@cache
def after_two_decisions() -> ors.Run:
    """The tiny State with an identified school taken off the list, and one that no rule names put on it."""
    data, book, _ = state("tiny", str(FIXTURES / "tiny" / "rules.toml"))
    rows = [
        {"school_id": school, "district_id": None, "outcome": outcome, "reason": "Visited"}
        | {"authority": "The Director", "date": date(2025, 10, 1)}
        for school, outcome in (("105", "not identified"), ("106", "CSI"))
    ]
    given = {name: [row[name] for row in rows] for name in rows[0]}
    return ors.identify(replace(data, overrides=pa.table(given)), book)


def test_schools_that_a_person_decided_on_stand_apart_in_the_watch_list() -> None:
    found = take.watch_list(after_two_decisions(), 3)
    apart = {each["school_id"]: each for each in found if each["decided"]}
    assert {school: each["decided"]["outcome"] for school, each in apart.items()} == {
        "105": "not identified",
        "106": "CSI",
    }
    printed = watch_list_text(found, 3)
    listed, off, decided = (
        printed.index(f"\n{title}: ") for title in ("On the list", "Not on the list", BY_RULES_ONLY)
    )
    assert listed < off < decided
    for school in ("  105 ", "  106 "):
        assert printed.index(school) > decided
    assert "decided by a person (not identified, The Director, 2025-10-01): by the rules only" in printed
    order = [printed.index(f"  {each['school_id']} ") for each in found]
    assert order == sorted(order)  # the data are in the order of the text


def test_the_explanation_of_a_decided_school_says_that_what_it_would_take_is_by_the_rules() -> None:
    explained = ors.explain(after_two_decisions(), school="105")
    lines = str(explained).splitlines()
    first = lines.index("What it would take (each worked out anew with it):")
    says = "  decided by a person (not identified, The Director, 2025-10-01): what follows is by the rules only"
    assert lines[first + 1] == says
    assert explained.to_dict()["would_take"][0]["decided"]["by_rules"] == "unsure"
    undecided = ors.explain(after_two_decisions(), school="102")
    assert "by the rules only" not in str(undecided)
    assert [each["status"] for each in undecided.to_dict()["would_take"]] == ["CSI", "TSI"]


def test_students_that_participation_adds_are_said_so() -> None:
    found = take.watch_list(state("oregon-like", "oregon-2023")[2], 1)
    [line, *_] = [line for line in watch_list_text(found, 1).splitlines() if "(by participation)" in line]
    assert re.search(r"\d+ to \d+ of \d+\.\d+ \(by participation\), ", line)
