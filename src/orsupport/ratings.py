"""The two tables of indicators: every place that is asked with its value, level or reason, and where levels begin."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from orsupport.answers import NO, REASON_WORDS, YES, Reason, Value
from orsupport.counts import UNKNOWN, year_name
from orsupport.evaluation import Evaluation
from orsupport.measures.band import steps
from orsupport.rulebook.entries import Average, Band, Figured, Found, Line, Lowest, Percentile
from orsupport.rulebook.names import level_names

Whole = NDArray[Any]
Flags = NDArray[np.bool_]

WHY_WORDS = (*REASON_WORDS, "unsure")
UNSURE_WHY = len(REASON_WORDS)


class Texts(NamedTuple):
    """Codes of a text and what they stand for."""

    codes: Whole
    absent: Flags
    names: list[str]


class Part(NamedTuple):
    """The rows of one indicator: the place of each, numbers with where they are absent, and texts."""

    place: Whole
    numbers: dict[str, tuple[NDArray[Any], Flags]]
    texts: dict[str, Texts]


COLUMNS: tuple[str, ...] = ("school_years", "expected", "counted", "met", "value", "value_low", "value_high")
COLUMNS += ("counted_low", "counted_high", "level", "why")


def ratings(trace: Evaluation) -> pa.Table:
    """Every school, group and indicator that is asked, ordered by school, group and indicator."""
    places, indicators = trace.places, list(trace.book.indicator)
    parts = [_one_indicator(trace, name) for name in indicators]
    rows_of = _rows_of([part.place for part in parts], int(np.prod(places.shape)))
    place = _scattered([part.place for part in parts], rows_of)
    indicator = _scattered([np.full(len(part.place), code) for code, part in enumerate(parts)], rows_of)
    columns = {
        "school_id": _coded(place // len(places.groups), places.school_ids),
        "student_group": _coded(place % len(places.groups), pa.array(places.groups)),
        "indicator": _coded(indicator, pa.array(indicators)),
    }
    for name in COLUMNS:
        if name in parts[0].texts:
            columns[name] = _texts([part.texts[name] for part in parts], rows_of)
        else:
            numbers = [part.numbers[name] for part in parts]
            absent = _scattered([each for _, each in numbers], rows_of)
            columns[name] = pa.array(_scattered([each for each, _ in numbers], rows_of), mask=absent)
    return pa.table(columns)


def plain(table: pa.Table) -> pa.Table:
    """The table with its coded texts written out, as files and frames hold them."""
    coded = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    for name in coded:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    return table


def _rows_of(parts: list[Whole], size: int) -> list[Whole]:
    """The row of every place of every indicator, where rows go place by place and then indicator by indicator."""
    total = np.zeros(size, dtype=np.int64)
    for place in parts:
        total[place] += 1
    following = np.cumsum(total) - total
    rows = []
    for place in parts:
        rows.append(following[place])
        following[place] += 1
    return rows


def _coded(codes: Whole, names: pa.Array) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), names)


def _scattered(parts: list[NDArray[Any]], rows_of: list[Whole]) -> NDArray[Any]:
    """One column from those of the indicators, every cell in its row."""
    column = np.empty(sum(map(len, parts)), dtype=parts[0].dtype)
    for part, rows in zip(parts, rows_of, strict=True):
        column[rows] = part
    return column


def _texts(parts: list[Texts], rows_of: list[Whole]) -> pa.DictionaryArray:
    names = list(dict.fromkeys(name for part in parts for name in part.names))
    codes = [np.array([names.index(name) for name in part.names] or [0], dtype=np.int32)[part.codes] for part in parts]
    absent = _scattered([part.absent for part in parts], rows_of)
    return pa.DictionaryArray.from_arrays(
        pa.array(_scattered(codes, rows_of), mask=absent), pa.array(names, pa.string())
    )


def _one_indicator(trace: Evaluation, name: str) -> Part:
    result = trace.result(name)
    value, pool = result.value, result.pool
    asked = np.flatnonzero((value.why != Reason.NOT_ASKED).ravel())
    low, high = value.low.floats().ravel()[asked], value.high.floats().ravel()[asked]
    there = value.held.ravel()[asked] != NO
    point = ~value.low.below(value.high).ravel()[asked]
    expected, counted, met = pool.expected[asked], pool.counted[asked], pool.met[asked]
    counted_low, counted_high = pool.counted_low[asked], pool.counted_high[asked]
    bounded = (counted == UNKNOWN) & pool.any_count[asked]
    seen = pool.years_seen[asked]
    years = [_years_text(result.years, mask) for mask in range(1 << len(result.years))]
    level, why = _level(trace, name, value, asked)
    return Part(
        asked,
        {
            "expected": (expected, expected == UNKNOWN),
            "counted": (counted, counted == UNKNOWN),
            "met": (met, met == UNKNOWN),
            "value": (low, ~(there & point)),
            "value_low": (low, ~(there & ~point)),
            "value_high": (high, ~(there & ~point)),
            "counted_low": (counted_low, ~(bounded & (seen > 0))),
            "counted_high": (counted_high, ~(bounded & (counted_high >= 0))),
        },
        {"school_years": Texts(seen, np.zeros(len(seen), dtype=bool), years), "level": level, "why": why},
    )


def _years_text(years: list[int], mask: int) -> str:
    return " ".join(year_name(year) for place, year in enumerate(years) if mask >> place & 1)


def _level(trace: Evaluation, name: str, value: Value, asked: Whole) -> tuple[Texts, Texts]:
    banded = trace.banded(name)
    level = trace.family(banded)[name] if banded else value
    held, why = level.held.ravel()[asked], level.why.ravel()[asked]
    nowhere = np.zeros(len(asked), dtype=bool)
    if level.ladder is None:
        return Texts(why, ~nowhere, [*WHY_WORDS]), Texts(why, nowhere, [*WHY_WORDS])
    low, high = level.low.numerators.ravel()[asked], level.high.numerators.ravel()[asked]
    sure = (held == YES) & (low == high)
    why = np.where(sure, 0, np.where(held == NO, why, UNSURE_WHY))
    return Texts(low, ~sure, [*level.ladder.names]), Texts(why, nowhere, [*WHY_WORDS])


def cuts(trace: Evaluation) -> pa.Table:
    """Where each level of each indicator began, and what that was taken from."""
    rows: list[dict[str, object]] = []
    for indicator in trace.book.indicator:
        banded = trace.banded(indicator)
        if banded is None:
            continue
        entry = trace.book.measure[banded]
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
    if isinstance(entry, Lowest):
        return f"lowest of {entry.base}, rounded {entry.rounding}, ties {entry.ties}"
    assert isinstance(entry, Average)
    return f"average of {entry.weight}"


def _ends(low: Fraction | None, high: Fraction | None) -> dict[str, object]:
    if low is None or high is None:
        return {}
    ends: dict[str, object] = {"begins_low": float(low), "begins_high": float(high)}
    return ends | ({"begins": float(low)} if low == high else {})
