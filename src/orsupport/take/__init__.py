"""What it would take: the smallest change found, in students, that turns a school's answer, proved by a re-run.

A change is of the results of the year of the run alone: so many more students (or fewer) who met the bar in one
indicator of one student group. The year is then worked out anew with it, and with it where every level begins. It is
the smallest in this sense: with one student fewer in any of its parts the answer would not turn. Among all the ways to
turn an answer the one with the fewest students is taken of those that were looked at: limits nearest first. That is
the fewest there is where a rule counts levels alike (see the tests against every possible change), and not promised
where indicators weigh differently.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from orsupport.answers import YES
from orsupport.evaluation import Evaluation
from orsupport.outputs import decisions_beside_the_rules
from orsupport.problems import InputError
from orsupport.problems import Problem as Wrong
from orsupport.take.changed_counts import Shared
from orsupport.take.changes import Change
from orsupport.take.moving_limits import MovingLimitsSolver
from orsupport.take.places import PlaceSolver
from orsupport.take.proving import Asked, Prover
from orsupport.take.rows import YearRows
from orsupport.take.said import said
from orsupport.take.steps import Limits
from orsupport.take.unmoved import Unmoved
from orsupport.take.ways import Way, Ways, changes, kept_by, problems

if TYPE_CHECKING:
    from orsupport.identification import Run

__all__ = ["for_all", "watch_list", "what_it_would_take"]

NEAR = 10  # students: what would bring a school on is said where it is no more
Tell = Callable[[int, int], None]


class Take:
    """The answers of one evaluation of a State, and what would turn them."""

    def __init__(self, trace: Evaluation) -> None:
        self.trace, self.book = trace, trace.book
        self.shared = Shared(trace)
        self.rows = YearRows(trace)
        self.ways, self.limits = Ways(self.shared), Limits(trace)
        self.prover, self.unmoved = Prover(self.shared, self.rows), Unmoved(self.shared, self.rows, self.limits)
        self.decided = {each["school_id"]: each for each in decisions_beside_the_rules(trace) if each["school_id"]}
        self.ids = trace.places.school_ids.to_pylist()
        self.outcomes = {rule: name for name, rule in trace.book.outcome.school.items() if rule in trace.book.rule}

    def _with_moving_limits(self, asked: list[Asked], ways: list[Way], most: int | None) -> None:
        """Look for a change where the limits move with the school: for all, also for one with fewer students, where
        others move them too; else for those for whom the limits, held fixed, led to nothing."""
        solver = MovingLimitsSolver(self.prover, most)
        for each, way in zip(asked, ways, strict=True):
            if not self.prover.whole and (each.proved is not None or not each.had_tries):
                continue
            found = solver.solve(each, way)
            if found is not None:
                proved, each.proved, each.tries = each.proved, None, [found]
                self.prover.prove([each])
                each.proved = each.proved or proved

    def schools(self, rule: str, identified: bool) -> list[int]:
        """Open schools of which the rule holds surely, or does not."""
        holds = self.trace.answer(rule)[:, 0] == YES
        return [int(each) for each in np.flatnonzero(self.trace.places.open & (holds == identified))]

    def turn(
        self, places: Sequence[tuple[str, int]], wanted: bool, most: int | None, tell: Tell | None
    ) -> list[dict[str, Any]]:
        """For each rule and school, what would make the rule hold (`wanted`) or not; `most`: students at the most."""
        solver = PlaceSolver(self.shared, self.rows, self.limits, -1 if wanted else 1)
        ways: list[Way] = [self.ways.of(rule, school, wanted) for rule, school in places]
        solved = solver.solve(each for way in ways for each in problems(way))
        asked = [
            Asked(rule, school, wanted, changes(way, solved)) for (rule, school), way in zip(places, ways, strict=True)
        ]
        if most is not None:
            near = [not each.tries or _may_be_within(each.tries[0], most) for each in asked]
            asked, ways = list(compress(asked, near)), list(compress(ways, near))
        self.prover.prove(asked, tell)
        self._with_moving_limits(asked, ways, most)
        self.prover.tested_instead(asked)
        found = []
        for each, way in zip(asked, ways, strict=True):
            if most is not None and (each.proved is None or not _within(each.proved, most)):
                continue
            kept = [] if each.proved else kept_by(self.unmoved, way, solved)
            decided = self.decided.get(self.ids[each.school])
            found.append(said(self.shared, self.rows, each, kept, self.outcomes[each.rule], decided))
        return found

    def of_school(self, school: str) -> list[dict[str, Any]]:
        """See `what_it_would_take`."""
        if school not in self.ids:
            raise InputError([Wrong("schools", "school_id", f"there is no school {school} in this run")])
        row = self.ids.index(school)
        if not self.trace.places.open[row]:
            return []
        held = {rule: bool(self.trace.answer(rule)[row, 0] == YES) for rule in self.outcomes}
        found = self.turn([(rule, row) for rule in held if held[rule]], False, None, None)
        return found + self.turn([(rule, row) for rule in held if not held[rule]], True, NEAR, None)


def _may_be_within(change: Change, most: int) -> bool:
    """Whether a change found with the limits held fixed may come down to so many students: those of overlapping student
    groups are the same, and a proof takes back what proves needless."""
    of_indicator: dict[str, int] = {}
    for lever, by in change.items():
        of_indicator[lever.indicator] = max(abs(by), of_indicator.get(lever.indicator, 0))
    return all(lever.how != "value" for lever in change) and sum(of_indicator.values()) <= 2 * most + NEAR


def _within(change: Change, most: int) -> bool:
    """Whether the change is of students alone, and of no more than so many."""
    return all(lever.how != "value" for lever in change) and sum(map(abs, change.values())) <= most


def what_it_would_take(run: Run | str | PathLike[str], *, school: str) -> list[dict[str, Any]]:
    """What would turn each outcome of a school: to leave it, and, where it takes at most ten students, to come on.

    `run`: a run or its folder. One entry an outcome, as `would_take` in an explanation (see README). Raises
    `InputError` where the run does not know the school.
    """
    return Take(_evaluation_of(run)).of_school(school)


def for_all(run: Run | str | PathLike[str], tell: Tell | None = None) -> list[dict[str, Any]]:
    """What it would take for every identified school to leave each of its outcomes, in the order of `schools`.

    `tell`: called with how many are done, and how many there are.
    """
    take = Take(_evaluation_of(run))
    places = [(rule, school) for rule in take.outcomes for school in take.schools(rule, True)]
    return take.turn(sorted(places, key=lambda each: each[1]), False, None, tell)


def watch_list(run: Run | str | PathLike[str], within: int, tell: Tell | None = None) -> list[dict[str, Any]]:
    """The schools at most so many students from a line: those that would leave, those that would come on, and those of
    which a person decided, which are near a line by the rules only; of each the nearest first."""
    take = Take(_evaluation_of(run))
    found = []
    for wanted in (False, True):
        places = [(rule, school) for rule in take.outcomes for school in take.schools(rule, not wanted)]
        found += take.turn(places, wanted, within, tell)
    return sorted(found, key=_listed)


def _listed(found: dict[str, Any]) -> tuple[Any, ...]:
    """Where it stands in the watch list."""
    side = (found["decided"] is not None, found["would"] != "leave")
    named = (found["district_name"] or "", found["school_name"] or "", found["school_id"])
    return *side, found["students"], *named, found["status"]


def _evaluation_of(run: Run | str | PathLike[str]) -> Evaluation:
    if isinstance(run, str | PathLike):
        from orsupport.stored import opened

        return opened(run).not_yet_worked_out()
    return run.trace
