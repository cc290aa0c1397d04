"""What if: an indicator of which the data hold nothing in the year, taken as perhaps rated and at any level.

A run passes such an indicator by. This shows which of its answers the indicator could turn.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from orsupport.answers import NO, UNSURE, Reason, Value
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact
from orsupport.measures.band import level
from orsupport.numbers.found import FoundNumber
from orsupport.rulebook import entries
from orsupport.rulebook.measure_names import key_of


class PerhapsRated(Evaluation):
    """The evaluation of a run once more, with what is absent unknown instead of passed by."""

    _run_found: Mapping[tuple[str, str], FoundNumber] = {}
    _run_families: Mapping[str, Mapping[str, Value]] = {}

    def share_results(self, run: Evaluation) -> None:
        """Take over what the run worked out, also of the earlier years that it read, wherever nothing absent is read
        on the way to it."""
        asked = {name: entry.asked for name, entry in self.book.indicator.items()}
        self._results |= {name: found for name, found in run.kept_results() if asked[name] not in self.book.rule}
        self._run_found, self._run_families = run.kept_found(), run.kept_families()
        for year, there in run.kept_years():
            then = self.at(year)
            assert isinstance(then, PerhapsRated)
            then.share_results(there)

    def _absent(self, name: str) -> bool:
        return name in self.book.indicator and not self.holds(name)

    def _is_as_in_the_run(self, name: str) -> bool:
        """Whether a name surely reads nothing absent: it reads facts, numbers and indicators that are there."""
        if name in self.book.fact:
            return True
        if name in self.book.number or (name in self.book.indicator and not self._absent(name)):
            return all(self._is_as_in_the_run(read) for read, _ in self.names.reads(name))
        return False

    def _worked_out(self, name: str, member: str | None) -> Value:
        value = super()._worked_out(name, member)
        return _at_any_value(value) if self._absent(name) else value

    def _worked_out_family(self, name: str) -> dict[str, Value]:
        measure = self.book.measure[name]
        if not isinstance(measure, entries.Band):
            return super()._worked_out_family(name)
        gathered = [measure.of] if isinstance(measure.of, str) else measure.of
        limits = [read for read, _ in self.names.reads(name) if read not in gathered]
        kept = self._run_families.get(name, {}) if all(map(self._is_as_in_the_run, limits)) else {}
        found = {}
        for part in self.names.gathered(measure.of):
            key = key_of(part)
            if key in kept and self._is_as_in_the_run(part.name):
                found[key] = kept[key]
            else:
                value = level(self, measure, part)
                found[key] = self._at_any_level(part.name, value) if self._absent(part.name) else value
        return found

    def _at_any_level(self, member: str, level: Value) -> Value:
        assert level.ladder is not None
        value = self.value(member)
        low = Exact(np.zeros(value.shape, dtype=np.int64))
        high = Exact(np.full(value.shape, len(level.ladder.names) - 1, dtype=np.int64))
        return Value(low, high, value.held, value.why, "level", level.ladder)

    def found(self, name: str, member: str) -> FoundNumber:
        entry = self.book.number[name]
        assert isinstance(entry, entries.Found)
        of = entry.of or member
        if self._absent(of):
            return FoundNumber(_no_cut(self.value(of).unit), [])
        if (name, of) in self._run_found and self._is_as_in_the_run(name) and self._is_as_in_the_run(of):
            return self._run_found[name, of]
        return super().found(name, member)


def _at_any_value(value: Value) -> Value:
    asked = value.why != Reason.NOT_ASKED
    held = np.where(asked, UNSURE, NO).astype(np.int8)
    top = Exact(np.full(value.shape, 100, dtype=np.int64))
    low = Exact(np.zeros(value.shape, dtype=np.int64))
    return Value(low, top, held, np.where(asked, 0, value.why).astype(np.int8), value.unit)


def _no_cut(unit: str) -> Value:
    nothing = Exact.of(0)
    held = np.full(nothing.shape, NO, dtype=np.int8)
    return Value(nothing, nothing, held, np.full(nothing.shape, Reason.NO_CUT, dtype=np.int8), unit)
