"""One year of one State under one rulebook: every name worked out once, when it is first asked for, and kept.

What is kept is the trace: the operands of every clause are the arrays that it was worked out from.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, YES, Answers, Value
from orsupport.behind import behind
from orsupport.context import Inherited
from orsupport.counts import Counts
from orsupport.evaluation.kept import Kept
from orsupport.exact import Exact
from orsupport.history import History
from orsupport.indicators.results import Result, holds, result
from orsupport.measures import kinds as measures
from orsupport.measures.pooling import whether_asked
from orsupport.measures.schools import identified
from orsupport.numbers import kinds as numbers
from orsupport.numbers.found import FoundNumber
from orsupport.overrides import Decision
from orsupport.places import Places
from orsupport.rulebook import entries
from orsupport.rulebook.names import BUILT_IN_MEASURES, IDENTIFIED, Names
from orsupport.years import over_years


class Evaluation(Kept):
    """Works out what a rulebook names; see `Context` and `Working` for what it answers."""

    def __init__(
        self,
        book: entries.Rulebook,
        places: Places,
        counts: Counts,
        year: int,
        history: History | None = None,
        is_earlier: bool = False,
    ) -> None:
        super().__init__()
        self.book, self.places, self.counts, self.year = book, places, counts, year
        self.history = history or History(None, None, places)
        self.is_earlier = is_earlier
        self.first_year = min(counts.years, default=year)
        self.names = Names(book)
        self.decided: list[Decision] = []
        self.earlier_numbers = {"carried": 0, "set_aside": 0}  # rows of results

    def at(self, year: int) -> Evaluation:
        if year == self.year:
            return self
        if year not in self._others:
            self._others[year] = type(self)(self.book, self.places, self.counts, year, self.history, is_earlier=True)
        return self._others[year]

    def was(self, status: str) -> Answers:
        if status not in self._was:
            held = self.history.years_in(status, self.year, [], self.book.level_of_status(status)) > 0
            self._was[status] = np.where(held, YES, NO).astype(np.int8)
        return self._was[status]

    def since(self, status: str) -> NDArray[np.int64]:
        if status not in self._since:
            self._since[status] = self.history.since(status, self.year, self.book.level_of_status(status))
        return self._since[status]

    def inherited(self, status: str) -> list[Inherited]:
        if status not in self._inherited:
            level = self.book.level_of_status(status)
            self._inherited[status] = self.history.inherited(status, self.year, level)
        return self._inherited[status]

    def result(self, indicator: str) -> Result:
        if indicator not in self._results:
            entry = self.book.indicator[indicator]
            self._results[indicator] = result(
                self.counts,
                indicator,
                entry,
                self.year,
                self.value(entry.smallest) if entry.smallest else None,
                self.percent(entry.participation) if entry.participation else None,
                whether_asked(self, indicator),
                self.holds(indicator),
            )
        return self._results[indicator]

    def value(self, name: str, member: str | None = None) -> Value:
        key = (name, member if name in self.book.number else None)
        if key not in self._values:
            self._values[key] = self._worked_out(name, member)
        return self._values[key]

    def _worked_out(self, name: str, member: str | None) -> Value:
        book = self.book
        if name in book.indicator:
            return self.result(name).value
        if name in book.number:
            entry = book.number[name]
            if isinstance(entry, entries.Found):
                return self.found(name, member or "").value
            return numbers.written(self, entry)
        if name in BUILT_IN_MEASURES:
            return identified(self)[name]
        if name in book.fact:
            return self.places.number(name, book.fact[name])
        family, _, part = name.partition(".")
        measure = book.measure[family]
        if isinstance(measure, measures.FAMILIES):
            return self.family(family)[part] if part else next(iter(self.family(family).values()))
        named = self.names.get(name)
        assert named is not None
        return measures.gathered(self, measure, named)

    def family(self, name: str) -> dict[str, Value]:
        if name not in self._families:
            self._families[name] = self._worked_out_family(name)
        return self._families[name]

    def _worked_out_family(self, name: str) -> dict[str, Value]:
        return measures.family(self, self.book.measure[name])

    def holds(self, indicator: str) -> bool:
        """Whether the data hold anything of the indicator in this year, as far as the rules file reads it."""
        entry = self.book.indicator[indicator]
        if self.is_earlier and isinstance(entry.years, list):  # its years are named for one year of the run
            return False
        return holds(self.counts, indicator, entry, self.year)

    def banded(self, indicator: str) -> str | None:
        """The first band of the file that bands the indicator."""
        for name, measure in self.book.measure.items():
            if isinstance(measure, entries.Band) and any(
                part.name == indicator for part in self.names.gathered(measure.of)
            ):
                return name
        return None

    def percent(self, number: str) -> Fraction:
        return numbers.percent(self.book, number, self.year)

    def found(self, name: str, member: str) -> FoundNumber:
        """A number found in the data, with its cuts; `member` is what it is taken of where the file does not say."""
        entry = self.book.number[name]
        assert isinstance(entry, entries.Found)
        of = entry.of or member
        if (name, of) not in self._found:
            self._found[name, of] = numbers.taken(self, entry, of)
        return self._found[name, of]

    def answer(self, name: str) -> Answers:
        if name not in self._answers:
            self._answers[name] = self._answered(name)
        return self._answers[name]

    def _answered(self, name: str) -> Answers:
        if name in self.book.fact:
            return self.places.flag(name, self.book.fact[name])
        if name == IDENTIFIED and name not in self.book.rule:
            outcomes = [self.answer(rule) for rule in self.book.outcome.school.values()]
            nobody: Answers = np.full((self.places.shape[0], 1), NO, dtype=np.int8)
            return np.maximum.reduce([nobody, *outcomes])
        return over_years(self, self.book.rule[name])

    def kinds(self, fact: str) -> tuple[NDArray[np.int64], list[str]]:
        if fact not in self._kinds:
            self._kinds[fact] = self.places.kinds(fact, self.book.fact[fact])
        return self._kinds[fact]

    def behind(self, name: str) -> dict[str, NDArray[np.int64]]:
        if name not in self._behind:
            self._behind[name] = behind(self, name)
        return self._behind[name]

    def denominator(self, indicator: str) -> Exact | None:
        if not self.book.indicator[indicator].participation:
            return None
        pool = self.result(indicator).pool
        return Exact(pool.base.reshape(self.places.shape), pool.base_scale)

    def work_out_all(self) -> None:
        """Work out everything that the file names, in the file's order."""
        for name in self.book.indicator:
            self.value(name)
        for name, measure in self.book.measure.items():
            if isinstance(measure, measures.FAMILIES):
                self.family(name)
            else:
                self.value(name)
        for name in [*self.book.fact, *self.book.rule, IDENTIFIED]:
            self.answer(name)
