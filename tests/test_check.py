"""What `check` says of a rules file: one small change to a valid file, and the finding that it brings."""

from __future__ import annotations

import copy
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import orsupport as ors
from made_up import rules_files

ROOT = Path(__file__).parent.parent
FILES = [*sorted((ROOT / "rules").glob("*.toml")), ROOT / "fixtures" / "tiny" / "rules.toml"]
VALID = tomllib.loads((ROOT / "fixtures" / "tiny" / "rules.toml").read_text("utf-8"), parse_float=Decimal)
GONE = object()

# Entries beside those of the tiny State, each valid, for the changes to spoil.
BAND = {"kind": "band", "label": "Made up", "show": True}
MORE: dict[str, Any] = {
    "fact": {
        "high_school": {"label": "High school", "column": "school_type", "is": ["high", "combined"]},
        "enrolled": {"label": "Enrolled", "kind": "number", "unit": "students"},
    },
    "number": {
        "line": {"from": ["2020-21", 40], "to": ["2026-27", 60], "unit": "percent", "source": "plan", "show": True},
        "by_group": {"by": "student_group", "values": {"all": 30}, "unit": "percent", "source": "plan", "show": True},
        "by_type": {"by": "school_type", "values": {"high": 30}, "unit": "percent", "source": "plan", "show": True},
        "third": {"value": "1/3", "unit": "share", "source": "plan", "show": True},
        "score": {"value": 40, "unit": "points", "source": "plan", "show": True},
        "grad_average": {
            "kind": "average",
            "of": "graduation_4yr",
            "weight": "students",
            "frame": "serves_grade_12",
            "label": "Made up",
            "source": "plan",
            "show": True,
        },
    },
    "indicator": {
        "growth": {"label": "Growth", "kind": "given", "unit": "percentile", "years": 1, "show": True},
        "absence": {"label": "Absence", "kind": "share", "better": "lower", "show": True},
    },
    "measure": {
        "grade": {**BAND, "of": "level1_share", "lowest": "F", "begins": {"D": Decimal("0.3"), "C": Decimal("0.6")}},
        "stars": {
            **BAND,
            "of": ["ela_achievement"],
            "by": "school_type",
            "lowest": "1",
            "begins": {"high": {"2": 30, "3": 40}, "combined": {"2": 35, "3": 45}},
        },
        "ladders": {
            **BAND,
            "of": ["ela_achievement", "math_achievement"],
            "by": "indicator",
            "lowest": "Low",
            "begins": {"ela_achievement": {"High": 30}, "math_achievement": {"High": 40}},
        },
        "weighted": {
            "kind": "share",
            "of": ["level.ela_achievement", "level.math_achievement"],
            "that": "<= 1",
            "weights": {"ela_achievement": 2, "math_achievement": 1},
            "label": "Made up",
            "show": True,
        },
        "statuses": {"kind": "count", "of": ["csi", "tsi"], "label": "Made up", "show": True},
    },
    "rule": {
        "graded": {"label": "Made up", "all": ["grade <= D", "serves_grade_12"], "show": True},
    },
}


def valid() -> dict[str, Any]:
    rules = copy.deepcopy(VALID)
    for section, more in copy.deepcopy(MORE).items():
        rules[section].update(more)
    return rules


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """The valid file with some values put at a path such as `rule/csi/any`, or taken away."""
    rules = valid()
    for path, value in changes:
        *steps, last = path.split("/")
        table = rules
        for step in steps:
            table = table[step]
        if value is GONE:
            del table[last]
        else:
            table[last] = value
    return rules


def entry(path: str, **keys: Any) -> tuple[str, Any]:
    return path, {"label": "Made up", "source": "plan", "show": True, **keys}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name + "/" + path.stem)
def test_the_files_that_are_here_have_no_finding(path: Path) -> None:
    book, findings = ors.check(str(path))
    assert book is not None
    assert [str(finding) for finding in findings] == []


def test_the_file_that_the_changes_spoil_has_no_finding() -> None:
    assert ors.check(valid())[1] == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules_files())
def test_a_made_up_file_that_is_valid_has_no_error(rules: dict[str, Any]) -> None:
    assert [str(finding) for finding in ors.check(rules)[1] if not finding.warning] == []


