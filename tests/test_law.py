"""What `check --law` says: one small change to a file that goes with the statute, and the finding with its citation."""

from __future__ import annotations

import copy
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import orsupport as ors
from orsupport.command import app
from orsupport.rulebook import Finding
from orsupport.rulebook.law import breaks_of

ROOT = Path(__file__).parent.parent
VALID = tomllib.loads((ROOT / "rules" / "federal-minimum.toml").read_text("utf-8"), parse_float=Decimal)
GONE = object()
MADE = {"label": "Made up", "source": "open", "show": True}
MORE: dict[str, dict[str, Any]] = {
    "number": {
        "n_of_groups": {
            "by": "student_group",
            "values": dict.fromkeys(["all", *VALID["groups"]["asked"]], 20),
            "unit": "students",
            "source": "open",
            "show": True,
        },
        "rate": {"value": 67, "unit": "percent", "source": "open", "show": True},
        "half": {"value": 50, "unit": "percent", "source": "open", "show": True},
    },
    "indicator": {
        "reading": {**MADE, "kind": "share", "federal": "achievement"},
        "growth": {**MADE, "kind": "given", "unit": "percent", "federal": "other academic"},
        "english": {**MADE, "kind": "share", "federal": "english", "groups": ["all", "english_learners"]},
        "attends": {**MADE, "kind": "share", "federal": "quality"},
    },
    "measure": {
        "score": {**MADE, "kind": "index", "parts": [{"reading": 60, "growth": 20, "attends": 20}, {"reading": 100}]},
        "nested": {**MADE, "kind": "index", "parts": {"score": 90, "attends": 10}},
    },
    "rule": {"broad": {**MADE, "all": ["graduation_4yr < rate"]}},
}
ERRORS: list[tuple[str, Any, str, str, str]] = [
    ("indicator/reading/smallest", "n_differs", "indicator.reading.smallest", "differs by student group", "(c)(3)"),
    ("indicator/attends/groups", ["all"], "indicator.attends", "is not asked of 'economically_dis", "(c)(4)(B)"),
    ("indicator/reading/smallest", "n_lacks", "indicator.reading", "is not asked of 'white'", "(c)(4)(B)"),
    (
        "measure/score/parts",
        [{"reading": 60, "attends": 40}, {"growth": 50, "attends": 50}],
        "measure.score.parts[1]",
        "academic indicators 50 and school quality 50 percent",
        "(c)(4)(C)(ii)",
    ),
    (
        "measure/score/parts",
        [{"reading": 60}, {"attends": 1}],
        "measure.score.parts[1]",
        "academic indicators 0",
        "(ii)",
    ),
    ("measure/nested/parts", {"score": 50, "attends": 50}, "measure.nested.parts", "40 and school quality 60", "(ii)"),
    ("number/csi_cut/base", "rated", "number.csi_cut.base", "of the rated schools only", "(c)(4)(D)(i)(I)"),
    ("number/csi_cut/base", "high_school", "number.csi_cut.base", "of 'high_school'", "(c)(4)(D)(i)(I)"),
    ("number/csi_cut/frame", GONE, "number.csi_cut.base", "of every school", "(c)(4)(D)(i)(I)"),
    ("number/csi_cut/rounding", "half up", "number.csi_cut.rounding", "not less means rounding up", "(i)(I)"),
    ("number/csi_cut/ties", "out", "number.csi_cut.ties", 'write ties = "in"', "(c)(4)(D)(i)(I)"),
    ("number/five_percent/value", 4, "number.csi_cut.take", "'five_percent' is 4 percent", "(c)(4)(D)(i)(I)"),
    ("rule/csi_test/any", ["low_performance"], "federal.csi", "no rule that holds graduation", "(c)(4)(D)(i)(II)"),
    ("rule/low_graduation/all", ["graduation_4yr < two_thirds"], "rule.low_graduation.all[0]", "narrower", "(i)(II)"),
    ("rule/low_graduation/all", ["graduation_4yr < half"], "rule.low_graduation.all[0]", "narrower", "(i)(II)"),
    (
        "rule/low_graduation/all",
        ["graduation_4yr < rate", "title_i"],
        "rule.low_graduation.all[0]",
        "Title I schools only",
        "(c)(4)(D)(i)(II)",
    ),
    ("number/csi_clock/value", 5, "rule.csi_not_exiting.all[0]", "waits longer than 4 years", "(d)(3)(A)(i)(I)"),
    (
        "rule/csi_not_exiting/all",
        ["csi_years > csi_clock", "csi_stands"],
        "rule.csi_not_exiting.all[0]",
        "waits longer than 4 years",
        "(d)(3)(A)(i)(I)",
    ),
    ("rule/atsi_group/any", ["own_test"], "federal.atsi", "is not built on the rule that 'low_perf", "(d)(2)(C)"),
    ("rule/csi_new/in_years", ["2017-18", "2022-23", "2026-27"], "rule.csi_new.in_years", "2022-23 to 2026-27", "(i)"),
]
WARNINGS: list[tuple[str, Any, str, str, str]] = [
    ("indicator/reading/smallest", "n_30", "indicator", "the smallest number differs by indicator", "(c)(3)"),
    ("measure/score/parts", {"reading": 60, "attends": 40}, "measure.score.parts", "the statute does not say", "(ii)"),
    (
        "measure/score",
        {**MADE, "kind": "index", "parts": {"reading": 80, "attends": 20}, "missing": "shared"},
        "measure.score.parts",
        "of only 'attends', school quality weighs 100 percent",
        "(c)(4)(C)(ii)",
    ),
    ("rule/low_performance/all", ["title_i"], "federal.csi", "reads no cut of kind 'lowest'", "(c)(4)(D)(i)(I)"),
    ("number/five_percent/unit", "schools", "number.csi_cut.take", "is no share", "(c)(4)(D)(i)(I)"),
    ("rule/csi_not_exiting/all", ["csi_stands"], "federal.csi", "its clock could not be checked", "(i)(I)"),
    ("federal", {}, "federal", "does not say which rule is csi", "(c)(4)(D)(i)"),
    ("federal/atsi", GONE, "federal", "does not say which rule is atsi", "(d)(2)(C)"),
]
FINE: list[tuple[str, Any]] = [
    ("rule/low_graduation/all", ["graduation_4yr < rate"]),
    ("rule/csi_test/any", ["low_performance", "low_graduation", "broad"]),
    ("indicator/reading/smallest", "n_of_groups"),
    ("number/csi_cut/base", "title_i"),
    ("measure/score/parts", {"reading": 80, "attends": 20}),
    ("number/csi_clock/value", 3),
]


