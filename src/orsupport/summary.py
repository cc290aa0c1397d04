"""What a run says of itself: years and indicators that are absent, what is assumed, set aside, counted and unsure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.answers import NO, REASON_WORDS, UNSURE, YES, Reason
from orsupport.counts import UNKNOWN, year_name, year_number
from orsupport.evaluation import Evaluation
from orsupport.indicators.results import pooled_years
from orsupport.outputs import decisions_beside_the_rules
from orsupport.overrides import Decision
from orsupport.rulebook.clauses import Named, read_clause
from orsupport.rulebook.entries import Rulebook, Sourced, YearsIn


def summarise(
    trace: Evaluation, counterfactual: Evaluation | None, schools: pa.Table, districts: pa.Table
) -> dict[str, Any]:
    """The part of `run.json` that comes from the identification itself."""
    absent = [name for name in trace.book.indicator if not trace.holds(name)]
    lacking = years_absent(trace)
    facts = facts_absent(trace)
    return {
        "school_year": year_name(trace.year),
        "outside_era": not trace.book.covers(year_name(trace.year)),
        "indicators_absent": absent,
        "years_absent": lacking,
        "facts_absent": facts,
        "partial": bool(absent or facts),
        "statuses_absent": reads_history(trace.book) and not trace.history.given,
        "statuses_end": statuses_end(trace),
        "assumed": assumed(trace),
        "earlier_numbers": trace.earlier_numbers,
        "set_aside": trace.counts.set_aside,
        "overrides": decisions_beside_the_rules(trace),
        "summary": _counted(trace, counterfactual, schools, districts),
    }


def facts_absent(trace: Evaluation) -> list[str]:
    """The facts of which `schools` has no column. One that only rules read, none of them unsure, is left out: no
    answer hangs on it."""
    found = []
    for name, fact in trace.book.fact.items():
        if trace.places.column(name, fact) is not None:
            continue
        readers = [each for each in trace.names.all() if any(read == name for read, _ in trace.names.reads(each))]
        hangs = [each not in trace.book.rule or (trace.answer(each) == UNSURE).any() for each in readers]
        if any(hangs) or not readers:
            found.append(name)
    return found


def reads_history(book: Rulebook) -> bool:
    """Whether a measure or a rule of the file reads what was held in earlier years."""
    clauses = [read_clause(text) for rule in book.rule.values() for text in rule.all or rule.any or []]
    was = any(isinstance(clause, Named) and clause.word == "was" for clause in clauses)
    return was or any(isinstance(measure, YearsIn) for measure in book.measure.values())


def statuses_end(trace: Evaluation) -> dict[str, str]:
    """For each status that the file reads and the data hold, its last year, where that is not the last that could be
    read; there a year was forgotten, or nobody held it."""
    clauses = [read_clause(text) for rule in trace.book.rule.values() for text in rule.all or rule.any or []]
    read = [(each.name, set[int]()) for each in clauses if isinstance(each, Named) and each.word == "was"]
    measures = [each for each in trace.book.measure.values() if isinstance(each, YearsIn)]
    read += [(each.status, set(map(year_number, each.paused))) for each in measures]
    found = {}
    for status, paused in read:
        last, due = trace.history.last_year(status, trace.year, paused), trace.year - 1
        while due in paused:
            due -= 1
        if last and last != due:
            found[status] = year_name(last)
    return found


def years_absent(trace: Evaluation) -> dict[str, list[str]]:
    """For each indicator that the data hold in the year of the run, the pooled years of which they hold nothing."""
    lacking: dict[str, list[str]] = {}
    for name, entry in trace.book.indicator.items():
        years = pooled_years(entry, trace.year)
        missing = [year_name(year) for year in years if not trace.counts.holds(name, year)]
        if missing and trace.holds(name):
            lacking[name] = missing
    return lacking


def assumed(trace: Evaluation) -> dict[str, list[str]]:
    """The numbers, indicators, measures and rules of the file that nobody published."""
    book = trace.book
    sections: dict[str, Mapping[str, Sourced]] = {
        "number": book.number,
        "indicator": book.indicator,
        "measure": book.measure,
        "rule": book.rule,
    }
    return {
        section: [name for name, entry in entries.items() if entry.standing == "assumed"]
        for section, entries in sections.items()
    }


def _counted(
    trace: Evaluation, counterfactual: Evaluation | None, schools: pa.Table, districts: pa.Table
) -> dict[str, object]:
    masked = sum(int(np.count_nonzero(trace.value(name).why == Reason.MASKED)) for name in trace.book.indicator)
    results = [trace.result(name) for name in trace.book.indicator]
    rated, given = (districts, "tier") if trace.book.rates_districts else (schools, "outcome")
    counted: dict[str, object] = {
        "schools": len(schools),
        "districts": len(districts),
        "closed": int(np.count_nonzero(~trace.places.open)),
        "judged": _tally(rated["judged"]),
        "outcome": _tally(schools["outcome"]),
        "tier": _tally(districts["tier"]),
        "rules": {
            name: _tally(rated[name] if rule.at == "school" else districts[name])
            for name, rule in trace.book.rule.items()
            if rule.at in ("school", "district")
        },
        "overrides": len(trace.decided),
        "decided": _decided(decisions_beside_the_rules(trace)),
        "not_identified": _tally_of_unnamed(rated, given),
        "rated_in_no_school": rated_in_no_school(trace),
        "rated_on_a_masked_count": _on_masked_counts(trace),
        "not_rated_because_masked": masked,
        "participation_not_applied": sum(result.unapplied for result in results),
        "counted_above_expected": trace.counts.above_expected,
    }
    if counterfactual is not None:
        counted["absent_indicators_could_turn"] = could_turn(trace, counterfactual)
    return counted


def _decided(decisions: list[Decision]) -> dict[str, object]:
    """How many decisions of people differ from what the rules said, and how many there are of each outcome and tier."""
    of = {"outcome": "school_id", "tier": "district_id"}
    counts = {key: Counter(each["outcome"] for each in decisions if each.get(column)) for key, column in of.items()}
    return {
        "differ": sum(each["differs"] for each in decisions),
        **{key: dict(sorted(count.items())) for key, count in counts.items()},
    }


def _tally_of_unnamed(rated: pa.Table, given: str) -> dict[str, int]:
    """The schools (or rated districts) without a name: those that were judged, those that were not, and those of which
    that is unsure."""
    pairs = zip(rated[given].to_pylist(), rated["judged"].to_pylist(), strict=True)
    judged = Counter(answer for label, answer in pairs if label is None)
    return {"judged": judged["yes"], "not_judged": judged["no"], "unsure_whether_judged": judged["unsure"]}


def rated_in_no_school(trace: Evaluation) -> dict[str, dict[str, int]]:
    """Indicators that the data hold in the year but of which no school has a level for all students, with why."""
    found: dict[str, dict[str, int]] = {}
    for name in trace.book.indicator:
        banded = trace.banded(name)
        value = trace.value(name) if banded is None else trace.family(banded)[name]
        held, why = value.held[:, 0], value.why[:, 0]
        if trace.holds(name) and not (held != NO).any():
            counts = np.bincount(why, minlength=len(REASON_WORDS))
            found[name] = {word: int(n) for word, n in zip(REASON_WORDS, counts, strict=True) if n and word}
    return found


def _on_masked_counts(trace: Evaluation) -> int:
    """Results that are rated although the count of some year is masked; it was taken at its low bound."""
    total = 0
    for name, entry in trace.book.indicator.items():
        if entry.masked_count == "unknown":
            continue
        pool = trace.result(name).pool
        rated = trace.value(name).held.ravel() != NO
        total += int(np.count_nonzero(rated & (pool.counted == UNKNOWN) & pool.any_count))
    return total


def could_turn(trace: Evaluation, counterfactual: Evaluation) -> dict[str, int]:
    """How many answers of each rule, now yes or no, the absent indicators could turn, rated or not and at any level."""
    return {name: int(np.count_nonzero(turned(trace, counterfactual, name))) for name in trace.book.rule}


def turned(trace: Evaluation, counterfactual: Evaluation, rule: str) -> NDArray[np.bool_]:
    """Where the absent indicators could turn the answer of a rule that is now yes or no, place by place."""
    now, otherwise = trace.answer(rule), counterfactual.answer(rule)
    turns = (otherwise == UNSURE) | ((otherwise == YES) != (now == YES))
    return np.asarray((now != UNSURE) & turns)


def _tally(column: pa.ChunkedArray) -> dict[str, int]:
    counts = {found["values"].as_py() or "": found["counts"].as_py() for found in pc.value_counts(column)}
    nothing = counts.pop("", 0)
    return dict(sorted(counts.items())) | ({"none": nothing} if nothing else {})
