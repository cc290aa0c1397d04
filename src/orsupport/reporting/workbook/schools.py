"""The sheets of schools: identified with the reason, unsure, all of them; and of their student groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow.compute as pc

from orsupport.clauses import asks_any_group
from orsupport.outputs import COUNT_COLUMNS
from orsupport.ratings import plain
from orsupport.reporting.words import WORDS, named
from orsupport.reporting.workbook.measures import measures
from orsupport.reporting.workbook.reasons import first_years, first_years_of_groups, reason
from orsupport.reporting.workbook.scope import Scope, labels
from orsupport.reporting.workbook.sheet import Column, Sheet

T = WORDS["workbook"]


def who(scope: Scope) -> list[Column]:
    """The columns that say of which school (or rated district) a row is."""
    if scope.rates_districts:
        return [Column(T["column"]["district_id"], "id"), Column(T["column"]["district"], "text", 32)]
    return [Column(T["column"]["school_id"], "id"), Column(T["column"]["school"], "text", 30)]


def where(scope: Scope) -> list[Column]:
    """The columns that say where a school stands; none of a rated district."""
    if scope.rates_districts:
        return []
    return [
        Column(T["column"]["district_id"], "id"),
        Column(T["column"]["district"], "text", 24),
        Column(T["column"]["type"], "text", 15),
    ]


def _about(scope: Scope, row: dict[str, Any]) -> list[Any]:
    keys = ("school_id", "school_name", "district_id", "district_name", "school_type")
    return [row[key] for key in (keys[2:4] if scope.rates_districts else keys)]


def _grouped(scope: Scope) -> dict[str, str]:
    """The statuses that hold from student groups, and the column that names them."""
    return {
        name: f"{rule}_groups"
        for name, rule in scope.statuses.items()
        if rule in scope.book.rule and asks_any_group(scope.book.rule[rule])
    }


def _groups(names: str | None) -> str:
    return ", ".join(named(group) for group in (names or "").split())


def identified(scope: Scope) -> Sheet:
    """Those with a status that surely holds, each with why, since when and for which student groups."""
    return _listed(scope, "identified", [place for place in range(len(scope.rated)) if scope.identified(place)])


def unsure(scope: Scope) -> Sheet | None:
    """Those with a status that the data at hand leave unsure; none where there are none."""
    places = [
        place
        for place, row in enumerate(scope.rated)
        if "unsure" in scope.answers(place).values() and row[scope.id] not in scope.decided
    ]
    return _listed(scope, "unsure", places) if places else None


def _listed(scope: Scope, key: str, places: list[int]) -> Sheet:
    grouped = _grouped(scope)
    since = {name: first_years(scope, rule) for name, rule in scope.statuses.items()}
    columns = [
        *who(scope),
        *where(scope),
        Column(T["column"][scope.given], "text", 13),
        Column(T["column"]["reason"], "long", 60),
    ]
    for name in scope.statuses:
        columns += [Column(name, "answer", 8), Column(T["column"]["since"].format(status=name), "text", 10)]
        columns += [Column(T["column"]["for_groups"].format(status=name), "long", 30)] if name in grouped else []
    columns += [Column(T["column"]["decided"], "long", 40)] if scope.decided else []

    def rows() -> Iterator[list[Any]]:
        for place in places:
            row = scope.rated[place]
            cells = [*_about(scope, row), scope.outcome(place), _reason(scope, place)]
            for name, rule in scope.statuses.items():
                cells += [row[rule], since[name][place]]
                cells += [_groups(row[grouped[name]])] if name in grouped else []
            yield [*cells, *([_decision(scope, row[scope.id])] if scope.decided else [])]

    return _sheet(scope, key, columns, rows())


def _reason(scope: Scope, place: int) -> str:
    """Why a place has its outcome; where a person decided, that decision and no rule."""
    decision = scope.decided.get(scope.rated[place][scope.id])
    return reason(scope, place) if decision is None else str(T["decided_reason"].format(**decision))


def _decision(scope: Scope, of: str) -> str:
    decision = scope.decided.get(of)
    if decision is None:
        return ""
    none = WORDS["page"]["no_tier" if scope.rates_districts else "not_identified"]
    return str(T["decided"].format(**decision | {"by_rules": decision["by_rules"] or none}))


def every(scope: Scope) -> Sheet:
    """All of them: outcome, statuses, the level of every indicator for all students, and every other answer."""
    grouped, book = _grouped(scope), scope.book
    others = [name for name, rule in book.rule.items() if rule.at == "school"]
    others = [name for name in others if name not in (*scope.statuses.values(), "judged")]
    levels = _levels(scope)
    counts = [name for name in COUNT_COLUMNS if name in book.measure]
    columns = [*who(scope), *where(scope), Column(T["column"]["judged"], "answer")]
    columns += [Column(T["column"][scope.given], "level" if book.outcome.school_else else "text", 16)]
    columns += [Column(T["column"]["decided"], "long", 40)] if scope.decided else []
    columns += [Column(name, "answer") for name in scope.statuses]
    columns += [Column(T["column"]["for_groups"].format(status=name), "text", 30) for name in grouped]
    columns += [
        Column(T["column"]["level_of"].format(indicator=scope.indicators[name]), "level", 12) for name in levels
    ]
    columns += [Column(labels(book.measure)[name], "whole") for name in counts]
    beside = measures(scope, COUNT_COLUMNS)
    columns += [each.column for each in beside]
    columns += [Column(scope.rules[name], "answer", 12) for name in others]

    def rows() -> Iterator[list[Any]]:
        for place, row in enumerate(scope.rated):
            cells = [*_about(scope, row), row["judged"], scope.outcome(place)]
            cells += [_decision(scope, row[scope.id])] if scope.decided else []
            cells += scope.answers(place).values()
            cells += [_groups(row[column]) for column in grouped.values()]
            cells += [of.get(row[scope.id], "") for of in levels.values()]
            cells += [*(row[name] for name in counts), *(each.cells[place] for each in beside)]
            yield [*cells, *(row[name] for name in others)]

    return _sheet(scope, "every", columns, rows())


def _levels(scope: Scope) -> dict[str, dict[str, str]]:
    """The level for all students, or the reason why there is none, of each indicator that has levels."""
    table = plain(scope.run.table("ratings").filter(pc.field("student_group") == "all"))
    found: dict[str, dict[str, str]] = {name: {} for name in scope.book.indicator if scope.trace.banded(name)}
    for row in table.select([scope.id, "indicator", "level", "why"]).to_pylist():
        if row["indicator"] in found and row[scope.id] in scope.named:
            found[row["indicator"]][row[scope.id]] = row["level"] or row["why"]
    return found


def groups(scope: Scope) -> Sheet:
    """Every student group of every school with what the rules answer of it."""
    book, trace = scope.book, scope.trace
    rules = [name for name, rule in book.rule.items() if rule.at == "group"]
    counts = [name for name in COUNT_COLUMNS if name in book.measure]
    width = len(trace.places.groups)
    table = scope.run.table("groups")
    table = plain(table.take([row * width + group for row in scope.rows.tolist() for group in range(width)]))
    answers = {name: table[name].to_pylist() for name in rules}
    since = {}
    for name in rules:
        holds = {divmod(row, width): answer == "yes" for row, answer in enumerate(answers[name])}
        since[name] = first_years_of_groups(scope, name, holds)
    since = {name: years for name, years in since.items() if years}
    columns = [*who(scope), Column(T["column"]["group"], "text", 30)]
    columns += [Column(scope.rules[name], "answer", 14) for name in rules]
    columns += [Column(T["column"]["since"].format(status=scope.rules[name]), "text", 14) for name in since]
    columns += [Column(labels(book.measure)[name], "whole") for name in counts]
    ids, of = table[scope.id].to_pylist(), table["student_group"].to_pylist()
    counted = [table[name].to_pylist() for name in counts]

    def rows() -> Iterator[list[Any]]:
        for row, place in enumerate(ids):
            cells = [place, scope.named[place], named(of[row]), *(answers[name][row] for name in rules)]
            cells += [years.get(divmod(row, width), "") for years in since.values()]
            yield [*cells, *(column[row] for column in counted)]

    return _sheet(scope, "groups", columns, rows(), frozen=3)


def _sheet(scope: Scope, key: str, columns: list[Column], rows: Iterator[list[Any]], frozen: int = 2) -> Sheet:
    of = f"{key}_districts" if scope.rates_districts else key
    return Sheet(T["sheet"][of], T["about"][of], columns, rows, frozen)
