"""A Parquet file's bytes -> its cells; rows are numbered from 1."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet

from orsupport.bounds import COLUMNS, TABLE_ROWS, TABLE_UNPACKED, in_units
from orsupport.tables.columns import Shape
from orsupport.tables.raw import Raw, UnreadableError

DAMAGED = "the Parquet file is damaged, cut short or no Parquet file: write or download it again"
READING = (pa.ArrowException, OSError, MemoryError, ValueError, LookupError)  # what pyarrow raises of a damaged file
ROW_LABELS = "__index_level_"  # what pandas adds for its own use


def read_parquet(data: bytes, shape: Shape) -> Raw:
    """Every column of the file. Raises UnreadableError where the file is empty, cut short or damaged."""
    if not data:
        raise UnreadableError("the file is empty")
    coded = [column.name for column in shape.columns if column.kind in ("id", "key", "year")]
    buffer = pa.BufferReader(data)
    try:
        footer = pyarrow.parquet.ParquetFile(buffer)
        held = footer.schema_arrow.names
    except READING as error:
        raise UnreadableError(DAMAGED) from error
    refuse_footer(footer.metadata, TABLE_ROWS, TABLE_UNPACKED)
    try:
        cells = pyarrow.parquet.ParquetFile(buffer, read_dictionary=[name for name in coded if name in held]).read()
        cells.validate(full=True)
    except READING as error:
        raise UnreadableError(DAMAGED) from error
    return Raw(
        cells.select([place for place, name in enumerate(cells.column_names) if not name.startswith(ROW_LABELS)])
    )


def refuse_footer(about: Any, rows: int, unpacked: int, each_group: bool = False) -> None:
    """Raise UnreadableError where a file is larger than these, as its footer says, or the footer contradicts itself.

    `unpacked`: bytes of the whole file, or with `each_group` of its largest row group.
    """
    try:
        groups = [about.row_group(place) for place in range(about.num_row_groups)]
        sizes = [group.total_byte_size for group in groups]
        counts = [group.num_rows for group in groups]
    except READING as error:
        raise UnreadableError(DAMAGED) from error
    if about.num_columns > COLUMNS:
        raise UnreadableError(f"the file has {about.num_columns:,} columns; at most {COLUMNS:,} are read")
    if about.num_rows > rows:
        raise UnreadableError(f"the file has {about.num_rows:,} rows; at most {rows:,} are read")
    size = max(sizes, default=0) if each_group else sum(sizes)
    if size > unpacked:
        raise UnreadableError(f"the file has {in_units(size)} once unpacked; at most {in_units(unpacked)} are read")
    if min([*counts, *sizes, about.num_rows], default=0) < 0 or sum(counts) != about.num_rows:
        raise UnreadableError(DAMAGED)
