"""A made-up State whose indicators have a colour, from their status and their change, of schools and of districts.

`worked_out` follows the words of the rules, one place after another, in exact fractions.
"""

import random
from fractions import Fraction
from pathlib import Path

import pytest

import orsupport as ors
from states.plainly import NOBODY, Results, by_place, half_up, percent, results_frame, said, schools_frame

GROUPS = ["english_learners", "students_with_disabilities", "foster_youth"]
GIVEN = ["ela", "math"]
LOWER_IS_BETTER = ["chronic", "suspension"]
NOW = 2024
STATUS = {
    "ela": ["-70", "-5", "10", "45"],
    "math": ["-95", "-25", "0", "35"],
    "chronic": ["20", "10", "5", "2.5"],
    "suspension": ["6", "3", "1.5", "0.5"],
    "graduation": ["68", "80", "90.5", "95"],
}
CHANGE = {
    "ela": ["-15", "-3", "3", "15"],
    "math": ["-15", "-3", "3", "15"],
    "chronic": ["3", "0.5", "-0.5", "-3"],
    "suspension": ["2", "0.3", "-0.3", "-2"],
    "graduation": ["-5", "-1", "1", "5"],
}
COLOURS = ["RRROY", "ROOYY", "OOYGG", "OYGGB", "YGBBB"]  # a row a status, a letter a change
AREAS = {
    "pupil_achievement": ["ela", "math"],
    "engagement": ["chronic"],
    "climate": ["suspension"],
    "graduating": ["graduation"],
}
Places = dict[str, dict[str, str]]


def made_up(seed: int, number: int = 100) -> tuple[Places, Results]:
    chance = random.Random(seed)
    places: Places = {}
    results: Results = {}
    for name in map(str, range(1, number + 1)):
        high = chance.random() < 0.5
        places[name] = {
            "title_i": chance.choice(["true", "true", "false", ""]),
            "open": chance.choice(["true"] * 19 + ["false"]),
        }
        quality = chance.gauss(-0.5, 0.8)
        at_the_floor = chance.random() < 0.15
        for group in ["all", *GROUPS]:
            size = chance.randint(60, 300) if group == "all" else chance.randint(25, 90)
            for year in (NOW - 2, NOW - 1, NOW):
                for indicator, middle, step in (("ela", -20, 40), ("math", -45, 40)):
                    if chance.random() < 0.93:
                        value = half_up(Fraction(chance.gauss(middle + step * quality, 8)), 1)
                        results[year, name, group, indicator] = (chance.choice([size] * 20 + [29, 30]), value)
                shares = {"chronic": (0.16, -0.07, 0.02), "suspension": (0.04, -0.025, 0.01)}
                if high:
                    shares["graduation"] = (0.82, 0.12, 0.03)
                for indicator, (level, slope, spread) in shares.items():
                    if chance.random() < 0.93:
                        counted = chance.choice([size] * 20 + [29, 30])
                        met = round(counted * min(1.0, max(0.0, chance.gauss(level + slope * quality, spread))))
                        if indicator == "graduation" and at_the_floor:
                            counted, met = 100, 68
                        if indicator == "chronic" and chance.random() < 0.15:  # at the beginning of a level
                            counted, met = 100, chance.choice([5, 10, 20, 21])
                        results[year, name, group, indicator] = (counted, Fraction(met))
    return places, results


def level(value: Fraction, begins: list[str], indicator: str) -> int:
    figures = [Fraction(begin) for begin in begins]
    return sum(value <= figure if indicator in LOWER_IS_BETTER else value >= figure for figure in figures)


def rated(results: Results, name: str, group: str, indicator: str, year: int) -> Fraction | None:
    row = results.get((year, name, group, indicator), NOBODY)
    if row[0] < 30:
        return None
    return row[1] if indicator in GIVEN else half_up(percent(row), 1)


def colours(results: Results, name: str, group: str) -> dict[str, str]:
    found = {}
    for indicator in STATUS:
        now, before = (rated(results, name, group, indicator, year) for year in (NOW, NOW - 1))
        if now is not None and before is not None:
            row = COLOURS[level(now, STATUS[indicator], indicator)]
            found[indicator] = row[level(now - before, CHANGE[indicator], indicator)]
    return found


