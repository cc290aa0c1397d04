"""An index taken apart: the set of parts that counted, and the weights as they were used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orsupport.explanation.taken import Taken
from orsupport.measures.index import sets_of

if TYPE_CHECKING:
    from orsupport.explanation.figures import Node


def of_index(taken: Taken) -> Node | None:
    """The parts with their weights; None where the school's kind is blank or has no parts."""
    entry, nodes = taken.entry, taken.nodes
    if entry.over:
        return _weighed([(part, 1) for part in taken.over_groups(entry.groups)], True)
    parts = entry.parts
    chosen: Node = {}
    if entry.by is not None:
        codes, kinds = nodes.view.kinds(entry.by)
        code = int(codes[taken.row])
        if code < 0 or kinds[code] not in parts:
            return None
        parts = parts[kinds[code]]
        chosen = {"by": {"name": entry.by, "label": nodes.book.fact[entry.by].label, "value": kinds[code]}}
    sets = sets_of(nodes.view, entry, parts)
    opened = [[(taken.part(name), weight) for name, weight in each.items()] for each in sets]
    whole = (place for place, each in enumerate(opened) if not any("reason" in part for part, _ in each))
    place = 0 if entry.missing == "shared" else next(whole, 0)
    if len(sets) > 1:
        chosen |= {"set": place + 1, "of_sets": len(sets)}
        chosen |= {"lacking": [_named(part) for part, _ in opened[0] if "reason" in part]} if place else {}
    return chosen | _weighed(opened[place], entry.missing == "shared")


def _weighed(parts: list[tuple[Node, int]], shared: bool) -> Node:
    """The parts with their weights as used: of all, or where it is shared out, of those that have a value."""
    used = [weight for part, weight in parts if not (shared and "reason" in part)]
    whole = sum(used)
    said = [
        part | ({"weight": 0} if shared and "reason" in part else {"weight": weight, "weight_of": whole})
        for part, weight in parts
    ]
    return {"shared": shared, "parts": said}


def _named(part: Node) -> Node:
    return {key: part[key] for key in ("name", "label", "reason") if key in part}
