"""What a rule comes to rest on, as the statute asks: for all students, for one group, and with or without `not`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from orsupport.rulebook import entries
from orsupport.rulebook.clauses import Comparison, read_clause
from orsupport.rulebook.finding_clauses import clauses_of
from orsupport.rulebook.finding_view import View

STATUTE = "20 U.S.C. 6311"
TURNED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Step(NamedTuple):
    """A rule that another rests on. `negated`: through `not`. `title_i`: asked of Title I schools only."""

    rule: str
    negated: bool
    title_i: bool


class Held(NamedTuple):
    """A comparison that a rule rests on, and where it stands; its operator is turned where `not` was before it."""

    path: str
    text: str
    measure: str
    operator: str
    limit: str
    step: Step


def rests_on(view: View, name: str, through_groups: bool = False) -> list[Step]:
    """The rules that a rule reads, itself first; those behind `any_group` only where they are asked for."""
    found: dict[Step, None] = {}

    def walk(rule_name: str, negated: bool, title_i: bool) -> None:
        rule = view.book.rule.get(rule_name)
        if rule is None:
            return
        narrowed = title_i or any(is_title_i(view, text) for text in rule.all or [])
        step = Step(rule_name, negated, narrowed)
        if step in found:
            return
        found[step] = None
        for _, text in clauses_of(rule):
            clause = read_clause(text)
            if isinstance(clause, str | Comparison) or clause.word not in (None, "any_group"):
                continue
            if clause.word is None or through_groups:
                walk(clause.name, negated != clause.negated, narrowed)

    walk(name, False, False)
    return list(found)


def is_title_i(view: View, name: str, within: frozenset[str] = frozenset()) -> bool:
    """Whether a name stands for all Title I schools: the fact itself, or a rule that asks for nothing else."""
    if name.strip() == "title_i":
        return True
    rule = view.book.rule.get(name.strip())
    if rule is None or name in within:
        return False
    texts = [text for _, text in clauses_of(rule)]
    return len(texts) == 1 and is_title_i(view, texts[0], within | {name}) and rule.in_years is None and rule.years == 1


def held(view: View, steps: list[Step]) -> Iterator[Held]:
    """The comparisons of some rules."""
    for step in steps:
        for place, text in clauses_of(view.book.rule[step.rule]):
            clause = read_clause(text)
            if isinstance(clause, Comparison):
                operator = TURNED[clause.operator] if step.negated else clause.operator
                path = f"rule.{step.rule}.{place}"
                yield Held(path, " ".join(text.split()), clause.measure, operator, clause.limit, step)


def categories(view: View, name: str, within: frozenset[str] = frozenset()) -> set[str | None]:
    """What the indicators behind a name are to the statute; None stands for one of which nothing is said."""
    name = _member(view, name)
    if name in view.book.indicator:
        return {view.book.indicator[name].federal}
    if name not in view.book.measure or name in within:
        return set()
    found: set[str | None] = set()
    for read, path in view.names.reads(name):
        if not path.startswith((".by", ".frame", ".at_least", ".smallest", ".each", ".out_of", ".that", ".begins")):
            found |= categories(view, read, within | {name})
    return found


def _member(view: View, name: str) -> str:
    """The name behind a member of a family, as far as it can be told: what the member is called after."""
    family, dot, member = name.partition(".")
    return member if dot and member in view.book.indicator else family if dot else name


def in_percent(view: View, limit: str) -> Fraction | None:
    """The figure of a plain number, in percent where it is a share; None where it is no plain number."""
    number = view.book.number.get(limit)
    if not isinstance(number, entries.Figured):
        return None
    return number.value * 100 if number.unit == "share" else number.value
