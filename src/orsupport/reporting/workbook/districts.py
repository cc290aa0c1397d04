"""The sheet of districts: its schools, those identified, the tier, and what every rule of a district answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orsupport.reporting.words import WORDS
from orsupport.reporting.workbook.scope import Scope
from orsupport.reporting.workbook.sheet import Column, Sheet

T = WORDS["workbook"]


def districts(scope: Scope) -> Sheet:
    """A row a district; what is rated stands in the sheet of all, where the file rates districts."""
    rules = [name for name, rule in scope.book.rule.items() if rule.at == "district"]
    counted = [f"{label.lower()}_schools" for label in [*scope.book.outcome.school, "unsure"]]
    columns = [Column(T["column"]["district_id"], "id"), Column(T["column"]["district"], "text", 34)]
    columns += [Column(T["column"]["tier"], "level" if scope.book.outcome.district_else else "text", 26)]
    columns += [Column(T["column"]["schools"], "whole"), Column(T["column"]["identified"], "whole")]
    columns += [Column(T["column"]["share"], "share")]
    columns += [Column(T["column"]["with_outcome"].format(outcome=name), "whole") for name in _outcomes(scope)]
    columns += [Column(scope.rules[name], "answer", 16) for name in rules]
    decided = {each["district_id"]: each for each in scope.said["overrides"] if each.get("district_id")}
    columns += [Column(T["column"]["decided"], "long", 40)] if decided else []

    def rows() -> Iterator[list[Any]]:
        for row in scope.districts:
            cells = [row["district_id"], row["district_name"], row["tier"] or WORDS["page"]["no_tier"]]
            cells += [row["schools"], row["identified_schools"], row["identified_share"]]
            cells += [*(row[name] for name in counted), *(row[name] for name in rules)]
            yield [*cells, *([_decision(decided.get(row["district_id"]))] if decided else [])]

    return Sheet(T["sheet"]["districts"], T["about"]["districts"], columns, rows())


def _outcomes(scope: Scope) -> list[str]:
    return [*scope.book.outcome.school, WORDS["answers"]["unsure"]]


def _decision(decision: dict[str, Any] | None) -> str:
    if decision is None:
        return ""
    return str(T["decided"].format(**decision | {"by_rules": decision["by_rules"] or WORDS["page"]["no_tier"]}))
