"""What moved behind a change: levels of the school's indicators, cuts, schools of a district."""

from __future__ import annotations

from typing import Any

import numpy as np

from orsupport.answers import NO, REASON_WORDS, Value
from orsupport.comparison.answered import ABSENT, Place, States
from orsupport.cuts import cuts
from orsupport.evaluation import Evaluation

MOST = 12


def moved(place: Place, before: Evaluation, after: Evaluation) -> dict[str, Any]:
    """Of a school: `levels`, each indicator and group whose level differs, and `cuts`, where they began and begin
    now, of indicators whose level differs while the result is the same."""
    rows = [_row(trace, place) for trace in (before, after)]
    if None in rows:
        return {}
    levels = [
        each
        for indicator in before.book.indicator
        if indicator in after.book.indicator
        for each in _levels(indicator, (before, after), [int(row or 0) for row in rows])
    ]
    levels.sort(key=lambda each: _unrated(each))  # those with a level before and now come first
    still = {each["indicator"] for each in levels if each["result_from"] == each["result_to"]}
    found = [cut for cut in moved_cuts(before, after, int(rows[1] or 0)) if cut["indicator"] in still | {""}]
    return {"levels": levels[:MOST], "more_levels": max(len(levels) - MOST, 0), "cuts": found[:MOST]}


def _unrated(level: dict[str, Any]) -> int:
    return sum(level[end].startswith("not rated") for end in ("level_from", "level_to"))


def moved_schools(place: Place, before: States, after: States, schools: list[str]) -> list[dict[str, str]]:
    """The schools of a district whose answers differ."""
    listed = []
    for school in schools:
        old, new = (states.get(Place("school", school), ABSENT) for states in (before, after))
        if old != new:
            listed.append({"school_id": school, "from": old.answer, "to": new.answer})
    return listed


def _row(trace: Evaluation, place: Place) -> int | None:
    row = trace.places.school_ids.index(place.id).as_py()
    return None if row < 0 else int(row)


def _levels(indicator: str, traces: tuple[Evaluation, Evaluation], rows: list[int]) -> list[dict[str, Any]]:
    names = [trace.banded(indicator) for trace in traces]
    if None in names:
        return []
    said = []
    for trace, name, row in zip(traces, names, rows, strict=True):
        level, value = trace.family(str(name))[indicator], trace.value(indicator)
        said.append(
            {
                group: (_level(level, row, place), _result(value, row, place, indicator, trace))
                for place, group in enumerate(trace.places.groups)
            }
        )
    found = []
    for group in said[0]:
        old, new = said[0][group], said[1].get(group)
        if new is not None and old[0] != new[0]:
            both = {"level_from": old[0], "level_to": new[0], "result_from": old[1], "result_to": new[1]}
            label = traces[1].book.indicator[indicator].label
            found.append({"indicator": indicator, "label": label, "student_group": group} | both)
    return found


def _level(level: Value, row: int, group: int) -> str:
    held, low, high = (np.broadcast_to(each, level.held.shape)[row, group] for each in _arrays(level))
    if held == NO:
        return f"not rated ({REASON_WORDS[int(level.why[row, group])]})"
    assert level.ladder is not None
    first, last = level.ladder.names[int(low)], level.ladder.names[int(high)]
    return f"level {first}" if first == last else f"level {first} to {last}"


def _arrays(level: Value) -> tuple[Any, Any, Any]:
    return level.held, level.low.wide(level.shape).numerators, level.high.wide(level.shape).numerators


def _result(value: Value, row: int, group: int, indicator: str, trace: Evaluation) -> str:
    if value.held[row, group] == NO:
        return ""
    low, high = (end.wide(value.shape).fraction((row, group)) for end in (value.low, value.high))
    decimals = trace.book.indicator[indicator].decimals
    ends = [f"{float(end):g}" if decimals is None else f"{float(end):.{decimals}f}" for end in (low, high)]
    pool, place = trace.result(indicator).pool, row * trace.places.shape[1] + group
    of = ""
    if pool.met[place] >= 0 and pool.counted[place] > 0:
        base = trace.denominator(indicator)
        students = pool.counted[place] if base is None else float(base.fraction((row, group)))
        by = "" if students == pool.counted[place] else " (by participation)"
        of = f"{int(pool.met[place])} of {students:g}{by} = "
    return of + (ends[0] if low == high else f"{ends[0]} to {ends[1]}") + f" {value.unit}"


def moved_cuts(before: Evaluation, after: Evaluation, row: int | None = None) -> list[dict[str, Any]]:
    """Where a level began and begins now, and every other number found in the data that is another; `row`: only those
    for schools of this one's kind."""
    old, new = _cuts(before), _cuts(after)
    listed = []
    for key, begins in new.items():
        was = old.get(key)
        if was is None or was == begins or not _reads(after, row, key[2]):
            continue
        named = after.book.indicator.get(key[0])
        more = {"indicator": key[0], "label": named.label if named else "", "student_group": key[1]}
        listed.append(more | {"schools_of": key[2], "level": key[3], "from": was, "to": begins})
    return listed


def _cuts(trace: Evaluation) -> dict[tuple[str, str, str, str], list[float | None]]:
    found = {}
    for each in cuts(trace).to_pylist():
        key = (each["indicator"], each["student_group"], each["schools_of"], each["level"])
        found[key] = [each["begins_low"], each["begins_high"]]
    for name, entry in trace.book.number.items():
        if getattr(entry, "of", None):
            for cut in trace.found(name, "").cuts:
                group = "all" if cut.group is None else trace.places.groups[cut.group]
                ends = [None if end is None else float(end) for end in (cut.low, cut.high)]
                found["", group, cut.kind, name] = ends
    return found


def _reads(trace: Evaluation, row: int | None, schools_of: str) -> bool:
    """Whether a school is of the kind for which the cut was taken."""
    for part in schools_of.split("; ") if row is not None and schools_of else []:
        fact, _, kind = part.partition(" = ")
        if fact in trace.book.fact:
            codes, kinds = trace.kinds(fact)
            if codes[row] >= 0 and kinds[codes[row]] != kind:
                return False
    return True
