"""Student records: the tables from which results are counted, read piece by piece and under standard names."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa

from orsupport.problems import InputError, Problem
from orsupport.records.columns import SHAPES, Shape
from orsupport.records.csv_stream import CsvStream
from orsupport.records.files import files_of, found_in, stream_of
from orsupport.records.mapping import FILE_NAME, Mapping, TableMapping, read_mapping
from orsupport.records.stream import Stream
from orsupport.records.table import HEADING, Piece, RecordTable
from orsupport.tables.raw import UnreadableError
from orsupport.tables.text import encode

__all__ = ["Piece", "RecordTable", "Records", "open_records"]


class Records:
    """A State's student records, opened.

    `tables`: the record tables that are there, in their order. `contract`: `schools`, and `statuses`, `predecessors`
    and `overrides` where given, as found. `files`: those of each table, none of a frame.
    """

    def __init__(
        self, tables: dict[str, RecordTable], contract: dict[str, pa.Table], files: dict[str, list[Path]]
    ) -> None:
        self.tables = tables
        self.contract = contract
        self.files = files

    @property
    def school_ids(self) -> list[str]:
        """The ids of the schools, as text."""
        return encode(self.contract["schools"].column("school_id")).dictionary.to_pylist()

    def bad_cells(self) -> list[Problem]:
        """What was wrong in the cells of all tables, as far as they were read."""
        return [problem for table in self.tables.values() for problem in table.bad_cells()]

    def refuse(self) -> None:
        """Raise InputError where any cell that was read is not of its kind."""
        problems = self.bad_cells()
        if problems:
            raise InputError(problems, HEADING)


def open_records(
    source: str | PathLike[str] | Mapped[str, Any], mapping: str | PathLike[str] | Mapped[str, Any] | None = None
) -> Records:
    """Student records, ready to be read.

    `source`: a folder, or frames by the names of the tables. `mapping`: a mapping file, or the same as a dict; without
    one, the folder's own `mapping.toml` if it has one. Raises InputError, which lists everything that is wrong with
    the mapping, the files and the names of their columns.
    """
    if mapping is None and not isinstance(source, Mapped) and (Path(source) / FILE_NAME).is_file():
        mapping = Path(source) / FILE_NAME
    said = read_mapping(mapping) if mapping is not None else Mapping()
    problems: list[Problem] = []
    places = found_in(source, said, problems)
    tables = {}
    contract = {}
    for name, place in places.items():
        try:
            stream = stream_of(name, place)
            if name in SHAPES:
                section = said.tables.get(name)
                _check_columns(SHAPES[name], stream, section, said, problems)
                tables[name] = RecordTable(SHAPES[name], stream, section)
            else:
                contract[name] = _whole(stream)
                problems += stream.problems(name) if isinstance(stream, CsvStream) else []
        except UnreadableError as error:
            rows = None if error.row is None else 1
            problems.append(Problem(name, "", str(error), rows, error.row, error.example))
    if not problems and not tables:
        problems.append(Problem("", "", f"there is no record table; the tables are {', '.join(SHAPES)}"))
    if "schools" not in places and places:
        problems.append(Problem("schools", "", "the table is missing: the schools of the State, as in a data folder"))
    if said.problems or problems:
        raise InputError([*said.problems, *problems], HEADING)
    return Records(tables, contract, {name: files_of(place) for name, place in places.items()})


def _whole(stream: Stream) -> pa.Table:
    pieces = [reading().table for reading in stream.readings(stream.names, ())]
    return pa.concat_tables(pieces) if pieces else pa.table({name: pa.nulls(0, pa.string()) for name in stream.names})


def _check_columns(
    shape: Shape, stream: Stream, section: TableMapping | None, said: Mapping, problems: list[Problem]
) -> None:
    """Columns that the mapping names and the file lacks, required columns that nothing fills, names there twice."""
    section = section or TableMapping()
    for part, origins in (("column", section.columns), ("group", section.groups)):
        for name, origin in origins.items():
            if origin.column and origin.column not in stream.names:
                close = get_close_matches(origin.column, stream.names, 1, 0.6)
                problem = f"the file of {shape.name} has no column {origin.column}"
                said.say(f"{shape.name}.{part}.{name}", problem, f"did you mean {close[0]}?" if close else "")
    for name in dict.fromkeys(stream.names):
        if stream.names.count(name) > 1:
            problems.append(Problem(shape.name, name, "the column is there twice"))
    refused = {problem.column.split(".")[2] for problem in said.problems if problem.column.count(".") >= 2}
    for column in shape.columns:
        if column.required and column.name not in stream.names and column.name not in section.columns:
            if column.name in refused:
                continue
            close = get_close_matches(column.name, [name for name in stream.names if not shape.column(name)], 1, 0.75)
            hint = f"did you mean {close[0]}?" if close else ""
            problems.append(Problem(shape.name, column.name, "the column is missing", example=hint))
