"""The two tables of indicators: every place that is asked with its value, level or reason, and where levels begin."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from orsupport.answers import NO, REASON_WORDS, YES, Reason, Value
from orsupport.counts import UNKNOWN, year_name
from orsupport.evaluation import Evaluation
from orsupport.measures.band import steps
from orsupport.rulebook.entries import Average, Band, Figured, Found, Line, Percentile
from orsupport.rulebook.names import level_names

WHY_WORDS = pa.array([*REASON_WORDS, "unsure"], pa.string())
UNSURE_WHY = len(REASON_WORDS)


def band_of(trace: Evaluation, indicator: str) -> tuple[str, str] | None:
    """The first band of the file that bands the indicator, and the member's name in it."""
    for name, measure in trace.book.measure.items():
        if isinstance(measure, Band) and any(part.name == indicator for part in trace.names.gathered(measure.of)):
            return name, indicator
    return None


def ratings(trace: Evaluation) -> pa.Table:
    """Every school, group and indicator that is asked, ordered by school, group and indicator."""
    places, indicators = trace.places, list(trace.book.indicator)
    parts = [_one_indicator(trace, name) for name in indicators]
    place = np.concatenate([asked for _, asked in parts])
    indicator = np.repeat(np.arange(len(parts)), [len(asked) for _, asked in parts])
    order = np.argsort(place * len(parts) + indicator, kind="stable")
    place, indicator = place[order], indicator[order]
    columns = {
        "school_id": places.school_ids.take(pa.array(place // len(places.groups))),
        "student_group": pa.array(places.groups).take(pa.array(place % len(places.groups))),
        "indicator": pa.array(indicators).take(pa.array(indicator)),
    }
    whole = pa.concat_tables([table for table, _ in parts]).unify_dictionaries()
    for name in whole.column_names:
        column = whole[name].combine_chunks().take(pa.array(order))
        columns[name] = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
    return pa.table(columns)


def _one_indicator(trace: Evaluation, name: str) -> tuple[pa.Table, NDArray[np.int64]]:
    """The rows of one indicator, texts as codes, and the place of each."""
    result = trace.result(name)
    value, pool = result.value, result.pool
    asked = np.flatnonzero((value.why != Reason.NOT_ASKED).ravel())
    low, high = value.low.floats().ravel()[asked], value.high.floats().ravel()[asked]
    there = value.held.ravel()[asked] != NO
    point = ~value.low.below(value.high).ravel()[asked]
    counted = pool.counted[asked]
    bounded = (counted == UNKNOWN) & pool.any_count[asked]
    seen = (pool.years_seen > 0)[asked]
    level, why = _level(trace, name, value, asked)
    names = [_years_text(result.years, mask) for mask in range(1 << len(result.years))]
    table = pa.table(
        {
            "school_years": _texts(pool.years_seen[asked], pa.array(names)),
            "expected": _counts(pool.expected[asked]),
            "counted": _counts(counted),
            "met": _counts(pool.met[asked]),
            "value": pa.array(low, mask=~(there & point)),
            "value_low": pa.array(low, mask=~(there & ~point)),
            "value_high": pa.array(high, mask=~(there & ~point)),
            "counted_low": pa.array(pool.counted_low[asked], mask=~(bounded & seen)),
            "counted_high": pa.array(pool.counted_high[asked], mask=~(bounded & (pool.counted_high[asked] >= 0))),
            "level": level,
            "why": why,
        }
    )
    return table, asked


def _texts(codes: NDArray[Any], names: pa.Array, absent: NDArray[np.bool_] | None = None) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32, copy=False), mask=absent), names)


def _counts(numbers: NDArray[np.int64]) -> pa.Array:
    return pa.array(numbers, mask=numbers == UNKNOWN)


def _years_text(years: list[int], mask: int) -> str:
    return " ".join(year_name(year) for place, year in enumerate(years) if mask >> place & 1)


def _level(trace: Evaluation, name: str, value: Value, asked: NDArray[np.int64]) -> tuple[pa.Array, pa.Array]:
    banded = band_of(trace, name)
    level = trace.family(banded[0])[banded[1]] if banded else value
    held, why = level.held.ravel()[asked], level.why.ravel()[asked]
    if level.ladder is None:
        nothing = np.zeros(len(asked), dtype=np.int32)
        return _texts(nothing, pa.array([""]), absent=nothing == 0), _texts(why, WHY_WORDS)
    low, high = level.low.numerators.ravel()[asked], level.high.numerators.ravel()[asked]
    sure = (held == YES) & (low == high)
    why = np.where(sure, 0, np.where(held == NO, why, UNSURE_WHY))
    return _texts(low, pa.array(level.ladder.names), absent=~sure), _texts(why, WHY_WORDS)


def cuts(trace: Evaluation) -> pa.Table:
    """Where each level of each indicator began, and what that was taken from."""
    rows: list[dict[str, object]] = []
    for indicator in trace.book.indicator:
        banded = band_of(trace, indicator)
        if banded is None:
            continue
        entry = trace.book.measure[banded[0]]
        member = trace.names.get(indicator)
        assert isinstance(entry, Band)
        assert member is not None
        ladders = {"": entry.begins}
        if entry.by == "indicator":
            ladders = {"": entry.begins.get(indicator, {})}
        elif entry.by:
            ladders = {f"{entry.by} = {kind}": begins for kind, begins in entry.begins.items()}
        for kind, begins in ladders.items():
            for step in steps(trace, entry, member, begins):
                level = level_names(entry)[step.level]
                rows += _begins(trace, indicator, kind, level, step.number, step.begins)
    schema = pa.schema(
        [(name, pa.string()) for name in ("indicator", "student_group", "schools_of", "level")]
        + [(name, pa.float64()) for name in ("begins", "begins_low", "begins_high")]
        + [("basis", pa.string()), ("from_schools", pa.int64())]
    )
    return pa.Table.from_pylist(rows, schema)


def _begins(
    trace: Evaluation, indicator: str, kind: str, level: str, number: str, value: Value
) -> list[dict[str, object]]:
    row: dict[str, object] = {"indicator": indicator, "student_group": "all", "schools_of": kind, "level": level}
    entry = trace.book.number.get(number)
    if not isinstance(entry, Found):
        if value.shape != (1, 1):
            return [row | {"basis": f"{number}: a figure a place"}]
        basis = f"{number}: a figure" if isinstance(entry, Figured) else f"{number}: a figure of this file"
        if isinstance(entry, Line):
            basis = f"{number}: a line from {entry.from_[0]} to {entry.to[0]}, read in {year_name(trace.year)}"
        return [row | _ends(value.low.fraction((0, 0)), value.high.fraction((0, 0))) | {"basis": basis}]
    found = []
    for cut in trace.found(number, indicator).cuts:
        group = "all" if cut.group is None else trace.places.groups[cut.group]
        ends = _ends(cut.low, cut.high)
        basis = f"{number}: {_how(entry)}; {cut.left_out} open schools left out, without a value that may take part"
        found.append(
            row
            | {"student_group": group, "schools_of": "; ".join(part for part in (kind, cut.kind) if part)}
            | ends
            | {"basis": basis, "from_schools": cut.schools}
        )
    return found


def _how(entry: Found) -> str:
    if isinstance(entry, Percentile):
        return f"percentile, {entry.method}"
    assert isinstance(entry, Average)
    return f"average of {entry.weight}"


def _ends(low: Fraction | None, high: Fraction | None) -> dict[str, object]:
    if low is None or high is None:
        return {}
    ends: dict[str, object] = {"begins_low": float(low), "begins_high": float(high)}
    return ends | ({"begins": float(low)} if low == high else {})
