"""A record table's cells as found, a piece at a time: memory does not grow with the rows.

A source knows the names of its columns, hands out its pieces in order, and can say of every row in which file it
stands and under which number its reader sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

ROWS = 1 << 20  # of a piece; a multiple of 8, so that the bits of true and false stay in whole bytes


@dataclass(frozen=True)
class Cells:
    """Some rows of a table, as found; `first_row`: the position of the first of them in the whole table, from 0."""

    table: pa.Table
    first_row: int


Reading = Callable[[], Cells]
"""One piece that is still to be read; pieces may be read in any order and from any thread."""


class Stream(Protocol):
    """Where a table's cells come from."""

    names: list[str]

    @property
    def rows(self) -> int | None:
        """How many rows there are; None where it is not known before they are read."""

    def readings(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Reading]:
        """The pieces with these columns, in order; text in the `coded` columns may come as codes of distinct values."""

    def place(self, position: int) -> tuple[str, int]:
        """The file in which a row stands, "" for a frame, and the row's number there."""


class PartsStream:
    """Several files of one table, one after the other."""

    def __init__(self, parts: Sequence[Stream]) -> None:
        self.parts = parts
        self.names = parts[0].names

    @property
    def rows(self) -> int | None:
        counts = [part.rows for part in self.parts]
        return None if None in counts else sum(count for count in counts if count is not None)

    def readings(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Reading]:
        start = 0
        for part in self.parts:
            for reading in part.readings(columns, coded):
                yield _moved(reading, start)
            start += part.rows or 0

    def place(self, position: int) -> tuple[str, int]:
        starts = list(np.cumsum([0] + [part.rows or 0 for part in self.parts[:-1]]))
        part = int(np.searchsorted(starts, position, "right")) - 1
        return self.parts[part].place(position - int(starts[part]))


def _moved(reading: Reading, start: int) -> Reading:
    def read() -> Cells:
        cells = reading()
        return Cells(cells.table, cells.first_row + start)

    return read if start else reading


def sliced(table: pa.Table, first_row: int) -> Iterator[Reading]:
    """A table in memory as pieces of which every column is one chunk."""
    for batch in table.to_batches(ROWS):
        if batch.num_rows:
            yield ready(Cells(pa.Table.from_batches([batch]), first_row))
            first_row += batch.num_rows


def ready(cells: Cells) -> Reading:
    """A piece that was read already."""
    return lambda: cells


def skipping(position: int, first: int, skipped: npt.NDArray[np.int64]) -> int:
    """The number of a row in a file of which some row numbers hold no row."""
    moved = skipped - np.arange(len(skipped))
    return position + first + int(np.searchsorted(moved, position + first, "right"))
