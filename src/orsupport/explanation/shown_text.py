"""The text of measures that no clause reads: the level that names a place, and measures that are shown."""

from __future__ import annotations

from orsupport.explanation.figures import Node, measured, origin, words
from orsupport.explanation.made_of_text import made_of_lines


def otherwise(band: Node | None, named: bool, depth: int) -> list[str]:
    """The level that names a place for which no rule holds; `named`: a rule surely does."""
    if band is None or named:
        return []
    first, *below = _opened(band, depth)
    return [f"{'  ' * depth}Otherwise the {first.lstrip()}", *below]


def named_by(rules: list[Node], names: dict[str, str]) -> bool:
    """Whether one of the rules that give a name surely holds."""
    return any(rule["answer"] == "yes" and rule["name"] in names for rule in rules)


def listed(shown: list[Node], depth: int) -> list[str]:
    """The measures that the file has shown, each with its parts, and with the student groups that have a value."""
    if not shown:
        return []
    lines = [f"{'  ' * depth}Shown:"]
    for measure in shown:
        lines += _opened(measure, depth + 1)
        pad = "  " * (depth + 2)
        groups = [f"{words(group['group'])} – {measured(group)}" for group in measure.get("groups", [])]
        lines += [pad + "; ".join(groups)] if groups else []
    return lines


def _opened(measure: Node, depth: int) -> list[str]:
    pad = "  " * depth
    lines = [f"{pad}{measure.get('label', measure['name'])} – {measured(measure)}{origin(measure)}"]
    return lines + made_of_lines(measure, depth + 1)