NAMES = [
    (
        "clause",
        ("rule/low_graduation/all", ["graduation_4yr < grad_flor"]),
        "rule.low_graduation.all[0]",
        "'grad_flor' is not known here; did you mean 'grad_floor'?",
    ),
    (
        "left side",
        ("rule/low_graduation/all", ["graduation_4y < grad_floor"]),
        "rule.low_graduation.all[0]",
        "'graduation_4y' is not known here; did you mean 'graduation_4yr'?",
    ),
    ("name alone", ("rule/csi/any", ["csi_nw"]), "rule.csi.any[0]", "did you mean 'csi_new'?"),
    (
        "after a word",
        ("rule/tsi/any", ["any_group low_indicator"]),
        "rule.tsi.any[0]",
        "did you mean 'low_indicators'?",
    ),
    (
        "member",
        ("rule/low_graduation/all", ["rated level.graduation"]),
        "rule.low_graduation.all[0]",
        "'level' has no 'graduation'; did you mean 'level.graduation_4yr'?",
    ),
    (
        "member of none",
        ("rule/low_graduation/all", ["rated rated_indicators.x"]),
        "rule.low_graduation.all[0]",
        "'rated_indicators' has no members",
    ),
    (
        "capital letters",
        ("rule/low_graduation/all", ["graduation_4yr < Grad_Floor"]),
        "rule.low_graduation.all[0]",
        "the name of a number, of a measure or of a level is wanted",
    ),
    ("of a measure", ("measure/rated_indicators/of", "levl"), "measure.rated_indicators.of", "did you mean 'level'?"),
    ("of a band", ("measure/level/of", ["ela_achievment"]), "measure.level.of[0]", "did you mean 'ela_achievement'?"),
    (
        "of a number",
        ("number/grad_average/of", "graduation"),
        "number.grad_average.of",
        "'graduation' is not known here",
    ),
    (
        "by",
        ("number/lowest_quarter/by", "serves_grade_11"),
        "number.lowest_quarter.by",
        "did you mean 'serves_grade_12'?",
    ),
    ("frame", ("number/grad_average/frame", "judgd"), "number.grad_average.frame", "did you mean 'judged'?"),
    ("take", ("number/lowest_quarter/take", "quartr"), "number.lowest_quarter.take", "did you mean 'quarter'?"),
    (
        "fewest",
        ("number/lowest_quarter/fewest", "min_school"),
        "number.lowest_quarter.fewest",
        "did you mean 'min_schools'?",
    ),
    (
        "asked",
        ("indicator/graduation_4yr/asked", "serves_12"),
        "indicator.graduation_4yr.asked",
        "'serves_12' is not known here",
    ),
    (
        "smallest",
        ("indicator/growth/smallest", "min_studens"),
        "indicator.growth.smallest",
        "did you mean 'min_students'?",
    ),
    (
        "participation",
        ("indicator/absence/participation", "ninety"),
        "indicator.absence.participation",
        "'ninety' is not known here",
    ),
    (
        "target",
        ("indicator/absence/targets", {"goal": "goal_8"}),
        "indicator.absence.targets.goal",
        "did you mean 'goal_80'?",
    ),
    ("begins", ("measure/level/begins/4", "gaol"), "measure.level.begins.4", "did you mean 'goal'?"),
    (
        "half a clause",
        ("measure/level1_share/that", "<= qarter"),
        "measure.level1_share.that",
        "did you mean 'quarter'?",
    ),
    ("outcome", ("outcome/school/CSI", "cis"), "outcome.school.CSI", "did you mean 'csi'?"),
    ("tier", ("outcome/district/Primary", "primry"), "outcome.district.Primary", "did you mean 'primary'?"),
    ("category", ("federal/csi", "csi_ne"), "federal.csi", "did you mean 'csi_new'?"),
    ("reason", ("federal/reasons/CSILOWGR", "low_grad"), "federal.reasons.CSILOWGR", "'low_grad' is not known here"),
    (
        "behind the reasons",
        ("federal/groups/tsi", "low_indicator"),
        "federal.groups.tsi",
        "did you mean 'low_indicators'?",
    ),
    ("category of groups", ("federal/groups/tis", "atsi_group"), "federal.groups.tis", "did you mean 'tsi'?"),
    (
        "source",
        ("number/half/source", "pln"),
        "number.half.source",
        "'pln' is no source under [source]; did you mean 'plan'?",
    ),
    ("shared source", ("rule/source", "pln"), "rule.source", "did you mean 'plan'?"),
    ("no sources", ("source", GONE), "source", "the section [source] is missing"),
    (
        "group of an indicator",
        ("indicator/elp_progress/groups", ["all", "english_learner"]),
        "indicator.elp_progress.groups[1]",
        "did you mean 'english_learners'?",
    ),
    (
        "group of a number",
        ("number/by_group/values", {"wite": 30}),
        "number.by_group.values.wite",
        "did you mean 'white'?",
    ),
    (
        "combined group",
        ("groups/combined", {"race": ["white", "hispanic_latino"]}),
        "groups.combined.race",
        "neither in `asked` nor in `also`",
    ),
    (
        "part of itself",
        ("groups/combined", {"white": ["white", "hispanic_latino"]}),
        "groups.combined.white[0]",
        "'white' is itself",
    ),
    ("group twice", ("groups/also", ["english_learners"]), "groups.also[0]", "[groups] asked has it"),
    ("all students", ("groups/also", ["all"]), "groups.also[0]", "always rated"),
    ("name twice", entry("measure/csi", kind="count", of="level"), "rule.csi", "also the name of measure.csi"),
    ("built-in fact", entry("rule/title_i", all=["high_school"]), "rule.title_i", "a fact that every rules file has"),
    ("built-in rule", entry("rule/identified", all=["csi"]), "rule.identified", "is built in"),
    (
        "built-in measure",
        entry("measure/identified_share", kind="count", of="level"),
        "measure.identified_share",
        "is built in",
    ),
    ("word of the language", entry("rule/rated", all=["csi"]), "rule.rated", "is a word of the rules language"),
    (
        "column",
        entry("rule/csi_schools", all=["csi"]),
        "rule.csi_schools",
        "is a column of the tables that a run writes",
    ),
    ("letters", entry("rule/CSI-Old", all=["csi"]), "rule.CSI-Old", "write 'csi_old'"),
    ("shared key", ("indicator/yeers", 3), "indicator.yeers", "did you mean 'years'?"),
]

