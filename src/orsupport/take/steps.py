"""How many students carry a result over the next limit that a rule reads, the limits being where they are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, Value, in_one_unit
from orsupport.clauses import operands
from orsupport.counts import Whole
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact
from orsupport.exact.whole import as_array, times
from orsupport.measures.band import steps
from orsupport.rulebook import entries
from orsupport.rulebook.clauses import Comparison, Named, read_clause, read_half
from orsupport.rulebook.measure_names import level_names
from orsupport.take.rows import step_of

NONE = np.int64(2**40)  # no number of students does it
Limit = tuple[Value, bool, NDArray[np.bool_] | None]  # where it lies, whether at it is already over, at which schools


class Limits:
    """The limits against which a rule, or one clause, holds the indicators, by indicator."""

    def __init__(self, trace: Evaluation) -> None:
        self.trace, self.names = trace, trace.names
        self._known: dict[str, dict[str, list[Limit]]] = {}

    def of(self, key: str) -> dict[str, list[Limit]]:
        """By indicator; `key`: the name of a rule, or the text of a clause."""
        if key not in self._known:
            found: dict[str, list[Limit]] = {}
            for indicator, limit in (
                self._of_rule(key, set()) if key in self.trace.book.rule else self._of_clause(key, set())
            ):
                found.setdefault(indicator, []).append(limit)
            self._known[key] = found
        return self._known[key]

    def _of_rule(self, name: str, seen: set[str]) -> Iterator[tuple[str, Limit]]:
        if name in seen:
            return
        seen.add(name)
        rule = self.trace.book.rule[name]
        for text in rule.all or rule.any or []:
            yield from self._of_clause(text, seen)

    def _of_clause(self, text: str, seen: set[str]) -> Iterator[tuple[str, Limit]]:
        clause = read_clause(text)
        if isinstance(clause, Named) and clause.word is None and clause.name in self.trace.book.rule:
            yield from self._of_rule(clause.name, seen)
        if not isinstance(clause, Comparison):
            return
        at = clause.operator in ("<", ">=")
        value, limit = operands(self.trace, clause)
        if clause.measure in self.trace.book.indicator:
            yield clause.measure, (limit, at, None)
        else:
            level = clause.limit if value.ladder is None or clause.limit in value.ladder.names else None
            yield from self._of_measure(clause.measure, (clause.operator, str(level)) if level else None, set())

    def _of_measure(self, name: str, half: tuple[str, str] | None, seen: set[str]) -> Iterator[tuple[str, Limit]]:
        """The limits behind a measure: where the levels begin that it tells apart (`half`: by which half a clause)."""
        if name in seen or name in self.trace.book.indicator:
            return
        family, _, member = name.partition(".")
        entry = self.trace.book.measure.get(family)
        if isinstance(entry, entries.Band):
            yield from self._of_band(entry, member, half)
        elif isinstance(entry, entries.Counted):
            read = read_half(entry.that) if entry.that else ""
            told = None if isinstance(read, str) else read
            for part in self.names.gathered(entry.of) if entry.of not in ("groups", "schools") else []:
                if part.section == "indicator" and told is not None:
                    limit = self.trace.value(told[1])
                    yield part.name, (limit, told[0] in ("<", ">="), None)
                elif part.section == "rule":
                    yield from self._of_rule(part.name, seen)
                elif entry.that is not None:
                    yield from self._of_measure(part.name, told, seen | {name})
        elif entry is not None:
            for each, path in self.names.reads(family):
                if path.startswith((".of", ".parts", ".cases", ".rows", ".columns")) and not isinstance(
                    entry, entries.Earlier
                ):
                    yield from self._of_measure(each, None, seen | {name})

    def _of_band(self, entry: entries.Band, member: str, half: tuple[str, str] | None) -> Iterator[tuple[str, Limit]]:
        for part in self.names.gathered(entry.of):
            if part.section != "indicator" or (member and part.name != member):
                continue
            lower = (entry.better or ("lower" if part.lower_is_better else "higher")) == "lower"
            at = (entry.edge == "at") != lower
            for begins, where in self._ladders(entry, part.name):
                for step in steps(self.trace, entry, part, begins):
                    if half is None or step.level == _told_apart(entry, half):
                        yield part.name, (step.begins, at, where)

    def _ladders(
        self, entry: entries.Band, member: str
    ) -> Iterator[tuple[dict[str, object], NDArray[np.bool_] | None]]:
        if entry.by is None:
            yield entry.begins, None
        elif entry.by == "indicator":
            yield entry.begins.get(member, {}), None
        else:
            codes, kinds = self.trace.kinds(entry.by)
            for code, kind in enumerate(kinds):
                if kind in entry.begins:
                    yield entry.begins[kind], codes == code


def _told_apart(entry: entries.Band, half: tuple[str, str]) -> int:
    """The level at whose beginning the half clause turns."""
    levels = level_names(entry)
    position = levels.index(half[1]) if half[1] in levels else 0
    return position + (half[0] in ("<=", ">"))


def needed(trace: Evaluation, indicator: str, limits: list[Limit], sign: int) -> Whole:
    """At every school and student group the fewest students (or steps of a published value) that carry the indicator
    over the next of the limits; `sign`: 1 for more of them, -1 for fewer."""
    shape = trace.places.shape
    found = np.full(shape, NONE, dtype=np.int64)
    result, entry = trace.result(indicator), trace.book.indicator[indicator]
    decimals = entry.decimals
    now: NDArray[Any]
    if entry.kind == "given":  # a step is the smallest difference that the data write, if that is not too small
        per = max((rows.scale // step_of(rows.scale) for rows in trace.counts.rows(indicator, trace.year)), default=1)
        there = result.value.low.times(per)  # between two steps: from the one that is farther from the limit
        now = there.floor() if sign > 0 else -(-there).floor()
        base = Exact(np.array([[per]]))
        known, decimals = result.value.held != NO, None
    else:
        now = result.pool.met.reshape(shape)
        base = Exact(result.pool.base.reshape(shape), 100 * result.pool.base_scale)
        known = (result.value.held != NO) & (now >= 0)
    for limit, at, where in limits:
        by = _least_over(_in_unit_of(result.value, limit), base, decimals, at) - now
        by = by if sign > 0 else 1 - by
        fits = known & (by > 0) & (np.broadcast_to(limit.held, shape) != NO)
        if where is not None:
            fits &= where[:, None]
        found = np.where(fits, np.minimum(found, by), found)
    return found


def _in_unit_of(value: Value, limit: Value) -> Exact:
    """Where a limit lies, a percent as a share where the value is one, or the other way round."""
    if (value.unit, limit.unit) == ("share", "percent"):
        return limit.low.times(Fraction(1, 100))
    return in_one_unit(value, limit)[1].low


def _least_over(limit: Exact, base: Exact, decimals: int | None, at: bool) -> Whole:
    """The fewest whose part of the base, rounded half up, is at the limit (`at`) or above it."""
    if decimals is not None:
        scaled = limit.times(10**decimals)
        on_grid = -(-scaled).floor() if at else scaled.floor() + 1
        limit, at = Exact(2 * on_grid - 1, 2 * 10**decimals), True
    bottom = times(as_array(limit.denominators), as_array(base.denominators))
    students = Exact(times(limit.numerators, base.numerators), bottom)
    return -(-students).floor() if at else students.floor() + 1
