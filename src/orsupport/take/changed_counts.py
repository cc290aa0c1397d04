"""The counts of a State's schools, each with some of its results changed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from orsupport.counts import Counts, Rows, Whole
from orsupport.evaluation import Evaluation
from orsupport.take.changes import Moved
from orsupport.take.cuts import Cuts
from orsupport.take.rows import step_of

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
        self.has_counts = cache(trace.counts.has_counts)
        self._batches: dict[tuple[str, int], list[tuple[str, Rows, Whole]]] = {}

    def batches(self, indicator: str, year: int) -> list[tuple[str, Rows, Whole]]:
        """The rows of an indicator in order of their places, and where each school's begin."""
        key = (indicator, year)
        if key not in self._batches:
            schools, width = self.trace.places.shape
            found = []
            for part, rows in self.trace.counts.batches(indicator, year):
                ordered = rows.taken(np.argsort(rows.place, kind="stable"))
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
        self.has_counts, self.holds = shared.has_counts, base.holds
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
            batch = rows.taken(index)
            batch = replace(batch, place=np.repeat(np.arange(len(sizes)), sizes) * width + batch.place % width)
            if len(mine) and len(batch):
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
        steps = mine[there, 5].astype(columns["value"].dtype)
        np.add.at(columns["value"], at[there], steps * step_of(batch.scale))
        return replace(batch, **columns)