SORTS = [
    (
        "a rule as a limit",
        ("rule/low_graduation/all", ["graduation_4yr < csi"]),
        "rule.low_graduation.all[0]",
        "'csi' is a rule; a number or a measure is wanted here",
    ),
    (
        "a rule compared",
        ("rule/low_graduation/all", ["csi < grad_floor"]),
        "rule.low_graduation.all[0]",
        "write it alone, without a limit",
    ),
    (
        "a number alone",
        ("rule/csi/any", ["half"]),
        "rule.csi.any[0]",
        "'half' is a number, under [number]; a rule or a fact",
    ),
    (
        "a number compared",
        ("rule/low_graduation/all", ["grad_floor > graduation_4yr"]),
        "rule.low_graduation.all[0]",
        "which stands on the right",
    ),
    ("a measure alone", ("rule/csi/any", ["level1_share"]), "rule.csi.any[0]", "compare it ('level1_share < limit')"),
    ("a text alone", ("rule/csi/any", ["school_type"]), "rule.csi.any[0]", 'column = "school_type", is = ["…"]'),
    ("rated, of a rule", ("rule/csi/any", ["rated csi_new"]), "rule.csi.any[0]", "asks whether there is a value"),
    ("rated, of a count", ("rule/csi/any", ["rated rated_indicators"]), "rule.csi.any[0]", "is always true"),
    (
        "a family compared",
        ("rule/low_graduation/all", ["level < grad_floor"]),
        "rule.low_graduation.all[0]",
        "a family of 6; name one of it, such as 'level.ela_achievement'",
    ),
    (
        "asked, a number",
        ("indicator/absence/asked", "half"),
        "indicator.absence.asked",
        "'half' is a number, under [number]; a rule or a fact",
    ),
    ("asked, of districts", ("indicator/absence/asked", "primary"), "indicator.absence.asked", "a rule at district"),
    (
        "smallest, a rule",
        ("indicator/absence/smallest", "csi"),
        "indicator.absence.smallest",
        "'csi' is a rule; a name under [number]",
    ),
    (
        "smallest, in percent",
        ("indicator/absence/smallest", "half"),
        "indicator.absence.smallest",
        "in percent; a number of students is wanted",
    ),
    (
        "smallest, found",
        ("indicator/absence/smallest", "grad_average"),
        "indicator.absence.smallest",
        "is found in the data",
    ),
    (
        "participation, in students",
        ("indicator/absence/participation", "min_students"),
        "indicator.absence.participation",
        "a percent or a share is wanted",
    ),
    (
        "participation, many figures",
        ("indicator/absence/participation", "by_group"),
        "indicator.absence.participation",
        "not one plain figure",
    ),
    (
        "participation, given",
        ("indicator/growth/participation", "ninety_five"),
        "indicator.growth.participation",
        "belongs to a share",
    ),
    (
        "take, in schools",
        ("number/lowest_quarter/take", "min_schools"),
        "number.lowest_quarter.take",
        "a percent or a share is wanted",
    ),
    (
        "fewest, in percent",
        ("number/lowest_quarter/fewest", "half"),
        "number.lowest_quarter.fewest",
        "a whole number of schools is wanted",
    ),
    (
        "fewest, a half",
        ("number/min_schools/value", Decimal("2.5")),
        "number.lowest_quarter.fewest",
        "'min_schools' is 2.5; a whole number of schools",
    ),
    (
        "by, a number",
        ("number/lowest_quarter/by", "half"),
        "number.lowest_quarter.by",
        "a fact of texts, or of true and false, is wanted",
    ),
    (
        "by, of a ladder",
        ("measure/stars/by", "enrolled"),
        "measure.stars.by",
        "'enrolled' is a fact that holds a number",
    ),
    (
        "frame, a measure",
        ("number/grad_average/frame", "level1_share"),
        "number.grad_average.frame",
        "'level1_share' is a measure; a rule or a fact",
    ),
    (
        "begins, a rule",
        ("measure/level/begins/4", "csi"),
        "measure.level.begins.4",
        "'csi' is a rule; a name under [number]",
    ),
    (
        "begins, no figure",
        ("measure/level/begins/4", True),
        "measure.level.begins.4",
        "a figure, the name of a number or the name of a target",
    ),
    (
        "begins, a fraction",
        ("measure/level/begins/4", "2/3"),
        "measure.level.begins.4",
        "the figure 2/3 stands where a name is wanted",
    ),
    (
        "a target of another",
        ("measure/grade/begins/C", "goal"),
        "measure.grade.begins.C",
        "none of which is banded here",
    ),
    (
        "a target like a number",
        ("indicator/absence/targets", {"half": "goal_80"}),
        "indicator.absence.targets.half",
        "also a name of this file",
    ),
    (
        "rules and measures",
        ("measure/statuses/of", ["csi", "level"]),
        "measure.statuses.of",
        "count them in two measures",
    ),
    ("`that` of rules", ("measure/statuses/that", "< half"), "measure.statuses.that", "rules, which hold or not"),
    ("a share of all", ("measure/level1_share/that", GONE), "measure.level1_share", "a share without `that`"),
    ("a count of nothing", ("measure/statuses/of", []), "measure.statuses.of", "names nothing"),
    (
        "a count of one twice",
        ("measure/statuses/of", ["csi", "csi"]),
        "measure.statuses.of[1]",
        "stands in the list already",
    ),
    (
        "weights",
        ("measure/weighted/weights/ela", 2),
        "measure.weighted.weights.ela",
        "'ela' is not among what is gathered",
    ),
    (
        "outcome, a fact",
        ("outcome/school/CSI", "high_school"),
        "outcome.school.CSI",
        "a fact that is true or false; a rule is wanted",
    ),
]

