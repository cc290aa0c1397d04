"""The sheet of what the rules did not judge, did not read, or a person decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyarrow.compute as pc

from orsupport.ratings import plain
from orsupport.reporting.words import WORDS
from orsupport.reporting.workbook.scope import Scope
from orsupport.reporting.workbook.sheet import Column, Sheet

T = WORDS["workbook"]
Cells = list[Any]


def aside(scope: Scope) -> Sheet:
    """What stands in no list, and why; of the whole data only where the workbook is of the whole State."""
    columns = [Column(T["column"]["kind"], "text", 30), Column(T["column"]["id"], "id", 14)]
    columns += [Column(T["column"]["name"], "text", 34), Column(T["column"]["rows"], "whole")]
    columns += [Column(T["column"]["detail"], "long", 90)]
    rows = [*_decided(scope), *_not_judged(scope), *_absent(scope), *([] if scope.district else _not_read(scope))]
    if not rows:
        rows = [[T["aside"]["nothing"], None, None, None, None]]
    return Sheet(T["sheet"]["aside"], T["about"]["aside"], columns, rows, frozen=1)


def _decided(scope: Scope) -> Iterator[Cells]:
    """The decisions that people took, of the schools and districts of the workbook."""
    districts = {row["district_id"]: row["district_name"] for row in scope.districts}
    for each in scope.said["overrides"]:
        of = each.get("school_id") or each.get("district_id")
        name = scope.named.get(of) if each.get("school_id") else districts.get(of)
        if name is not None:
            none = WORDS["page"]["not_identified" if each.get("school_id") else "no_tier"]
            detail = T["decided"].format(**each | {"by_rules": each["by_rules"] or none})
            yield [T["aside"]["decided"], of, name, None, detail]


def _not_judged(scope: Scope) -> Iterator[Cells]:
    """Schools (or rated districts) that are closed or were not judged, with why nothing of all students is rated."""
    reasons = _reasons(scope)
    for place, row in enumerate(scope.rated):
        of = row[scope.id]
        if not scope.open[place]:
            yield [T["aside"]["closed"], of, row[scope.name], None, None]
        elif row["judged"] != "yes":
            counted = Counter(reasons.get(of, []))
            detail = ", ".join(f"{WORDS['why'].get(why, why)}: {count}" for why, count in counted.items())
            kind = "not_judged" if row["judged"] == "no" else "unsure_whether_judged"
            yield [
                T["aside"][kind],
                of,
                row[scope.name],
                None,
                T["aside"]["cells"].format(detail=detail) if detail else None,
            ]


def _reasons(scope: Scope) -> dict[str, list[str]]:
    """Of each, what became of every indicator that is asked of all students."""
    table = plain(scope.run.table("ratings").filter(pc.field("student_group") == "all"))
    found: dict[str, list[str]] = {}
    for of, why in zip(table[scope.id].to_pylist(), table["why"].to_pylist(), strict=True):
        found.setdefault(of, []).append(why or T["aside"]["rated"])
    return found


def _absent(scope: Scope) -> Iterator[Cells]:
    """What the rules read and the data lack."""
    said, book = scope.said, scope.book
    for name in said["indicators_absent"]:
        yield [T["aside"]["indicator_absent"], name, scope.indicators[name], None, None]
    for name in said["facts_absent"]:
        yield [T["aside"]["fact_absent"], name, book.fact[name].label, None, None]
    for name, years in said["years_absent"].items():
        yield [T["aside"]["years_absent"], name, scope.indicators[name], None, ", ".join(years)]
    if said["statuses_absent"]:
        yield [T["aside"]["statuses_absent"], None, None, None, None]


def _not_read(scope: Scope) -> Iterator[Cells]:
    """Rows of the data that no answer hangs on, and results that no place of the rules takes."""
    said = scope.said
    for kind, found in said["set_aside"].items():
        for each in found:
            yield [T["aside"][kind], each["name"], None, each["rows"], None]
    for name, why in said["summary"]["rated_in_no_school"].items():
        detail = ", ".join(f"{WORDS['why'].get(word, word)}: {count}" for word, count in why.items())
        yield [T["aside"]["rated_nowhere"], name, scope.indicators[name], None, detail]
    if said["earlier_numbers"]["set_aside"]:
        yield [T["aside"]["earlier_numbers"], None, None, said["earlier_numbers"]["set_aside"], None]
    if said["not_read"]["later"]:
        yield [T["aside"]["later"], None, None, said["not_read"]["later"], None]
    for kind in ("statuses", "student_groups", "predecessors"):
        for each in said["not_read"][kind]:
            yield [T["aside"][f"not_read_{kind}"], each["name"], None, each["rows"], None]
