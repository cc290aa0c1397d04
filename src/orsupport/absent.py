"""What if: an indicator of which the data hold nothing in the year, taken as perhaps rated and at any level.

A run passes such an indicator by. This shows which of its answers the indicator could turn.
"""

from __future__ import annotations

import numpy as np

from orsupport.answers import NO, UNSURE, Reason, Value
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact
from orsupport.numbers.found import FoundNumber
from orsupport.rulebook import entries


class PerhapsRated(Evaluation):
    """The evaluation of a run once more, with what is absent unknown instead of passed by."""

    def share_results(self, other: Evaluation) -> None:
        """Take over what the run pooled, also for the earlier years that it read, wherever no rule decides what is
        asked."""
        for name, found in other.kept_results():
            if self.book.indicator[name].asked not in self.book.rule:
                self._results[name] = found
        for year, there in other.kept_years():
            then = self.at(year)
            assert isinstance(then, PerhapsRated)
            then.share_results(there)

    def _absent(self, name: str) -> bool:
        return name in self.book.indicator and not self.holds(name)

    def _worked_out(self, name: str, member: str | None) -> Value:
        value = super()._worked_out(name, member)
        return _at_any_value(value) if self._absent(name) else value

    def _worked_out_family(self, name: str) -> dict[str, Value]:
        found = super()._worked_out_family(name)
        if not isinstance(self.book.measure[name], entries.Band):
            return found
        return {
            member: self._at_any_level(member, value) if self._absent(member) else value
            for member, value in found.items()
        }

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
        return FoundNumber(_no_cut(self.value(of).unit), []) if self._absent(of) else super().found(name, member)


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
