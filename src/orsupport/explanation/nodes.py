"""A rule opened into its clauses, each with its answer, its operands, their source and who assumed them.

Every node is a plain mapping, the shape of `explain --json`. Numbers are exact text ("61.4", "3/7") beside floats.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

import numpy as np

from orsupport.answers import NO, WORDS, YES
from orsupport.clauses import asked_in
from orsupport.counts import year_name
from orsupport.explanation.deciding import deciding
from orsupport.explanation.figure_nodes import FigureNodes
from orsupport.explanation.figures import Node
from orsupport.explanation.held import held_before
from orsupport.explanation.intervals import at_place
from orsupport.rulebook.clauses import Clause, Comparison, Named, read_clause
from orsupport.rulebook.entries import Rule


class Nodes(FigureNodes):
    """Opens the rules of one school or district."""

    def rule(self, name: str, row: int = 0, group: int = 0) -> Node:
        """The rule and everything below it, for one school (row) and group, or for the district."""
        whole, place = (name, row, group, False), (name, row, group, self.in_brief)
        if whole not in self._rules and place not in self._rules:
            self._rules[place] = self._opened_rule(name, row, group)
        return dict(self._rules.get(whole) or self._rules[place])

    def _opened_rule(self, name: str, row: int, group: int) -> Node:
        entry = self.book.rule.get(name)
        node: Node = {"name": name, "answer": WORDS[at_place(self.view.answer(name), row, group)]}
        if entry is None:
            names = ", ".join(self.book.outcome.school)
            return node | {"label": f"Identified: any of {names}"}
        node |= {"label": entry.label, "kind": "rule"} | self.origin(entry)
        if entry.at != "district":
            node |= {"student_group": self.group_names[group], "school_year": year_name(self.view.year)}
        if not asked_in(entry, self.view.year):
            years = ", ".join(entry.in_years or [])
            return node | {"not_asked": f"not asked in {year_name(self.view.year)}, only in {years}", "clauses": []}
        node |= self._clauses(entry, row, group, node["answer"])
        if entry.years > 1:
            node["years"] = [self._in_year(entry, self.view.year - back, row, group) for back in range(entry.years)]
        return node

    def _clauses(self, entry: Rule, row: int, group: int, of: str = "") -> Node:
        """The clauses of a rule whose answer is `of`; empty: that which they give."""
        texts = entry.all if entry.all is not None else entry.any or []
        joined_by = "all" if entry.all is not None else "any"
        given = [WORDS[self._given(text, entry, row, group)] for text in texts]
        order = ("no", "unsure", "yes")
        of = of or (min if entry.all is not None else max)(given, key=order.index)
        clauses = []
        for text, answered, decides in zip(texts, given, deciding(of, joined_by, given), strict=True):
            with self.brief(not decides and answered != "unsure"):
                clauses.append(self.clause(text, entry, row, group))
        return {"joined_by": joined_by, "clauses": clauses, "answer": of}

    def _in_year(self, entry: Rule, year: int, row: int, group: int) -> Node:
        """What a rule over several years says in one of them."""
        node: Node = {"school_year": year_name(year)}
        if year != self.view.year and year < self.view.first_year:
            return node | {"answer": "unsure", "not_asked": f"the data begin in {year_name(self.view.first_year)}"}
        there = self if year == self.view.year else self.at(year)
        return node | there._clauses(entry, row, group)

    def clause(self, text: str, rule: Rule, row: int, group: int) -> Node:
        clause = _read(text)
        where = 0 if rule.at != "group" else group
        node: Node = {"clause": text, "answer": WORDS[self._given(text, rule, row, group)]}
        node |= {"student_group": self.group_names[where], "school_year": year_name(self.view.year)}
        if isinstance(clause, Comparison):
            return node | {"kind": "comparison"} | self._comparison(clause, row, where)
        return node | self._named(clause, row, where)

    def _given(self, text: str, rule: Rule, row: int, group: int) -> int:
        """What a clause of the rule answers."""
        if (text, rule.at) not in self._clauses_answered:
            self._clauses_answered[text, rule.at] = self.view.clause(_read(text), rule.at)
        where = (0 if rule.at == "district" else row, 0 if rule.at != "group" else group)
        return at_place(self._clauses_answered[text, rule.at], *where)

    def _named(self, clause: Named, row: int, group: int) -> Node:
        node: Node = {"negated": clause.negated, "name": clause.name}
        if clause.word == "any_group":
            return node | {"kind": "any_group"} | self._groups(clause.name, row)
        if clause.word == "any_school":
            return node | {"kind": "any_school", "label": self._label(clause.name)} | self.schools(clause.name)
        if clause.word == "was":
            return (
                node | {"kind": "was", "label": self._label(clause.name)} | held_before(self, clause.name, row, group)
            )
        if clause.word == "rated":
            return node | {"kind": "rated", "measure": self.measure(clause.name, row, group)}
        if clause.name in self.book.fact:
            fact = self.view.answer(clause.name)
            known = {YES: True, NO: False}.get(np.int8(at_place(fact, row, 0)))
            return node | {"kind": "fact", "label": self.book.fact[clause.name].label, "value": known}
        return node | {"kind": "rule", "rule": self.rule(clause.name, row, group)}

    def _groups(self, rule: str, row: int) -> Node:
        """The asked groups by what the rule answers for each, with its clauses; those of which nothing is rated by the
        reason why."""
        answers = self.view.answer(rule)
        found: dict[str, list[Any]] = {"yes": [], "unsure": [], "no": [], "not_rated": []}
        for group in self.book.groups.asked:
            position = self.group_names.index(group)
            given = WORDS[at_place(answers, row, position)]
            why = "" if given != "no" else self._not_rated(group)
            if why:
                found["not_rated"].append({"group": group, "why": why})
            else:
                with self.brief(given == "no"):
                    found[given].append({"group": group, "rule": self.rule(rule, row, position)})
        entry = self.book.rule[rule]
        return {"label": entry.label, "groups": found} | self.origin(entry)

    def _not_rated(self, group: str) -> str:
        """Why nothing at all of the group is rated; empty where something is."""
        rated, reasons = self._reasons_of.get(group, (False, set()))
        if rated:
            return ""
        return next((why for why in ("masked", "too few", "no cut", "no result") if why in reasons), "missing")

    @cached_property
    def _reasons_of(self) -> dict[str, tuple[bool, set[str]]]:
        """Of each group whether anything is rated, and why the rest is not."""
        found: dict[str, tuple[bool, set[str]]] = {}
        for (group, _), cell in self.counts.items():
            rated, reasons = found.get(group, (False, set()))
            found[group] = (rated or cell["rated"], reasons | {cell["why"]})
        return found

    def _label(self, name: str) -> str:
        entry = self.book.rule.get(name) or self.book.fact.get(name)
        return entry.label if entry is not None else name.replace("_", " ")

    def _comparison(self, clause: Comparison, row: int, group: int) -> Node:
        value, limit = self.view.operands(clause)
        node: Node = {"operator": clause.operator, "measure": self.measure(clause.measure, row, group)}
        if value.ladder is not None and clause.limit in value.ladder.names:
            return node | {"limit": {"name": clause.limit, "label": f"level {clause.limit}", "unit": "level"}}
        return node | {"limit": self.limit(clause.limit, limit, row, group)}


@cache
def _read(text: str) -> Clause:
    clause = read_clause(text)
    assert not isinstance(clause, str)
    return clause
