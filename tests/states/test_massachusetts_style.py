"""A made-up State with points for improvement and for the target, and half of the score from the lowest-performing.

`worked_out` follows the words of the rules, one school after another, in exact fractions.
"""

import random
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

import orsupport as ors
from states.plainly import NOBODY, Results, by_place, half_up, mean, percent, results_frame, said, schools_frame

GROUPS = ["english_learners", "students_with_disabilities"]
GIVEN = ["achievement", "growth"]
NOW = 2024
# Each level begins at its figure; of absence, where lower is better, at or below it
GAINED = {"achievement": ["-2", "1", "4"], "growth": ["-3", "2", "6"], "english": ["-2.5", "2.5", "7.5"]}
GAINED["absence"] = ["1", "-1", "-3"]
TARGETS = {"achievement": ["490", "505"], "growth": ["45", "55"], "english": ["40", "62.5"], "absence": ["20", "10"]}
POINTS = [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 4]]
WEIGHTS = [
    {"achievement": 60, "growth": 20, "english": 10, "absence": 10},
    {"achievement": 65, "growth": 22, "absence": 13},
    {"achievement": 75, "english": 12, "absence": 13},
]


@dataclass
class School:
    low_percentile: bool
    low_graduation: bool
    low_participation: dict[str, bool]
    cumulative: Fraction | None
    percentile: Fraction | None

    @property
    def low_participation_anywhere(self) -> bool:
        return any(self.low_participation.values())

    @property
    def assistance(self) -> bool:
        return self.low_percentile or self.low_graduation or self.low_participation_anywhere

    @property
    def outcome(self) -> str:
        if self.assistance:
            return "Requiring assistance"
        if self.cumulative is None:
            return ""
        return ["Limited", "Moderate", "Substantial", "Meeting"][sum(self.cumulative >= at for at in (25, 50, 75))]


def made_up(seed: int, number: int = 120) -> tuple[dict[str, dict[str, str]], Results]:
    chance = random.Random(seed)
    schools: dict[str, dict[str, str]] = {}
    results: Results = {}
    for name in map(str, range(1, number + 1)):
        kind = chance.choice(["elementary", "elementary", "middle", "high"])
        schools[name] = {"school_kind": kind, "open": chance.choice(["true"] * 19 + ["false"])}
        quality, trend = chance.gauss(0, 1), chance.gauss(0, 4)
        for group in ["all", *GROUPS, "lowest_performing"]:
            size = chance.randint(40, 300) if group == "all" else chance.randint(18, 80)
            for year in (NOW - 2, NOW - 1, NOW):
                if chance.random() < 0.985:
                    value = half_up(Fraction(chance.gauss(497 + 8 * quality + trend * (year - NOW), 2)), 1)
                    results[year, name, group, "achievement"] = (size, value)
                if chance.random() < 0.97:
                    results[year, name, group, "growth"] = (
                        size,
                        Fraction(round(chance.gauss(50 + 8 * quality + trend * (year - NOW), 5))),
                    )
                shares: dict[str, tuple[float, float, float]] = {
                    "absence": (0.98, 0.17 - 0.05 * quality, 0.03),
                    "english": (0.7, 0.5 + 0.1 * quality + 0.03 * trend * (year - NOW), 0.05),
                    "participation": (1, 0.95 if group == "lowest_performing" else 1.0, 0.022),
                }
                if kind == "high":
                    shares["graduation"] = (1, 0.8, 0.1)
                for indicator, (often, level, spread) in shares.items():
                    if chance.random() < often:
                        counted = chance.choice([size] * 40 + [19, 20])
                        met = round(counted * min(1.0, max(0.0, chance.gauss(level, spread))))
                        if indicator == "graduation" and chance.random() < 0.2:  # close to the floor, and rounded to it
                            counted, met = chance.choice([(300, 199), (30, 20)])
                        results[year, name, group, indicator] = (counted, Fraction(met))
    return schools, results


def level(value: Fraction, begins: list[str], indicator: str) -> int:
    figures = [Fraction(begin) for begin in begins]
    return sum(value <= figure if indicator == "absence" else value >= figure for figure in figures)


