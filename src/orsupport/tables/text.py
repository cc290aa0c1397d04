"""A column of text: read once, kept as codes into its distinct values, checked on those values only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.problems import CONTROL
from orsupport.tables.arrays import Rows, coded, codes_of, flags_of, marks, one_array, without
from orsupport.tables.columns import Column
from orsupport.tables.findings import Findings

NOT_UTF_8 = "not in UTF-8, so that letters cannot be read: save the file as CSV UTF-8"
NO_LETTER = "\ufffd"  # stands where bytes were no UTF-8
NOT_PRINTED = "a character that is not printed, such as a line break or a tab: write the text in one line"
ON_A_TERMINAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"  # all of these but tabs and line breaks
UNSEEN = r"^[\p{Z}\p{Cf}\s]*$"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_YEAR = "2002"
TOO_EARLY = "a day before 2002, the year of the act that this law replaced (Public Law 107-110): a slip of the pen?"
SCHOOL_YEAR = re.compile(r"([0-9]{4})-([0-9]{2})")


def value_type(column: pa.ChunkedArray) -> pa.DataType:
    """The type of the cells, also where the column is stored as codes."""
    return column.type.value_type if pa.types.is_dictionary(column.type) else column.type


def holds_numbers(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def holds_text(kind: pa.DataType) -> bool:
    return kind in (pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view())


def encode(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Any column as text: codes into its distinct values, which are sorted, all in use and never blank.

    Raises pa.ArrowException where the cells are nothing that can be written as text (lists, records).
    """
    kind = value_type(column)
    if kind in (pa.string_view(), pa.binary_view()):
        column, kind = _without_views(column), pa.large_string()
    if pa.types.is_dictionary(column.type):
        encoded = column.unify_dictionaries()
    else:
        encoded = (column if holds_text(kind) else _printed(column)).dictionary_encode()
    array = one_array(encoded)
    names = _decoded(array.dictionary)
    codes = codes_of(array)
    used = np.bincount(codes + 1, minlength=len(names) + 1)[1:] > 0
    names = without(names, pc.or_(flags_of(~used), pc.match_substring_regex(names, "^$")))
    kept = pc.unique(names.drop_null())
    kept = kept.take(pc.sort_indices(kept))
    new_codes = codes_of(pa.DictionaryArray.from_arrays(pc.index_in(names, kept, skip_nulls=True), kept))
    recoded = np.append(new_codes, np.int32(-1))[codes]
    return coded(recoded, kept)


def _without_views(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.large_string())
    except pa.ArrowException:  # an older pyarrow
        return pa.chunked_array([pa.array(column.to_pylist(), pa.large_string())])


def _printed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    text = column.cast(pa.string())
    return pc.replace_substring_regex(text, " 00:00:00(\\.0+)?Z?$", "") if pa.types.is_timestamp(column.type) else text


def _decoded(names: pa.Array) -> pa.Array:
    try:
        if names.type in (pa.binary(), pa.large_binary()):
            return names.cast(pa.large_binary()).cast(pa.large_string()).cast(pa.string())
        names = names.cast(pa.string())
        names.validate(full=True)
        return names
    except (pa.ArrowInvalid, UnicodeDecodeError):
        raw = names.cast(pa.binary()).to_pylist()
        return pa.array([None if cell is None else cell.decode("utf-8", "replace") for cell in raw], pa.string())


def rows_where(array: pa.DictionaryArray, names: npt.NDArray[np.bool_]) -> Rows:
    """The rows whose value is one of the marked distinct values."""
    return np.append(names, False)[codes_of(array)]


def check_text(column: Column, array: pa.DictionaryArray, findings: Findings) -> None:
    """Report blank cells, spaces that nobody sees, spoilt ids, malformed school years and unreadable letters."""
    names = array.dictionary

    def report(problem: str, bad: npt.NDArray[np.bool_], example: Callable[[int], object] | None = None) -> None:
        if bad.any():
            findings.report(column.name, problem, rows_where(array, bad), example or (lambda row: array[row].as_py()))

    report(f"text {NOT_UTF_8}", marks(pc.match_substring(names, NO_LETTER)))
    trimmed = pc.utf8_trim_whitespace(names)
    if column.kind in ("id", "key", "label"):
        looked_at = names if column.kind == "label" else trimmed
        report(NOT_PRINTED, marks(pc.match_substring_regex(looked_at, CONTROL.pattern)))
    if column.kind == "fact":
        report(NOT_PRINTED, marks(pc.match_substring_regex(names, ON_A_TERMINAL)))
    nothing = marks(pc.match_substring_regex(names, UNSEEN))
    if column.filled:
        if array.null_count:
            findings.report(column.name, "an empty cell", marks(array.is_null()), lambda row: "(empty)")
        report("a cell with nothing but spaces or other characters that are not seen", nothing)
    if column.kind in ("label", "fact"):
        return
    report(
        "spaces before or after the text, so that it matches nothing",
        marks(pc.not_equal(trimmed, names)) & ~nothing,
    )
    if column.kind == "id":
        report(
            "an id that was turned into a decimal number; write 498, not 498.0, as the State prints it",
            marks(pc.match_substring_regex(names, r"^\s*[0-9]+\.0+\s*$")),
        )
    if column.kind == "date":
        wrong = np.array([not is_day(name.strip()) for name in names.to_pylist()], dtype=bool)
        report("no day of the calendar that reads like 2025-11-01 (year, month, day)", wrong & ~nothing)
        early = np.array([name.strip()[:4] < FIRST_YEAR for name in names.to_pylist()], dtype=bool)
        report(TOO_EARLY, early & ~wrong)
    if column.kind == "year":
        wrong = np.array([not is_school_year(name.strip()) for name in names.to_pylist()], dtype=bool)
        report("a school year that does not read like 2024-25", wrong)


def is_school_year(text: str) -> bool:
    """Whether text is a school year as the contract writes it: four digits, a hyphen, the next year's last two."""
    match = SCHOOL_YEAR.fullmatch(text)
    return match is not None and int(match[2]) == (int(match[1]) + 1) % 100


def is_day(text: str) -> bool:
    """Whether text is a day as the contract's tables write it: year, month and day, each with all its figures."""
    try:
        return DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False