CLAUSES = [
    ("no clause", ("rule/csi/any", ["csi_new and tsi"]), "rule.csi.any[0]", "is no clause"),
    ("empty", ("rule/csi/any", [""]), "rule.csi.any[0]", "'' is no clause"),
    ("word", ("rule/tsi/any", ["any_grup low_indicators"]), "rule.tsi.any[0]", "did you mean 'any_group'?"),
    (
        "decimal",
        ("rule/low_graduation/all", ["graduation_4yr < 66.7"]),
        "rule.low_graduation.all[0]",
        "the figure 66.7 stands in a clause: give it a name under [number]",
    ),
    (
        "whole figure",
        ("rule/low_graduation/all", ["graduation_4yr < 67"]),
        "rule.low_graduation.all[0]",
        "the figure 67 stands in a clause: give it a name under [number]",
    ),
    ("half", ("measure/level1_share/that", "1"), "measure.level1_share.that", "is no half clause"),
    (
        "figure in half",
        ("measure/weighted/that", "< 2.5"),
        "measure.weighted.that",
        "the figure 2.5 stands in a clause",
    ),
    ("all and any", ("rule/csi/all", ["csi_test"]), "rule.csi", "says both `all` and `any`"),
    ("neither", ("rule/csi/any", GONE), "rule.csi", "says neither `all` nor `any`"),
    ("no clauses", ("rule/csi/any", []), "rule.csi.any", "lists no clause"),
]

LEVELS = [
    (
        "any_group of a school rule",
        ("rule/tsi/any", ["any_group csi_new"]),
        "rule.tsi.any[0]",
        "'csi_new' is a rule at school; `any_group` looks at a rule at group",
    ),
    (
        "any_group of a fact",
        ("rule/tsi/any", ["any_group title_i"]),
        "rule.tsi.any[0]",
        "'title_i' is a fact; `any_group`",
    ),
    (
        "any_group of a measure",
        ("rule/tsi/any", ["any_group level1_share"]),
        "rule.tsi.any[0]",
        "'level1_share' is a measure; `any_group`",
    ),
    ("any_group without groups", ("groups/asked", []), "rule.tsi.any[0]", "is never true: [groups] asks no group"),
    (
        "any_group of a district",
        ("rule/primary/all", ["any_group low_indicators"]),
        "rule.primary.all[0]",
        "`any_group` belongs in a rule at school",
    ),
    (
        "any_school in a school rule",
        ("rule/tsi/any", ["any_school csi"]),
        "rule.tsi.any[0]",
        "`any_school` belongs in a rule at district; this rule is at school",
    ),
    (
        "any_school of a group rule",
        ("rule/some_identified/all", ["any_school low_indicators"]),
        "rule.some_identified.all[0]",
        "'low_indicators' is a rule at group; `any_school` looks at a rule at school",
    ),
    (
        "an indicator of a district",
        ("rule/primary/all", ["graduation_4yr < grad_floor"]),
        "rule.primary.all[0]",
        "'graduation_4yr' is an indicator of student groups and schools",
    ),
    (
        "a measure of a district",
        ("rule/primary/all", ["level1_share < half"]),
        "rule.primary.all[0]",
        "'level1_share' is a measure of student groups and schools",
    ),
    (
        "rated, of a district",
        ("rule/primary/all", ["rated graduation_4yr"]),
        "rule.primary.all[0]",
        "a district rule reads schools only through",
    ),
    ("a school rule of a district", ("rule/primary/all", ["csi"]), "rule.primary.all[0]", "write 'any_school csi'"),
    (
        "a group rule of a district",
        ("rule/primary/all", ["low_indicators"]),
        "rule.primary.all[0]",
        'any = ["any_group low_indicators"]',
    ),
    (
        "a limit of a district",
        ("rule/primary/all", ["identified_share > level1_share"]),
        "rule.primary.all[0]",
        "'level1_share' is a measure",
    ),
    (
        "many figures of a district",
        ("rule/primary/all", ["identified_share > by_group"]),
        "rule.primary.all[0]",
        "needs a single figure",
    ),
    (
        "a district rule of a school",
        ("rule/csi/any", ["primary"]),
        "rule.csi.any[0]",
        "a rule at district, which a rule at school cannot read",
    ),
    (
        "a district measure of a group",
        ("rule/low_indicators/all", ["identified_share > half"]),
        "rule.low_indicators.all[0]",
        "of districts, which a rule at group cannot read",
    ),
    ("a count of districts", ("measure/statuses/of", ["primary"]), "measure.statuses.of", "'primary' is of districts"),
    (
        "a number of districts",
        ("number/grad_average/of", "identified_share"),
        "number.grad_average.of",
        "is of districts",
    ),
    (
        "outcome of a school",
        ("outcome/school/CSI", "low_indicators"),
        "outcome.school.CSI",
        "'low_indicators' is a rule at group; a rule at school is wanted",
    ),
    (
        "outcome of a district",
        ("outcome/district/Primary", "csi"),
        "outcome.district.Primary",
        "'csi' is a rule at school; a rule at district is wanted",
    ),
    (
        "category of groups",
        ("federal/csi", "low_indicators"),
        "federal.csi",
        "a rule at group; a rule at school is wanted",
    ),
    ("group rules", ("federal/groups/tsi", "tsi"), "federal.groups.tsi", "a rule at school; a rule at group is wanted"),
    ("judged", ("rule/judged/at", "group"), "rule.judged.at", 'write at = "school"'),
    (
        "contract's count",
        ("measure/rated_indicators", {"label": "x", "kind": "share", "of": "level", "that": "<= 1"}),
        "measure.rated_indicators",
        'write kind = "count"',
    ),
]

