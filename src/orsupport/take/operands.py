"""What a number found in the data is found from, once one school's results have changed."""

from __future__ import annotations

from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from orsupport.answers import Answers, Value
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact, choose
from orsupport.exact.whole import as_array
from orsupport.rulebook import entries

if TYPE_CHECKING:
    from orsupport.take.variants import Variants


class Operands:
    """What a number is found from, at every variant: values, answers, and an indicator's exact rows."""

    def __init__(self, trace: Evaluation, variants: Variants, entry: entries.Found, of: str) -> None:
        self.trace, self.variants = trace, variants
        columns = slice(None) if entry.groups == "each" else slice(0, 1)
        self.value = variants.value(of)
        self.of, self.columns = of, columns
        self.asked = [
            each for each in (entry.frame, getattr(entry, "base", None), getattr(entry, "already", None)) if each
        ]
        self.asked = [each for each in self.asked if each in trace.book.rule]
        self.answers = {each: variants.answer(each) for each in self.asked}
        if of in trace.book.indicator:
            variants.result(of)
        self.pool = variants.subpools.get(of) if of in trace.book.indicator else None
        self.schools = variants.schools

    def changed(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Variants in which anything that the number is found from differs from the run."""
        old = self.trace.value(self.of)
        rows, width = len(self.schools), old.shape[1]
        differs = np.zeros(rows, dtype=bool)
        if old.shape[0] > 1:
            wide = (rows, width)
            for end in ("low", "high"):
                then = getattr(old, end).wide(old.shape)[self.schools]
                now = getattr(self.value, end).wide(wide)
                differs |= (~now.equals(then))[:, self.columns].any(axis=1)
            differs |= (self.value.held != old.held[self.schools])[:, self.columns].any(axis=1)
        for name, answers in self.answers.items():
            differs |= (answers != self.trace.answer(name)[self.schools]).any(axis=1)
        if self.pool is not None:
            differs[self.pool[0]] = True
        return np.flatnonzero(differs)

    @cached_property
    def _packed(self) -> list[bytes]:
        """What the number reads of each variant, but for exact rows."""
        shape = self.value.shape
        parts = [self.value.held[:, self.columns]]
        for end in (self.value.low, self.value.high):
            bottom = np.broadcast_to(as_array(end.denominators), shape)
            parts += [np.broadcast_to(each, shape)[:, self.columns] for each in (end.numerators, bottom)]
        parts += list(self.answers.values())
        if any(part.dtype == object for part in parts):
            return [str([part[row].tolist() for part in parts]).encode() for row in range(shape[0])]
        whole = np.ascontiguousarray(np.concatenate(parts, axis=1).astype(np.int64))
        return [row.tobytes() for row in whole]

    def key(self, row: int) -> tuple[Any, ...]:
        """What the number reads of the variant."""
        sums = self.exact_rows(row)
        return (self._packed[row], *(tuple(each) for each in sums or ()))

    @cached_property
    def is_point(self) -> bool:
        """Whether no value is an interval, and all are over the same denominator as in the run."""
        low, then = self.value.low, self.trace.value(self.of).low
        return self.value.high is low and isinstance(low.denominators, int) and low.denominators == then.denominators

    @cached_property
    def _own(self) -> tuple[list[list[int]], list[list[int]]]:
        wide = self.value.low.wide(self.value.shape).numerators
        return self.value.held[:, self.columns].tolist(), wide[:, self.columns].tolist()

    def own(self, row: int) -> tuple[list[int], list[int]]:
        """The variant's own values: whether they are there, and their numerators."""
        return self._own[0][row], self._own[1][row]

    def exact_rows(self, row: int) -> tuple[list[int], list[int]] | None:
        """The sums over exact rows of an indicator that changed, group by group."""
        if self.pool is None:
            return None
        at = int(np.searchsorted(self.pool[0], row))
        if at == len(self.pool[0]) or self.pool[0][at] != row:
            return None
        pool, width = self.pool[1].pool, len(self.trace.places.groups)
        here = slice(at * width, (at + 1) * width)
        return pool.exact_top[here][self.columns].tolist(), pool.exact_base[here][self.columns].tolist()


class OneChanged:
    """The State with one school's row replaced by that of a variant; it answers what a number is found from."""

    def __init__(self, trace: Evaluation, there: Operands, school: int, row: int) -> None:
        self.trace, self.there, self.school, self.row = trace, there, school, row
        self.book, self.names, self.places, self.year = trace.book, trace.names, trace.places, trace.year
        self.counts, self.kinds, self.percent = trace.counts, trace.kinds, trace.percent

    def value(self, name: str, member: str | None = None) -> Value:
        old = self.trace.value(name, member)
        if name != self.there.of or old.shape[0] == 1:
            return old
        new = self.there.value
        here = np.zeros(old.shape, dtype=bool)
        here[self.school] = True

        def one(end: str) -> Exact:
            mine = getattr(new, end).wide(new.shape)[self.row : self.row + 1]
            return choose(here, mine.wide(old.shape), getattr(old, end).wide(old.shape))

        low = one("low")
        points = old.high is old.low and bool((~mine_differs(new, self.row)).all())
        held, why = old.held.copy(), old.why.copy()
        held[self.school], why[self.school] = new.held[self.row], new.why[self.row]
        return Value(low, low if points else one("high"), held, why, old.unit, old.ladder)

    def answer(self, name: str) -> Answers:
        old = self.trace.answer(name)
        if name not in self.there.answers:
            return old
        answers = old.copy()
        answers[self.school] = self.there.answers[name][self.row]
        return answers

    def result(self, indicator: str) -> Any:
        old = self.trace.result(indicator)
        sums = self.there.exact_rows(self.row)
        if sums is None:
            return old
        width = len(self.places.groups)
        columns = slice(self.school * width, (self.school + 1) * width)
        top, base = old.pool.exact_top.copy(), old.pool.exact_base.copy()
        top[columns][self.there.columns], base[columns][self.there.columns] = sums
        return SimpleNamespace(
            pool=SimpleNamespace(exact_top=top, exact_base=base, scale=old.pool.scale), value=old.value
        )


def mine_differs(value: Value, row: int) -> Any:
    """Where the ends of one row are apart."""
    low, high = (end.wide(value.shape)[row : row + 1] for end in (value.low, value.high))
    return ~low.equals(high)
