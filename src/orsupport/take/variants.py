"""Many changed schools at once: each row is one school of the State with some of its results changed.

Every row is worked out by the same rules as the run. What depends on other schools, a number found in the data, is
taken from the run (`exact` false), or anew for each row with that one school changed (`exact` true).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, YES, Answers, Value
from orsupport.context import Working
from orsupport.counts import Whole
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact, choose
from orsupport.indicators.results import Result, result
from orsupport.measures.pooling import whether_asked
from orsupport.numbers.found import FoundNumber
from orsupport.rulebook import entries
from orsupport.take.changed_counts import Deltas, Shared, VariantCounts
from orsupport.take.seen import Seen, rows_of


class Variants(Evaluation):
    """The rules at every variant. Statuses and earlier years are those of the run."""

    def __init__(self, shared: Shared, schools: Whole, deltas: Deltas, exact: bool) -> None:
        self.shared, self.schools, self.deltas, self.exact = shared, schools, deltas, exact
        counts = VariantCounts(shared, schools, deltas)
        super().__init__(shared.book, counts.places, counts, shared.trace.year)  # type: ignore[arg-type]
        self.names = shared.names
        self.subpools: dict[str, tuple[Whole, Result]] = {}

    def at(self, year: int) -> Working:  # type: ignore[override]
        return self if year == self.year else Seen(self.shared.trace.at(year), self.schools)  # type: ignore[return-value]

    def was(self, status: str) -> Answers:
        return self.shared.trace.was(status)[self.schools]

    def holds(self, indicator: str) -> bool:
        return self.shared.trace.holds(indicator)

    def result(self, indicator: str) -> Result:
        if indicator not in self._results:
            self._results[indicator] = self._result(indicator)
        return self._results[indicator]

    def _result(self, indicator: str) -> Result:
        """As in the run, but for the variants in which the indicator changes: these are pooled anew."""
        base = self.shared.trace.result(indicator)
        position = self.shared.indicators[indicator]
        mine = self.deltas[self.deltas[:, 1] == position]
        entry = self.book.indicator[indicator]
        asked = whether_asked(self, indicator) if entry.asked in self.book.rule else None
        changed = np.unique(mine[:, 0]) if asked is None else np.arange(len(self.schools))
        value = rows_of(base.value, self.schools)
        if not len(changed):
            return replace(base, value=value)
        if asked is None:
            asked = whether_asked(self, indicator)
        renumbered = mine.copy()
        renumbered[:, 0] = np.searchsorted(changed, mine[:, 0])
        counts = VariantCounts(self.shared, self.schools[changed], renumbered)
        smallest = self.value(entry.smallest) if entry.smallest else None
        if smallest is not None and smallest.shape[0] == len(self.schools) != 1:
            smallest = smallest.only(changed)  # type: ignore[arg-type]
        percent = self.percent(entry.participation) if entry.participation else None
        new = result(counts, indicator, entry, self.year, smallest, percent, asked[changed], self.holds(indicator))  # type: ignore[arg-type]
        self.subpools[indicator] = changed, new
        return replace(base, value=_scattered(value, new.value, changed))

    def _worked_out(self, name: str, member: str | None) -> Value:
        measure = self.book.measure.get(name)
        if isinstance(measure, entries.YearsIn | entries.Rank):
            return rows_of(self.shared.trace.value(name), self.schools)
        return super()._worked_out(name, member)

    def found(self, name: str, member: str) -> FoundNumber:
        entry = self.book.number[name]
        assert isinstance(entry, entries.Found)
        of = entry.of or member
        if (name, of) not in self._found:
            value = rows_of(self.shared.trace.found(name, of).value, self.schools)
            if self.exact:
                value = self.shared.cuts.recomputed(self, name, entry, of, value)
            self._found[name, of] = FoundNumber(value, [])
        return self._found[name, of]


class WholeState(Evaluation):
    """The whole State with one school changed, worked out anew: for rules files in which schools are measured against
    what is itself measured against other schools."""

    def __init__(self, shared: Shared, deltas: Deltas) -> None:
        trace = shared.trace
        counts = VariantCounts(shared, np.arange(len(trace.places.school_ids)), deltas)
        counts.places = trace.places
        super().__init__(shared.book, trace.places, counts, trace.year, trace.history)  # type: ignore[arg-type]
        self._others = trace._others
        self._was = trace._was
        changed = {name for name, place in shared.indicators.items() if place in deltas[:, 1]}
        rules = self.book.rule
        kept = {
            n: each
            for n, each in trace.kept_results()
            if n not in changed and self.book.indicator[n].asked not in rules
        }
        self._results.update(kept)


def _scattered(value: Value, new: Value, rows: Whole) -> Value:
    """A value with some of its rows replaced."""
    shape = value.shape
    inside = np.zeros(shape[0], dtype=bool)
    inside[rows] = True
    spread = np.zeros(shape[0], dtype=np.int64)
    spread[rows] = np.arange(len(rows))

    def one(old: Exact, other: Exact) -> Exact:
        return choose(np.broadcast_to(inside[:, None], shape), other.wide(new.shape)[spread], old.wide(shape))

    low = one(value.low, new.low)
    same = value.high is value.low and new.high is new.low
    held, why = value.held.copy(), value.why.copy()
    held[rows], why[rows] = new.held, new.why
    return Value(low, low if same else one(value.high, new.high), held, why, value.unit, value.ladder)


def turned(answers: Answers, wanted: bool) -> NDArray[np.bool_]:
    """Whether the answer is a sure yes, or a no."""
    return np.asarray(answers == YES if wanted else answers <= NO + 1)