UNITS = [
    (
        "limit",
        ("rule/low_graduation/all", ["graduation_4yr < min_students"]),
        "rule.low_graduation.all[0]",
        "'graduation_4yr' is in percent, but 'min_students' is in students",
    ),
    (
        "measure as a limit",
        ("rule/low_graduation/all", ["graduation_4yr < growth"]),
        "rule.low_graduation.all[0]",
        "'growth' is in percentile",
    ),
    (
        "half a clause",
        ("measure/weighted/of", ["ela_achievement", "math_achievement"]),
        "measure.weighted.that",
        "the figure 1 stands in a clause",
    ),
    (
        "half a clause, unit",
        (
            "measure/level1_share",
            {"label": "x", "kind": "share", "of": ["ela_achievement", "math_achievement"], "that": "< score"},
        ),
        "measure.level1_share.that",
        "'ela_achievement' is in percent, but 'score' is in points",
    ),
    (
        "level",
        ("rule/graded/all", ["grade <= E"]),
        "rule.graded.all[0]",
        "'E' is no level of 'grade', and not known here (levels: F, D, C)",
    ),
    (
        "level, with a guess",
        ("rule/graded/all", ["ladders.ela_achievement < Hihg"]),
        "rule.graded.all[0]",
        "did you mean 'High'?",
    ),
    (
        "level in half a clause",
        ("measure/level1_share/that", "<= 9"),
        "measure.level1_share.that",
        "'9' is no level of 'level.ela_achievement'",
    ),
    (
        "band read as a number",
        ("rule/graded/all", ["grade <= score"]),
        "rule.graded.all[0]",
        "the levels of 'grade' (F to C) are not whole numbers",
    ),
    (
        "band of such a band",
        entry("measure/again", kind="band", of="grade", lowest="1", begins={"2": 1}),
        "measure.again.of",
        "compare it with one of its levels",
    ),
    (
        "average of such a band",
        ("number/grad_average/of", "grade"),
        "number.grad_average.of",
        "compare it with one of its levels",
    ),
    (
        "begins",
        ("measure/level/begins/4", "score"),
        "measure.level.begins.4",
        "'score' is in points, but 'ela_achievement', which is banded, is in percent",
    ),
    (
        "target",
        ("indicator/ela_achievement/targets/goal", "score"),
        "measure.level.begins.4",
        "'score' is in points, but 'ela_achievement'",
    ),
    ("given without unit", ("indicator/growth/unit", GONE), "indicator.growth", "needs a unit"),
    ("share with unit", ("indicator/absence/unit", "percent"), "indicator.absence.unit", "leave the unit out"),
    ("fact without unit", ("fact/enrolled/unit", GONE), "fact.enrolled", "needs a unit"),
    ("fact with unit", ("fact/high_school/unit", "students"), "fact.high_school.unit", "has no unit"),
    (
        "fact, text and condition",
        ("fact/high_school/kind", "text"),
        "fact.high_school.is",
        "with `is` a fact is true or false",
    ),
    ("fact true nowhere", ("fact/high_school/is", []), "fact.high_school.is", "lists no text"),
]

