"""A change proved: the year worked out anew with it, the cuts too; and again with one student fewer in each part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from orsupport.counts import UNKNOWN
from orsupport.take.changed_counts import Shared
from orsupport.take.changes import Change, Lever, Moved, moved
from orsupport.take.cuts import depends_on_others
from orsupport.take.rows import YearRows
from orsupport.take.variants import Variants, WholeState, turned

MOST_ROUNDS = 40
MOST_VARIANTS = 4_000  # at once


@dataclass
class Asked:
    """An answer to be turned, the changes that may turn it, and what was found."""

    rule: str
    school: int
    wanted: bool
    tries: list[Change]
    proved: Change | None = None
    also: list[tuple[Lever, int]] = field(default_factory=list)
    more: int = 0  # students added to the change that is being tried
    step: int = 1  # students taken from it at once
    had_tries: bool = field(init=False)

    def __post_init__(self) -> None:
        self.had_tries = bool(self.tries)


class Prover:
    """Works out whole States with one school changed, many at once."""

    def __init__(self, shared: Shared, rows: YearRows) -> None:
        self.shared, self.rows = shared, rows
        self.whole = depends_on_others(shared.names)
        self._known: dict[tuple[str, bool, int, frozenset[tuple[Lever, int]]], bool] = {}

    def turns(self, rule: str, wanted: bool, tried: list[tuple[int, Change]]) -> list[bool]:
        """Whether each change of a school turns its rule."""
        keys = [(rule, wanted, school, frozenset(change.items())) for school, change in tried]
        new = {key: each for key, each in zip(keys, tried, strict=True) if key not in self._known}
        fresh = list(new.items())
        for start in range(0, len(fresh), MOST_VARIANTS):
            part = fresh[start : start + MOST_VARIANTS]
            answers = self._turns(rule, wanted, [each for _, each in part])
            self._known |= {key: holds for (key, _), holds in zip(part, answers, strict=True)}
        return [self._known[key] for key in keys]

    def _turns(self, rule: str, wanted: bool, tried: list[tuple[int, Change]]) -> list[bool]:
        records = [moved(self.rows, school, change) for school, change in tried]
        if self.whole:
            return [
                self._in_whole_state(rule, wanted, school, each)
                for (school, _), each in zip(tried, records, strict=True)
            ]
        deltas = [row for variant, each in enumerate(records) for row in self.shared.deltas(variant, each)]
        schools = np.array([school for school, _ in tried], dtype=np.int64)
        variants = Variants(self.shared, schools, np.array(deltas, dtype=np.int64).reshape(-1, 6), exact=True)
        return [bool(each) for each in turned(variants.answer(rule)[:, 0], wanted)]

    def _in_whole_state(self, rule: str, wanted: bool, school: int, change: Moved) -> bool:
        deltas = np.array(self.shared.deltas(school, change), dtype=np.int64).reshape(-1, 6)
        return bool(turned(WholeState(self.shared, deltas).answer(rule)[school, 0], wanted))

    def prove(self, asked: list[Asked], tell: Callable[[int, int], None] | None = None) -> None:
        """Find for each the least change, in the sense that with one student fewer in any part it would not turn."""
        for rule, wanted in dict.fromkeys((each.rule, each.wanted) for each in asked):
            waiting = [each for each in asked if (each.rule, each.wanted) == (rule, wanted) and each.tries]
            for _ in range(MOST_ROUNDS):
                if not waiting:
                    break
                waiting = self._round(rule, wanted, waiting)
                if tell is not None:
                    tell(sum(1 for each in asked if each.proved is not None or not each.tries), len(asked))
            for each in waiting:
                each.proved = None

    def _round(self, rule: str, wanted: bool, waiting: list[Asked]) -> list[Asked]:
        """Try what stands first for each, and its neighbours: one student fewer in each part, or one more."""
        tried: list[tuple[int, Change]] = []
        places: list[tuple[Asked, list[Change], list[Change]]] = []
        for each in waiting:
            fewer = [_with(each.tries[0], lever, -each.step) for lever in each.tries[0]]
            more = [
                _with(each.tries[0], lever, 1)
                for lever in each.tries[0]
                if self._has_room(each.school, lever, each.tries[0])
            ]
            places.append((each, fewer, more))
            tried += [(each.school, change) for change in (each.tries[0], *fewer)]
        answers = iter(self.turns(rule, wanted, tried))
        going: list[Asked] = []
        missed: list[tuple[Asked, list[Change]]] = []
        for each, fewer, more in places:
            good, less = next(answers), [next(answers) for _ in fewer]
            if good:
                better = [change for change, holds in zip(fewer, less, strict=True) if holds and change]
                if better:
                    each.tries[0], each.step = min(better, key=students), 2 * each.step
                    going.append(each)
                elif each.step > 1:
                    each.step = 1
                    going.append(each)
                else:
                    each.proved = each.tries[0]
            else:
                missed.append((each, more))
        going += self._with_more(rule, wanted, missed)
        return going

    def _with_more(self, rule: str, wanted: bool, missed: list[tuple[Asked, list[Change]]]) -> list[Asked]:
        """One student more in one part where that turns it, else in every part; after some of these the next change."""
        tried = [(each.school, change) for each, more in missed for change in more]
        answers = iter(self.turns(rule, wanted, tried)) if tried else iter(())
        going = []
        for each, more in missed:
            turning = [change for change in more if next(answers)]
            each.more += 1
            if turning:
                each.tries[0] = turning[0]
            elif more and each.more <= 8:
                grown = dict(each.tries[0])
                for change in more:
                    grown |= {lever: by for lever, by in change.items() if by != each.tries[0].get(lever)}
                each.tries[0] = grown
            else:
                each.tries, each.more = each.tries[1:], 0
            if each.tries:
                going.append(each)
        return going

    def _has_room(self, school: int, lever: Lever, change: Change) -> bool:
        group = lever.student_group
        sign = 1 if change[lever] > 0 else -1
        rooms = self.rows.rooms(lever.indicator, group, sign)
        return bool(len(rooms)) and abs(change[lever]) < int(rooms[school])

    def tested_instead(self, asked: list[Asked]) -> None:
        """Where fewer students than expected were tested, the same with students tested, all of whom met the bar."""
        for rule, wanted in dict.fromkeys((each.rule, each.wanted) for each in asked if each.proved):
            tried: list[tuple[int, Change]] = []
            of: list[tuple[Asked, Lever, int]] = []
            for each in asked:
                if (each.rule, each.wanted) != (rule, wanted) or not each.proved:
                    continue
                for lever, by in each.proved.items():
                    if not self._may_be_tested(each.school, lever, by):
                        continue
                    instead = lever._replace(how="tested")
                    without = {other: number for other, number in each.proved.items() if other != lever}
                    tried += [(each.school, without | {instead: by}), (each.school, without | {instead: by - 1})]
                    of.append((each, instead, by))
            answers = self.turns(rule, wanted, tried)
            for place, (each, lever, by) in enumerate(of):
                if answers[2 * place] and not answers[2 * place + 1]:
                    each.also.append((lever, by))

    def _may_be_tested(self, school: int, lever: Lever, by: int) -> bool:
        entry = self.shared.book.indicator[lever.indicator]
        cells = self.rows.cells(lever.indicator, lever.student_group)
        if lever.how != "met" or by < 1 or not entry.participation or cells is None:
            return False
        if self.rows.to_test(lever.indicator, lever.student_group, school, by):
            return False
        if cells.expected[school] == UNKNOWN or not cells.exact[school]:
            return False
        percent = self.shared.trace.percent(entry.participation)
        expected, counted = int(cells.expected[school]), int(cells.counted[school])
        return counted + by <= expected and 100 * counted < percent * expected


def students(change: Change) -> int:
    """How many in all."""
    return sum(map(abs, change.values()))


def _with(change: Change, lever: Lever, more: int) -> Change:
    """The change with more students, or fewer, in one part; a part of none is left out."""
    size = max(abs(change[lever]) + more, 0)
    by = size if change[lever] > 0 else -size
    rest = {other: number for other, number in change.items() if other != lever}
    return rest | ({lever: by} if by else {})
