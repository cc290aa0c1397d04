"""Where the levels of a band begin, on every ladder that the place may climb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orsupport.measures.band import steps
from orsupport.rulebook.entries import Band
from orsupport.rulebook.measure_names import level_names
from orsupport.rulebook.names import Name

if TYPE_CHECKING:
    from orsupport.explanation.figure_nodes import FigureNodes
    from orsupport.explanation.figures import Node


def ladders(nodes: FigureNodes, entry: Band, of: Name, row: int, group: int) -> list[Node]:
    """Where the levels begin; with `by`, on the ladder of the school's kind (of each, where that is blank), or on that
    of the indicator."""
    found: dict[str, Any] = {"": entry.begins}
    if entry.by == "indicator":
        found = {of.name: entry.begins.get(of.name, {})}
    elif entry.by is not None:
        codes, kinds = nodes.view.kinds(entry.by)
        code = int(codes[row])
        found = entry.begins if code < 0 else {kinds[code]: entry.begins.get(kinds[code], {})}
    lower = (entry.better or ("lower" if of.lower_is_better else "higher")) == "lower"
    operator = ("<=" if entry.edge == "at" else "<") if lower else (">=" if entry.edge == "at" else ">")
    names = level_names(entry)
    return [
        {
            "kind": kind if entry.by != "indicator" else "",
            "lowest": entry.lowest,
            "operator": operator,
            "begins": [
                {"level": names[step.level]} | nodes.limit(step.number, step.begins, row, group)
                for step in steps(nodes.view, entry, of, begins)
            ],
        }
        for kind, begins in found.items()
    ]