VALUES = [
    ("percent", ("number/half/value", 150), "number.half.value", "150 is outside 0 to 100, where a percent lies"),
    (
        "share",
        ("number/third/value", 33),
        "number.third.value",
        '33 is outside 0 to 1, where a share lies: write value = "33/100", or unit = "percent"',
    ),
    ("students", ("number/min_students/value", -1), "number.min_students.value", "-1 students cannot be"),
    ("take", ("number/quarter/value", 101), "number.quarter.value", "101 is outside 0 to 100"),
    ("by value", ("number/by_type/values/high", -5), "number.by_type.values.high", "-5 is outside 0 to 100"),
    ("no value", ("number/by_type/values", {}), "number.by_type.values", "gives no figure"),
    ("by a flag", ("number/by_type/by", "title_i"), "number.by_type.values.high", "write 'true' or 'false'"),
    ("end of a line", ("number/line/to", ["2026-27", 160]), "number.line.to[1]", "160 is outside 0 to 100"),
    (
        "years of a line",
        ("number/line/to", ["2020-21", 60]),
        "number.line.to[0]",
        "must rise: 2020-21 is not after 2020-21",
    ),
    (
        "year of a line",
        ("number/line/to", ["2026-28", 60]),
        "number.line.to[0]",
        "'2026-28' is no school year; did you mean '2026-27'?",
    ),
    (
        "first year",
        ("indicator/growth/first_year", "2022-32"),
        "indicator.growth.first_year",
        "did you mean '2022-23'?",
    ),
    ("from", ("from", "2022-24"), "from", "did you mean '2022-23'?"),
    ("to before from", ("to", "2020-21"), "to", "2020-21 is before 2022-23"),
    (
        "in_years outside",
        ("rule/csi_new/in_years", ["2021-22"]),
        "rule.csi_new.in_years[0]",
        "2021-22 is outside the years of this file (2022-23 on)",
    ),
    (
        "in_years malformed",
        ("rule/csi_new/in_years", ["2024-26"]),
        "rule.csi_new.in_years[0]",
        "did you mean '2024-25'?",
    ),
    ("in_years empty", ("rule/csi_new/in_years", []), "rule.csi_new.in_years", "lists no year"),
    (
        "number without of",
        ("rule/low_graduation/all", ["graduation_4yr < state_average"]),
        "rule.low_graduation.all[0]",
        "'state_average' does not say of what it is taken",
    ),
    (
        "students of a measure",
        ("number/grad_average/of", "level1_share"),
        "number.grad_average.of",
        "students are counted in indicators only",
    ),
    (
        "students of what is banded",
        ("measure/grade/begins/C", "state_average"),
        "measure.grade.begins.C",
        "'state_average' weighs by students",
    ),
    (
        "rounding without participation",
        ("indicator/absence/participation_rounding", "up"),
        "indicator.absence.participation_rounding",
        "says no `participation`",
    ),
    ("no group asked", ("indicator/absence/groups", []), "indicator.absence.groups", "lists no group"),
]

BANDS = [
    (
        "not rising",
        ("measure/grade/begins", {"D": Decimal("0.6"), "C": Decimal("0.3")}),
        "measure.grade.begins.C",
        "begins at 0.3, 'D' at 0.6: figures must rise, for higher is better",
    ),
    (
        "equal",
        ("measure/grade/begins", {"D": Decimal("0.6"), "C": Decimal("0.6")}),
        "measure.grade.begins.C",
        "begins at 0.6, where 'D' begins",
    ),
    (
        "number not rising",
        ("measure/level/begins", {"2": "goal_80", "3": "half"}),
        "measure.level.begins.3",
        "begins at 50, '2' at 80",
    ),
    (
        "percent under a share",
        ("measure/grade/begins", {"D": "half", "C": "third"}),
        "measure.grade.begins.C",
        "begins at 1/3, 'D' at 0.5",
    ),
    (
        "not falling",
        entry("measure/away", kind="band", of="absence", lowest="1", begins={"2": 10, "3": 20}),
        "measure.away.begins.3",
        "figures must fall, for lower is better",
    ),
    ("said to be lower", ("measure/grade/better", "lower"), "measure.grade.begins.C", "figures must fall"),
    (
        "lowest again",
        ("measure/grade/begins", {"F": 0, "C": Decimal("0.5")}),
        "measure.grade.begins.F",
        "'F' is the lowest level",
    ),
    ("no begins", ("measure/grade/begins", {}), "measure.grade.begins", "says where no level begins"),
    ("ladder without by", ("measure/stars/by", GONE), "measure.stars.begins.high", "'high' is a ladder of its own"),
    (
        "by without ladder",
        ("measure/grade/by", "school_type"),
        "measure.grade.begins.D",
        "there is a ladder for each school_type",
    ),
    (
        "member without ladder",
        ("measure/ladders/begins/math_achievement", GONE),
        "measure.ladders.begins",
        "a ladder is missing for 'math_achievement'",
    ),
    (
        "ladder of no member",
        ("measure/ladders/begins/math", {"High": 4}),
        "measure.ladders.begins.math",
        "'math' is not an indicator that is banded here",
    ),
    (
        "value without ladder",
        ("measure/stars/begins/combined", GONE),
        "measure.stars.begins",
        "a ladder is missing for 'combined'",
    ),
    (
        "flag without ladder",
        (
            "measure/stars",
            {**BAND, "of": ["ela_achievement"], "by": "title_i", "lowest": "1", "begins": {"true": {"2": 5}}},
        ),
        "measure.stars.begins",
        "a ladder is missing for 'false'",
    ),
    (
        "order of two ladders",
        ("measure/stars/begins/combined", {"3": 35, "2": 45}),
        "measure.stars.begins.combined",
        "another order than on another ladder",
    ),
    ("points for some", ("measure/grade/points", {"F": 0, "D": 1}), "measure.grade.points", "no points for 'C'"),
    (
        "points for none",
        ("measure/grade/points", {"F": 0, "D": 1, "C": 2, "B": 3}),
        "measure.grade.points.B",
        "'B' is no level of this band",
    ),
]

