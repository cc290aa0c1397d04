"""A frame of any dataframe library, piece by piece; rows are numbered from 1.

A frame in memory is handed on as Arrow, without a copy where the library allows it. A frame that is not worked out
yet (a polars LazyFrame, a DuckDB relation) stays so, and is asked for its rows in batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import narwhals as nw
import pyarrow as pa

from orsupport.problems import Problem
from orsupport.records.stream import ROWS, Reading, sliced
from orsupport.tables.columns import Shape
from orsupport.tables.frames import read_frame
from orsupport.tables.raw import UnreadableError


class FrameStream:
    """One frame in memory."""

    def __init__(self, frame: Any, table: str) -> None:
        self._frame, self._table = frame, table
        self._known = nw.from_native(frame, eager_only=True, pass_through=True)
        if isinstance(self._known, nw.DataFrame):
            self.names = [str(name) for name in self._known.columns]
        else:
            raw, _ = read_frame(frame, Shape(table, ()))
            self._known = nw.from_native(raw.cells, eager_only=True)
            self.names = raw.cells.column_names
        self.problems: list[Problem] = []

    @property
    def rows(self) -> int | None:
        return len(self._known)

    def readings(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Reading]:
        chosen = self._known.select(list(columns)).to_native()
        try:
            raw, self.problems = read_frame(chosen, Shape(self._table, ()))
            cells = raw.cells
        except UnreadableError:
            cells = self._known.select(list(columns)).to_arrow()
        yield from sliced(cells, 0)

    def place(self, position: int) -> tuple[str, int]:
        return "", position + 1


class LazyStream:
    """One frame that is not worked out yet; `frame` is it, for whoever can count where the rows lie."""

    def __init__(self, frame: nw.LazyFrame[Any]) -> None:
        self.frame = frame
        self.names = frame.collect_schema().names()
        self._rows: int | None = None

    @property
    def rows(self) -> int | None:
        return self._rows

    def readings(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Reading]:
        start = 0
        for batch in _batches(self.frame.select(list(columns)).to_native()):
            yield from sliced(batch, start)
            start += batch.num_rows
        self._rows = start

    def place(self, position: int) -> tuple[str, int]:
        return "", position + 1


def _batches(frame: Any) -> Iterator[pa.Table]:
    if hasattr(frame, "collect_batches"):  # polars
        for batch in frame.collect_batches(chunk_size=ROWS, maintain_order=True):
            yield pa.table(batch)
    elif reader := getattr(frame, "to_arrow_reader", None) or getattr(frame, "fetch_arrow_reader", None):  # DuckDB
        for batch in reader(ROWS):
            yield pa.Table.from_batches([batch])
    else:
        yield nw.from_native(frame).collect("pyarrow").to_native()
