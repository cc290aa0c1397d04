"""A column of counts or of decimal numbers: every cell that is none is reported, and then unknown."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from orsupport.bounds import STUDENTS
from orsupport.tables.arrays import marks, one_array, scalar, without
from orsupport.tables.columns import Column
from orsupport.tables.findings import Findings
from orsupport.tables.text import encode, holds_numbers, holds_text, value_type

TOO_MANY = f"a count too large to be true: at most {STUDENTS:,} students"
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"

_BOUNDS = {
    "expected": "leave the cell empty",
    "counted": "leave it empty and write its bounds as counted_low and counted_high ('*' under 10 is 0 to 9)",
}
_RESULT_BOUNDS = (
    "leave it empty and write its bounds as value_low and value_high "
    "('<5' is 0 to 5, '>95' is 95 to 100, '*' is 0 to 100)"
)
_FORMS = (
    (r"[<>≤≥*]", "a mark instead of a number: {bounds}"),
    (r"[0-9]\s*%\s*$", "a percent sign: write 61.4, not 61.4%"),
    (r"^\s*[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?\s*$", "a comma between the thousands: write 1234, not 1,234"),
    (r"^\s*[+-]?[0-9]+,[0-9]+\s*$", "a decimal comma: write 61.4, not 61,4"),
    (r"^\s*[+-]?[0-9]+\.?[0-9]*\s*$", "spaces around a number"),
    (r"", "not a number; where nothing is known leave the cell empty"),
)


def read_numbers(column: Column, cells: pa.ChunkedArray, findings: Findings) -> pa.Array:
    """A column of decimal numbers as float64, null where blank and where a problem was reported."""
    kind = value_type(cells)
    if cells.null_count == len(cells):
        return pa.nulls(len(cells), pa.float64())
    if holds_numbers(kind):
        plain = cells.cast(kind)
        if kind == pa.float32():  # 61.4 as it is written, not 61.400001525878906
            plain = plain.cast(pa.string())
        values = one_array(plain.cast(pa.float64(), safe=False))
    elif holds_text(kind):
        values = one_array(_parsed(column, cells, findings))
    else:
        where = marks(cells.is_valid())
        findings.report(column.name, "not a number", where, lambda row: cells[row].as_py())
        return pa.nulls(len(cells), pa.float64())
    finite = pc.is_finite(values)
    if not pc.all(finite).as_py():
        endless = marks(pc.invert(finite))
        problem = "not a number; where nothing is known leave the cell empty"
        findings.report(column.name, problem, endless, lambda row: cells[row].as_py())
        values = without(values, pc.invert(finite))
    return values


def read_counts(column: Column, cells: pa.ChunkedArray, findings: Findings) -> pa.Array:
    """A column of counts (students) as int64, null where blank and where a problem was reported."""
    kind = value_type(cells)
    if pa.types.is_integer(kind) and kind != pa.uint64():
        counts = one_array(cells.cast(kind).cast(pa.int64()))
    else:
        counts = read_numbers(column, cells, findings)
        fractions = pc.not_equal(counts, pc.floor(counts))
        counts = _refused("a count must be a whole number", fractions, column, counts, cells, findings)
    above = pc.greater(counts, scalar(STUDENTS, counts.type))
    counts = _refused(TOO_MANY, above, column, counts, cells, findings)
    below = pc.less(counts, scalar(0, counts.type))
    return _refused("a count below zero", below, column, counts, cells, findings).cast(pa.int64())


def _refused(
    problem: str, where: pa.Array, column: Column, counts: pa.Array, cells: pa.ChunkedArray, findings: Findings
) -> pa.Array:
    if not pc.any(where).as_py():
        return counts
    findings.report(column.name, problem, marks(where), lambda row: cells[row].as_py())
    return without(counts, where)


def _parsed(column: Column, cells: pa.ChunkedArray, findings: Findings) -> pa.ChunkedArray:
    text = cells if cells.type in (pa.string(), pa.large_string()) else encode(cells).cast(pa.string())
    try:
        values = text.cast(pa.float64())
        if pc.all(pc.is_finite(values)).as_py():
            return values
    except pa.ArrowInvalid:
        pass  # cell by cell below
    bad = pc.invert(pc.match_substring_regex(text, f"{NUMBER}|^$"))
    left = marks(bad)
    bounds = _BOUNDS.get(column.name, _RESULT_BOUNDS)
    if column.name.endswith(("_low", "_high")):
        bounds = "a bound is a number itself; leave it empty where it is unknown"
    for form, problem in _FORMS:
        of_form = left & marks(pc.match_substring_regex(text, form))
        findings.report(column.name, problem.format(bounds=bounds), of_form, lambda row: text[row].as_py())
        left &= ~of_form
    return without(text, pc.invert(pc.match_substring_regex(text, NUMBER))).cast(pa.float64())
