"""A rule opened into its clauses, each with its answer, its operands, their source and who assumed them.

Every node is a plain mapping, the shape of `explain --json`. Numbers are exact text ("61.4", "3/7") beside floats.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from orsupport.answers import ANSWER_OF_REASON, NO, REASON_WORDS, UNSURE, WORDS, YES, Answers, Value
from orsupport.clauses import answer, asked_in, operands
from orsupport.counts import year_name
from orsupport.exact import Exact
from orsupport.measures.band import steps
from orsupport.measures.counting import against
from orsupport.rulebook.clauses import Comparison, Named, read_clause, read_half
from orsupport.rulebook.entries import Band, Counted, Found, Line, Rule, Sourced
from orsupport.rulebook.measure_names import level_names
from orsupport.rulebook.names import Name
from orsupport.trace import View

Node = dict[str, Any]
BUILT_IN_LABELS = {"identified_schools": "Identified schools", "identified_share": "Identified, of its open schools"}


class Nodes:
    """Opens the rules of one school or district. `counts` tells what an indicator of a group was counted from."""

    def __init__(self, view: View, counts: dict[tuple[str, str], Node]) -> None:
        self.view, self.counts = view, counts
        self.book = view.book

    def rule(self, name: str, row: int = 0, group: int = 0) -> Node:
        """The rule and everything below it, for one school (row) and group, or for the district."""
        entry = self.book.rule.get(name)
        node: Node = {"name": name, "answer": WORDS[_at(self.view.answer(name), row, group)]}
        if entry is None:
            names = ", ".join(self.book.outcome.school)
            return node | {"label": f"Identified: any of {names}"}
        node |= {"label": entry.label, "kind": "rule"} | self.origin(entry)
        if not asked_in(entry, self.view.year):
            years = ", ".join(entry.in_years or [])
            return node | {"not_asked": f"not asked in {year_name(self.view.year)}, only in {years}", "clauses": []}
        texts = entry.all if entry.all is not None else entry.any or []
        node["joined_by"] = "all" if entry.all is not None else "any"
        node["clauses"] = [self.clause(text, entry, row, group) for text in texts]
        return node

    def clause(self, text: str, rule: Rule, row: int, group: int) -> Node:
        clause = read_clause(text)
        assert not isinstance(clause, str)
        where = 0 if rule.at != "group" else group
        given = _at(answer(self.view, clause, rule.at), 0 if rule.at == "district" else row, where)
        node: Node = {"clause": text, "answer": WORDS[given]}
        if isinstance(clause, Comparison):
            return node | {"kind": "comparison"} | self._comparison(clause, row, where)
        return node | self._named(clause, row, where)

    def _named(self, clause: Named, row: int, group: int) -> Node:
        node: Node = {"negated": clause.negated, "name": clause.name}
        if clause.word == "any_group":
            return node | {"kind": "any_group"} | self._groups(clause.name, row)
        if clause.word == "any_school":
            return node | {"kind": "any_school", "label": self._label(clause.name)} | self._schools(clause.name)
        if clause.word == "was":
            held = self.view.since(clause.name)[row]
            first, last = held[group if len(held) > 1 else 0].tolist()
            years = {"first_held": year_name(first), "last_held": year_name(last)} if last else {}
            return node | {"kind": "was", "label": self._label(clause.name)} | years
        if clause.word == "rated":
            return node | {"kind": "rated", "measure": self.measure(clause.name, row, group)}
        if clause.name in self.book.fact:
            fact = self.view.answer(clause.name)
            known = {YES: True, NO: False}.get(np.int8(_at(fact, row, 0)))
            return node | {"kind": "fact", "label": self.book.fact[clause.name].label, "value": known}
        return node | {"kind": "rule", "rule": self.rule(clause.name, row, group)}

    def _groups(self, rule: str, row: int) -> Node:
        """The asked groups by what the rule answers for each, with its clauses; those of which nothing is rated by the
        reason why."""
        answers = self.view.answer(rule)
        found: dict[str, list[Any]] = {"yes": [], "unsure": [], "no": [], "not_rated": []}
        for group in self.book.groups.asked:
            position = self.book.group_names.index(group)
            given = WORDS[_at(answers, row, position)]
            why = "" if given != "no" else self._not_rated(group)
            if why:
                found["not_rated"].append({"group": group, "why": why})
            else:
                found[given].append({"group": group, "rule": self.rule(rule, row, position)})
        entry = self.book.rule[rule]
        return {"label": entry.label, "groups": found} | self.origin(entry)

    def _not_rated(self, group: str) -> str:
        """Why nothing at all of the group is rated; empty where something is."""
        cells = [cell for (each, _), cell in self.counts.items() if each == group]
        if any(cell["rated"] for cell in cells):
            return ""
        reasons = [cell["why"] for cell in cells]
        return next((why for why in ("masked", "too few", "no cut", "no result") if why in reasons), "missing")

    def _schools(self, rule: str) -> Node:
        """The open schools of the district for which the rule holds, surely and perhaps."""
        answers, places = self.view.answer(rule)[:, 0], self.view.places
        ids, names = (places.table[name].to_pylist() for name in ("school_id", "school_name"))
        found: dict[str, list[Node]] = {"yes": [], "unsure": []}
        for row, given in enumerate(answers.tolist()):
            if places.open[row] and given >= UNSURE:
                found[WORDS[given]].append({"school_id": ids[row], "school_name": names[row]})
        return {"schools": found}

    def _label(self, name: str) -> str:
        entry = self.book.rule.get(name) or self.book.fact.get(name)
        return entry.label if entry is not None else name.replace("_", " ")

    def _comparison(self, clause: Comparison, row: int, group: int) -> Node:
        value, limit = operands(self.view, clause)
        node: Node = {"operator": clause.operator, "measure": self.measure(clause.measure, row, group)}
        if value.ladder is not None and clause.limit in value.ladder.names:
            return node | {"limit": {"name": clause.limit, "label": f"level {clause.limit}", "unit": "level"}}
        return node | {"limit": self.limit(clause.limit, limit, row, group)}

    def measure(self, name: str, row: int, group: int) -> Node:
        """A measure at one place: its interval or its reason, and the counts behind it."""
        value = self.view.value(name)
        found = self.view.names.get(name)
        node: Node = {"name": name} | _interval(value, row, group)
        node["label"] = BUILT_IN_LABELS.get(name, name)
        if found is not None and isinstance(found.entry, Sourced):
            node |= {"label": getattr(found.entry, "label", name)} | self.origin(found.entry)
        group_name = self.book.group_names[group]
        if (group_name, name) in self.counts:
            node["counts"] = self.counts[group_name, name]
        if found is not None and isinstance(found.entry, Counted) and found.entry.that:
            parts = self.view.names.gathered(found.entry.of)
            node["members"] = [
                self._member(found.entry, part, row, group) for part in parts if part.section == "measure"
            ]
        return node

    def _member(self, entry: Counted, part: Name, row: int, group: int) -> Node:
        """One member of a count: its level, what it was counted from, and where the level begins that decides."""
        value = self.view.value(part.name)
        indicator = part.name.rpartition(".")[2]
        half = read_half(entry.that or "")
        node: Node = {"name": indicator} | _interval(value, row, group)
        if "reason" not in node and not isinstance(half, str):
            node["fits"] = WORDS[_at(against(self.view, value, *half), row, group)]
        group_name = self.book.group_names[group]
        node["counts"] = self.counts.get((group_name, indicator))
        node["label"] = node["counts"]["label"] if node["counts"] else indicator
        band, banded = part.entry, self.view.names.get(indicator)
        if isinstance(band, Band) and band.by is None and banded is not None and "low" in node:
            decides = _deciding_level(level_names(band), half, int(node["low"]))
            for step in steps(self.view, band, banded, band.begins):
                if step.level == decides:
                    node["decides"] = {"level": level_names(band)[step.level]}
                    node["decides"] |= self.limit(step.number, step.begins, row, group)
        return node

    def limit(self, name: str, value: Value, row: int, group: int) -> Node:
        node: Node = {"name": name} | _interval(value, row, group)
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


def _at(answers: Answers, row: int, group: int) -> int:
    rows, columns = answers.shape
    return int(answers[min(row, rows - 1), min(group, columns - 1)])


def _interval(value: Value, row: int, group: int) -> Node:
    rows, columns = value.shape
    place = (min(row, rows - 1), min(group, columns - 1))
    if value.held[place] == NO:
        reason = int(value.why[place])
        return {"unit": value.unit, "reason": REASON_WORDS[reason], "reads_as": WORDS[ANSWER_OF_REASON[reason]]}
    low, high = (end.wide(value.shape) for end in (value.low, value.high))
    node: Node = {"unit": value.unit, "low": float(low.fraction(place)), "high": float(high.fraction(place))}
    if value.ladder is not None:
        names = value.ladder.names
        node |= {"low_level": names[int(node["low"])], "high_level": names[int(node["high"])]}
    node |= {"exact_low": _text(low, place), "exact_high": _text(high, place)}
    return node | ({"perhaps": True} if value.held[place] == UNSURE else {})


def _text(number: Exact, place: tuple[int, int]) -> str:
    """The number as `3` or `3/7`; a share of a few things is not shortened: `3/3`."""
    bottom = number.denominators
    if not isinstance(bottom, int):
        return f"{number.numerators[place]}/{bottom[place]}"
    fraction = number.fraction(place)
    return str(fraction)
