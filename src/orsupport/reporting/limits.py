"""The limits that are no level: the numbers of the rules with which an indicator itself is compared."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.explanation.figures import Node
from orsupport.reporting.content import Content, Row


def limits(content: Content, said: Node) -> dict[tuple[str, str], list[Row]]:
    """By student group and indicator, each limit in the rules that give a name: the label of the rule that asks for it,
    and where it lies."""
    names, year = content.rule_names(said), said["school_year"]
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for rule in said["rules"]:
        for asking, clause in _comparisons(rule) if rule["name"] in names else ():
            indicator, limit = clause["measure"]["name"], clause["limit"]
            is_limit = indicator in content.book.indicator and limit["name"] in content.book.number and "low" in limit
            if is_limit and clause["school_year"] == year:
                row = {
                    "label": asking["label"],
                    "low": limit["low"],
                    "high": limit["high"],
                    "assumed": "assumed" in (limit.get("standing"), asking.get("standing")),
                }
                found.setdefault((clause["student_group"], indicator), {}).setdefault(limit["name"], row)
    return {place: list(rows.values()) for place, rows in found.items()}


def _comparisons(rule: Node) -> Iterator[tuple[Node, Node]]:
    """Every comparison below a rule, with the rule that it stands in."""
    clauses = [*rule.get("clauses", []), *(each for year in rule.get("years", []) for each in year.get("clauses", []))]
    for clause in clauses:
        if clause["kind"] == "comparison":
            yield rule, clause
        elif clause["kind"] == "rule":
            yield from _comparisons(clause["rule"])
        elif clause["kind"] == "any_group":
            for answer in ("yes", "unsure", "no"):
                for each in clause["groups"][answer]:
                    yield from _comparisons(each["rule"])
