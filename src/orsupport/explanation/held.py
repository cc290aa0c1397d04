"""Who held a status when: the years up to last year, and under which earlier school they were held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orsupport.behind import years_behind
from orsupport.counts import year_name

if TYPE_CHECKING:
    from orsupport.explanation.figure_nodes import FigureNodes
    from orsupport.explanation.figures import Node


def held_before(nodes: FigureNodes, status: str, row: int, group: int) -> Node:
    """What `was` reads at the place: the year, and from when to when the status was held without a break."""
    view = nodes.view
    held = view.since(status)
    first, last = held[row, min(group, held.shape[1] - 1)].tolist()
    read = int(view.whole.since(status)[..., 1].max(initial=0)) or view.year - 1
    node: Node = {"year_read": year_name(read), "is_last_year": read == view.year - 1}
    if nodes.statuses_absent:
        node["statuses_absent"] = True
    if not last:
        return node
    node |= {"first_held": year_name(first), "last_held": year_name(last)}
    return node | _as_another(nodes, status, row, group, list(range(first, last + 1)))


def years_held(nodes: FigureNodes, status: str, measure: str, row: int, group: int) -> Node:
    """The years that a clock counts at the place."""
    bits = nodes.view.behind(measure)["years"]
    here = int(bits[row, min(group, bits.shape[1] - 1)])
    years = [year for place, year in enumerate(years_behind(nodes.view, measure)) if here >> place & 1]
    node: Node = {"years_held": [year_name(year) for year in sorted(years)]}
    if nodes.statuses_absent:
        node["statuses_absent"] = True
    return node | _as_another(nodes, status, row, group, years)


def _as_another(nodes: FigureNodes, status: str, row: int, group: int, years: list[int]) -> Node:
    """The schools that this one came of, each with the last of the years in which it held the status."""
    column = group if nodes.book.level_of_status(status) == "group" else 0
    last: dict[str, int] = {}
    for at, of, year, prior in nodes.view.inherited(status):
        if (at, of) == (row, column) and year in years:
            last[prior] = max(year, last.get(prior, year))
    as_another = [
        {"school_id": prior, "until": year_name(year)}
        for prior, year in sorted(last.items(), key=lambda each: each[::-1])
    ]
    return {"held_as": as_another} if as_another else {}
