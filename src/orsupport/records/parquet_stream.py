"""A Parquet file of records, row group by row group and only the columns asked; rows are numbered from 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from orsupport.bounds import RECORD_ROWS, RECORDS, ROW_GROUP, RefusedFileError, refuse
from orsupport.records.stream import ROWS, Cells, Reading, ready
from orsupport.tables.parquet_file import READING, ROW_LABELS, refuse_footer
from orsupport.tables.raw import UnreadableError

DAMAGED = "the Parquet file is damaged, cut short or no Parquet file: write or download it again"


class ParquetStream:
    """One file."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        try:
            refuse(path, RECORDS)
            with pyarrow.parquet.ParquetFile(path) as file:
                self._about = file.metadata
                self.names = [name for name in file.schema_arrow.names if not name.startswith(ROW_LABELS)]
        except RefusedFileError as error:
            raise UnreadableError(f"the file cannot be opened: {error.strerror}") from error
        except READING as error:
            raise UnreadableError(DAMAGED) from error
        refuse_footer(self._about, RECORD_ROWS, ROW_GROUP, each_group=True)
        self._groups = [self._about.row_group(group).num_rows for group in range(self._about.num_row_groups)]

    @property
    def rows(self) -> int | None:
        return int(self._about.num_rows)

    def readings(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Reading]:
        start = 0
        groups: list[int] = []
        rows = 0
        for group, count in enumerate(self._groups):
            if groups and rows + count > ROWS:
                yield self._reading(groups, start, columns, coded)
                start += rows
                groups, rows = [], 0
            if count > 2 * ROWS:
                yield from self._large(group, start, columns, coded)
                start += count
            else:
                groups.append(group)
                rows += count
        if rows:
            yield self._reading(groups, start, columns, coded)

    def _open(self, coded: Sequence[str]) -> pyarrow.parquet.ParquetFile:
        return pyarrow.parquet.ParquetFile(self._path, metadata=self._about, read_dictionary=list(coded))

    def _reading(self, groups: Sequence[int], start: int, columns: Sequence[str], coded: Sequence[str]) -> Reading:
        wanted = list(groups)

        def read() -> Cells:
            try:
                with self._open(coded) as file:
                    return Cells(file.read_row_groups(wanted, columns=list(columns)).combine_chunks(), start)
            except READING as error:
                raise UnreadableError(DAMAGED) from error

        return read

    def _large(self, group: int, start: int, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Reading]:
        try:
            with self._open(coded) as file:
                for batch in file.iter_batches(ROWS, row_groups=[group], columns=list(columns)):
                    yield ready(Cells(pa.Table.from_batches([batch]), start))
                    start += batch.num_rows
        except READING as error:
            raise UnreadableError(DAMAGED) from error

    def place(self, position: int) -> tuple[str, int]:
        return self._name, position + 1