def worked_out(schools: dict[str, dict[str, str]], results: Results) -> dict[str, School]:
    def value(name: str, group: str, indicator: str, year: int) -> Fraction | None:
        row = results.get((year, name, group, indicator), NOBODY)
        if row[0] < 20:
            return None
        if indicator in GIVEN:
            return row[1]
        return percent(row) if indicator == "participation" else half_up(percent(row), 1)

    def points(name: str, group: str, indicator: str, year: int) -> Fraction | None:
        now, before = value(name, group, indicator, year), value(name, group, indicator, year - 1)
        if now is None or before is None:
            return None
        row = level(now - before, GAINED[indicator], indicator)
        return Fraction(25 * POINTS[row][level(now, TARGETS[indicator], indicator)])

    def annual(name: str, group: str, year: int) -> Fraction | None:
        have = {indicator: points(name, group, indicator, year) for indicator in TARGETS}
        rated = {indicator: told for indicator, told in have.items() if told is not None}
        for weights in WEIGHTS:
            if set(weights) <= set(rated):
                return mean([(rated[indicator], weight) for indicator, weight in weights.items()])
        return None

    def both(name: str, year: int) -> Fraction | None:
        halves = annual(name, "all", year), annual(name, "lowest_performing", year)
        return None if halves[0] is None or halves[1] is None else (halves[0] + halves[1]) / 2

    cumulative: dict[str, Fraction] = {}
    opened = [name for name, cells in schools.items() if cells["open"] == "true"]
    for name in opened:
        now, before = both(name, NOW), both(name, NOW - 1)
        if now is not None and before is not None:
            cumulative[name] = half_up(mean([(now, 60), (before, 40)]), 0)

    found: dict[str, School] = {}
    for name in opened:
        percentile = None
        if name in cumulative:
            peers = [
                told
                for peer, told in cumulative.items()
                if schools[peer]["school_kind"] == schools[name]["school_kind"]
            ]
            percentile = Fraction(100 * (1 + sum(told < cumulative[name] for told in peers)), len(peers))
        graduation = value(name, "all", "graduation", NOW)
        tested = {group: value(name, group, "participation", NOW) for group in ["all", *GROUPS]}
        found[name] = School(
            low_percentile=percentile is not None and percentile <= 10,
            low_graduation=graduation is not None and graduation < Fraction("66.7"),
            low_participation={group: share is not None and share < 95 for group, share in tested.items()},
            cumulative=cumulative.get(name),
            percentile=percentile,
        )
    return found


@pytest.fixture(scope="module", params=[1, 4])
def state(request: pytest.FixtureRequest) -> tuple[dict[str, School], ors.Run]:
    schools, results = made_up(request.param)
    data = ors.read(schools=schools_frame(schools), results=results_frame(results, GIVEN))
    run = ors.identify(data, ors.rules(Path(__file__).with_name("massachusetts-style.toml")), year="2024-25")
    return worked_out(schools, results), run


def test_every_school_answers_each_rule_as_worked_out_from_the_words(state: tuple[dict[str, School], ors.Run]) -> None:
    expected, run = state
    rows = by_place(run.schools, "school_id")
    for name, school in expected.items():
        row = rows[name,]
        for rule in ("low_percentile", "low_graduation", "low_participation_anywhere", "assistance"):
            assert row[rule] == said(getattr(school, rule)), (name, rule)
        assert row["outcome"] == school.outcome, name


def test_every_group_tests_enough_of_its_students_or_not_as_worked_out(
    state: tuple[dict[str, School], ors.Run],
) -> None:
    expected, run = state
    rows = by_place(run.groups, "school_id", "student_group")
    for name, school in expected.items():
        for group, low in school.low_participation.items():
            assert rows[name, group]["low_participation"] == said(low), (name, group)


def test_the_lowest_performing_students_are_never_asked_for_their_participation(
    state: tuple[dict[str, School], ors.Run],
) -> None:
    _, run = state
    for row in by_place(run.schools, "school_id").values():
        assert "lowest_performing" not in row["low_participation_anywhere_groups"]
    rows = by_place(run.groups, "student_group", "school_id")
    assert any(group == "lowest_performing" and row["low_participation"] == "yes" for (group, _), row in rows.items())


def test_the_made_up_state_has_schools_with_every_outcome(state: tuple[dict[str, School], ors.Run]) -> None:
    expected, _ = state
    outcomes = {"Requiring assistance", "Limited", "Moderate", "Substantial", "Meeting", ""}
    assert {school.outcome for school in expected.values()} == outcomes
    assert any(school.low_percentile and not school.low_participation_anywhere for school in expected.values())
