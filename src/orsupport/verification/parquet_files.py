"""Two Parquet files held against one another, by schema and values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
from numpy.typing import NDArray

from orsupport.tables.arrays import marks
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

FIRST = 1


def compare_parquet(stands: Path, other: Path, table: str, given: bool = False) -> Compared:
    """The cells in which the first file differs from the second. `given`: a table of the data, not of the outputs."""
    try:
        one, two = _read(stands), _read(other)
    except (pa.ArrowException, OSError, UnicodeDecodeError, ValueError, MemoryError) as error:
        return Compared(says=f"cannot be read as Parquet ({type(error).__name__})")
    columns = two.column_names
    says = ""
    if one.schema != two.schema:
        says = _schemas(one.schema, two.schema)
        if one.column_names != columns:
            return Compared(says=says)
        try:
            one = one.cast(two.schema)
        except pa.ArrowException:
            return Compared(says=says)
    keys = keys_of(table, columns, given)
    places = [columns.index(key) for key in keys]
    if one.num_rows == two.num_rows:
        differs = np.flatnonzero(_differing(one, two))
        texts = _rows(one.take(differs)), _rows(two.take(differs))
        pairs = [Pair(int(at) + FIRST, *rows) for at, *rows in zip(differs, *texts, strict=True)]
        if side_by_side(pairs, places):
            return cells_of(pairs, columns, keys, says)
    pairs = by_key(_rows(one), _rows(two), places, FIRST)
    if share_nothing(pairs, one.num_rows, two.num_rows):
        return Compared(says=STRANGERS)
    return cells_of(pairs, columns, keys, says if pairs else "the rows stand in another order")


def _read(file: Path) -> pa.Table:
    """The table, without what its writer says of itself."""
    table = pyarrow.parquet.ParquetFile(file).read()
    table.validate(full=True)
    return table.replace_schema_metadata(None)


def _schemas(one: pa.Schema, two: pa.Schema) -> str:
    stands, other = ({field.name: str(field.type) for field in schema} for schema in (one, two))
    names = dict.fromkeys([*other, *stands])
    found = [
        f"{name} is {stands.get(name, 'not there')}, not {other.get(name, 'known')}"
        for name in names
        if stands.get(name) != other.get(name)
    ]
    return "its columns are not those: " + ("; ".join(found) or "they stand in another order")


def _differing(one: pa.Table, two: pa.Table) -> NDArray[np.bool_]:
    """The rows in which any cell differs; a cell that is no number is like another that is none."""
    differs = np.zeros(one.num_rows, dtype=bool)
    for left, right in zip(one.columns, two.columns, strict=True):
        if left.equals(right):
            continue
        left, right = _plain(left), _plain(right)
        unequal = pc.not_equal(left, right).fill_null(True)
        both = pc.and_(left.is_null(nan_is_null=True), right.is_null(nan_is_null=True))
        both = pc.and_(both, pc.equal(left.is_null(), right.is_null()))
        differs |= marks(unequal) & ~marks(both)
    return differs


def _plain(column: pa.ChunkedArray) -> Any:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _rows(table: pa.Table) -> list[Row]:
    columns: Sequence[list[Any]] = [column.to_pylist() for column in table.columns]
    return [[None if cell is None else _word(cell) for cell in row] for row in zip(*columns, strict=True)]


def _word(cell: object) -> str:
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
