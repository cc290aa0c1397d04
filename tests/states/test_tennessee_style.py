"""A made-up State with a success rate, safe harbour and each student group's own lowest five percent.

`answers` works it all out from the words of the rules, one school after another, in exact fractions.
"""

import random
from fractions import Fraction
from pathlib import Path

import pytest

import orsupport as ors
from states.plainly import (
    NOBODY,
    Results,
    at_or_below,
    by_place,
    cut_of_lowest,
    five_percent_up,
    half_up,
    mean,
    percent,
    results_frame,
    said,
    schools_frame,
)

GROUPS = ["black_hispanic_native", "economically_disadvantaged", "english_learners"]
SUBJECTS = ["ela", "math", "science"]
BETTER = {"economically_disadvantaged": 0.15}  # so its own lowest five percent are not the State's
YEARS = [2022, 2023, 2024]
NOW = 2024
LEVELS = ["Low", "Fair", "Good", "Strong"]
Answers = dict[tuple[str, str], dict[str, bool]]


def made_up(seed: int, number: int = 160) -> tuple[dict[str, dict[str, str]], Results]:
    chance = random.Random(seed)
    schools: dict[str, dict[str, str]] = {}
    results: Results = {}
    for name in map(str, range(1, number + 1)):
        pool = chance.choice(["K8"] * 6 + ["HS"] * 3 + ["Special"])
        schools[name] = {"pool": pool, "open": chance.choice(["true"] * 19 + ["false"])}
        level = chance.uniform(0.05, 0.8)
        exactly = chance.choice([None] * 6 + [20, 35, 45, 60])  # percent, at the beginning of a level
        alike = seed % 2 == 0 and chance.random() < 0.06  # a success rate of 9.0, once it is rounded
        for group in ["all", *GROUPS]:
            size = chance.randint(60, 200) if group == "all" else chance.randint(15, 80)
            for year in YEARS:
                for indicator in [*SUBJECTS, "absence", "elp", "graduation"]:
                    if indicator == "graduation" and pool == "K8":
                        continue
                    if indicator == "elp" and group not in ("all", "english_learners"):
                        continue
                    if chance.random() < 0.1:
                        continue
                    counted = chance.choice([size, size, size, 29, 30, 20])
                    share = 0.25 if indicator == "absence" else level + BETTER.get(group, 0)
                    met = round(counted * min(1.0, max(0.0, chance.gauss(share, 0.12))))
                    if indicator == "absence" and chance.random() < 0.4:  # at the beginning of a level
                        counted, met = 100, chance.choice([5, 10, 15, 25])
                    if alike and group == "all" and indicator in SUBJECTS:
                        counted, met = 10_000, 900 + chance.randint(-4, 4)
                    elif exactly and group == "all" and indicator in SUBJECTS and year == NOW:
                        counted, met = 100, exactly
                    results[year, name, group, indicator] = (counted, Fraction(met))
                if chance.random() < 0.9:
                    results[year, name, group, "growth_level"] = (0, Fraction(chance.randint(1, 5)))
    return schools, results


def band(value: Fraction, begins: list[int]) -> Fraction:
    return Fraction(sum(value >= begin for begin in begins))


