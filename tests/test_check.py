"""What `check` says of whole rules files: of those that are here, of made-up ones, and of many faults at once.

The single faults, one change each, stand in `tests/faults`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import orsupport as ors
from faults import ROOT, changed
from made_up import rules_files

FILES = [*sorted((ROOT / "rules").glob("*.toml")), ROOT / "fixtures" / "tiny" / "rules.toml"]


def check(change: dict[str, Any], take_out: tuple[str, ...] = ()) -> list[ors.Finding]:
    return ors.check(changed("every-kind", change, list(take_out)))[1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name + "/" + path.stem)
def test_the_files_that_are_here_have_no_finding(path: Path) -> None:
    book, findings = ors.check(str(path))
    assert book is not None
    assert [str(finding) for finding in findings] == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules_files())
def test_a_made_up_file_that_is_valid_has_no_error(rules: dict[str, Any]) -> None:
    assert [str(finding) for finding in ors.check(rules)[1] if not finding.warning] == []


def test_a_difference_may_lie_below_nothing() -> None:
    none = {"value": 0, "unit": "percent", "source": "plan"}
    assert check({"rule.stands.all": ["change < none"], "number.none": none}) == []


def test_an_earlier_level_is_read_as_a_number_where_the_band_has_points() -> None:
    text = {"label": "Made up", "source": "plan"}
    begins = {"lowest": "F", "begins": {"D": 30, "A": 60}, "points": {"F": 0, "D": 1, "A": 2}}
    levels = {
        "measure.letter": text | {"kind": "band", "of": "graduation_4yr"} | begins,
        "measure.letter_before": text | {"kind": "earlier", "of": "letter", "years_ago": 1},
        "measure.mean_letter": text | {"kind": "index", "parts": ["letter", "letter_before"], "show": True},
    }
    assert check(levels) == []
    without = levels | {"measure.letter": {key: of for key, of in levels["measure.letter"].items() if key != "points"}}
    assert [finding.path for finding in check(without) if "`points`" in finding.says] != []


def test_a_cut_at_the_lowest_share_may_be_read_for_all_the_others() -> None:
    assert check({"rule.at_cut.all": ["blend > cut"]}) == []


def test_a_unit_of_the_section_is_of_its_given_values_and_not_of_its_shares() -> None:
    source = {"title": "Made up"}
    number = {"half": {"value": 50, "unit": "points", "source": "plan"}}
    given = {"score": {"label": "Score", "kind": "given"}, "rate": {"label": "Rate", "kind": "share", "show": True}}
    low = {"label": "Low", "at": "school", "all": ["score < half"], "source": "plan"}
    head = {"format": 1, "id": "shared", "title": "A shared unit", "from": "2017-18", "source": {"plan": source}}
    sections = {"number": number, "indicator": {"unit": "points", "source": "plan", **given}, "rule": {"low": low}}
    book, findings = ors.check(head | sections | {"outcome": {"school": {"CSI": "low"}}})
    assert (book is not None, findings) == (True, [])
    written = sections | {"indicator": {"source": "plan", "rate": given["rate"] | {"unit": "points"}}}
    faults = ors.check(head | written | {"outcome": {"school": {"CSI": "low"}}})[1]
    assert "indicator.rate.unit" in [finding.path for finding in faults]


def test_a_band_names_the_schools_that_no_rule_names() -> None:
    assert check({"outcome.school.else": "ela_band"}) == []


def test_what_a_clause_reads_need_not_be_shown() -> None:
    assert check({"measure.grade.show": False}) == []


def test_a_warning_leaves_the_file_usable() -> None:
    book, findings = ors.check(changed("every-kind", {"rule.graded.show": False}))
    assert book is not None
    assert [finding.warning for finding in findings] == [True]


def test_everything_is_said_at_once_in_the_order_of_the_file() -> None:
    change = {
        "rule.low_graduation.all": ["graduation_4yr < grad_flor"],
        "number.quarter.value": 150,
        "outcome.school.TSI": "tis",
        "measure.level.begins.4": "gaol",
        "rule.csi_test.any": ["low_performance", "csi"],
        "groups.also": ["white", "white"],
    }
    found = check(change, ("indicator.growth.unit",))
    errors = [finding.path for finding in found if not finding.warning]
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
    change = {
        "rule.csi_test.any": ["csi"],
        "number.lowest_quarter.frame": "low_indicators",
        "rule.tsi.any": ["tsi"],
    }
    circles = [finding.says for finding in check(change) if "back to itself" in finding.says]
    assert "leads back to itself: csi_test -> csi_new -> csi -> csi_test" in circles
    assert "leads back to itself: tsi -> tsi" in circles
    assert any("lowest_quarter -> level ->" in says for says in circles)
    assert len(circles) == len(set(circles))


def test_what_is_wrong_with_a_key_of_a_whole_section_is_said_once() -> None:
    findings = check({"indicator.smallest": "min_studens"})
    paths = [finding.path for finding in findings if "min_studens" in finding.says]
    assert paths == ["indicator.smallest"]


def test_the_form_of_a_key_of_a_whole_section_is_said_once() -> None:
    paths = [finding.path for finding in check({"rule.source": 5})]
    assert paths == ["rule.source"]


def test_a_program_that_gives_what_no_file_can_hold_is_told_so() -> None:
    (finding,) = check({"number.half.value": None})
    assert "cannot be written as TOML" in finding.says


def test_a_load_raises_the_errors_and_no_warning() -> None:
    rules = changed("every-kind", {"rule.csi.any": ["csi_nw"], "rule.graded.show": False})
    with pytest.raises(ors.RulesError, match="did you mean 'csi_new'") as caught:
        ors.rules(rules)
    assert not any(finding.warning for finding in caught.value.findings)


def test_a_file_that_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('format = 1\nid = "x"\ntitle = \n', "utf-8")
    (finding,) = ors.check(str(path))[1]
    assert "is not TOML" in finding.says
    assert "line 3" in finding.says


@pytest.mark.parametrize(
    ("text", "where"), [('id = "mine\nformat = 1\n', "at line 1, column 11"), ("id = 'mine", "at end of document")]
)
def test_a_quotation_mark_that_is_not_closed_is_called_so(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, "utf-8")
    finding = ors.check(str(path))[1][0]
    assert finding.says == f"is not TOML: a quotation mark is not closed ({where})"


def test_a_file_of_schools_that_says_it_rates_districts_gets_one_finding_for_each_clause() -> None:
    findings = ors.check(changed("every-kind", {"rates": "districts"}))[1]
    assert [each.path for each in findings if "looks at schools" in each.says]
    assert [str(each) for each in findings if [other.path for other in findings].count(each.path) > 1] == []
    assert not any("leads back to itself" in each.says or "belongs in a rule at" in each.says for each in findings)
