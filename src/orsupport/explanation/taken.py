"""One measure at one place, to be taken apart: its parts there, at another student group, or in another year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orsupport.counts import year_name
from orsupport.rulebook.measure_names import key_of
from orsupport.rulebook.names import Name

if TYPE_CHECKING:
    from orsupport.explanation.figure_nodes import FigureNodes
    from orsupport.explanation.figures import Node


class Taken:
    """A measure as one school, student group or district reads it."""

    def __init__(self, nodes: FigureNodes, found: Name, row: int, group: int) -> None:
        self.nodes, self.found, self.row, self.group = nodes, found, row, group
        self.entry: Any = found.entry
        self.member = found.name.partition(".")[2]

    def part(self, name: str, group: int | None = None, **more: Any) -> Node:
        """A part at the same place, or at another student group."""
        return self._in(self.nodes, name, group) | more

    def then(self, name: str, years_ago: int) -> Node:
        """A part as it was some years ago."""
        nodes = self.nodes.at(self.nodes.view.year - years_ago)
        return self._in(nodes, name, None) | {"school_year": year_name(nodes.view.year)}

    def _in(self, nodes: FigureNodes, name: str, group: int | None) -> Node:
        place = (self.row, self.group if group is None else group)
        if name in nodes.book.number:
            return nodes.limit(name, nodes.view.value(name), *place)
        return nodes.measure(name, *place) | nodes.points(name, *place)

    def own(self, of: str | list[str]) -> list[Name]:
        """What the measure, or this member of its family, works on."""
        parts = self.nodes.view.names.gathered(of)
        return [part for part in parts if key_of(part) == self.member] if self.member else parts

    def over_groups(self, names: list[str] | None) -> list[Node]:
        """The measure of each of the groups."""
        book = self.nodes.book
        of = self.entry.of if isinstance(self.entry.of, str) else self.entry.of[0]
        return [self.part(of, book.group_names.index(each), student_group=each) for each in names or book.groups.asked]
