"""A column as found -> the kind that it must be; every cell that is none is noted, and then unknown.

Text is handed on as it is stored (string, large_string, string_view, or codes into distinct values), numbers in an id
as they are written out. Flags become bool, whole numbers keep their signed integer type, decimals become hundredths
as int64, dates date32.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.records.columns import HUNDREDTHS, Column
from orsupport.records.kinds import TYPES, WANTED, meaning_of
from orsupport.records.mapping import Origin
from orsupport.tables.arrays import Rows, marks, one_array, scalar, without
from orsupport.tables.text import encode, holds_text, is_school_year, rows_where, value_type

Note = Callable[[str, Rows, Callable[[int], object]], None]
"""Takes what is wrong, the rows, and what stands in a row."""

CLOSE = 1e-6  # how far a stored decimal number may be from hundredths: a binary fraction is never further


def read_column(column: Column, cells: pa.ChunkedArray, origin: Origin, note: Note, checked: bool = False) -> pa.Array:
    """A column of a piece in its kind, one chunk; `checked` also looks at every text that is not coded yet."""
    try:
        return _read(column, cells, origin, note, checked)
    except (pa.ArrowException, UnicodeDecodeError):  # lists, records, moments that are no text
        note(f"the cells are no {column.kind} but {cells.type}", marks(cells.is_valid()), lambda row: cells.type)
        return pa.nulls(len(cells), TYPES[column.kind])


def _read(column: Column, cells: pa.ChunkedArray, origin: Origin, note: Note, checked: bool) -> pa.Array:
    if origin.codes is not None or origin.true is not None:
        return _translated(column, cells, origin, note)
    kind = value_type(cells)
    reader = {"flag": _flag, "whole": _whole, "decimal": _decimal, "date": _date}.get(column.kind)
    read = _text(column, cells, note, checked) if reader is None else reader(column, cells, kind, note)
    if column.filled and read.null_count:
        became_empty = reader is None and holds_text(kind)  # "" is nothing too
        was_empty = marks((read if became_empty else cells).is_null())
        note("an empty cell", was_empty, lambda row: "(empty)")
    if column.kind in ("whole", "decimal"):
        return _within(column, read, cells, note)
    return read


def constant(column: Column, value: str, rows: int) -> pa.Array:
    """The same cell in every row; empty where the value is ""."""
    meant = meaning_of(column, value) if value else None
    return pa.repeat(pa.scalar(meant, TYPES[column.kind]), rows)


def codes(cells: pa.ChunkedArray) -> pa.DictionaryArray:
    """Any column as codes into its distinct values, which are text, sorted, all in use and never blank."""
    if value_type(cells) not in (pa.string_view(), pa.binary_view()):
        return encode(cells)
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    chunks = []
    for chunk in cells.chunks:  # only the distinct values are copied
        chunks.append(
            pa.DictionaryArray.from_arrays(chunk.indices, pa.array(chunk.dictionary.to_pylist(), pa.string()))
        )
    return encode(pa.chunked_array(chunks, pa.dictionary(cells.type.index_type, pa.string())))


def _coded(column: Column, array: pa.DictionaryArray, meanings: list[str], said: str, note: Note) -> pa.Array:
    """Codes whose distinct values mean these texts, in the kind of the column; "" means that nothing is known."""
    meant = [meaning_of(column, text) if text else None for text in meanings]
    wrong = [meaning is None and text != "" for meaning, text in zip(meant, meanings, strict=True)]
    if any(wrong):
        note(said, rows_where(array, np.array(wrong)), lambda row: array[row].as_py())
    values = pa.array(meant, TYPES[column.kind])
    if column.kind in ("text", "year"):
        return pc.dictionary_encode(values.take(array.indices))
    return values.take(array.indices)


def _translated(column: Column, cells: pa.ChunkedArray, origin: Origin, note: Note) -> pa.Array:
    """A column of the State's codes in ours."""
    array = codes(cells)
    names = array.dictionary.to_pylist()
    if origin.true is not None:
        truth = ["true" if (name in origin.true) != origin.negated else "false" for name in names]
        return _coded(column, array, truth, WANTED["flag"], note)
    meant = origin.codes or {}
    unknown = np.array([name not in meant for name in names], dtype=bool)
    if unknown.any():
        problem = f"a code of the file's {origin.column} that the mapping does not translate"
        note(problem, rows_where(array, unknown), lambda row: array[row].as_py())
    read = _coded(column, array, [meant.get(name, "") for name in names], WANTED.get(column.kind, ""), note)
    if column.filled:
        note("an empty cell", marks(cells.is_null()), lambda row: "(empty)")
    return read


