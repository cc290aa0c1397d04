"""One record table: its standard columns, from wherever the mapping says, in their kinds and piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from orsupport.problems import InputError, Problem
from orsupport.records.columns import Column, Shape
from orsupport.records.csv_stream import CsvStream
from orsupport.records.frame_stream import FrameStream, LazyStream
from orsupport.records.kinds import TYPES
from orsupport.records.lazy import lazily
from orsupport.records.mapping import Origin, TableMapping
from orsupport.records.stream import Cells, PartsStream, Reading, Stream
from orsupport.records.typed import constant, read_column
from orsupport.tables.arrays import Rows
from orsupport.tables.findings import shown
from orsupport.tables.raw import UnreadableError

HEADING = "The student records cannot be used."
UNCODED = ("student_id",)  # nearly as many values as rows: codes would cost more than they save
CODED_KINDS = ("text", "year", "flag", "whole", "date")


@dataclass(frozen=True)
class Piece:
    """Some rows of a record table: standard and group columns in their kinds, each of one chunk.

    `first_row`: the position of the first of them in the whole table, from 0.
    """

    table: pa.Table
    first_row: int


class RecordTable:
    """A record table that is read as often as it is asked for.

    `columns`: the standard and group columns that it has. `groups`: those of them that are no standard column, each
    taken for a student group of that name. `mapped`: whether a mapping says where its columns come from; only the
    columns that it names, and those under a standard name, are then there.
    """

    def __init__(self, shape: Shape, stream: Stream, mapping: TableMapping | None) -> None:
        self.name = shape.name
        self.shape = shape
        self._stream = stream
        self.mapped = mapping is not None and bool(mapping.columns or mapping.groups)
        named = [name for name in stream.names if name.strip()]
        names = [name for name in named if not self.mapped or shape.column(name) is not None]
        origins = {name: Origin(name) for name in names}
        if mapping is not None:
            said = mapping.columns | mapping.groups
            origins |= {name: origin for name, origin in said.items() if origin.column in ("", *stream.names)}
        self._origins = origins
        self.columns = set(origins)
        self.groups = [name for name in origins if shape.column(name) is None]
        self._bad: dict[tuple[str, str], dict[int, tuple[int, int, str]]] = {}
        self._unreadable: list[Problem] = []

    @property
    def rows(self) -> int | None:
        """How many rows it has; None where that is not known before they were read once."""
        return self._stream.rows

    @property
    def lazy(self) -> nw.LazyFrame[Any] | None:
        """The table where it lies, under the standard names, if it is a frame that is not worked out yet.

        A standard column that it lacks is there, unknown in every row.

        None where it is none, and where a column must be read before it has its kind.
        """
        return lazily(self._stream, self.shape, self._origins) if isinstance(self._stream, LazyStream) else None

    def pieces(
        self, columns: Iterable[str], tell: Callable[[int], None] | None = None, checked: Iterable[str] = ()
    ) -> Iterator[Piece]:
        """The table's rows in order, about a million at a time, with these columns.

        A standard column that the table lacks is there, unknown in every row. `tell` hears after each piece how many
        rows were read. `checked`: columns of which every text is looked at, also where texts are handed on as they
        are stored. Cells that are not of their kind are unknown, and stand in `bad_cells` afterwards.
        """
        for reading in self.readings(columns, checked):
            piece = reading()
            yield piece
            if tell is not None:
                tell(piece.first_row + piece.table.num_rows)

    def readings(self, columns: Iterable[str], checked: Iterable[str] = ()) -> Iterator[Callable[[], Piece]]:
        """The pieces as `pieces` gives them, each still to be read, in any order and from any thread."""
        asked, looked_at = list(dict.fromkeys(columns)), frozenset(checked)
        needed = {self._origins[name].column for name in asked if name in self._origins} - {""}
        if not needed:  # the number of rows is still asked
            needed = set(self._stream.names[:1])
        coded = {
            origin.column
            for name, origin in self._origins.items()
            if name not in UNCODED and (self.shape.column(name) or Column(name, "flag", "")).kind in CODED_KINDS
        }
        wanted = [name for name in self._stream.names if name in needed]
        with self._in_words():
            for reading in self._stream.readings(wanted, [name for name in wanted if name in coded]):
                yield self._typed(reading, asked, looked_at)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except UnreadableError as error:
            problem = Problem(self.name, "", str(error), None if error.row is None else 1, error.row, error.example)
            self._unreadable = [problem]
            raise InputError(self.bad_cells(), HEADING) from error

    def _typed(self, reading: Reading, asked: list[str], checked: frozenset[str]) -> Callable[[], Piece]:
        def read() -> Piece:
            with self._in_words():
                cells = reading()
            arrays = {name: self._column(name, cells, name in checked) for name in asked}
            kept = {name: array for name, array in arrays.items() if array is not None}
            return Piece(pa.table(kept), cells.first_row)

        return read

    def _column(self, name: str, cells: Cells, checked: bool) -> pa.Array | None:
        standard = self.shape.column(name)
        origin = self._origins.get(name)
        rows = cells.table.num_rows
        if origin is None:
            return None if standard is None else pa.nulls(rows, TYPES[standard.kind])
        column = standard or Column(name, "flag", "a student group")
        if origin.value is not None:
            return constant(column, origin.value, rows)

        def note(problem: str, where: Rows, example: Callable[[int], object]) -> None:
            count = int(np.count_nonzero(where))
            if count:
                first = int(np.argmax(where))
                found = self._bad.setdefault((name, problem), {})
                found[cells.first_row] = (count, cells.first_row + first, shown(example(first)))

        return read_column(column, cells.table.column(origin.column), origin, note, checked)

    def look_at(self, columns: Iterable[str]) -> None:
        """Read these columns of the whole table, so that all that is wrong in their cells stands in `bad_cells`."""
        asked = [name for name in columns if name in self.columns]
        with suppress(InputError):
            for _ in self.pieces(asked, checked=asked):
                pass

    def bad_cells(self) -> list[Problem]:
        """What was wrong in the cells read so far: in how many rows, the first of them, and an example."""
        problems = [*self._unreadable]
        if isinstance(self._stream, CsvStream | FrameStream):
            problems += self._stream_problems(self._stream)
        for part in self._stream.parts if isinstance(self._stream, PartsStream) else []:
            if isinstance(part, CsvStream):
                problems += self._stream_problems(part)
        for (column, problem), found in self._bad.items():
            _, first, example = found[min(found)]
            file, number = self.place(first)
            origin = self._origins[column].column
            said = problem if origin in ("", column) else f"{problem} (from {origin})"
            if isinstance(self._stream, PartsStream):
                said = f"{said} (first in {file})"
            problems.append(
                Problem(self.name, column, said, sum(count for count, _, _ in found.values()), number, example)
            )
        return problems

    def _stream_problems(self, stream: CsvStream | FrameStream) -> list[Problem]:
        return stream.problems(self.name) if isinstance(stream, CsvStream) else list(stream.problems)

    def place(self, position: int) -> tuple[str, int]:
        """The file in which a row stands, "" for a frame, and its number there, as its reader sees it."""
        return self._stream.place(position)
