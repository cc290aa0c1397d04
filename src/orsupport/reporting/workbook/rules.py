"""The sheet of the rules: everything that the file says, a line each, with its source and its standing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from orsupport.reporting.cited import source_of
from orsupport.reporting.words import WORDS, named
from orsupport.reporting.workbook.scope import Scope
from orsupport.reporting.workbook.sheet import Column, Figure, Sheet, exact
from orsupport.rulebook.basics import Entry
from orsupport.rulebook.entries import ByFact, Figured, Line, Rule, Sourced

T = WORDS["workbook"]
SAID_APART = {"label", "source", "standing", "show", "value", "unit"}
Cells = list[Any]


def rules(scope: Scope) -> Sheet:
    """Numbers, indicators, measures, rules, names, facts, student groups and sources of the rules file."""
    columns = [Column(T["column"]["kind"], "text", 13), Column(T["column"]["name"], "text", 24)]
    columns += [Column(T["column"]["label"], "long", 36), Column(T["column"]["value_of"], "result", 9)]
    columns += [Column(T["column"]["unit"], "text", 10), Column(T["column"]["says"], "long", 62)]
    columns += [Column(T["column"]["standing"], "answer"), Column(T["column"]["source"], "long", 46)]
    return Sheet(T["sheet"]["rules"], T["about"]["rules"], columns, _rows(scope))


def _rows(scope: Scope) -> Iterator[Cells]:
    book = scope.book
    for name, number in book.number.items():
        yield from _number(scope, name, number)
    for kind, entries in (("indicator", book.indicator), ("measure", book.measure), ("rule", book.rule)):
        for name, entry in entries.items():
            unit = getattr(entry, "measured_in", None)
            yield _row(
                scope, kind, name, entry, None, unit, _clauses(entry) if isinstance(entry, Rule) else said(entry)
            )
    for of, names in (("outcome", book.outcome.school), ("tier", book.outcome.district)):
        kind = "tier" if scope.rates_districts else of
        for name, rule in names.items():
            yield [
                T["kind"][kind],
                name,
                book.rule[rule].label if rule in book.rule else rule,
                None,
                None,
                rule,
                None,
                None,
            ]
    for name, brings in book.brings.items():
        yield _row(scope, "brings", name, brings, None, None, brings.says)
    for name, fact in book.fact.items():
        yield [T["kind"]["fact"], name, fact.label, None, fact.unit, said(fact), None, None]
    for name in book.group_names:
        says = "; ".join(part for part in _group(scope, name) if part)
        yield [T["kind"]["group"], name, named(name), None, None, says, None, None]
    for key, source in book.source.items():
        yield [
            T["kind"]["source"],
            key,
            source.title,
            None,
            None,
            " ".join(filter(None, (source.date, source.url))),
            None,
            None,
        ]


def _row(scope: Scope, kind: str, name: str, entry: Any, value: Figure | None, unit: str | None, says: str) -> Cells:
    label = getattr(entry, "label", None) or name.replace("_", " ")
    title = source_of(scope.content, entry.source)["title"]
    return [T["kind"][kind], name, label, value, unit, says, entry.standing, title]


def _number(scope: Scope, name: str, number: Sourced) -> Iterator[Cells]:
    """A number with its figure; one line for each value of the fact where it has several."""
    if isinstance(number, Figured):
        yield _row(scope, "number", name, number, exact(number.value), number.unit, "")
    elif isinstance(number, ByFact):
        for kind, figure in number.values.items():
            yield _row(scope, "number", name, number, exact(figure), number.unit, f"{number.by} = {kind}")
    elif isinstance(number, Line):
        figure = scope.trace.value(name).low.fraction((0, 0))
        yield _row(scope, "number", name, number, exact(figure), number.unit, said(number))
    else:
        yield _row(scope, "number", name, number, None, None, said(number))


def _clauses(rule: Rule) -> str:
    """What a rule asks, a line a clause, as it stands in the file."""
    asks = rule.all if rule.all is not None else rule.any or []
    lines = [T["asks"]["all" if rule.all is not None else "any"].format(of=rule.at), *asks]
    more = {"years": rule.years, "in_years": rule.in_years} if rule.years > 1 or rule.in_years else {}
    return "\n".join(lines + [f"{key}: {_text(value)}" for key, value in more.items() if value])


def _group(scope: Scope, name: str) -> Iterator[str]:
    groups = scope.book.groups
    if name in groups.asked:
        yield T["group"]["asked"]
    elif name in groups.also:
        yield T["group"]["also"]
    if name in groups.combined:
        yield T["group"]["combined"].format(parts=", ".join(map(named, groups.combined[name])))


def said(entry: Entry) -> str:
    """What else an entry says, key by key, as in the file."""
    return "\n".join(f"{key}: {_text(value)}" for key, value in _said(entry) if key not in SAID_APART)


def _said(entry: Entry) -> Iterator[tuple[str, Any]]:
    for name, field in type(entry).model_fields.items():
        value = getattr(entry, name)
        if value is not None and value != field.default:
            yield field.alias or name, value


def _text(value: Any) -> str:
    if isinstance(value, Fraction):
        decimal = f"{float(value):.9f}".rstrip("0").rstrip(".")
        return decimal if Fraction(decimal) == value else str(value)
    if isinstance(value, Entry):
        return ", ".join(f"{key} = {_text(each)}" for key, each in _said(value))
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_text(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        nested = (dict, list, tuple, Entry)
        return ", ".join(f"({_text(each)})" if isinstance(each, nested) else _text(each) for each in value)
    return str(value)
