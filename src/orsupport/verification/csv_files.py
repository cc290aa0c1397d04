"""Two CSV files held against one another."""

from __future__ import annotations

import csv
import io

from orsupport.tables.findings import shown
from orsupport.verification.rows import (
    STRANGERS,
    Compared,
    Pair,
    Row,
    by_key,
    cells_of,
    keys_of,
    share_nothing,
    side_by_side,
)

FIRST = 2  # the row of the names is row 1


def compare_csv(stands: bytes, other: bytes, table: str, given: bool = False) -> Compared:
    """The cells in which the first file differs from the second. `given`: a table of the data, not of the outputs."""
    columns = _cells(_text(other.partition(b"\n")[0]))
    keys = keys_of(table, [name or "" for name in columns], given)
    places = [columns.index(key) for key in keys]
    pairs = _by_line(stands, other)
    if pairs is None or not side_by_side(pairs, places):
        try:
            rows, others = _rows(stands), _rows(other)
        except csv.Error as error:
            return Compared(says=f"cannot be read as CSV ({error})")
        if rows[:1] != others[:1]:
            return Compared(says=_other_columns(rows[0] if rows else [], others[0]))
        pairs = by_key(rows[1:], others[1:], places, FIRST)
        if share_nothing(pairs, len(rows) - 1, len(others) - 1):
            return Compared(says=STRANGERS)
        if not pairs and rows != others:
            return Compared(says="the rows stand in another order")
    return cells_of(pairs, [name or "" for name in columns], keys)


def _by_line(stands: bytes, other: bytes) -> list[Pair] | None:
    """The lines that differ; None where a line is no row, or where one of the two has more lines."""
    lines, others = stands.split(b"\n"), other.split(b"\n")
    if len(lines) != len(others) or any(line.count(b'"') % 2 for line in others if b'"' in line):
        return None
    texts = [
        (number, _text(line), _text(right))
        for number, (line, right) in enumerate(zip(lines, others, strict=True), 1)
        if line != right
    ]
    return [Pair(number, _cells(line), _cells(right)) for number, line, right in texts]


def _rows(data: bytes) -> list[Row]:
    return [[cell or None for cell in row] for row in csv.reader(io.StringIO(_text(data), newline=""))]


def _other_columns(stands: Row, other: Row) -> str:
    """How the names of the columns differ, in one sentence."""
    parts = [
        f"{said} {', '.join(shown(name or '(no name)') for name in names[:10])}"
        + (f" and {len(names) - 10} more" if len(names) > 10 else "")
        for said, names in (
            ("it lacks", [name for name in other if name not in stands]),
            ("it also has", [name for name in stands if name not in other]),
        )
        if names
    ]
    return "its columns are not those: " + ("; ".join(parts) or "they stand in another order")


def _cells(line: str) -> list[str | None]:
    try:
        return [cell or None for row in csv.reader([line.rstrip("\r")]) for cell in row]
    except csv.Error:
        return [line]


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "backslashreplace")
