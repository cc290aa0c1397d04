"""What a comparison calls things: causes, answers, cuts, cells."""

from __future__ import annotations

from typing import Any

from orsupport.comparison.answered import UNSURE

Node = dict[str, Any]

COMPONENTS = {
    "data": "the data",
    "rules": "the rules",
    "overrides": "a decision of a person",
    "year": "the school year",
    "version": "the version of orsupport",
}
HAPPENED = {
    "came on the list": "came on the list",
    "went off the list": "went off the list",
    "moved on the list": "stays on the list under another name",
    "came into a tier": "came into a tier",
    "left its tier": "left its tier",
    "moved to another tier": "moved to another tier",
    "became unsure": "became unsure",
    "no longer unsure": "is no longer unsure",
    "no longer judged": "is no longer judged",
    "judged now": "is judged now",
    "judged otherwise": "is judged otherwise",
    "same outcome, other statuses": "keeps its outcome and has other statuses",
    "only in the second run": "is only in the second run",
    "only in the first run": "is only in the first run",
}
CELLS = {
    "met": "students who met the bar",
    "counted": "students who count",
    "expected": "students who should count",
    "value": "the result",
    "value_low": "the lower bound of the result",
    "value_high": "the upper bound of the result",
    "counted_low": "the lower bound of the students who count",
    "counted_high": "the upper bound of the students who count",
    "title_i": "Title I",
    "open": "open",
    "district_id": "its district",
    "school_type": "its type",
    "outcome": "what was decided",
    "kind": "how it came about",
}


def cause_text(cause: list[list[str]]) -> str:
    """The cause of a change: one component, several together, or several of which each alone is enough."""
    ways = [" and ".join(COMPONENTS[name] for name in way) + (" together" if len(way) > 1 else "") for way in cause]
    if len(ways) == 1:
        return ways[0]
    each = "each of the two" if len(ways) == 2 else "each of them"
    return f"{' or '.join(ways)}: {each} alone would have done it"


def state_text(state: Node) -> str:
    """An answer with the statuses that stand beside it; where a person decided otherwise, with what the rules say."""
    answer, rules = state["answer"], state["by_rules"]
    others = [name if held == "yes" else f"perhaps {name}" for name, held in state["statuses"].items()]
    others = [name for name in others if name.removeprefix("perhaps ") != rules]
    if answer != rules:
        named = others if rules == UNSURE and others else [rules, *others]
        return f"{answer} (by the rules: {' and '.join(named)})"
    return f"{answer} (also {', '.join(others)})" if others else str(answer)


def many(number: int, one: str, more: bool = False) -> str:
    """So many of something: `1 school`, `2 schools`, `2 more schools`; `one`: what a single one is called."""
    head, space, rest = one.partition(" ")
    several = f"{head.removesuffix('y')}ies" if head.endswith("y") else f"{head}s"
    return f"{number:,} {'more ' if more else ''}{head if number == 1 else several}{space}{rest}"


def cut_text(cut: Node) -> str:
    """A cut that moved."""
    of = "" if cut["student_group"] == "all" else f", {group_text(cut['student_group'])}"
    kind = f", {cut['schools_of']}" if cut["schools_of"] else ""
    level = bool(cut["indicator"])
    what = f"level {cut['level']} of {cut['label']}" if level else str(cut["level"])
    old, new = _ends(cut["from"]), _ends(cut["to"])
    none, had = ("has no beginning", "had no beginning") if level else ("is not found", "was not found")
    says = f"{'begins at' if level else 'is'} {new}" if new else none
    return f"{what} {says}, before {old or f'it {had}'}{of}{kind}"


def _ends(ends: list[float | None]) -> str:
    low, high = ends
    if low is None or high is None:
        return ""
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def group_text(name: str) -> str:
    """A student group, as people call it."""
    return "all students" if name == "all" else name.replace("_", " ")


def cell_text(column: str) -> str:
    """A column of a table, as people call it."""
    return CELLS.get(column, column)


def value_text(value: Any) -> str:
    """A cell, or a value of the rules."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(value_text(each) for each in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
