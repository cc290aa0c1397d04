"""The ways in which a school's answer can turn, rule by rule: what has to change, and where one change is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orsupport.answers import YES, Answers
from orsupport.clauses import answer, asked_in
from orsupport.rulebook.clauses import Comparison, Named, read_clause
from orsupport.take.changed_counts import Shared
from orsupport.take.changes import Change
from orsupport.take.places import A_VALUE
from orsupport.take.trying import Problem
from orsupport.take.unmoved import Unmoved
from orsupport.take.variants import turned


@dataclass(frozen=True)
class Kept:
    """Nothing that students do this year turns it: the clause that keeps it, in words."""

    why: str


@dataclass(frozen=True)
class Together:
    """All of these have to change."""

    parts: list[Way]


@dataclass(frozen=True)
class OneOf:
    """One of these is enough."""

    parts: list[Way]


Way = Kept | Together | OneOf | Problem


class Ways:
    """The ways of every school of a run."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self._answers: dict[str, Answers] = {}

    def of(self, rule: str, school: int, wanted: bool) -> Way:
        """How the rule of a school is turned into yes (`wanted`) or no."""
        book, trace = self.shared.book, self.shared.trace
        if turned(trace.answer(rule)[school, 0], wanted):
            return Together([])
        entry = book.rule[rule]
        if entry.at == "group":
            return Problem(rule, school, 0, wanted)
        if wanted and not asked_in(entry, trace.year):
            return Kept(f"{entry.label} – asked only in {', '.join(entry.in_years or [])}")
        clauses = entry.all if entry.all is not None else entry.any or []
        parts = [way for text in clauses if (way := self._clause(text, school, wanted)) is not None]
        return (Together if (entry.all is not None) == wanted else OneOf)(parts)

    def _clause(self, text: str, school: int, wanted: bool) -> Way | None:
        """None where the clause already is as wanted."""
        if text not in self._answers:
            read = read_clause(text)
            assert not isinstance(read, str)
            self._answers[text] = answer(self.shared.trace, read, "school")
        if turned(self._answers[text][school, 0], wanted):
            return None
        book, clause = self.shared.book, read_clause(text)
        if not isinstance(clause, Named):
            return Problem(text, school, 0, wanted)
        then = wanted != clause.negated
        if clause.word == "was":
            label = book.rule[clause.name].label if clause.name in book.rule else clause.name
            return Kept(f"{label} – {'not ' if clause.negated else ''}held last year")
        if clause.word == "rated":
            return Problem(text, school, 0, wanted)
        if clause.name in book.fact:
            return Kept(f"{book.fact[clause.name].label} – {self._fact(clause.name, school)}")
        if clause.word == "any_group":
            return self._groups(clause.name, school, then)
        return self.of(clause.name, school, then) if clause.name in book.rule else None

    def _groups(self, rule: str, school: int, wanted: bool) -> Way:
        trace = self.shared.trace
        answers = trace.answer(rule)
        asked = [trace.places.groups.index(group) for group in self.shared.book.groups.asked]
        wide = answers[school] if answers.shape[1] > 1 else answers[school].repeat(len(trace.places.groups))
        parts: list[Way] = [Problem(rule, school, group, wanted) for group in asked if not turned(wide[group], wanted)]
        return OneOf(parts) if wanted else Together(parts)

    def _fact(self, name: str, school: int) -> str:
        answers = self.shared.trace.answer(name)[school, 0]
        return "yes" if answers == YES else "no" if answers <= 1 else "not known, the data leave it blank"


def problems(way: Way) -> Iterator[Problem]:
    if isinstance(way, Problem):
        yield way
    elif isinstance(way, Together | OneOf):
        for part in way.parts:
            yield from problems(part)


def cost(change: Change) -> int:
    """Students in all; a published value costs more than any number of them."""
    return sum(abs(by) + (A_VALUE if lever.how == "value" else 0) for lever, by in change.items())


def changes(way: Way, solved: dict[Problem, Change], most: int = 3) -> list[Change]:
    """The changes that turn it, the fewest students first; none where it cannot be turned."""
    if isinstance(way, Problem):
        return [solved[way]] if way in solved else []
    if isinstance(way, Kept):
        return []
    if isinstance(way, OneOf):
        each = [change for part in way.parts for change in changes(part, solved, most)]
        return sorted(each, key=cost)[:most]
    found: list[Change] = [{}]
    for part in way.parts:
        found = [joined(one, other) for one in found for other in changes(part, solved, most)]
        found = sorted(found, key=cost)[:most]
    return found


def joined(one: Change, other: Change) -> Change:
    """Both changes at once; the same students serve both."""
    return one | {lever: max(by, one.get(lever, by), key=abs) for lever, by in other.items()}


def kept_by(unmoved: Unmoved, way: Way, solved: dict[Problem, Change]) -> list[str]:
    """Why it cannot be turned: the clauses that no student turns."""
    if isinstance(way, Kept):
        return [way.why]
    if isinstance(way, Problem):
        return [] if way in solved else [_unsolved(unmoved, way)]
    parts = way.parts if isinstance(way, OneOf) else [part for part in way.parts if not changes(part, solved)]
    return list(dict.fromkeys(why for part in parts for why in kept_by(unmoved, part, solved)))


def _unsolved(unmoved: Unmoved, problem: Problem) -> str:
    shared = unmoved.shared
    book = shared.book
    clause = None if problem.key in book.rule else read_clause(problem.key)
    name = (
        clause.measure if isinstance(clause, Comparison) else clause.name if isinstance(clause, Named) else problem.key
    )
    named = shared.names.get(name)
    label = str(getattr(named.entry, "label", name)) if named is not None else name
    group = shared.trace.places.groups[problem.group].replace("_", " ")
    where = f"{label}, {'all students' if problem.group == 0 else group}"
    return f"{where}: this year's numbers of students cannot turn it{unmoved.said(problem)}"
