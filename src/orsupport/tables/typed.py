"""A table as found -> the contract's columns in the contract's types, and what is wrong with its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.tables.arrays import marks, one_array, without
from orsupport.tables.columns import Column, Shape
from orsupport.tables.findings import Findings, shown
from orsupport.tables.numbers import read_counts, read_numbers
from orsupport.tables.raw import Raw
from orsupport.tables.text import check_text, encode, holds_numbers, rows_where, value_type

FACT_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"  # not 007, which is a code


@dataclass(frozen=True)
class Typed:
    """A table's columns by name: text as pa.DictionaryArray, flags as bool, counts as int64, numbers as float64."""

    columns: dict[str, pa.Array]
    rows: int
    complete: bool
    findings: Findings


def understand(raw: Raw, shape: Shape) -> Typed:
    """Read every column by its kind; a column that is missing is all null."""
    findings = Findings(shape.name, raw.first_row, raw.row_numbers)
    cells = raw.cells
    places = _places(cells.column_names, shape, findings)
    complete = all(column.name in places for column in shape.columns if column.required)
    if not cells.num_rows and shape.required:
        findings.say("", "the table has no rows")
    columns: dict[str, pa.Array] = {}
    for column in shape.columns:
        found = cells.column(places[column.name]) if column.name in places else None
        columns[column.name] = _read(column, found, cells.num_rows, findings)
    if shape.facts:
        for name, place in places.items():
            if name not in columns:
                columns[name] = _fact(name, cells.column(place), findings)
    return Typed(columns, cells.num_rows, complete, findings)


def _places(names: list[str], shape: Shape, findings: Findings) -> dict[str, int]:
    """Where each column stands, after the names of the columns were checked; of two of one name the first."""
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if not name.strip():
            hint = "" if place else " (pandas writes its row numbers so: write with index=False)"
            findings.say("", f"a column has no name: column {place + 1}{hint}")
        elif name in places:
            findings.say(name, f"the column is there twice: as column {places[name] + 1} and as column {place + 1}")
        else:
            places[name] = place
    missing = [name for name in shape.names if name not in places]
    unknown = [name for name in places if name not in shape.names]
    for column in shape.columns:
        if column.required and column.name in missing:
            guess = get_close_matches(column.name, [_plain(name) for name in unknown], 1, 0.75)
            meant = next((name for name in unknown if guess and _plain(name) == guess[0]), None)
            findings.say(column.name, "the column is missing", f"did you mean {shown(meant)}?" if meant else "")
    for name in unknown:
        if not shape.facts:
            guess = get_close_matches(_plain(name), missing or shape.names, 1, 0.6)
            findings.say(name, "not a column of this table", f"did you mean {guess[0]}?" if guess else "")
        elif _plain(name) in shape.names:
            findings.say(name, "not spelled as the column that it seems to be", f"did you mean {_plain(name)}?")
    return {name: place for name, place in places.items() if shape.facts or name in shape.names}


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().lower())


def _read(column: Column, cells: pa.ChunkedArray | None, rows: int, findings: Findings) -> pa.Array:
    if column.kind == "count":
        return pa.nulls(rows, pa.int64()) if cells is None else read_counts(column, cells, findings)
    if column.kind == "number":
        return pa.nulls(rows, pa.float64()) if cells is None else read_numbers(column, cells, findings)
    if column.kind == "flag":
        return pa.nulls(rows, pa.bool_()) if cells is None else _flag(column, cells, findings)
    if cells is None:
        return _blank(rows)
    kind = value_type(cells)
    if column.kind in ("id", "key") and holds_numbers(kind) and cells.null_count < rows:
        problem = "the column holds numbers: ids and names are text, as the State prints them; store the column as text"
        findings.report(column.name, problem, marks(cells.is_valid()), lambda row: cells[row].as_py())
    array = _encoded(column.name, cells, findings)
    check_text(column, array, findings)
    return array


def _blank(rows: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.nulls(rows, pa.int32()), pa.nulls(0, pa.string()))


def _encoded(name: str, cells: pa.ChunkedArray, findings: Findings) -> pa.DictionaryArray:
    try:
        return encode(cells)
    except pa.ArrowException:
        findings.say(name, f"the cells are no text but {cells.type}")
        return _blank(len(cells))


def _flag(column: Column, cells: pa.ChunkedArray, findings: Findings) -> pa.Array:
    if value_type(cells) == pa.bool_():
        return one_array(cells.cast(pa.bool_()))
    array = _encoded(column.name, cells, findings)
    lower = pc.utf8_lower(array.dictionary)
    true = pc.match_substring_regex(lower, "^true$")
    meaning = without(true, pc.invert(pc.match_substring_regex(lower, "^(true|false)$")))
    wrong = rows_where(array, marks(meaning.is_null()))
    findings.report(column.name, "neither true nor false nor empty", wrong, lambda row: array[row].as_py())
    return meaning.take(array.indices)


def _fact(name: str, cells: pa.ChunkedArray, findings: Findings) -> pa.DictionaryArray:
    """A school fact as text: true and false in lower case, numbers as their shortest decimal text."""
    if pa.types.is_floating(value_type(cells)):
        cells = read_numbers(Column(name, "number"), cells, findings).cast(pa.string())
        cells = pa.chunked_array([cells])
    array = _encoded(name, cells, findings)
    check_text(Column(name, "fact"), array, findings)
    names = array.dictionary
    lower = pc.utf8_lower(names)
    if pc.all(pc.match_substring_regex(lower, "^(true|false)$")).as_py():
        names = lower
    elif pc.all(pc.match_substring_regex(names, FACT_NUMBER)).as_py():
        for pattern in (r"^(-?[0-9]+)\.0+$", r"^(-?[0-9]+\.[0-9]*[1-9])0+$"):
            names = pc.replace_substring_regex(names, pattern, r"\1")
    return pa.DictionaryArray.from_arrays(array.indices, names)


def as_text(array: pa.DictionaryArray) -> pa.Array:
    """Codes and their distinct values -> the text of every row."""
    return array.dictionary.take(array.indices) if len(array.dictionary) else pa.nulls(len(array), pa.string())


def is_blank(array: pa.Array) -> np.typing.NDArray[np.bool_]:
    """The rows of which nothing is known in this column."""
    return marks(array.is_null())
