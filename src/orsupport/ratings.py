"""The table of ratings: every place that is asked of each indicator, with its value, its level or its reason."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from orsupport.answers import NO, REASON_WORDS, YES, Reason, Value
from orsupport.counts import UNKNOWN, year_name
from orsupport.evaluation import Evaluation
from orsupport.rulebook.entries import Rulebook

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
        id_column(trace.book): _coded(place // len(places.groups), places.school_ids),
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


def id_column(book: Rulebook) -> str:
    """The column that names a row of `schools`, which is a district where the file rates districts."""
    return "district_id" if book.rates_districts else "school_id"


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
