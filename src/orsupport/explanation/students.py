"""The students behind a figure that the table of ratings does not hold: subjects of a pool, indicators of earlier
years."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from orsupport.behind import years_behind
from orsupport.counts import UNKNOWN, year_name
from orsupport.rulebook.entries import Indicator, Pooled

if TYPE_CHECKING:
    from orsupport.explanation.figure_nodes import FigureNodes
    from orsupport.explanation.figures import Node
    from orsupport.explanation.view import View


def students_then(view: View, name: str, node: Node, row: int, group: int) -> Node | None:
    """What an indicator was counted from in the year of the view; None of anything else."""
    entry = view.book.indicator.get(name)
    if entry is None:
        return None
    at = {key: int(numbers[row, group]) for key, numbers in view.behind(name).items()}
    ends = {"value": None, "value_low": None, "value_high": None}
    if "low" in node:
        same = node["exact_low"] == node["exact_high"]
        ends |= {"value": node["low"]} if same else {"value_low": node["low"], "value_high": node["high"]}
    return _counts(entry, at, years_behind(view, name)) | ends


def of_subjects(nodes: FigureNodes, name: str, entry: Pooled, row: int, group: int) -> Node:
    """The students of every subject of a pool, over the years that were added, and those of all together."""
    numbers, years = nodes.view.behind(name), years_behind(nodes.view, name)
    parts: list[Node] = []
    for subject in entry.of:
        keys = [key for key in numbers if key.rpartition("/")[0] == subject]
        at = {key.rpartition("/")[2]: int(numbers[key][row, group]) for key in keys}
        indicator = nodes.book.indicator[subject]
        counts = _counts(indicator, at, years)
        known = counts["counted"] and counts["met"] is not None
        value = float(Fraction(100 * counts["met"], counts["counted"])) if known else None
        left = {"counts": counts | {"value": value, "decimals": 1}} if at["years"] else {"left_out": True}
        parts.append({"name": subject, "label": indicator.label, "unit": "percent", "of_years": len(years)} | left)
    there = [part["counts"] for part in parts if "counts" in part]
    together = {
        key: None if any(each[key] is None for each in there) else sum(each[key] for each in there)
        for key in ("counted", "met")
    }
    return {"parts": parts, "years": [year_name(year) for year in years]} | together


def _counts(entry: Indicator, at: dict[str, int], years: list[int]) -> Node:
    seen = [year_name(year) for place, year in enumerate(years) if at["years"] >> place & 1]
    known: dict[str, Any] = {
        key: None if at[key] == UNKNOWN else at[key] for key in ("expected", "counted", "met", "counted_low")
    }
    known |= {"value": None, "value_low": None, "value_high": None}
    about = {"label": entry.label, "unit": entry.measured_in, "decimals": entry.decimals}
    return known | {"school_years": " ".join(seen)} | about
