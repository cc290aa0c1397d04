"""Why a school has a status, in a sentence each, and since which year it holds it without a break."""

from __future__ import annotations

import numpy as np

from orsupport.counts import year_name
from orsupport.explanation.figures import Node
from orsupport.explanation.headline import headlines
from orsupport.explanation.nodes import Nodes
from orsupport.explanation.view import View
from orsupport.reporting.words import with_names
from orsupport.reporting.workbook.scope import Scope
from orsupport.rulebook.clauses import Comparison


class AnswersOnly(Nodes):
    """Rules opened down to what answers, without the figures, which no headline names."""

    def measure(self, name: str, row: int, group: int) -> Node:
        return {"name": name}

    def _comparison(self, clause: Comparison, row: int, group: int) -> Node:
        return {}


def reason(scope: Scope, place: int) -> str:
    """The headlines of the school (or rated district) at a place of `scope.rated`, a line each."""
    if not scope.open[place]:
        return ""
    row = int(scope.rows[place])
    view = View(scope.trace, np.array([row]), int(scope.trace.places.district_of[row]))
    nodes = AnswersOnly(view, {})
    names = {rule: name for name, rule in scope.statuses.items()}
    lines = []
    for rule in names:
        opened = nodes.rule(rule)
        lines += [_spelt(line, names[rule], opened["label"]) for line in headlines([opened], names, most=None)]
    return "\n".join(with_names(line) for line in lines)


def _spelt(line: str, name: str, label: str) -> str:
    """A headline that names no reason beside the rule's own label, with that label."""
    return line if ":" in line.removeprefix(name) else f"{line}: {label}"


def first_years(scope: Scope, rule: str) -> list[str]:
    """For each school (or rated district), since when it holds the status: the first of the years in `statuses`
    without a break, else the year of the run; empty where it does not hold it. All empty where nobody is said to have
    held it last year, since then the table may not tell."""
    since = scope.trace.since(rule)
    last_year = scope.trace.year - 1
    if not since.size or int(since[..., 1].max(initial=0)) != last_year:
        return [""] * len(scope.rated)
    found = []
    for place, (first, last) in enumerate(since[scope.rows, 0].tolist()):
        holds = scope.answers(place).get(rule) == "yes"
        found.append(year_name(first if last == last_year else scope.trace.year) if holds else "")
    return found


def first_years_of_groups(scope: Scope, rule: str, holds: dict[tuple[int, int], bool]) -> dict[tuple[int, int], str]:
    """The same for a rule that is asked of student groups, by place and position of the group."""
    since = scope.trace.since(rule)
    last_year = scope.trace.year - 1
    if not since.size or int(since[..., 1].max(initial=0)) != last_year:
        return {}
    held = since[scope.rows].tolist()
    return {
        (place, group): year_name(held[place][group][0] if held[place][group][1] == last_year else scope.trace.year)
        for (place, group), answer in holds.items()
        if answer
    }
