"""What `check` says of cuts, indexes, choices, tables, history and places: one small change, and its finding."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import orsupport as ors
from test_check import GONE, valid

MADE = {"label": "Made up", "source": "plan", "show": True}
MADE_OF_PERCENT = {"unit": "percent", "source": "plan", "show": True}
KINDS: dict[str, dict[str, Any]] = {
    "number": {
        "five_percent": {"value": 5, "unit": "percent", "source": "plan"},
        "clock": {"value": 4, "unit": "years", "source": "plan"},
        "most": {"value": 90, "unit": "percent", "source": "plan"},
        "cut": {
            **MADE,
            "kind": "lowest",
            "of": "blend",
            "take": "five_percent",
            "frame": "title_i",
            "base": "frame",
            "rounding": "up",
            "ties": "in",
        },
        "absence_cut": {
            **MADE,
            "kind": "lowest",
            "of": "absence",
            "take": "five_percent",
            "base": "rated",
            "rounding": "up",
            "ties": "in",
        },
    },
    "measure": {
        "blend": {
            **MADE,
            "kind": "index",
            "parts": [{"ela_achievement": 60, "math_achievement": 40}, {"ela_achievement": 100}],
        },
        "by_kind": {
            **MADE,
            "kind": "index",
            "by": "serves_grade_12",
            "parts": {"true": {"graduation_4yr": 1}, "false": ["ela_achievement", "math_achievement"]},
        },
        "shared": {
            **MADE,
            "kind": "index",
            "parts": ["ela_achievement", "math_achievement"],
            "missing": "shared",
            "at_least": "half",
        },
        "of_groups": {**MADE, "kind": "index", "of": "ela_achievement", "over": "groups"},
        "of_family": {**MADE, "kind": "index", "of": "level"},
        "weakest": {**MADE, "kind": "worst", "of": "ela_achievement", "over": "groups", "groups": ["english_learners"]},
        "stronger": {**MADE, "kind": "best", "of": ["ela_achievement", "math_achievement"]},
        "both_subjects": {
            **MADE,
            "kind": "pool",
            "of": ["ela_achievement", "math_achievement"],
            "years": 2,
            "smallest": "min_students",
        },
        "capped": {
            **MADE,
            "kind": "choose",
            "cases": [{"take": "most", "when": "enough_rated"}, {"take": "blend"}],
        },
        "ela_band": {**MADE, "kind": "band", "of": "ela_achievement", "lowest": "low", "begins": {"high": 50}},
        "change_band": {**MADE, "kind": "band", "of": "change", "lowest": "down", "begins": {"up": 0}},
        "colour": {
            **MADE,
            "kind": "table",
            "rows": "ela_band",
            "columns": "change_band",
            "levels": ["red", "green"],
            "grid": {"low": ["red", "red"], "high": ["red", "green"]},
        },
        "change": {**MADE, "kind": "difference", "of": "ela_achievement", "years_ago": 1},
        "gap": {**MADE, "kind": "difference", "of": "ela_achievement", "minus": "math_achievement"},
        "last_year": {**MADE, "kind": "earlier", "of": "blend", "years_ago": 1},
        "place": {**MADE, "kind": "rank", "of": "blend", "frame": "title_i", "by": "serves_grade_12"},
        "learners": {**MADE, "kind": "one_group", "of": "ela_achievement", "group": "english_learners"},
        "csi_years": {**MADE, "kind": "years_in", "status": "csi", "paused": ["2019-20"]},
        "low_groups": {**MADE, "kind": "count", "of": "groups", "that": "low_indicators"},
        "low_group_share": {
            **MADE,
            "kind": "share",
            "of": "groups",
            "that": "low_indicators",
            "out_of": "enough_rated",
        },
        "csi_schools": {**MADE, "kind": "count", "of": "schools", "that": "csi", "at": "district"},
        "csi_share": {**MADE, "kind": "share", "of": "schools", "that": "csi", "out_of": "judged", "at": "state"},
    },
    "rule": {
        "at_cut": {**MADE, "all": ["blend <= cut"]},
        "away": {**MADE, "all": ["absence >= absence_cut"]},
        "stands": {**MADE, "years": 2, "all": ["was csi", "change < half"]},
        "long": {**MADE, "all": ["csi_years >= clock"]},
        "many": {**MADE, "at": "district", "all": ["csi_schools >= primary_number", "csi_share < half"]},
    },
}
CHANGES: list[tuple[str, Any, str, str]] = [
    # lowest
    ("number/cut/of", "blnd", "number.cut.of", "did you mean 'blend'?"),
    ("number/cut/take", "five_percnt", "number.cut.take", "did you mean 'five_percent'?"),
    ("number/cut/take", "clock", "number.cut.take", "a percent, a share or a number of schools is wanted"),
    ("number/cut/take", "blend", "number.cut.take", "a name under [number] is wanted here"),
    ("number/five_percent/value", 105, "number.cut.take", "more than all schools cannot be taken"),
    ("number/five_percent/value", 0, "number.cut.take", "nobody would be at or below"),
    ("number/cut/base", "fram", "number.cut.base", "did you mean 'frame'?"),
    ("number/cut/base", "half", "number.cut.base", "or one of 'frame' and 'rated'"),
    ("number/cut/base", "many", "number.cut.base", "a rule at district"),
    ("number/cut/base", GONE, "number.cut", "of which schools the share is"),
    ("number/cut/rounding", GONE, "number.cut", "'rounding' is missing, and has no default"),
    ("number/cut/rounding", "upp", "number.cut.rounding", "did you mean 'up'?"),
    ("number/cut/ties", GONE, "number.cut", "'ties' is missing, and has no default"),
    ("number/cut/already", "identfied", "number.cut.already", "did you mean 'identified'?"),
    ("number/cut/frame", "titel_i", "number.cut.frame", "did you mean 'title_i'?"),
    ("rule/away/all", ["absence <= absence_cut"], "rule.away.all[0]", "meant to be read with >=: lower is better"),
    # index
    ("measure/blend/parts", GONE, "measure.blend", "says neither `parts` nor `of`"),
    ("measure/blend/of", "level", "measure.blend", "says both `parts` and `of`"),
    ("measure/blend/parts", {"ela_achievment": 1}, "measure.blend.parts.ela_achievment", "did you mean"),
    ("measure/blend/parts", {"level": 1}, "measure.blend.parts.level", "'level' is a family of 6"),
    (
        "measure/blend/parts",
        {"ela_achievement": 0},
        "measure.blend.parts.ela_achievement",
        "no whole number above zero",
    ),
    ("measure/blend/parts", {"ela_achievement": 0.5}, "measure.blend.parts.ela_achievement", "no whole number"),
    (
        "measure/blend/parts",
        [{"ela_achievement": 1}, {"ela_achievement": 1, "math_achievement": 1}],
        "measure.blend.parts[1]",
        "is never reached: it holds all parts of the earlier set ('ela_achievement')",
    ),
    ("measure/blend/parts", {"ela_achievement": 1, "growth": 1}, "measure.blend.parts", "'growth' is in percentile"),
    ("measure/blend/parts", {"absence": 1}, "measure.blend.parts", "lower is better of 'absence'"),
    ("measure/blend/parts", ["ela_achievement"] * 2, "measure.blend.parts", "stands in the list already"),
    ("measure/blend/parts", [], "measure.blend.parts", "names nothing"),
    ("measure/blend/parts", 5, "measure.blend", "`parts` must be"),
    ("measure/blend/parts", ["ela_achievement", {}], "measure.blend", "`parts` must be"),
    ("measure/by_kind/parts/true", 1, "measure.by_kind", "for each serves_grade_12"),
    ("measure/both_subjects/of", ["csi"], "measure.both_subjects.of[0]", "an indicator is wanted here"),
    ("outcome", 5, "outcome", "must be a section of its own"),
    ("measure/blend/at_least", "half", "measure.blend.at_least", 'write missing = "shared"'),
    ("measure/blend/missing", "shared", "measure.blend.missing", "the sets say it themselves"),
    ("measure/shared/at_least", "min_students", "measure.shared.at_least", "a percent or a share is wanted"),
    ("measure/by_kind/by", "serves_11", "measure.by_kind.by", "'serves_11' is not known here"),
    ("measure/by_kind/parts/ture", {"ela_achievement": 1}, "measure.by_kind.parts.ture", "did you mean 'true'?"),
    ("measure/by_kind/by", GONE, "measure.by_kind.parts.true", "say by what"),
    ("measure/of_groups/of", "level", "measure.of_groups.of", "'level' is a family"),
    ("measure/of_groups/over", GONE, "measure.of_groups.of", "is no family"),
    (
        "measure/of_groups/groups",
        ["englsh_learners"],
        "measure.of_groups.groups[0]",
        "did you mean 'english_learners'?",
    ),
    ("measure/shared/groups", ["english_learners"], "measure.shared.groups", 'write over = "groups"'),
    # best, worst, pool
    ("measure/weakest/of", "csi", "measure.weakest.of", "'csi' is a rule"),
    ("measure/weakest/groups", ["wite"], "measure.weakest.groups[0]", "did you mean 'white'?"),
    ("measure/stronger/of", ["ela_achievement", "growth"], "measure.stronger.of", "do not go together"),
    ("measure/stronger/of", ["ela_achievment"], "measure.stronger.of[0]", "did you mean"),
    ("measure/both_subjects/of", ["growth"], "measure.both_subjects.of[0]", "has no counts to add"),
    ("measure/both_subjects/of", ["level"], "measure.both_subjects.of[0]", "is a family"),
    ("measure/both_subjects/of", ["ela_achievement", "absence"], "measure.both_subjects.of", "lower is better"),
    ("measure/both_subjects/smallest", "half", "measure.both_subjects.smallest", "a number of students is wanted"),
    ("measure/both_subjects/each_at_least", "min_studnts", "measure.both_subjects.each_at_least", "did you mean"),
    ("measure/both_subjects/years", 0, "measure.both_subjects.years", "must be 1 or more"),
    # choose
    ("measure/capped/cases", [{"take": "blend"}, {"take": "most"}], "measure.capped.cases[1]", "is never reached"),
    (
        "measure/capped/cases",
        [{"take": "blend", "when": "enough_rated"}],
        "measure.capped.cases[0]",
        "nothing is taken where no case holds",
    ),
    (
        "measure/capped/cases",
        [{"take": "most", "when": "title_i"}, {"take": "blend"}],
        "measure.capped.cases[0].when",
        'a rule is wanted here: give it one, all = ["title_i"]',
    ),
    (
        "measure/capped/cases",
        [{"take": "most", "when": "enough_ratd"}, {"take": "blend"}],
        "measure.capped.cases[0].when",
        "did you mean 'enough_rated'?",
    ),
    ("measure/capped/cases", [{"take": "blnd"}], "measure.capped.cases[0].take", "did you mean 'blend'?"),
    (
        "measure/capped/cases",
        [{"take": "clock", "when": "enough_rated"}, {"take": "blend"}],
        "measure.capped.cases[1].take",
        "they are no choice",
    ),
    # table
    ("measure/colour/rows", "ela_achievement", "measure.colour.rows", "has no levels"),
    ("measure/colour/columns", "change_bnd", "measure.colour.columns", "did you mean 'change_band'?"),
    ("measure/colour/columns", "level", "measure.colour", "do not have the same members"),
    ("measure/colour/grid", {"low": ["red", "red"]}, "measure.colour.grid", "lacks a row for 'high'"),
    ("measure/colour/grid/hihg", ["red", "red"], "measure.colour.grid.hihg", "did you mean 'high'?"),
    ("measure/colour/grid/low", ["red"], "measure.colour.grid.low", "has 1 cells; 'change_band' has 2 levels"),
    ("measure/colour/grid/low", ["red", "gren"], "measure.colour.grid.low[1]", "did you mean 'green'?"),
    ("measure/colour/points", {"red": 1}, "measure.colour.points", "no points for 'green'"),
    ("measure/colour/levels", ["red", "green", "red"], "measure.colour.levels[2]", "stands in the list already"),
    # history
    ("measure/change/minus", "math_achievement", "measure.change", "says both `minus` and `years_ago`"),
    ("measure/gap/minus", GONE, "measure.gap", "says neither `minus` nor `years_ago`"),
    ("measure/gap/minus", "growth", "measure.gap.minus", "they have no difference"),
    ("measure/gap/minus", "csi", "measure.gap.minus", "'csi' is a rule"),
    ("measure/gap/minus", "level", "measure.gap.minus", "'level' is a family"),
    ("measure/gap/rounding", "half away", "measure.gap.rounding", "says no `decimals`"),
    ("measure/change/years_ago", 0, "measure.change.years_ago", "must be 1 or more"),
    ("measure/last_year/of", "blnd", "measure.last_year.of", "did you mean 'blend'?"),
    ("measure/last_year/years_ago", 0, "measure.last_year.years_ago", "must be 1 or more"),
    ("measure/csi_years/status", "title_i", "measure.csi_years.status", "a rule is wanted"),
    ("measure/csi_years/paused", ["2019-21"], "measure.csi_years.paused[0]", "did you mean '2019-20'?"),
    ("rule/stands/all", ["was title_i"], "rule.stands.all[0]", "a status is named like the rule that gives it"),
    ("rule/stands/all", ["was primary"], "rule.stands.all[0]", "'primary' is a rule at district"),
    ("rule/stands/years", 0, "rule.stands.years", "must be 1 or more"),
    # places
    ("measure/place/of", "csi_schools", "measure.place.of", "schools are ranked"),
    ("measure/place/of", "ela_band", "measure.place.of", "are not whole numbers"),
    ("measure/place/frame", "titel_i", "measure.place.frame", "did you mean 'title_i'?"),
    ("measure/place/by", "half", "measure.place.by", "'half' is a number"),
    ("measure/learners/group", "english_learner", "measure.learners.group", "did you mean 'english_learners'?"),
    ("measure/learners/of", "weakest", "measure.learners.of", "no student group has one"),
    ("measure/low_groups/that", "csi", "measure.low_groups.that", "a rule at group is wanted"),
    ("measure/low_groups/that", "low_indicatrs", "measure.low_groups.that", "did you mean 'low_indicators'?"),
    ("measure/low_groups/that", GONE, "measure.low_groups", "does not say which groups"),
    ("measure/low_groups/that", "< half", "measure.low_groups.that", "is half a clause"),
    ("measure/low_groups/at", "district", "measure.low_groups.at", "groups are counted in a school"),
    ("measure/low_groups/groups", ["wite"], "measure.low_groups.groups[0]", "did you mean 'white'?"),
    ("measure/low_groups/out_of", "enough_rated", "measure.low_groups.out_of", "a count has none"),
    ("measure/low_group_share/out_of", GONE, "measure.low_group_share", "of which groups it is the share"),
    ("measure/low_group_share/out_of", "judged", "measure.low_group_share.out_of", "a rule at group is wanted"),
    ("measure/csi_schools/at", GONE, "measure.csi_schools", "does not say where schools are counted"),
    ("measure/csi_schools/that", "low_indicators", "measure.csi_schools.that", "a rule at school is wanted"),
    ("measure/csi_share/out_of", "title_i", "measure.csi_share.out_of", "a rule is wanted here"),
    ("measure/csi_schools/groups", ["white"], "measure.csi_schools.groups", "belongs to a count of groups"),
    ("measure/rated_indicators/at", "district", "measure.rated_indicators.at", "belongs to a count of schools"),
    # outcomes and words
    ("outcome/school/else", "blend", "outcome.school.else", "'blend' has no levels"),
    ("outcome/school/else", "ela_bnd", "outcome.school.else", "did you mean 'ela_band'?"),
    ("outcome/district/else", "ela_band", "outcome.district.else", "'ela_band' is of schools"),
    ("rule/else", {**MADE, "all": ["csi"]}, "rule.else", "is a word of the rules language"),
    ("rule/groups", {**MADE, "all": ["csi"]}, "rule.groups", "is a word of the rules language"),
    ("rule/schools", {**MADE, "all": ["csi"]}, "rule.schools", "is a word of the rules language"),
]
WARNINGS: list[tuple[str, Any, str, str]] = [
    ("rule/at_cut/all", ["blend < cut"], "rule.at_cut.all[0]", "so < leaves out the schools at the cut"),
    ("rule/at_cut/all", ["blend > cut"], "rule.at_cut.all[0]", "meant to be read with <="),
    ("rule/away/all", ["absence > absence_cut"], "rule.away.all[0]", "meant to be read with >="),
    ("measure/csi_years/status", "csii", "measure.csi_years.status", "did you mean 'csi'?"),
    ("rule/stands/all", ["was csi_old"], "rule.stands.all[0]", "no rule of this file gives the status 'csi_old'"),
]


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    rules = valid()
    for section, more in copy.deepcopy(KINDS).items():
        rules[section].update(more)
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


def test_the_file_that_the_changes_spoil_has_no_finding() -> None:
    assert [str(finding) for finding in ors.check(changed())[1]] == []


@pytest.mark.parametrize(("place", "value", "path", "words"), CHANGES)
def test_one_change_brings_its_finding(place: str, value: Any, path: str, words: str) -> None:
    book, findings = ors.check(changed((place, value)))
    assert book is None
    said = [each for each in findings if each.path.startswith(path) and words in each.says and not each.warning]
    assert said, "\n".join(map(str, findings))


@pytest.mark.parametrize(("place", "value", "path", "words"), WARNINGS)
def test_a_warning_leaves_the_file_usable(place: str, value: Any, path: str, words: str) -> None:
    book, findings = ors.check(changed((place, value)))
    assert book is not None, "\n".join(map(str, findings))
    assert [each for each in findings if each.path == path and words in each.says and each.warning], findings


def test_a_difference_may_lie_below_nothing() -> None:
    assert ors.check(changed(("rule/stands/all", ["change < none"]), ("number/none", {**MADE_OF_PERCENT, "value": 0})))[
        0
    ]


def test_a_band_names_the_schools_that_no_rule_names() -> None:
    assert ors.check(changed(("outcome/school/else", "ela_band")))[0] is not None
