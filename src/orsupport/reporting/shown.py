"""Figures as the State shows them: a result to the decimals of its indicator, with what it is of."""

from __future__ import annotations

from typing import Any

from orsupport.explanation.figures import Node
from orsupport.reporting.words import WORDS

UNITS = {"percent": " %", "percentile": "", "share": "", "points": " points"}


def unit_of(cell: Node) -> str:
    return UNITS.get(cell["unit"], f" {cell['unit']}")


def number(value: float | None, decimals: int | None) -> str:
    """A number to its decimals; without any, to four at the most. A hyphen stands before numbers below zero."""
    if value is None:
        return ""
    if decimals is not None:
        return f"{value:,.{decimals}f}"
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def result(cell: Node) -> str:
    """The result, an interval where it is masked, nothing where there is none."""
    decimals = cell["decimals"]
    if cell["value"] is not None:
        return f"{number(cell['value'], decimals)}{unit_of(cell)}"
    if cell["value_low"] is not None:
        return f"{number(cell['value_low'], decimals)} to {number(cell['value_high'], decimals)}{unit_of(cell)}"
    return ""


def is_masked(cell: Node) -> bool:
    """Whether the result is only known to lie between two figures."""
    return cell["value"] is None and cell["value_low"] is not None


def count(number: Any, low: Any = None, high: Any = None) -> str:
    """Students, or the bounds between which they are hidden."""
    if number is not None:
        return f"{number:,}"
    if low is None:
        return ""
    return f"{low:,} to {high:,}" if high is not None else f"{low:,} or more"


def percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def figure(value: float | None) -> str:
    return number(value, None)


def begins(cut: Node, decimals: int | None = None) -> str:
    """Where a level begins, or between which figures where masks leave that open."""
    if cut["begins"] is not None:
        return number(cut["begins"], decimals)
    if cut["begins_low"] is not None:
        return f"{number(cut['begins_low'], decimals)} to {number(cut['begins_high'], decimals)}"
    return ""


def outcome(place: Node, is_open: bool) -> str:
    """The outcome of a school, or the tier of a rated district, in words, also where it has none."""
    page = WORDS["page"]
    if place["outcome"] and is_open:
        return str(place["outcome"])
    if not is_open:
        return str(place["outcome"] or page["closed"])
    return str({"yes": page["not_identified"], "no": page["not_judged"]}.get(place["judged"], page["perhaps_judged"]))


def level_place(ladder: list[str], level: str | None) -> str:
    """What a level is coloured by: its place in its ladder, from 1, and how many levels that has."""
    return f"{ladder.index(level) + 1 if level in ladder else 0}-{len(ladder)}"


def place_in(order: list[str], name: str | None, is_open: bool = True) -> str:
    """What a badge is coloured by: the place of a name in its order, from 1, else what it is instead."""
    if not is_open:
        return "closed"
    if name in order:
        return str(order.index(name) + 1)
    return "unsure" if name == "unsure" else "none"
