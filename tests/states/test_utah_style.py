"""A made-up State with points earned of points possible, an index of three years, and an exit after two good years.

`worked_out` follows the words of the rules, one school after another, in exact fractions. Of a few schools nobody
says whether they receive Title I: every way to fill the blanks is tried.
"""

import itertools
import random
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import orsupport as ors
from states.plainly import (
    NOBODY,
    Results,
    by_place,
    cut_of_lowest,
    five_percent_up,
    half_up,
    mean,
    percent,
    results_frame,
    schools_frame,
    year,
)

GROUPS = ["english_learners", "students_with_disabilities", "economically_disadvantaged"]
POSSIBLE = {
    "elementary_middle": {"achievement": 56, "growth": 81, "english": 13},
    "high": {"achievement": 56, "growth": 81, "english": 13, "readiness": 75},
}
NOW = 2025  # a year of identification
ANSWERS = ["no", "unsure", "yes"]
Schools = dict[str, dict[str, str]]
Answers = dict[tuple[str, str], dict[str, int]]  # of every school (`all`) and group: 0 no, 1 unsure, 2 yes


def made_up(seed: int, number: int = 150) -> tuple[Schools, Results, set[str]]:
    """The schools, their results in five years, and those that were in comprehensive support last year."""
    chance = random.Random(seed)
    schools: Schools = {}
    results: Results = {}
    held: set[str] = set()
    for name in map(str, range(1, number + 1)):
        level = chance.choice(["elementary_middle", "elementary_middle", "high"])
        title_i = chance.choice(["true", "true", "false"])
        schools[name] = {"level": level, "title_i": title_i, "open": chance.choice(["true"] * 19 + ["false"])}
        quality, trend = chance.gauss(0.4, 0.12), chance.gauss(0, 0.02)
        if quality < 0.35 and chance.random() < 0.5:
            held.add(name)
        opened = chance.choice([2021] * 12 + [2024, 2025])
        for group in ["all", *GROUPS]:
            for first in range(opened, NOW + 1):
                if chance.random() < 0.04:
                    continue
                for indicator in POSSIBLE[level]:
                    if chance.random() < (0.4 if indicator == "english" else 0.03):
                        continue
                    counted = chance.randint(8, 60) if group != "all" else chance.randint(60, 200)
                    share = chance.gauss(quality + trend * (first - NOW), 0.05)
                    met = round(counted * min(1.0, max(0.0, share)))
                    results[first, name, group, indicator] = (counted, Fraction(met))
    for name in chance.sample([name for name in schools if schools[name]["open"] == "true"], 4):
        schools[name]["title_i"] = ""
    return schools, results, held


def compared(value: Fraction | None, cuts: list[Fraction | None]) -> int:
    """Whether the value is at or below the cut: surely, surely not, or as the blanks are filled."""
    held = {value is not None and cut is not None and value <= cut for cut in cuts}
    return 1 if len(held) == 2 else 2 * held.pop()


def worked_out(schools: Schools, results: Results, held: set[str]) -> Answers:
    opened = {name: cells for name, cells in schools.items() if cells["open"] == "true"}

    def points(name: str, group: str, first: int) -> Fraction | None:
        earned = []
        for indicator, possible in POSSIBLE[schools[name]["level"]].items():
            row = results.get((first, name, group, indicator), NOBODY)
            if row[0] >= 10:
                earned.append((percent(row), possible))
        return mean(earned) if earned else None

    def index(name: str, group: str, first: int) -> Fraction | None:
        years = [told for told in (points(name, group, first - ago) for ago in range(3)) if told is not None]
        return half_up(sum(years) / Fraction(len(years)), 2) if len(years) >= 2 else None

    blank = [name for name, cells in opened.items() if not cells["title_i"]]
    levels = {name: cells["level"] for name, cells in opened.items()}

    def cuts(first: int, level: str) -> list[Fraction | None]:
        """The cut for every way to fill the blanks."""
        told = {name: index(name, "all", first) for name in opened if levels[name] == level}
        found = []
        for filled in itertools.product([False, True], repeat=len(blank)):
            title_i = {name: cells["title_i"] == "true" for name, cells in opened.items()} | dict(
                zip(blank, filled, strict=True)
            )
            frame = [name for name in told if title_i[name]]
            ranked = [value for name in frame if (value := told[name]) is not None]
            found.append(cut_of_lowest(ranked, five_percent_up(len(frame))))
        return found

    cut = {(first, level): cuts(first, level) for first in (NOW - 1, NOW) for level in POSSIBLE}
    found: Answers = {}
    for name, cells in opened.items():
        low = {group: compared(index(name, group, NOW), cut[NOW, levels[name]]) for group in ["all", *GROUPS]}
        above = []
        for first in (NOW - 1, NOW):
            value = index(name, "all", first)
            above.append(0 if value is None else 2 - compared(value, cut[first, levels[name]]))
        title_i = {"true": 2, "false": 0, "": 1}[cells["title_i"]]
        new, leaves = min(title_i, low["all"]), min(above)
        stands = min(2 * (name in held), 2 - leaves)
        found[name, "all"] = {
            "csi_new": new,
            "csi_exit": leaves,
            "csi_stands": stands,
            "csi": max(new, stands),
            "tsi": max(low[group] for group in GROUPS),
        }
        for group in ["all", *GROUPS]:
            found.setdefault((name, group), {})["low"] = low[group]
    return found


def outcome(told: dict[str, int]) -> str:
    first = next((name for name in ("CSI", "TSI") if told[name.lower()]), "")
    return "unsure" if first and told[first.lower()] == 1 else first


@pytest.fixture(scope="module", params=[1, 2])
def state(request: pytest.FixtureRequest) -> tuple[Answers, ors.Run]:
    schools, results, held = made_up(request.param)
    statuses = pd.DataFrame(
        [{"school_year": year(NOW - 1), "school_id": name, "student_group": "all", "status": "csi"} for name in held]
    )
    data = ors.read(schools=schools_frame(schools), results=results_frame(results), statuses=statuses)
    run = ors.identify(data, ors.rules(Path(__file__).with_name("utah-style.toml")), year=year(NOW))
    return worked_out(schools, results, held), run


def test_every_school_answers_each_rule_as_worked_out_from_the_words(state: tuple[Answers, ors.Run]) -> None:
    expected, run = state
    rows = by_place(run.schools, "school_id")
    for (name, group), told in expected.items():
        if group == "all":
            row = rows[name,]
            rules = [rule for rule in told if rule != "low"]
            assert {rule: row[rule] for rule in rules} == {rule: ANSWERS[told[rule]] for rule in rules}, name
            assert row["outcome"] == outcome(told), name


def test_every_student_group_is_held_against_the_cut_of_the_schools(state: tuple[Answers, ors.Run]) -> None:
    expected, run = state
    rows = by_place(run.groups, "school_id", "student_group")
    for place, told in expected.items():
        assert rows[place]["low"] == ANSWERS[told["low"]], place


def test_schools_enter_stay_and_leave(state: tuple[Answers, ors.Run]) -> None:
    expected, _ = state
    schools = [told for (_, group), told in expected.items() if group == "all"]
    assert any(told["csi_new"] == 2 for told in schools)
    assert any(told["csi_stands"] == 2 and told["csi_new"] == 0 for told in schools)
    assert any(told["csi_exit"] == 2 for told in schools)
    assert any(told["tsi"] == 2 and told["csi"] == 0 for told in schools)
    assert any(1 in told.values() for told in schools)