def of_colours(found: dict[str, str]) -> dict[str, bool]:
    red = sum(colour == "R" for colour in found.values())
    enough = len(found) >= 2
    told = {
        "enough": enough,
        "all_red": enough and red == len(found),
        "all_but_one_red": enough and red == len(found) - 1,
        "mostly_red": len(found) >= 5 and 2 * red > len(found),
    }
    return told | {"all_red_tests": told["all_red"] or told["all_but_one_red"] or told["mostly_red"]}


def graduates_too_few(results: Results, name: str) -> bool:
    now, before = (rated(results, name, "all", "graduation", year) for year in (NOW, NOW - 1))
    return now is not None and before is not None and (now + before) / 2 < 68


def identify(rules: str, seed: int) -> tuple[Places, Results, ors.Run]:
    places, results = made_up(seed)
    if rules == "california-style-districts":
        places = {name: cells | {"district_id": name} for name, cells in places.items()}
    data = ors.read(schools=schools_frame(places), results=results_frame(results, GIVEN))
    run = ors.identify(data, ors.rules(Path(__file__).with_name(f"{rules}.toml")), year="2024-25")
    return {name: cells for name, cells in places.items() if cells["open"] == "true"}, results, run


@pytest.fixture(scope="module", params=[1, 2])
def schools(request: pytest.FixtureRequest) -> tuple[Places, Results, ors.Run]:
    return identify("california-style", request.param)


@pytest.fixture(scope="module", params=[3, 4])
def districts(request: pytest.FixtureRequest) -> tuple[Places, Results, ors.Run]:
    return identify("california-style-districts", request.param)


def test_every_school_is_identified_as_worked_out_from_the_words(schools: tuple[Places, Results, ors.Run]) -> None:
    places, results, run = schools
    rows = by_place(run.schools, "school_id")
    for name, cells in places.items():
        tests = of_colours(colours(results, name, "all"))["all_red_tests"]
        by_colours = {"true": said(tests), "false": "no", "": "unsure" if tests else "no"}[cells["title_i"]]
        low_graduation = graduates_too_few(results, name)
        atsi = any(of_colours(colours(results, name, group))["all_red_tests"] for group in GROUPS)
        csi = "yes" if low_graduation else by_colours
        row = rows[name,]
        assert row["low_performing"] == by_colours, name
        assert row["low_graduation"] == said(low_graduation), name
        assert row["csi"] == csi, name
        assert row["atsi"] == said(atsi), name
        outcome = {"yes": "CSI", "unsure": "unsure", "no": "ATSI" if atsi else ""}[csi]
        assert row["outcome"] == outcome, name


def test_every_student_group_meets_the_tests_of_colours_as_worked_out(schools: tuple[Places, Results, ors.Run]) -> None:
    places, results, run = schools
    rows = by_place(run.groups, "school_id", "student_group")
    met: set[str] = set()
    for name in places:
        for group in ["all", *GROUPS]:
            told = of_colours(colours(results, name, group))
            row = rows[name, group]
            assert {rule: row[rule] for rule in told} == {rule: said(yes) for rule, yes in told.items()}, (name, group)
            met |= {rule for rule, yes in told.items() if yes}
    assert met == {"enough", "all_red", "all_but_one_red", "mostly_red", "all_red_tests"}


def test_a_district_is_assisted_if_a_group_of_its_own_is_red_in_two_priority_areas(
    districts: tuple[Places, Results, ors.Run],
) -> None:
    places, results, run = districts
    rows = by_place(run.districts, "district_id")
    of_groups = by_place(run.groups, "district_id", "student_group")
    tiers: set[str] = set()
    for name in places:
        assisted = False
        for group in GROUPS:
            red = {indicator for indicator, colour in colours(results, name, group).items() if colour == "R"}
            areas = {area: not red.isdisjoint(indicators) for area, indicators in AREAS.items()}
            told = areas | {"in_two_areas": sum(areas.values()) >= 2}
            row = of_groups[name, group]
            assert {rule: row[rule] for rule in told} == {rule: said(yes) for rule, yes in told.items()}, (name, group)
            assisted |= told["in_two_areas"]
        row = rows[name,]
        assert row["assistance"] == said(assisted), name
        tier = row["tier"]
        assert tier == ("Differentiated assistance" if assisted else ""), name
        tiers.add(tier)
    assert tiers == {"Differentiated assistance", ""}
