"""The first sheet: the run, how many are where, what is assumed, and what a reader must know before the lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from orsupport.explanation.clause_text import clause_said
from orsupport.explanation.figures import Node
from orsupport.reporting.cited import source_of
from orsupport.reporting.open_questions import open_questions
from orsupport.reporting.words import WORDS
from orsupport.reporting.workbook.scope import Scope
from orsupport.reporting.workbook.sheet import Figure, Part, exact
from orsupport.rulebook.entries import Figured, Line

T = WORDS["workbook"]["summary"]
P = WORDS["page"]


def summary(scope: Scope) -> list[Part]:
    """Everything counted over what the workbook is of."""
    parts = [_run(scope)]
    if scope.district is not None and not scope.rates_districts:
        parts.append(_district(scope))
    parts.append(_outcomes(scope))
    if (
        scope.district is None
        and not scope.rates_districts
        and (scope.book.outcome.district or scope.book.outcome.district_else)
    ):
        counted = Counter(row["tier"] or P["no_tier"] for row in scope.districts)
        parts.append(Part([T["tiers"], T["count"]], _ordered(counted, [*scope.book.outcome.district])))
    parts.append(_statuses(scope))
    if scope.district is None:
        lines = open_questions(scope.content)
        parts += [Part([T["notes"], "", "", ""], [[None, None, None, line] for line in lines])] if lines else []
    return [*parts, *_assumed(scope)]


def _run(scope: Scope) -> Part:
    said, book = scope.said, scope.book
    lines: list[list[Any]] = [
        [T["rules"], None, None, f"{book.id}: {book.title}"],
        [T["year"], None, None, said["school_year"]],
    ]
    if said["partial"]:
        absent = ", ".join(_absent(scope))
        lines.append([T["partial"], None, None, P["partial"].format(absent=absent)])
    if said["outside_era"]:
        lines.append([T["outside_era"], None, None, P["outside_era"].format(year=said["school_year"], rules=book.id)])
    return Part([T["run"], "", "", ""], lines)


def _absent(scope: Scope) -> Iterator[str]:
    yield from (scope.indicators[name] for name in scope.said["indicators_absent"])
    yield from (scope.book.fact[name].label for name in scope.said["facts_absent"])


def _district(scope: Scope) -> Part:
    row = scope.districts[0]
    tiers = {rule: name for name, rule in scope.book.outcome.district.items()}
    lines: list[list[Any]] = [
        [T["district"], None, None, f"{row['district_name']} ({row['district_id']})"],
        [T["tier"], None, None, row["tier"] or P["no_tier"]],
    ]
    if (brings := scope.book.brings.get(row["tier"] or "")) is not None:
        lines.append([T["brings"], None, None, brings.says])
    lines += [[T["schools"], row["schools"], None, None], [T["identified"], row["identified_schools"], None, None]]
    said = scope.content.explainer.district(scope.district)["rules"] if scope.district is not None else []
    lines += [[T["why"], None, None, each] for rule in said if rule["name"] in tiers for each in _why(rule, tiers)]
    return Part([T["of_district"], "", "", ""], lines)


def _why(rule: Node, tiers: dict[str, str]) -> Iterator[str]:
    """A rule that gives a tier with its answer, and each thing that it asks, with figure and limit."""
    answers = WORDS["answers"]
    assumed = f" ({P['assumed']})" if rule.get("standing") == "assumed" else ""
    yield f"{tiers[rule['name']]}: {answers[rule['answer']]}. {rule['label']}{assumed}"
    for clause in rule.get("clauses", []):
        yield f"    {answers[clause['answer']]}: {clause_said(clause)}"


def _outcomes(scope: Scope) -> Part:
    counted = Counter(scope.outcome(place) for place in range(len(scope.rated)))
    heading = T["tiers" if scope.rates_districts else "outcomes"]
    return Part([heading, T["count"]], _ordered(counted, list(scope.statuses)))


def _ordered(counted: Counter[str], first: list[str]) -> list[list[Any]]:
    """Names in the order of the file, then the others."""
    names = [*first, *sorted(name for name in counted if name not in first)]
    return [[name, counted[name]] for name in names]


def _statuses(scope: Scope) -> Part:
    lines = []
    for name, rule in scope.statuses.items():
        counted = Counter(row[rule] for row in scope.rated)
        label = scope.book.rule[rule].label if rule in scope.book.rule else ""
        lines.append([name, counted["yes"], counted["unsure"], label])
    return Part([T["statuses"], WORDS["answers"]["yes"], WORDS["answers"]["unsure"], T["label"]], lines)


def _assumed(scope: Scope) -> Iterator[Part]:
    """Every number that nobody published, with its value; and the names of what else is assumed."""
    book, said = scope.book, scope.said["assumed"]
    lines: list[list[Any]] = []
    for name in said["number"]:
        entry = book.number[name]
        value: Figure | None = None
        if isinstance(entry, Figured):
            value = exact(entry.value)
        elif isinstance(entry, Line):
            value = exact(scope.trace.value(name).low.fraction((0, 0)))
        called = getattr(entry, "label", None) or name.replace("_", " ")
        lines.append([called, value, getattr(entry, "unit", None), source_of(scope.content, entry.source)["title"]])
    if lines:
        yield Part([T["assumed"], T["value"], T["unit"], T["source"]], lines)
    named = [
        (T[f"assumed_{kind}"], getattr(book, kind)[name])
        for kind in ("indicator", "measure", "rule")
        for name in said[kind]
    ]
    if named:
        lines = [[entry.label, kind, None, source_of(scope.content, entry.source)["title"]] for kind, entry in named]
        yield Part([T["assumed_else"], "", "", T["source"]], lines)