RULES = [
    (
        "below the scale",
        ("number/grad_floor/value", 0),
        "rule.low_graduation.all[0]",
        "is never true: 'graduation_4yr' runs from 0 to 100 percent, and 'grad_floor' is 0",
    ),
    ("above the scale", ("rule/graded/all", ["graduation_4yr > whole"]), "rule.graded.all[0]", "is never true"),
    ("whole scale", ("rule/graded/all", ["graduation_4yr <= whole"]), "rule.graded.all[0]", "is always true"),
    (
        "from none",
        ("rule/graded/all", ["rated_indicators >= none_at_all"]),
        "rule.graded.all[0]",
        "is always true: 'rated_indicators' runs from 0 to 6 indicators",
    ),
    ("more than there are", ("number/min_rated/value", 7), "rule.low_indicators.all[0]", "is never true"),
    (
        "no schools",
        ("number/primary_number/value", 0),
        "rule.primary.all[0]",
        "is always true: 'identified_schools' is not below 0, and 'primary_number' is 0",
    ),
    (
        "highest level",
        ("rule/graded/all", ["grade <= C"]),
        "rule.graded.all[0]",
        "is always true: 'C' is the highest level of 'grade'",
    ),
    (
        "lowest level",
        ("measure/level1_share/that", "< 1"),
        "measure.level1_share.that",
        "is never true: '1' is the lowest level",
    ),
    (
        "a clause and its not",
        ("rule/graded/all", ["title_i", "not title_i"]),
        "rule.graded.all[1]",
        "cannot both hold, so this rule is never true",
    ),
    (
        "a clause or its not",
        ("rule/csi/any", ["title_i", "not title_i"]),
        "rule.csi.any[1]",
        "so this rule is always true",
    ),
    (
        "above and below",
        ("rule/graded/all", ["graduation_4yr < half", "graduation_4yr >= grad_floor"]),
        "rule.graded.all[1]",
        "cannot both hold",
    ),
    (
        "compared, not rated",
        ("rule/graded/all", ["graduation_4yr < half", "not rated graduation_4yr"]),
        "rule.graded.all[1]",
        "cannot both hold",
    ),
    (
        "outcome twice",
        ("outcome/school/TSI", "csi"),
        "outcome.school.TSI",
        "is never given: 'csi', which gives CSI, stands before it and is the same rule",
    ),
    (
        "outcome always taken",
        ("outcome/school/TSI", "csi_new"),
        "outcome.school.TSI",
        "'csi', which gives CSI, stands before it and holds wherever 'csi_new' holds",
    ),
    ("name of an outcome", ("outcome/school/Identified", "atsi"), "outcome.school.Identified", "choose another name"),
    (
        "back to itself",
        ("rule/csi_test/any", ["low_performance", "csi"]),
        "rule.csi_test.any[1]",
        "leads back to itself: csi_test -> csi_new -> csi -> csi_test",
    ),
    (
        "back through the outcome",
        ("rule/tsi/any", ["not identified"]),
        "rule.tsi.any[0]",
        "leads back to itself: tsi -> identified -> tsi",
    ),
    (
        "back through a cut",
        ("number/lowest_quarter/frame", "low_indicators"),
        "number.lowest_quarter.frame",
        "leads back to itself: lowest_quarter -> level -> ",
    ),
]
LIMITS = {
    "whole": {"value": 100, "unit": "percent", "source": "plan", "show": True},
    "none_at_all": {"value": 0, "unit": "indicators", "source": "plan", "show": True},
}

WARNINGS = [
    (
        "unused number",
        ("number/spare", {"value": 1, "unit": "percent", "source": "plan"}),
        "number.spare",
        "is not used",
    ),
    ("unused indicator", ("indicator/absence/show", False), "indicator.absence", "is not used"),
    ("unused measure", ("measure/grade/show", False), "", ""),
    ("unused rule", ("rule/graded/show", False), "rule.graded", "is not used"),
    ("number of a target that no band reads", ("measure/level/begins/4", 95), "number.goal_90", "is not used"),
    ("mean of given values", ("indicator/growth/years", 3), "indicator.growth.years", "not the median"),
    (
        "part that is nowhere shown",
        ("groups/combined", {"white": ["asian", "hispanic_latino"]}),
        "groups.combined.white[0]",
        "its students are only added to 'white'",
    ),
    (
        "member without weight",
        ("measure/weighted/weights", {"ela_achievement": 2}),
        "measure.weighted.weights",
        "says no weight of 'level.math_achievement'",
    ),
    (
        "target out of order",
        ("number/goal_80/value", 25),
        "measure.level.begins.4",
        "begins at 25 of 'ela_achievement', '2' at 30",
    ),
]

