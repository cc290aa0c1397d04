"""A CSV file's bytes -> its cells, all as text; rows are numbered as a spreadsheet shows them."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pyarrow as pa
import pyarrow.csv

from orsupport.bounds import COLUMNS, in_units
from orsupport.problems import Problem
from orsupport.tables.arrays import flags_of, marks
from orsupport.tables.columns import Shape
from orsupport.tables.findings import shown
from orsupport.tables.raw import Raw, UnreadableError
from orsupport.tables.text import NO_LETTER, NOT_UTF_8

BLOCK = 1 << 22
HEADER_WITHIN = 1 << 16
CODED: tuple[str, ...] = ("id", "key", "year", "flag")  # kinds of few distinct values: codes from the start


def read_csv(data: bytes, shape: Shape) -> tuple[Raw, list[Problem]]:
    """Every cell of a comma-separated file, empty ones as null, and the rows that do not have the header's cells.

    Rows with nothing in them are left out. Raises UnreadableError where there is no table.
    """
    names = header(data)
    if b"\n" not in data and b"\r" not in data:
        data += b"\n"
    coded = {column.name for column in shape.columns if column.kind in CODED}
    types = {name: pa.dictionary(pa.int32(), pa.string()) if name in coded else pa.string() for name in names}
    ragged: list[tuple[int, int, str]] = []
    try:
        try:
            cells = _parse(data, types, ragged, threads=True)
        except pa.ArrowInvalid as error:
            if "UTF8" not in str(error):
                raise
            data = data.decode("utf-8", "replace").encode()  # such letters are told where text is checked
            ragged.clear()
            cells = _parse(data, types, ragged, threads=True)
        if ragged:  # only a single thread knows the numbers of the rows
            ragged.clear()
            cells = _parse(data, types, ragged, threads=False)
    except pa.ArrowInvalid as error:
        _refuse_long_line(data)
        _refuse_open_quote(data)
        raise UnreadableError(f"the file cannot be read as CSV: {error}") from error
    if not _has_names(cells, names):
        raise UnreadableError("the names of the columns cannot be read from the first row", 1, shown(",".join(names)))
    records = cells.num_rows + len(ragged) + 1
    if b'"' in data and data.count(b"\n") > records:
        _refuse_open_quote(data)
    return _numbered(cells, ragged, shape, len(names))


def _has_names(cells: pa.Table, names: list[str]) -> bool:
    """Whether the columns have these names; where the first row ends elsewhere, they may be in no letters at all."""
    try:
        return bool(cells.column_names == names)
    except UnicodeDecodeError:
        return False


def header(data: bytes) -> list[str]:
    """The names of the columns. Raises UnreadableError where the first row of the file does not hold them."""
    if not data or data.isspace():
        raise UnreadableError("the file is empty: not even the names of the columns are there")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("the file is in UTF-16, not in UTF-8: save it as CSV UTF-8")
    start = data[:HEADER_WITHIN].decode("utf-8-sig", "replace")
    names = next(csv.reader(io.StringIO(start, newline="")), [])
    if any("\x00" in name for name in names):
        raise UnreadableError("the file is no text: save it as CSV UTF-8")
    if any(NO_LETTER in name for name in names):
        raise UnreadableError(f"the names of the columns are {NOT_UTF_8}", 1, shown(",".join(names)))
    if not any(name.strip() for name in names):
        raise UnreadableError("the first row is blank: it must hold the names of the columns", 1, "(empty)")
    if len(names) > COLUMNS:
        raise UnreadableError(f"the file has {len(names):,} columns; at most {COLUMNS:,} are read", 1)
    for separator, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")):
        if len(names) == 1 and separator in names[0]:
            raise UnreadableError(f"the cells are separated by {called}: save the file with commas", 1, shown(names[0]))
    return names


def _parse(data: bytes, types: dict[str, pa.DataType], ragged: list[tuple[int, int, str]], threads: bool) -> pa.Table:
    def keep(row: pa.csv.InvalidRow) -> str:
        ragged.append((row.number or 0, row.actual_columns, row.text))
        return "skip"

    with kept_in_letters(keep):
        return pyarrow.csv.read_csv(
            pa.py_buffer(data),
            pyarrow.csv.ReadOptions(use_threads=threads, block_size=BLOCK),
            pyarrow.csv.ParseOptions(
                ignore_empty_lines=False, newlines_in_values=b'"' in data, invalid_row_handler=keep
            ),
            pyarrow.csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""]),
        )


@contextmanager
def kept_in_letters(keep: Callable[[pa.csv.InvalidRow], str]) -> Iterator[None]:
    """Raise ArrowInvalid, as for other cells that are not in UTF-8, where a row that `keep` should be told of is not:
    pyarrow cannot hand it over, and would print a traceback."""
    usual, missed = sys.unraisablehook, []

    def tell(unraisable: sys.UnraisableHookArgs) -> None:
        if unraisable.object is keep and isinstance(unraisable.exc_value, UnicodeDecodeError):
            missed.append(True)
        else:
            usual(unraisable)

    sys.unraisablehook = tell
    try:
        yield
    except pa.ArrowInvalid as error:
        raise pa.ArrowInvalid("invalid UTF8 data") if missed else error from error
    finally:
        sys.unraisablehook = usual


def _refuse_long_line(data: bytes) -> None:
    start = 0
    while len(data) - start > BLOCK:
        end = max(data.rfind(line_end, start, start + BLOCK) for line_end in (b"\n", b"\r"))
        if end < 0:
            text = data[start : start + 200].decode("utf-8", "replace")
            raise UnreadableError(f"a line is longer than {in_units(BLOCK)}: this is no table", None, shown(text))
        start = end + 1


def _refuse_open_quote(data: bytes) -> None:
    """Rows that a stray quotation mark has swallowed would be dropped in silence."""
    text = data.decode("utf-8-sig", "replace")
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = lines = 0
    try:
        for _ in records:
            row, lines = row + 1, records.line_num
    except csv.Error:
        problem = (
            "a quotation mark that is not closed, or not doubled inside a cell: rows after it cannot be told apart"
        )
        raise UnreadableError(problem, row + 1, shown(re.split("\r\n|\r|\n", text)[lines])) from None


def _numbered(
    cells: pa.Table, ragged: list[tuple[int, int, str]], shape: Shape, width: int
) -> tuple[Raw, list[Problem]]:
    problems = []
    numbers = None
    if ragged:
        numbers = np.setdiff1d(
            np.arange(2, cells.num_rows + len(ragged) + 2), [number for number, _, _ in ragged], assume_unique=True
        )
        number, count, text = min(ragged)
        problem = f"rows that do not have the header's {width} cells; the first has {count}"
        problems.append(Problem(shape.name, "", problem, len(ragged), number, shown(text)))
    if cells.num_rows and all(column.null_count for column in cells.columns):
        filled = np.zeros(cells.num_rows, dtype=bool)
        for column in cells.columns:
            filled |= marks(column.is_valid())
        if not filled.all():
            numbers = (np.arange(2, cells.num_rows + 2) if numbers is None else numbers)[filled]
            cells = cells.filter(flags_of(filled))
    return Raw(cells, 2, numbers), problems
