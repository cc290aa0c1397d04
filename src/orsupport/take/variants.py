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
from orsupport.counts import Counts, Rows, Whole
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact, choose
from orsupport.indicators.results import Result, result
from orsupport.measures.pooling import whether_asked
from orsupport.numbers.found import FoundNumber
from orsupport.rulebook import entries
from orsupport.take.changes import Moved
from orsupport.take.cuts import Cuts
from orsupport.take.seen import Seen, rows_of

Deltas = NDArray[
    np.int64
]  # a row each: variant, indicator, student group, students who met, tested, steps of the value


class Shared:
    """What all variants of one State share: its evaluation, its rows by school, and the cuts worked out so far."""

    def __init__(self, trace: Evaluation) -> None:
        self.trace, self.book, self.names = trace, trace.book, trace.names
        groups = [*trace.places.groups, *(part for parts in trace.counts.combined.values() for part in parts)]
        self.groups = {name: place for place, name in enumerate(dict.fromkeys(groups))}
        self.indicators = {name: place for place, name in enumerate(trace.book.indicator)}
        self.cuts = Cuts(trace)
        self._batches: dict[tuple[str, int], list[tuple[str, Rows, Whole]]] = {}

    def batches(self, indicator: str, year: int) -> list[tuple[str, Rows, Whole]]:
        """The rows of an indicator in order of their places, and where each school's begin."""
        key = (indicator, year)
        if key not in self._batches:
            schools, width = self.trace.places.shape
            found = []
            for part, rows in self.trace.counts.batches(indicator, year):
                ordered = taken(rows, np.argsort(rows.place, kind="stable"))
                found.append((part, ordered, np.searchsorted(ordered.place // width, np.arange(schools + 1))))
            self._batches[key] = found
        return self._batches[key]

    def deltas(self, variant: int, change: Moved) -> list[tuple[int, ...]]:
        """A change as rows of `Deltas`."""
        return [(variant, self.indicators[name], self.groups[group], *by) for (name, group), by in change.items()]


class VariantCounts:
    """The counts of variants; see `Counts`. `schools`: of which school of the State each variant is."""

    def __init__(self, shared: Shared, schools: Whole, deltas: Deltas) -> None:
        self.shared, self.schools, self.deltas = shared, schools, deltas
        base: Counts = shared.trace.counts
        self.years, self.combined = base.years, base.combined
        self.has_counts, self.holds = base.has_counts, base.holds
        self.places = shared.trace.places.only(schools, 0)

    def rows(self, indicator: str, year: int) -> list[Rows]:
        width = len(self.places.groups)
        found = []
        now = year == self.shared.trace.year
        mine = self.deltas[self.deltas[:, 1] == self.shared.indicators[indicator]] if now else self.deltas[:0]
        waiting = np.ones(len(mine), dtype=bool)
        for part, rows, begins in self.shared.batches(indicator, year):
            sizes = begins[self.schools + 1] - begins[self.schools]
            ends = np.cumsum(sizes)
            index = np.repeat(begins[self.schools] - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)
            batch = taken(rows, index)
            batch = replace(batch, place=np.repeat(np.arange(len(sizes)), sizes) * width + batch.place % width)
            if len(mine):
                batch = self._changed(batch, mine, waiting, part)
            found.append(batch)
        return [batch for batch in found if len(batch)]

    def _changed(self, batch: Rows, mine: Deltas, waiting: NDArray[np.bool_], part: str) -> Rows:
        """A change of a part of a combined group is one of the part's rows; one of a combined group without a row of
        its own is one of the first part that has a row."""
        width = len(self.places.groups)
        if part:
            target = next(self.shared.groups[name] for name, parts in self.combined.items() if part in parts)
            chosen = (mine[:, 2] == self.shared.groups[part]) | ((mine[:, 2] == target) & waiting)
            group = np.full(len(mine), target)
        else:
            chosen, group = mine[:, 2] < width, mine[:, 2]
        place = mine[:, 0] * width + group
        at = np.minimum(np.searchsorted(batch.place, place), max(len(batch) - 1, 0))
        there = chosen & (batch.place[at] == place)
        waiting &= ~(there & (mine[:, 2] == group))
        columns = {name: getattr(batch, name).copy() for name in ("met", "counted", "value")}
        np.add.at(columns["met"], at[there], (mine[:, 3])[there])
        np.add.at(columns["counted"], at[there], (mine[:, 4])[there])
        np.add.at(columns["value"], at[there], (mine[:, 5])[there])
        return replace(batch, **columns)


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


def taken(rows: Rows, index: Whole) -> Rows:
    """Some rows, in this order."""
    columns = {name: column[index] for name, column in vars(rows).items() if isinstance(column, np.ndarray)}
    return Rows(**columns, scale=rows.scale)


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
