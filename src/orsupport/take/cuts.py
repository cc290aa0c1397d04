"""Where a number found in the data lies once one school's results have changed, all other schools being as they are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from orsupport.answers import NO, YES, Answers, Reason, Value
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact
from orsupport.exact.whole import as_array, narrow
from orsupport.numbers import kinds as numbers
from orsupport.rulebook import entries
from orsupport.rulebook.names import Names
from orsupport.take.one_cut import OneCut, of_one
from orsupport.take.operands import OneChanged, Operands

if TYPE_CHECKING:
    from orsupport.take.variants import Variants


def depends_on_others(names: Names) -> bool:
    """Whether the file has a number found in the data that rests on what is itself measured against other schools, so
    that one school's change may move the others' results too."""
    found = [name for name, entry in names.book.number.items() if isinstance(entry, entries.Found)]
    return any(isinstance(each, entries.Rank) for each in names.book.measure.values()) or any(
        _measured_against_others(names, each) for name in found for each, _ in names.reads(name)
    )


def _measured_against_others(names: Names, name: str, seen: frozenset[str] = frozenset()) -> bool:
    if name in seen:
        return False
    named = names.get(name)
    entry = named.entry if named is not None else None
    across = isinstance(entry, entries.Counted) and entry.of == "schools"
    if isinstance(entry, entries.Found | entries.Rank) or across:
        return True
    family = name.partition(".")[0]
    return any(_measured_against_others(names, each, seen | {name}) for each, _ in names.reads(family))


_Cut = tuple[Exact, Exact, Answers, Any]


class Cuts:
    """The cuts of a State with one school changed, each worked out once."""

    def __init__(self, trace: Evaluation) -> None:
        self.trace = trace
        self._known: dict[tuple[Any, ...], _Cut] = {}
        self._quick: dict[tuple[str, str], OneCut] = {}

    def recomputed(self, variants: Variants, name: str, entry: entries.Found, of: str, value: Value) -> Value:
        """The number as every variant reads it."""
        there = Operands(self.trace, variants, entry, of)
        rows = there.changed()
        if not len(rows):
            return value
        shape = value.shape if value.shape[0] == len(variants.schools) else (len(variants.schools), value.shape[1])
        tops = [np.broadcast_to(end.numerators, shape).astype(object) for end in (value.low, value.high)]
        bottoms = [np.broadcast_to(as_array(end.denominators), shape).astype(object) for end in (value.low, value.high)]
        held, why = np.broadcast_to(value.held, shape).copy(), np.broadcast_to(value.why, shape).copy()
        for row in rows.tolist():
            school = int(variants.schools[row])
            key = (name, of, school, there.key(row))
            if key not in self._known:
                self._known[key] = self._of_one(name, entry, of, there, school, row)
            low, high, held[row], why[row] = self._known[key]
            for end, each in enumerate((low, high)):
                tops[end][row], bottoms[end][row] = each.numerators, each.denominators
        low, high = (Exact(narrow(top), narrow(bottom)) for top, bottom in zip(tops, bottoms, strict=True))
        return Value(low, high, held, why, value.unit, value.ladder)

    def _of_one(self, name: str, entry: entries.Found, of: str, there: Operands, school: int, row: int) -> _Cut:
        """The number as one school reads it, with that school changed."""
        if (name, of) not in self._quick:
            self._quick[name, of] = OneCut(self.trace, entry, of)
        cut = self._quick[name, of]
        if cut.certain and there.is_point:
            held, tops = there.own(row)
            ends = of_one(cut, school, held, tops, there.exact_rows(row))
            number = Exact.of_fractions([each or Fraction(0) for each in ends], (len(ends),))
            lacks = np.array([each is None for each in ends])
            return number, number, np.where(lacks, NO, YES).astype(np.int8), np.where(lacks, Reason.NO_CUT, 0)
        found = numbers.taken(OneChanged(self.trace, there, school, row), entry, of).value  # type: ignore[arg-type]
        at = school if found.shape[0] > 1 else 0
        low, high = found.low.wide(found.shape)[at], found.high.wide(found.shape)[at]
        return low, high, found.held[at], found.why[at]
