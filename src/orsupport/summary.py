"""What a run says of itself: years and indicators that are absent, what is assumed, set aside, counted and unsure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from orsupport.answers import NO, REASON_WORDS, UNSURE, YES, Reason
from orsupport.counts import UNKNOWN, year_name
from orsupport.evaluation import Evaluation
from orsupport.indicators.results import pooled_years
from orsupport.rulebook.entries import Sourced


def summarise(
    trace: Evaluation, counterfactual: Evaluation | None, schools: pa.Table, districts: pa.Table
) -> dict[str, Any]:
    """The part of `run.json` that comes from the identification itself."""
    absent = [name for name in trace.book.indicator if not trace.holds(name)]
    lacking = years_absent(trace)
    facts = [name for name, fact in trace.book.fact.items() if trace.places.column(name, fact) is None]
    return {
        "school_year": year_name(trace.year),
        "outside_era": not trace.book.covers(year_name(trace.year)),
        "indicators_absent": absent,
        "years_absent": lacking,
        "facts_absent": facts,
        "partial": bool(absent or facts),
        "assumed": assumed(trace),
        "set_aside": trace.counts.set_aside,
        "overrides": trace.decided,
        "summary": _counted(trace, counterfactual, schools, districts),
    }


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
    counted: dict[str, object] = {
        "schools": len(schools),
        "closed": int(np.count_nonzero(~trace.places.open)),
        "judged": _tally(schools["judged"]),
        "outcome": _tally(schools["outcome"]),
        "tier": _tally(districts["tier"]),
        "rules": {
            name: _tally(schools[name] if rule.at == "school" else districts[name])
            for name, rule in trace.book.rule.items()
            if rule.at in ("school", "district")
        },
        "overrides": len(trace.decided),
        "not_identified": _tally_of_unnamed(schools),
        "rated_in_no_school": rated_in_no_school(trace),
        "rated_on_a_masked_count": _on_masked_counts(trace),
        "not_rated_because_masked": masked,
        "participation_not_applied": sum(result.unapplied for result in results),
    }
    if counterfactual is not None:
        counted["absent_indicators_could_turn"] = could_turn(trace, counterfactual)
    return counted


def _tally_of_unnamed(schools: pa.Table) -> dict[str, int]:
    """The schools without an outcome: those that were judged, and those that were not."""
    pairs = zip(schools["outcome"].to_pylist(), schools["judged"].to_pylist(), strict=True)
    judged = [given == "yes" for label, given in pairs if label is None]
    return {"judged": sum(judged), "not_judged": len(judged) - sum(judged)}


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
    for name in trace.book.indicator:
        pool = trace.result(name).pool
        rated = trace.value(name).held.ravel() != NO
        total += int(np.count_nonzero(rated & (pool.counted == UNKNOWN) & pool.any_count))
    return total


def could_turn(trace: Evaluation, counterfactual: Evaluation) -> dict[str, int]:
    """How many answers of each rule, now yes or no, the absent indicators could turn, rated or not and at any level."""
    turned: dict[str, int] = {}
    for name in trace.book.rule:
        now, otherwise = trace.answer(name), counterfactual.answer(name)
        turns = (otherwise == UNSURE) | ((otherwise == YES) != (now == YES))
        turned[name] = int(np.count_nonzero((now != UNSURE) & turns))
    return turned


def _tally(column: pa.ChunkedArray) -> dict[str, int]:
    counts = Counter("" if value is None else str(value) for value in column.to_pylist())
    return {value: counts[value] for value in sorted(counts) if value} | ({"none": counts[""]} if counts[""] else {})
