"""Cuts at the lowest share of a frame: of how many schools the share is, and how clauses read them."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.rulebook import entries
from orsupport.rulebook.clauses import Comparison, read_clause, read_half
from orsupport.rulebook.finding_clauses import clauses_of
from orsupport.rulebook.finding_view import HOLDS, NUMBERS, View, shown
from orsupport.rulebook.reading import Finding
from orsupport.units import same_quantity

BASES = ("frame", "rated")


def lowest(view: View) -> Iterator[Finding]:
    """Every such cut of the file."""
    for name, number in view.book.number.items():
        if isinstance(number, entries.Lowest):
            path = f"number.{name}"
            yield from _take(view, f"{path}.take", number.take)
            yield from _base(view, f"{path}.base", number.base)
            yield from view.asked_of_places(f"{path}.already", number.already)


def _take(view: View, path: str, name: str) -> Iterator[Finding]:
    yield from view.key(path, name, NUMBERS)
    if view.named(name, NUMBERS) is None:
        return
    number = view.plain_figure(name)
    if number is None:
        yield Finding(path, f"'{name}' is not one plain figure for the whole State, which is wanted here")
        return
    share = same_quantity(number.unit, "percent")
    if not share and number.unit != "schools":
        yield Finding(path, f"'{name}' is in {number.unit}; a percent, a share or a number of schools is wanted here")
    figures = [number.value] if isinstance(number, entries.Figured) else [number.from_[1], number.to[1]]
    for figure in figures:
        top = 1 if number.unit == "share" else 100
        if share and figure > top:
            yield Finding(path, f"'{name}' is {shown(figure)}: more than all schools cannot be taken")
        elif figure <= 0:
            yield Finding(path, f"'{name}' is {shown(figure)}: nobody would be at or below this cut")


def _base(view: View, path: str, base: str) -> Iterator[Finding]:
    if base in BASES:
        return
    fault = view.unfit(base, HOLDS, BASES)
    if fault:
        yield Finding(path, f"{fault} (or one of 'frame' and 'rated')" if "did you mean" not in fault else fault)
    found = view.named(base, HOLDS)
    if found is not None and found.level == "district":
        yield Finding(path, f"'{base}' is a rule at district; a fact, or a rule at school or group, is wanted here")


def readings(view: View) -> Iterator[Finding]:
    """Clauses that hold a measure against such a cut from the wrong side."""
    for name, rule in view.book.rule.items():
        for place, text in clauses_of(rule):
            clause = read_clause(text)
            if isinstance(clause, Comparison):
                yield from _side(view, f"rule.{name}.{place}", clause.operator, clause.limit)
    for name, measure in view.book.measure.items():
        half = read_half(measure.that) if isinstance(measure, entries.Counted) and measure.that else ""
        if not isinstance(half, str):
            yield from _side(view, f"measure.{name}.that", *half)


def _side(view: View, path: str, operator: str, limit: str) -> Iterator[Finding]:
    number = view.book.number.get(limit)
    if not isinstance(number, entries.Lowest) or limit in view.twice:
        return
    of = view.names.get(number.of)
    lower = of is not None and of.lower_is_better and of.levels is None
    meant = ">=" if lower else "<="
    if operator in (meant, {"<=": ">", ">=": "<"}[meant]):  # the ones taken, or all the others
        return
    whose = "lower" if lower else "higher"
    says = (
        f"'{limit}' is meant to be read with {meant}: {whose} is better of '{number.of}', and it is the last one taken"
    )
    if operator == "<" and not lower:
        says += ", so < leaves out the schools at the cut"
    yield Finding(path, says, warning=not (lower and operator == "<="))