TYPED = [
    ("label missing", ("rule/csi/label", GONE), "rule.csi.label", "'label' is missing"),
    ("label empty", ("rule/csi/label", " "), "rule.csi.label", "may not be empty"),
    ("unknown key", ("rule/csi/lable", "x"), "rule.csi.lable", "'lable' is no key here; did you mean 'label'?"),
    ("unknown key of a section", ("groups/askd", []), "groups.askd", "did you mean 'asked'?"),
    ("unknown section", ("rulle", {}), "rulle", "did you mean 'rule'?"),
    ("unknown kind", ("measure/level/kind", "bnd"), "measure.level", "'bnd' is no kind; did you mean 'band'?"),
    ("unknown unit", ("number/half/unit", "percnt"), "number.half.unit", "did you mean 'percent'?"),
    (
        "text, not a list",
        ("rule/csi/any", "csi_new"),
        "rule.csi.any",
        "must be a list in square brackets, not 'csi_new': ['csi_new']",
    ),
    ("number, not a text", ("rule/csi/any", [1]), "rule.csi.any[0]", "must be a text in quotes, not 1"),
    ("text, not a flag", ("rule/csi/show", "ja"), "rule.csi.show", "must be true or false, not 'ja'"),
    (
        "half a decimal",
        ("indicator/growth/decimals", Decimal("1.5")),
        "indicator.growth.decimals",
        "must be a whole number, not 1.5",
    ),
    ("no years", ("indicator/growth/years", 0), "indicator.growth.years", "must be 1 or more, not 0"),
    ("no figure", ("number/half/value", "a lot"), "number.half.value", "'a lot' is no figure"),
    ("list, not a figure", ("number/half/value", [50]), "number.half.value", "must be a figure"),
    ("figure alone", ("number/half", 50), "number.half", "what stands here is a table"),
    ("end of a line", ("number/line/to", ["2026-27"]), "number.line.to[1]", "write a school year and a figure"),
    ("year", ("from", "2022"), "from", "'2022' is no school year such as 2024-25"),
    ("id", ("id", "Tiny 2023"), "id", "only lower-case letters, digits and hyphens"),
    ("no section", ("rule", 5), "rule", "must be a section of its own, [rule]"),
]

TABLES = {
    "names": NAMES,
    "sorts": SORTS,
    "clauses": CLAUSES,
    "levels": LEVELS,
    "units": UNITS,
    "values": VALUES,
    "bands": BANDS,
    "rules": RULES,
    "typed": TYPED,
}


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [pytest.param(*case, id=f"{about}: {name}") for about, table in TABLES.items() for name, *case in table],
)
def test_one_change_brings_its_finding(change: tuple[str, Any], path: str, words: str) -> None:
    rules = changed(change)
    if isinstance(rules["number"], dict):
        rules["number"].update(copy.deepcopy(LIMITS))
    book, findings = ors.check(rules)
    assert book is None
    said = [finding for finding in findings if finding.path == path and words in finding.says and not finding.warning]
    assert said, "\n".join(map(str, findings))


@pytest.mark.parametrize(("change", "path", "words"), [pytest.param(*case, id=name) for name, *case in WARNINGS])
def test_a_warning_leaves_the_file_usable(change: tuple[str, Any], path: str, words: str) -> None:
    book, findings = ors.check(changed(change))
    assert book is not None, "\n".join(map(str, findings))
    assert all(finding.warning for finding in findings)
    if path:
        assert [finding for finding in findings if finding.path == path and words in finding.says]
        assert str(findings[0]).startswith("warning: ")
    else:
        assert findings == []  # a clause reads it


def test_everything_is_said_at_once_in_the_order_of_the_file() -> None:
    rules = changed(
        ("rule/low_graduation/all", ["graduation_4yr < grad_flor"]),
        ("number/quarter/value", 150),
        ("outcome/school/TSI", "tis"),
        ("measure/level/begins/4", "gaol"),
        ("rule/csi_test/any", ["low_performance", "csi"]),
        ("groups/also", ["white", "white"]),
        ("indicator/growth/unit", GONE),
    )
    errors = [finding.path for finding in ors.check(rules)[1] if not finding.warning]
    assert errors == [
        "groups.also[1]",
        "number.quarter.value",
        "indicator.growth",
        "measure.level.begins.4",
        "rule.low_graduation.all[0]",
        "rule.csi_test.any[1]",
        "outcome.school.TSI",
    ]


def test_every_circle_is_named() -> None:
    rules = changed(
        ("rule/csi_test/any", ["csi"]), ("number/lowest_quarter/frame", "low_indicators"), ("rule/tsi/any", ["tsi"])
    )
    circles = [finding.says for finding in ors.check(rules)[1] if "back to itself" in finding.says]
    assert "leads back to itself: csi_test -> csi_new -> csi -> csi_test" in circles
    assert "leads back to itself: tsi -> tsi" in circles
    assert any("lowest_quarter -> level ->" in says for says in circles)
    assert len(circles) == len(set(circles))


def test_what_is_wrong_with_a_key_of_a_whole_section_is_said_once() -> None:
    findings = ors.check(changed(("indicator/smallest", "min_studens")))[1]
    paths = [finding.path for finding in findings if "min_studens" in finding.says]
    assert paths == ["indicator.smallest"]


def test_a_load_raises_the_errors_and_no_warning() -> None:
    rules = changed(("rule/csi/any", ["csi_nw"]), ("rule/graded/show", False))
    with pytest.raises(ors.RulesError, match="did you mean 'csi_new'") as caught:
        ors.rules(rules)
    assert not any(finding.warning for finding in caught.value.findings)


def test_a_file_that_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('format = 1\nid = "x"\ntitle = \n', "utf-8")
    (finding,) = ors.check(str(path))[1]
    assert "is not TOML" in finding.says
    assert "line 3" in finding.says
