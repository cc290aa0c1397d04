"""The tables of a data folder that records come with, such as `schools`: read, and checked as a data folder's are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import narwhals as nw
import pyarrow as pa

from orsupport.bounds import TABLE, read_bytes
from orsupport.problems import Problem
from orsupport.records.files import Place, known_frame, stream_of
from orsupport.tables.checks import check
from orsupport.tables.columns import SHAPES, Shape
from orsupport.tables.csv_file import read_csv
from orsupport.tables.frames import read_frame
from orsupport.tables.parquet_file import read_parquet
from orsupport.tables.raw import Raw, UnreadableError
from orsupport.tables.text import value_type
from orsupport.tables.typed import understand


def raw_of(name: str, place: Place, problems: list[Problem]) -> Raw:
    """A table of a data folder as found, whole-number ids as text.

    Raises UnreadableError where its file or frame holds no table.
    """
    shape = SHAPES[name]
    raw, found = _read(name, Path(place) if isinstance(place, str) else place, shape)
    problems += found
    return Raw(_ids_as_text(raw.cells, shape), raw.first_row, raw.row_numbers)


def problems_of(contract: Mapping[str, Raw]) -> list[Problem]:
    """What is wrong with the tables, and between them, as `read` would say it of a data folder."""
    tables = {name: understand(contract[name], SHAPES[name]) for name in SHAPES if name in contract}
    check(tables)
    return [problem for table in tables.values() for problem in table.findings.problems]


def _read(name: str, place: Place, shape: Shape) -> tuple[Raw, list[Problem]]:
    if isinstance(place, Path) and not place.is_dir():
        try:
            data = read_bytes(place, TABLE)
        except OSError as error:
            raise UnreadableError(f"the file cannot be opened: {error.strerror}") from error
        if place.suffix.lower() == ".csv":
            return read_csv(data, shape)
        if place.suffix.lower() == ".parquet":
            return read_parquet(data, shape), []
    if not isinstance(place, Path) and not isinstance(known_frame(place), nw.LazyFrame):
        return read_frame(place, shape)
    stream = stream_of(name, place)
    pieces = [reading().table for reading in stream.readings(stream.names, ())]
    empty = pa.table({column: pa.nulls(0, pa.string()) for column in stream.names})
    return Raw(pa.concat_tables(pieces) if pieces else empty), []


def _ids_as_text(cells: pa.Table, shape: Shape) -> pa.Table:
    for place, name in enumerate(cells.column_names):
        column = shape.column(name)
        if column is not None and column.kind == "id" and pa.types.is_integer(value_type(cells.column(place))):
            cells = cells.set_column(place, name, cells.column(place).cast(pa.string()))
    return cells