def _text(column: Column, cells: pa.ChunkedArray, note: Note, checked: bool) -> pa.Array:
    kind = value_type(cells)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        problem = "decimal numbers, where ids and codes are text or whole numbers: store the column as text"
        note(problem, marks(cells.is_valid()), lambda row: cells[row].as_py())
        return pa.nulls(len(cells), pa.string())
    if holds_text(kind) and not pa.types.is_dictionary(cells.type) and not pa.types.is_binary(kind):
        if not checked:
            return one_array(cells)
        array = codes(cells)
    elif pa.types.is_integer(kind):
        found = one_array(cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode())
        return pa.DictionaryArray.from_arrays(found.indices, found.dictionary.cast(pa.string()))
    else:
        array = one_array(cells.unify_dictionaries()) if pa.types.is_dictionary(cells.type) else codes(cells)
    return _checked(column, array, note)


def _checked(column: Column, array: pa.DictionaryArray, note: Note) -> pa.DictionaryArray:
    """Spaces that nobody sees, blank texts and malformed years, found on the distinct values."""
    names = array.dictionary.cast(pa.string())
    if pc.any(pc.equal(names, pa.scalar(""))).as_py():
        array = encode(pa.chunked_array([array]))
        names = array.dictionary
    spaced = pc.not_equal(pc.utf8_trim_whitespace(names), names)
    if pc.any(spaced).as_py() and column.name != "student_groups":
        problem = "spaces before or after the text, so that it matches nothing"
        note(problem, rows_where(array, marks(spaced)), lambda row: array[row].as_py())
    if column.kind == "year":
        wrong = np.array([not is_school_year(name.strip()) for name in names.to_pylist()], dtype=bool)
        if wrong.any():
            note(WANTED["year"], rows_where(array, wrong), lambda row: array[row].as_py())
    return array


def _flag(column: Column, cells: pa.ChunkedArray, kind: pa.DataType, note: Note) -> pa.Array:
    return one_array(cells.cast(pa.bool_())) if kind == pa.bool_() else _by_text(column, cells, note)


def _by_text(column: Column, cells: pa.ChunkedArray, note: Note) -> pa.Array:
    array = codes(cells)
    return _coded(column, array, array.dictionary.to_pylist(), WANTED[column.kind], note)


def _whole(column: Column, cells: pa.ChunkedArray, kind: pa.DataType, note: Note) -> pa.Array:
    if pa.types.is_signed_integer(kind):
        return one_array(cells.cast(kind))
    if pa.types.is_unsigned_integer(kind):
        return one_array(cells.cast(pa.int64()))
    if not pa.types.is_floating(kind):
        return _by_text(column, cells, note)
    return _rounded(column, cells, 1, note)


def _decimal(column: Column, cells: pa.ChunkedArray, kind: pa.DataType, note: Note) -> pa.Array:
    if pa.types.is_integer(kind):
        return one_array(pc.multiply(cells.cast(pa.int64()), scalar(HUNDREDTHS, pa.int64())))
    if pa.types.is_floating(kind):
        return _rounded(column, cells, HUNDREDTHS, note)
    return _by_text(column, cells, note)


def _rounded(column: Column, cells: pa.ChunkedArray, times: int, note: Note) -> pa.Array:
    """Stored binary fractions as whole numbers of the smallest part; NaN is unknown."""
    values = one_array(cells.cast(pa.float64()))
    values = without(values, pc.is_nan(values))
    parts = pc.multiply(values, scalar(times, pa.float64()))
    whole = pc.round(parts)
    wrong = pc.or_(pc.greater(pc.abs(pc.subtract(parts, whole)), scalar(CLOSE, pa.float64())), pc.is_inf(parts))
    wrong = pc.or_(wrong, pc.greater(pc.abs(parts), scalar(2**53, pa.float64())))
    if pc.any(wrong).as_py():
        note(WANTED[column.kind], marks(wrong), lambda row: cells[row].as_py())
        whole = without(whole, wrong)
    return whole.cast(pa.int64())


def _date(column: Column, cells: pa.ChunkedArray, kind: pa.DataType, note: Note) -> pa.Array:
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return one_array(cells.cast(kind).cast(pa.date32(), safe=False))
    return _by_text(column, cells, note)


def _within(column: Column, read: pa.Array, cells: pa.ChunkedArray, note: Note) -> pa.Array:
    """Numbers below the least or above the most that there can be are noted, and unknown."""
    times = HUNDREDTHS if column.kind == "decimal" else 1
    for bound, beyond, said in ((column.least, pc.less, "below"), (column.most, pc.greater, "above")):
        if bound is None:
            continue
        wrong = beyond(read, pa.scalar(round(bound * times), pa.int64()))
        if pc.any(wrong).as_py():
            note(f"a number {said} {bound}", marks(wrong), lambda row: cells[row].as_py())
            read = without(read, wrong)
    return read
