"""A measure, and the limit that it meets, at one place: the figures, what they were counted from, the source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from orsupport.answers import UNSURE, WORDS, Answers, Value
from orsupport.explanation.figures import Node, ends
from orsupport.explanation.held import years_held
from orsupport.explanation.intervals import at_place, interval
from orsupport.explanation.made_of import made_of
from orsupport.explanation.students import students_then
from orsupport.explanation.view import View
from orsupport.measures.band import Step
from orsupport.rulebook.clauses import read_half
from orsupport.rulebook.entries import Band, Counted, Earlier, Found, Line, Sourced, Table, YearsIn
from orsupport.rulebook.measure_names import level_names
from orsupport.rulebook.names import Name

BUILT_IN_LABELS = {"identified_schools": "Identified schools", "identified_share": "Identified, of its open schools"}


class FigureNodes:
    """The figures of one school or district. `counts` tells what an indicator of a group was counted from."""

    def __init__(
        self,
        view: View,
        counts: dict[tuple[str, str], Node],
        is_earlier: bool = False,
        statuses_absent: bool = False,
    ) -> None:
        self.view, self.counts, self.is_earlier = view, counts, is_earlier
        self.statuses_absent = statuses_absent  # no table of what was held in earlier years
        self.in_brief = False
        self._made: dict[tuple[str, int, int, bool], Node | None] = {}
        self._measures: dict[tuple[str, int, int, bool], Node] = {}
        self._rules: dict[tuple[str, int, int, bool], Node] = {}
        self._clauses_answered: dict[tuple[str, str], Answers] = {}
        self._members: dict[tuple[str, str | None, int, int], Node] = {}
        self._fitting: dict[tuple[str, str | None], Answers] = {}
        self._steps: dict[str, list[Step]] = {}
        self._limits: dict[tuple[str, int, int, int], tuple[Value, Node]] = {}
        self._others: dict[int, Self] = {}
        self.book = view.book
        self.group_names = self.book.group_names

    @contextmanager
    def brief(self, is_so: bool | None) -> Iterator[None]:
        """While something is opened that a text tells in a line, the members and parts of its measures stay closed;
        only where a whole State is explained, for texts alone. None: they are opened after all."""
        before = self.in_brief
        self.in_brief = is_so is not None and (before or (is_so and self.view.state is not None))
        yield
        self.in_brief = before

    def measure(self, name: str, row: int, group: int) -> Node:
        """A measure at one place: its interval or its reason, and the counts behind it."""
        whole, place = (name, row, group, False), (name, row, group, self.in_brief)
        if whole not in self._measures and place not in self._measures:
            self._measures[place] = self._opened_measure(name, row, group)
        return dict(self._measures.get(whole) or self._measures[place])

    def _opened_measure(self, name: str, row: int, group: int) -> Node:
        value = self.view.value(name)
        found = self.view.names.get(name)
        node: Node = {"name": name} | interval(value, row, group)
        node["label"] = BUILT_IN_LABELS.get(name, name)
        if found is not None and isinstance(found.entry, Sourced):
            node |= {"label": self._label_of(found)} | self.origin(found.entry)
        group_name = self.group_names[group]
        if (group_name, name) in self.counts:
            node["counts"] = self.counts[group_name, name]
        elif self.is_earlier and (students := students_then(self.view, name, node, row, group)):
            node["counts"] = students
        if found is not None and isinstance(found.entry, YearsIn):
            node |= years_held(self, found.entry.status, name, row, group)
        if found is None:
            return node
        if isinstance(found.entry, Earlier):  # what it is made of decides how it is told, also in a line
            with self.brief(None):
                made = self._made_of(found, row, group)
        else:
            made = self._made_of(found, row, group) if not self.in_brief or "reason" in node else None
        if made is not None:
            node["made_of"] = made
        if isinstance(found.entry, Counted) and found.entry.that:
            parts = self.view.names.gathered(found.entry.of)
            parts = [part for part in parts if part.section in ("measure", "indicator")]
            opened = (self._member(found.entry, part, row, group) for part in parts)
            node["members"] = [{"name": part.name} for part in parts] if self.in_brief else list(opened)
        return node

    def _label_of(self, found: Name) -> str:
        """The label of an entry; of a member of a family, with that of what it is made of."""
        label = str(getattr(found.entry, "label", found.name))
        family, _, member = found.name.partition(".")
        entry = self.book.indicator.get(member) or self.book.measure.get(member)
        return f"{label}: {entry.label}" if family and entry is not None else label

    def _made_of(self, found: Name, row: int, group: int) -> Node | None:
        place = (found.name, row, group, self.in_brief)
        if place not in self._made:
            self._made[place] = made_of(self, found, row, group)
        return self._made[place]

    def points(self, name: str, row: int, group: int) -> Node:
        """The points for which a level stands, in words; nothing where it stands for none, or has no value."""
        value = self.view.value(name)
        if value.ladder is None or value.ladder.points is None:
            return {}
        node = interval(value.in_points(), row, group)
        return {} if "reason" in node else {"points": ends(node)}

    def at(self, year: int) -> Self:
        """The same places as they were in another year."""
        if year not in self._others:
            self._others[year] = type(self)(self.view.at(year), {}, True, self.statuses_absent)
        self._others[year].in_brief = self.in_brief
        return self._others[year]

    def _member(self, entry: Counted, part: Name, row: int, group: int) -> Node:
        place = (part.name, entry.that, row, group)
        if place not in self._members:
            self._members[place] = self._opened_member(entry, part, row, group)
        return self._members[place]

    def _opened_member(self, entry: Counted, part: Name, row: int, group: int) -> Node:
        """One member of a count: its level, what it was counted from, and where the level begins that decides."""
        value = self.view.value(part.name)
        indicator = part.name.rpartition(".")[2]
        half = read_half(entry.that or "")
        node: Node = {"name": indicator} | interval(value, row, group)
        if "reason" not in node and entry.that and not isinstance(half, str):
            key = (part.name, entry.that)
            if key not in self._fitting:
                self._fitting[key] = self.view.fitting(*key)
            node["fits"] = WORDS[at_place(self._fitting[key], row, group)]
        group_name = self.group_names[group]
        node["counts"] = self.counts.get((group_name, indicator))
        node["label"] = node["counts"]["label"] if node["counts"] else self._label_of(part)
        if isinstance(part.entry, Table) and (made := self._made_of(part, row, group)) is not None:
            node["made_of"] = made
        band, banded = part.entry, self.view.names.get(indicator)
        if isinstance(band, Band) and band.by is None and banded is not None and "low" in node:
            decides = _deciding_level(level_names(band), half, int(node["low"]))
            if part.name not in self._steps:
                self._steps[part.name] = self.view.steps(band, banded, part.name)
            for step in self._steps[part.name]:
                if step.level == decides:
                    node["decides"] = {"level": level_names(band)[step.level]}
                    begins = self.view.here(step.number, step.begins)
                    node["decides"] |= self.limit(step.number, begins, row, group)
        return node

    def schools(self, rule: str) -> Node:
        """The open schools of the district for which the rule holds, surely and perhaps."""
        answers, places = self.view.answer(rule)[:, 0], self.view.places
        ids, names = (places.table[name].to_pylist() for name in ("school_id", "school_name"))
        found: dict[str, list[Node]] = {"yes": [], "unsure": []}
        for row, given in enumerate(answers.tolist()):
            if places.open[row] and given >= UNSURE:
                found[WORDS[given]].append({"school_id": ids[row], "school_name": names[row]})
        return {"schools": found}

    def limit(self, name: str, value: Value, row: int, group: int) -> Node:
        """A limit at one place; one that is the same at several places is opened once."""
        if name not in self.book.number:
            return self._opened_limit(name, value, row, group)
        rows, columns = value.shape
        key = (name, id(value), min(row, rows - 1), min(group, columns - 1))
        limits = self.view.state.limits if self.view.state is not None and rows == 1 else self._limits
        if key not in limits:
            limits[key] = (value, self._opened_limit(name, value, row, group))  # the value is kept for its id
        return dict(limits[key][1])

    def _opened_limit(self, name: str, value: Value, row: int, group: int) -> Node:
        node: Node = {"name": name} | interval(value, row, group)
        entry = self.book.number.get(name)
        if entry is None:
            return node | (self.measure(name, row, group) if name else {})
        if isinstance(entry, Found | Line):
            node["label"] = entry.label or name
        if isinstance(entry, Found):
            node["decimals"] = entry.decimals
        return node | self.origin(entry)

    def origin(self, entry: Sourced) -> Node:
        """The source of an entry, by its key and its title, and whether somebody published it."""
        source = self.book.source.get(entry.source)
        return {"source": entry.source, "source_title": source.title if source else "", "standing": entry.standing}


def _deciding_level(levels: tuple[str, ...], half: tuple[str, str] | str, level: int) -> int:
    """The level whose beginning decides half a clause about levels; without such a clause the one above."""
    if isinstance(half, str) or half[1] not in levels:
        return level + 1
    return levels.index(half[1]) + (1 if half[0] in ("<=", ">") else 0)