def answers(schools: dict[str, dict[str, str]], results: Results) -> tuple[Answers, dict[str, str]]:
    """Of every school (`all`) and every group of it, what each rule says; and the outcome of every school."""
    of_pool = {name: cells["pool"] for name, cells in schools.items() if cells["open"] == "true"}

    def pooled(name: str, group: str, years: list[int]) -> Fraction | None:
        counted, met = NOBODY
        for year in years:
            for subject in SUBJECTS:
                row = results.get((year, name, group, subject), NOBODY)
                if row[0] >= 30:
                    counted, met = counted + row[0], met + row[1]
        # Older years alone rate nobody: a subject of this year has to be left
        if not any(results.get((NOW, name, group, subject), NOBODY)[0] >= 30 for subject in SUBJECTS):
            return None
        return percent((counted, met))

    def rate(name: str, group: str, indicator: str) -> Fraction | None:
        row = results.get((NOW, name, group, indicator), NOBODY)
        return percent(row) if row[0] >= 30 else None

    def growth(name: str, group: str, year: int) -> Fraction | None:
        row = results.get((year, name, group, "growth_level"))
        return row[1] if row else None

    def excused(name: str) -> bool:
        now, before = growth(name, "all", NOW), growth(name, "all", NOW - 1)
        return now is not None and now >= 4 and (before is None or before >= 4)

    def average(name: str, group: str) -> Fraction | None:
        if of_pool[name] not in ("K8", "HS"):
            return None
        points: dict[str, Fraction] = {}
        proficient = pooled(name, group, [NOW])
        if proficient is not None:
            points["achievement"] = band(proficient, [20, 35, 45, 60])
        grown = growth(name, group, NOW)
        if grown is not None:
            points["growth"] = grown - 1
        absent = rate(name, group, "absence")
        if absent is not None:
            points["absence"] = Fraction(sum(absent <= bar for bar in [25, 15, 10, 5]))
        learned = rate(name, group, "elp")
        if learned is not None:
            points["elp"] = band(learned, [25, 40, 50, 60])
        graduated = rate(name, group, "graduation")
        if graduated is not None:
            points["graduation"] = band(graduated, [67, 80, 90, 95])
        if of_pool[name] == "K8":
            weights = {"achievement": 45, "growth": 35, "absence": 10, "elp": 10}
            without = {"achievement": 50, "growth": 40, "absence": 10}
        else:
            weights = {"achievement": 30, "growth": 25, "graduation": 25, "absence": 10, "elp": 10}
            without = {"achievement": 33, "growth": 28, "graduation": 28, "absence": 11}
        used = weights if "elp" in points else without
        return mean([(points[part], used[part]) for part in used]) if set(used) <= set(points) else None

    success = {name: pooled(name, "all", YEARS) for name in of_pool}
    rounded = {name: half_up(value, 1) for name, value in success.items() if value is not None}
    csi_cut = {
        pool: cut_of_lowest(
            [rounded[name] for name in rounded if of_pool[name] == pool and not excused(name)],
            five_percent_up(sum(kind == pool for kind in of_pool.values())),
        )
        for pool in ("K8", "HS")
    }
    averages = {(name, group): average(name, group) for name in of_pool for group in ["all", *GROUPS]}
    cuts: dict[str, Fraction | None] = {}
    for group in ["all", *GROUPS]:
        rated = [value for (_, of), value in averages.items() if of == group and value is not None]
        cuts[group] = cut_of_lowest(rated, five_percent_up(len(rated)))

    found: Answers = {}
    outcomes: dict[str, str] = {}
    for name in of_pool:
        csi = not excused(name) and at_or_below(rounded.get(name), csi_cut.get(of_pool[name]))
        for group in GROUPS:
            tsi = not csi and at_or_below(averages[name, group], cuts[group])
            atsi = tsi and at_or_below(averages[name, group], cuts["all"])
            found[name, group] = {"tsi_group": tsi, "atsi_group": atsi}
        of_groups = [found[name, group] for group in GROUPS]
        found[name, "all"] = {
            "excused": excused(name),
            "csi": csi,
            "tsi": any(told["tsi_group"] for told in of_groups),
            "atsi": any(told["atsi_group"] for told in of_groups),
        }
        own = averages[name, "all"]
        status = next((status for status in ("CSI", "ATSI", "TSI") if found[name, "all"][status.lower()]), None)
        outcomes[name] = status or ("" if own is None else LEVELS[min(int(own), 3)])
    return found, outcomes


@pytest.fixture(scope="module", params=[3, 4])
def state(request: pytest.FixtureRequest) -> tuple[Answers, dict[str, str], ors.Run]:
    schools, results = made_up(request.param)
    data = ors.read(schools=schools_frame(schools), results=results_frame(results, given=["growth_level"]))
    run = ors.identify(data, ors.rules(Path(__file__).with_name("tennessee-style.toml")), year="2024-25")
    return *answers(schools, results), run


def test_every_answer_about_every_open_school_is_the_one_worked_out_from_the_words(
    state: tuple[Answers, dict[str, str], ors.Run],
) -> None:
    expected, outcomes, run = state
    rows = by_place(run.schools, "school_id")
    for (name, group), told in expected.items():
        if group == "all":
            row = rows[name,]
            assert {rule: row[rule] for rule in told} == {rule: said(yes) for rule, yes in told.items()}, name
            assert row["outcome"] == outcomes[name], name


def test_every_answer_about_every_student_group_is_the_one_worked_out_from_the_words(
    state: tuple[Answers, dict[str, str], ors.Run],
) -> None:
    expected, _, run = state
    rows = by_place(run.groups, "school_id", "student_group")
    for (name, group), told in expected.items():
        if group != "all":
            row = rows[name, group]
            assert {rule: row[rule] for rule in told} == {rule: said(yes) for rule, yes in told.items()}, (name, group)


def test_the_made_up_state_has_schools_with_every_outcome(
    state: tuple[Answers, dict[str, str], ors.Run],
) -> None:
    expected, outcomes, _ = state
    assert set(outcomes.values()) == {"CSI", "ATSI", "TSI", "", *LEVELS}
    assert any(expected[name, "all"]["excused"] for name in outcomes)
