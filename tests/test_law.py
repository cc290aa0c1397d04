"""What `check --law` says of whole files, and what the statute leaves open.

What breaks the statute, one change each, stands in `tests/faults/law.toml`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import orsupport as ors
from faults import ROOT, changed
from orsupport.command import app
from orsupport.rulebook import Finding
from orsupport.rulebook.law import breaks_of

FINE: list[tuple[str, Any]] = [
    ("rule.low_graduation.all", ["graduation_4yr < rate"]),
    ("rule.csi_test.any", ["low_performance", "low_graduation", "broad"]),
    ("indicator.reading.smallest", "n_of_groups"),
    ("number.csi_cut.base", "title_i"),
    ("measure.score.parts", {"reading": 80, "attends": 20}),
    ("number.csi_clock.value", 3),
]


def found(*changes: tuple[str, Any]) -> list[Finding]:
    book, findings = ors.check(changed("law", dict(changes)))
    assert book is not None, "\n".join(map(str, findings))
    return breaks_of(book)


@pytest.mark.parametrize(("place", "value"), FINE)
def test_what_the_statute_leaves_open_brings_no_error(place: str, value: Any) -> None:
    assert [str(finding) for finding in found((place, value)) if not finding.warning] == []


def test_waived_years_do_not_count() -> None:
    assert found(("rule.csi_new.in_years", ["2018-19", "2021-22", "2023-24"])) == []
    assert found(("rule.csi_new.in_years", ["2017-18", "2022-23", "2025-26"])) == []


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_a_rate_is_held_against_two_thirds_as_it_is_rounded(decimals: int) -> None:
    """Rounded to one decimal a rate of 2/3 is 66.7, which is not below 66.7."""
    edge = {0: 67, 1: Decimal("66.7"), 2: Decimal("66.67")}[decimals]
    rounded = [("indicator.graduation_4yr.decimals", decimals), ("number.rate.value", edge)]
    below = ("rule.low_graduation.all", ["graduation_4yr < rate"])
    at = ("rule.low_graduation.all", ["graduation_4yr <= rate"])
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
