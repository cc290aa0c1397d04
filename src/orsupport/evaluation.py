"""One year of one State under one rulebook: every name worked out once, when it is first asked for, and kept.

What is kept is the trace: the operands of every clause are the arrays that it was worked out from.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, UNSURE, YES, Answers, Reason, Value, constant
from orsupport.clauses import rule_answer
from orsupport.counts import Counts, year_number
from orsupport.exact import Exact
from orsupport.history import History
from orsupport.indicators.results import Result, holds, result
from orsupport.measures.band import band
from orsupport.measures.choosing import chosen
from orsupport.measures.comparing import differences, earlier
from orsupport.measures.counting import counted
from orsupport.measures.crossing import tables
from orsupport.measures.extreme import extreme
from orsupport.measures.index import index
from orsupport.measures.one_group import one_group
from orsupport.measures.pooling import pooled
from orsupport.measures.ranking import rank
from orsupport.measures.schools import identified
from orsupport.measures.tallies import tallied
from orsupport.numbers.average import average
from orsupport.numbers.figures import by_value, line, line_value
from orsupport.numbers.found import FoundNumber
from orsupport.numbers.lowest import lowest
from orsupport.numbers.percentile import percentile
from orsupport.overrides import Decision
from orsupport.places import Places
from orsupport.rulebook import entries
from orsupport.rulebook.names import BUILT_IN_MEASURES, IDENTIFIED, Names

FAMILIES = (entries.Band, entries.Difference, entries.Earlier, entries.Table)


class Evaluation:
    """Works out what a rulebook names; see `Context` for what it answers.

    `absent_is_unknown`: an indicator of which the data hold nothing in the year is taken as perhaps rated, at any
    level, instead of being passed by. That shows which answers the absent indicators could turn.
    """

    def __init__(
        self,
        book: entries.Rulebook,
        places: Places,
        counts: Counts,
        year: int,
        absent_is_unknown: bool = False,
        history: History | None = None,
    ) -> None:
        self.book, self.places, self.counts, self.year = book, places, counts, year
        self.decided: list[Decision] = []
        self.names = Names(book)
        self.absent_is_unknown = absent_is_unknown
        self.is_earlier = False
        self.history = history or History(None, None, places)
        self._others: dict[int, Evaluation] = {}
        self._was: dict[str, Answers] = {}
        self._results: dict[str, Result] = {}
        self._found: dict[tuple[str, str], FoundNumber] = {}
        self._families: dict[str, dict[str, Value]] = {}
        self._values: dict[tuple[str, str | None], Value] = {}
        self._answers: dict[str, Answers] = {}
        self._kinds: dict[str, tuple[NDArray[np.int64], list[str]]] = {}

    def at(self, year: int) -> Evaluation:
        if year == self.year:
            return self
        if year not in self._others:
            other = Evaluation(self.book, self.places, self.counts, year, self.absent_is_unknown, self.history)
            other.is_earlier = True
            self._others[year] = other
        return self._others[year]

    def was(self, status: str) -> Answers:
        if status not in self._was:
            at = self.book.rule[status].at if status in self.book.rule else "school"
            held = self.history.years_in(status, self.year, [], at) > 0
            self._was[status] = np.where(held, YES, NO).astype(np.int8)
        return self._was[status]

    def result(self, indicator: str) -> Result:
        if indicator not in self._results:
            entry = self.book.indicator[indicator]
            smallest = self.value(entry.smallest).low if entry.smallest else None
            participation = self.percent(entry.participation) if entry.participation else None
            self._results[indicator] = result(
                self.counts,
                indicator,
                entry,
                self.year,
                smallest,
                participation,
                self._asked(entry),
                self.holds(indicator),
            )
        return self._results[indicator]

    def share_results(self, other: Evaluation) -> None:
        """Take over what another evaluation of the same data pooled, wherever no rule decides what is asked."""
        for name, found in other._results.items():
            if self.book.indicator[name].asked not in self.book.rule:
                self._results[name] = found

    def _asked(self, entry: entries.Indicator) -> Answers:
        asked: Answers = np.full(self.places.shape, YES, dtype=np.int8)
        if entry.asked:
            asked = np.minimum(asked, self.answer(entry.asked))
        if entry.groups is not None:
            outside = [position for position, group in enumerate(self.places.groups) if group not in entry.groups]
            asked[:, outside] = NO
        return asked

    def value(self, name: str, member: str | None = None) -> Value:
        key = (name, member if name in self.book.number else None)
        if key not in self._values:
            self._values[key] = self._worked_out(name, member)
        return self._values[key]

    def _worked_out(self, name: str, member: str | None) -> Value:
        book = self.book
        if name in book.indicator:
            return self._unknown_if_absent(name, self.result(name).value)
        if name in book.number:
            return self._number(name, member)
        if name in BUILT_IN_MEASURES:
            return identified(self)[name]
        if name in book.fact:
            numbers, known = self.places.number(name, book.fact[name])
            return _fact_value(numbers, known, str(book.fact[name].unit))
        family, _, part = name.partition(".")
        measure = book.measure[family]
        if isinstance(measure, FAMILIES):
            return self.family(family)[part] if part else next(iter(self.family(family).values()))
        return self._gathered(name, measure)

    def _gathered(self, name: str, measure: entries.Measure) -> Value:
        """A measure that is made of several, or that reads one place."""
        named = self.names.get(name)
        unit = str(named.unit if named is not None else "")
        school_level = named is not None and named.level == "school"
        if isinstance(measure, entries.Counted):
            tallies = measure.of in ("schools", "groups")
            return tallied(self, measure, unit) if tallies else counted(self, measure)
        if isinstance(measure, entries.Index):
            return index(self, measure, unit)
        if isinstance(measure, entries.Extreme):
            return extreme(self, measure, unit)
        if isinstance(measure, entries.Pooled):
            return pooled(self, self.counts, measure)
        if isinstance(measure, entries.Choose):
            return chosen(self, measure, unit, school_level)
        if isinstance(measure, entries.Rank):
            return rank(self, measure, unit)
        if isinstance(measure, entries.OneGroup):
            return one_group(self, measure)
        assert isinstance(measure, entries.YearsIn)
        paused = [year_number(year) for year in measure.paused]
        at = self.book.rule[measure.status].at if measure.status in self.book.rule else "school"
        return constant(Exact(self.history.years_in(measure.status, self.year, paused, at)), "years")

    def _unknown_if_absent(self, indicator: str, value: Value) -> Value:
        if not self.absent_is_unknown or self.holds(indicator):
            return value
        asked = value.why != Reason.NOT_ASKED
        held = np.where(asked, UNSURE, NO).astype(np.int8)
        top = Exact(np.full(value.shape, 100, dtype=np.int64))
        low = Exact(np.zeros(value.shape, dtype=np.int64))
        return Value(low, top, held, np.where(asked, 0, value.why).astype(np.int8), value.unit)

    def family(self, name: str) -> dict[str, Value]:
        if name not in self._families:
            measure = self.book.measure[name]
            if isinstance(measure, entries.Band):
                found = {
                    member: self._any_level_if_absent(member, value) for member, value in band(self, measure).items()
                }
            elif isinstance(measure, entries.Difference):
                found = differences(self, measure)
            elif isinstance(measure, entries.Earlier):
                found = earlier(self, measure)
            else:
                assert isinstance(measure, entries.Table)
                found = tables(self, measure)
            self._families[name] = found
        return self._families[name]

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

    def _any_level_if_absent(self, member: str, value: Value) -> Value:
        if not self.absent_is_unknown or member not in self.book.indicator or value.ladder is None:
            return value
        if self.holds(member):
            return value
        indicator = self.value(member)
        low = Exact(np.zeros(indicator.shape, dtype=np.int64))
        high = Exact(np.full(indicator.shape, len(value.ladder.names) - 1, dtype=np.int64))
        return Value(low, high, indicator.held, indicator.why, "level", value.ladder)

    def figure(self, name: str) -> Fraction:
        """A number of the file that is one figure for the whole State."""
        entry = self.book.number[name]
        if isinstance(entry, entries.Figured):
            return entry.value
        assert isinstance(entry, entries.Line)
        return line(entry, self.year)

    def percent(self, name: str) -> Fraction:
        """A number of the file that is one percentage, written as a percent or as a share."""
        entry = self.book.number[name]
        return self.figure(name) * (100 if not isinstance(entry, entries.Found) and entry.unit == "share" else 1)

    def _number(self, name: str, member: str | None) -> Value:
        entry = self.book.number[name]
        if isinstance(entry, entries.Figured):
            return constant(Exact.of(entry.value), entry.unit)
        if isinstance(entry, entries.Line):
            return line_value(entry, self.year)
        if isinstance(entry, entries.ByFact):
            return by_value(entry, self)
        return self.found(name, member or "").value

    def found(self, name: str, member: str) -> FoundNumber:
        """A number found in the data, with its cuts; `member` is what it is taken of where the file does not say."""
        entry = self.book.number[name]
        assert isinstance(entry, entries.Found)
        of = entry.of or member
        if self.absent_is_unknown and of in self.book.indicator and not self.holds(of):
            return FoundNumber(_no_cut(self.value(of).unit), [])
        if (name, of) not in self._found:
            fewest = int(self.figure(entry.fewest)) if entry.fewest else 0
            if isinstance(entry, entries.Average):
                self._found[name, of] = average(self, entry, of, fewest)
            elif isinstance(entry, entries.Lowest):
                self._found[name, of] = self._lowest(entry, fewest)
            else:
                share = self.percent(entry.take) / 100
                named = self.names.get(of)
                lower = named is not None and named.lower_is_better
                self._found[name, of] = percentile(self, entry, of, share, fewest, lower)
        return self._found[name, of]

    def _lowest(self, entry: entries.Lowest, fewest: int) -> FoundNumber:
        unit = self.book.number[entry.take].unit  # type: ignore[union-attr]
        share = unit in ("percent", "share")
        take = self.percent(entry.take) / 100 if share else self.figure(entry.take)
        named = self.names.get(entry.of)
        return lowest(self, entry, take, share, fewest, named is not None and named.lower_is_better)

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
        return self._over_years(self.book.rule[name])

    def _over_years(self, rule: entries.Rule) -> Answers:
        """The rule in this year and as many before it as it asks; a year before the data begin cannot tell."""
        answers = self._in_this_year(rule)
        for back in range(1, rule.years):
            answers = np.minimum(answers, self.at(self.year - back)._in_this_year(rule))
        return answers

    def _in_this_year(self, rule: entries.Rule) -> Answers:
        answers = rule_answer(self, rule)
        if self.is_earlier and self.year < min(self.counts.years):
            is_open = self.places.open[:, None] if rule.at != "district" else np.ones((1, 1), dtype=bool)
            return np.broadcast_to(np.where(is_open, UNSURE, NO), answers.shape).astype(np.int8)
        return answers

    def kinds(self, fact: str) -> tuple[NDArray[np.int64], list[str]]:
        if fact not in self._kinds:
            self._kinds[fact] = self.places.kinds(fact, self.book.fact[fact])
        return self._kinds[fact]

    def denominator(self, indicator: str) -> Exact | None:
        """The students by which a share was divided, where participation may make them more than those counted."""
        if not self.book.indicator[indicator].participation:
            return None
        pool = self.result(indicator).pool
        return Exact(pool.base.reshape(self.places.shape), pool.base_scale)

    def kept_values(self) -> Iterator[tuple[str, Value]]:
        """Every value worked out so far: by name, by `family.member`, or by `number@member`."""
        for (name, member), value in list(self._values.items()):
            measure = self.book.measure.get(name)
            if not (isinstance(measure, FAMILIES) and name in self._families and len(self._families[name]) > 1):
                yield (name if member is None else f"{name}@{member}"), value
        for name, family in self._families.items():
            for member, value in family.items():
                if (f"{name}.{member}", None) not in self._values:
                    yield f"{name}.{member}", value

    def kept_answers(self) -> Iterator[tuple[str, Answers]]:
        """Every fact and rule answered so far."""
        yield from self._answers.items()
        yield from ((f"was {status}", answers) for status, answers in self._was.items())

    def work_out_all(self) -> None:
        """Work out everything that the file names, in the file's order."""
        for name in self.book.indicator:
            self.value(name)
        for name, measure in self.book.measure.items():
            if isinstance(measure, FAMILIES):
                self.family(name)
            else:
                self.value(name)
        for name in [*self.book.fact, *self.book.rule, IDENTIFIED]:
            self.answer(name)


def _no_cut(unit: str) -> Value:
    nothing = Exact.of(0)
    held = np.full(nothing.shape, NO, dtype=np.int8)
    return Value(nothing, nothing, held, np.full(nothing.shape, Reason.NO_CUT, dtype=np.int8), unit)


def _fact_value(numbers: Exact, known: NDArray[np.bool_], unit: str) -> Value:
    held = np.where(known, YES, NO).astype(np.int8)
    why = np.where(known, Reason.NONE, Reason.MISSING).astype(np.int8)
    return Value(numbers, numbers, held, why, unit)
