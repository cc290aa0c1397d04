"""The names of statuses: those that a file gives or reads, and the rule that another spelling means."""

from __future__ import annotations

from orsupport.rulebook.clauses import Named, read_clause
from orsupport.rulebook.entries import Rulebook, YearsIn


def read_statuses(book: Rulebook) -> set[str]:
    """The statuses that a rule or a measure of the file reads from earlier years."""
    clauses = [read_clause(text) for rule in book.rule.values() for text in rule.all or rule.any or []]
    was = {clause.name for clause in clauses if isinstance(clause, Named) and clause.word == "was"}
    return was | {measure.status for measure in book.measure.values() if isinstance(measure, YearsIn)}


def rule_meant(book: Rulebook, status: str) -> str | None:
    """The rule that a name stands for which is not its own: the name in other letters, its label, or the outcome that
    it gives. A status is named like the rule; None where the name is a rule's or nothing of the kind."""
    if status in book.rule:
        return None
    said = {rule.label: name for name, rule in book.rule.items()} | book.outcome.school
    spelt = {_bare(name): name for name in book.rule}
    return spelt.get(_bare(status)) or said.get(status)


def _bare(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
