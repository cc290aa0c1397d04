"""A Parquet file's bytes -> its cells; rows are numbered from 1."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet

from orsupport.tables.columns import Shape
from orsupport.tables.raw import Raw, UnreadableError

ROW_LABELS = "__index_level_"  # what pandas adds for its own use


def read_parquet(data: bytes, shape: Shape) -> Raw:
    """Every column of the file. Raises UnreadableError where the file is empty, cut short or damaged."""
    if not data:
        raise UnreadableError("the file is empty")
    coded = [column.name for column in shape.columns if column.kind in ("id", "key", "year")]
    buffer = pa.BufferReader(data)
    try:
        held = pyarrow.parquet.read_schema(buffer).names
        cells = pyarrow.parquet.ParquetFile(buffer, read_dictionary=[name for name in coded if name in held]).read()
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(
            "the Parquet file is damaged, cut short or no Parquet file: write or download it again"
        ) from error
    return Raw(
        cells.select([place for place, name in enumerate(cells.column_names) if not name.startswith(ROW_LABELS)])
    )
