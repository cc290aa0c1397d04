"""The measures that the file has shown, though no rule reads them."""

from __future__ import annotations

from orsupport.explanation.figures import Node
from orsupport.explanation.nodes import Nodes
from orsupport.rulebook.names import Level


def to_show(nodes: Nodes, levels: tuple[Level, ...]) -> list[Node]:
    """The measures of these levels that the file has shown, at the first row; one of student groups for all students,
    and for each group that has a value."""
    listed = []
    for name, measure in nodes.book.measure.items():
        found = nodes.view.names.get(name)
        if not measure.show or found is None or found.level not in levels:
            continue
        for each in [f"{name}.{member}" for member in found.members] if found.members else [name]:
            node = nodes.measure(each, 0, 0)
            if found.level == "group":
                others = enumerate(nodes.book.group_names[1:], start=1)
                with nodes.brief(True):
                    of_groups = [nodes.measure(each, 0, group) | {"group": called} for group, called in others]
                node["groups"] = [one for one in of_groups if "reason" not in one]
            listed.append(node)
    return listed