def found(*changes: tuple[str, Any]) -> list[Finding]:
    rules = copy.deepcopy(VALID)
    for section, more in copy.deepcopy(MORE).items():
        rules[section].update(more)
    for indicator in MORE["indicator"]:
        rules["indicator"][indicator]["smallest"] = "min_students"
    plain = {"unit": "students", "source": "open", "show": True}
    values = rules["number"]["n_of_groups"]["values"]
    rules["number"]["n_differs"] = {**plain, "by": "student_group", "values": {**values, "white": 30}}
    rest = {group: figure for group, figure in values.items() if group != "white"}
    rules["number"]["n_lacks"] = {**plain, "by": "student_group", "values": rest}
    rules["number"]["n_30"] = {**plain, "value": 30}
    rules["rule"]["own_test"] = {**MADE, "at": "group", "all": ["index < half_point"]}
    rules["number"]["half_point"] = {"value": 50, "unit": "points", "source": "open", "show": True}
    for path, value in changes:
        *steps, last = path.split("/")
        table = rules
        for step in steps:
            table = table[step]
        if value is GONE:
            del table[last]
        else:
            table[last] = value
    book, findings = ors.check(rules)
    assert book is not None, "\n".join(map(str, findings))
    return breaks_of(book)


def test_the_file_that_the_changes_spoil_goes_with_the_statute() -> None:
    assert [str(finding) for finding in found()] == []


@pytest.mark.parametrize(("place", "value", "path", "words", "law"), ERRORS)
def test_one_change_breaks_the_law(place: str, value: Any, path: str, words: str, law: str) -> None:
    findings = found((place, value))
    said = [each for each in findings if each.path == path and words in each.says and not each.warning]
    assert said, "\n".join(map(str, findings))
    assert said[0].law.startswith("20 U.S.C. 6311(")
    assert said[0].law.endswith(law)
    assert str(said[0]).endswith(f"[{said[0].law}]")


@pytest.mark.parametrize(("place", "value", "path", "words", "law"), WARNINGS)
def test_what_cannot_be_told_is_a_warning(place: str, value: Any, path: str, words: str, law: str) -> None:
    findings = found((place, value))
    said = [each for each in findings if each.path == path and words in each.says and each.warning]
    assert said, "\n".join(map(str, findings))
    assert said[0].law.endswith(law)


@pytest.mark.parametrize(("place", "value"), FINE)
def test_what_the_statute_leaves_open_brings_no_error(place: str, value: Any) -> None:
    assert [str(finding) for finding in found((place, value)) if not finding.warning] == []


def test_waived_years_do_not_count() -> None:
    assert found(("rule/csi_new/in_years", ["2018-19", "2021-22", "2023-24"])) == []
    assert found(("rule/csi_new/in_years", ["2017-18", "2022-23", "2025-26"])) == []


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_a_rate_is_held_against_two_thirds_as_it_is_rounded(decimals: int) -> None:
    """Rounded to one decimal a rate of 2/3 is 66.7, which is not below 66.7."""
    edge = {0: 67, 1: Decimal("66.7"), 2: Decimal("66.67")}[decimals]
    rounded = [("indicator/graduation_4yr/decimals", decimals), ("number/rate/value", edge)]
    below = ("rule/low_graduation/all", ["graduation_4yr < rate"])
    at = ("rule/low_graduation/all", ["graduation_4yr <= rate"])
    assert any("narrower" in finding.says for finding in found(*rounded, below))
    assert not any("narrower" in finding.says for finding in found(*rounded, at))


@pytest.mark.parametrize("name", ["federal-minimum", "oregon-2018", "oregon-2022", "oregon-2023"])
def test_the_shipped_files_have_no_error_of_law(name: str) -> None:
    book, _ = ors.check(name)
    assert book is not None
    assert [str(finding) for finding in breaks_of(book) if not finding.warning] == []


def test_the_command_says_the_law_and_ends_with_one(tmp_path: Path) -> None:
    text = (ROOT / "rules" / "federal-minimum.toml").read_text("utf-8")
    path = tmp_path / "rules.toml"
    path.write_text(text.replace('ties     = "in"', 'ties     = "out"'), "utf-8")
    runner = CliRunner()
    assert runner.invoke(app, ["check", str(path)]).exit_code == 0
    result = runner.invoke(app, ["check", str(path), "--law"])
    assert result.exit_code == 1
    assert "[20 U.S.C. 6311(c)(4)(D)(i)(I)]" in result.output
    assert "1 error," in result.output
    assert runner.invoke(app, ["check", "federal-minimum", "--law"]).exit_code == 0
