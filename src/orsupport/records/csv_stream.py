"""A CSV file of records, block by block; rows are numbered as a spreadsheet shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
from pyarrow.csv import CSVStreamingReader

from orsupport.bounds import RECORDS, refuse
from orsupport.problems import Problem
from orsupport.records.stream import Cells, Reading, ready, skipping
from orsupport.tables.arrays import flags_of, marks
from orsupport.tables.csv_file import HEADER_WITHIN, header, kept_in_letters
from orsupport.tables.findings import shown
from orsupport.tables.raw import UnreadableError

BLOCK = 1 << 25
OPEN_QUOTE = "a quotation mark that is not closed, or not doubled inside a cell: rows after it cannot be told apart"


class CsvStream:
    """One file. `ragged`: what was found of rows that do not have the header's cells, by the time all were read."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        try:
            refuse(path, RECORDS)
            with path.open("rb") as file:
                self.names = header(file.read(HEADER_WITHIN))
        except OSError as error:
            raise UnreadableError(f"the file cannot be opened: {error.strerror}") from error
        self._rows: int | None = None
        self._skipped = np.zeros(0, dtype=np.int64)
        self._ragged: list[tuple[int, int, str]] = []

    @property
    def rows(self) -> int | None:
        return self._rows

    def readings(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Reading]:
        types = {name: pa.dictionary(pa.int32(), pa.string()) if name in coded else pa.string() for name in columns}
        blank: list[int] = []
        ragged: list[tuple[int, int, str]] = []

        def keep(row: pa.csv.InvalidRow) -> str:
            ragged.append((row.number or 0, row.actual_columns, row.text))
            return "skip"

        position = number = 0
        try:
            with kept_in_letters(keep):
                for batch in self._open(types, keep):
                    found = pa.Table.from_batches([batch])
                    numbers = number + np.arange(found.num_rows)
                    number += found.num_rows
                    empty = self._empty_rows(found)
                    if empty.any():
                        blank += numbers[empty].tolist()
                        found = found.filter(flags_of(~empty)).combine_chunks()
                    if found.num_rows:
                        yield ready(Cells(found, position))
                        position += found.num_rows
        except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
            raise UnreadableError(_in_words(error)) from error
        self._rows = position
        self._ragged = ragged
        gone = np.array([line for line, _, _ in ragged], dtype=np.int64)
        lines = np.array([skipping(place, 2, gone) for place in blank], dtype=np.int64)
        self._skipped = np.sort(np.concatenate([gone, lines]))

    def _open(self, types: dict[str, pa.DataType], keep: Callable[[pa.csv.InvalidRow], str]) -> CSVStreamingReader:
        return pyarrow.csv.open_csv(
            self._path,
            pyarrow.csv.ReadOptions(use_threads=False, block_size=BLOCK),  # only so are the rows' numbers known
            pyarrow.csv.ParseOptions(ignore_empty_lines=False, newlines_in_values=True, invalid_row_handler=keep),
            pyarrow.csv.ConvertOptions(
                column_types=types, include_columns=list(types), strings_can_be_null=True, null_values=[""]
            ),
        )

    def _empty_rows(self, found: pa.Table) -> np.typing.NDArray[np.bool_]:
        empty = np.ones(found.num_rows, dtype=bool)
        for column in found.columns:
            if not column.null_count:
                return np.zeros(found.num_rows, dtype=bool)
            empty &= marks(column.is_null())
        return empty

    def problems(self, table: str) -> list[Problem]:
        """The rows that do not have the header's cells, once the file was read."""
        if not self._ragged:
            return []
        number, count, text = min(self._ragged)
        problem = f"rows that do not have the header's {len(self.names)} cells; the first has {count}"
        if "\n" in text.strip():
            problem = OPEN_QUOTE
        return [Problem(table, "", problem, len(self._ragged), number, shown(text))]

    def place(self, position: int) -> tuple[str, int]:
        return self._name, skipping(position, 2, self._skipped)


def _in_words(error: pa.ArrowException) -> str:
    text = str(error)
    if isinstance(error, pa.ArrowKeyError):
        return "the first line cannot be read as the names of the columns: it is too long"
    if "UTF8" in text:
        return "the file is not in UTF-8, so that letters cannot be read: save it as CSV UTF-8"
    if "straddling" in text or "quot" in text:
        return OPEN_QUOTE
    return f"the file cannot be read as CSV: {text}"
