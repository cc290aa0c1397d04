"""Student records: the tables from which results are counted, read piece by piece and under standard names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Mapped
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa

from orsupport.problems import InputError, Problem
from orsupport.records.columns import SHAPES, Shape
from orsupport.records.files import COPIED, files_of, found_in, stream_of
from orsupport.records.mapping import FILE_NAME, Mapping, TableMapping, read_mapping
from orsupport.records.schools import problems_of, raw_of
from orsupport.records.stream import Stream
from orsupport.records.table import HEADING, Piece, RecordTable
from orsupport.tables.raw import UnreadableError
from orsupport.tables.text import encode

__all__ = ["Piece", "RecordTable", "Records", "open_records"]


TWICE = "the column is there twice"


class Records:
    """A State's student records, opened.

    `tables`: the record tables that are there, in their order. `contract`: `schools`, and `statuses`, `predecessors`
    and `overrides` where given, as found, ids as text. `files`: those of each table, none of a frame. `problems`: what
    is wrong with the mapping, the files, the names of columns, and with the tables of `contract`, which are checked as
    those of a data folder. `damaged`: the tables that are there and cannot be read.
    """

    def __init__(
        self,
        tables: dict[str, RecordTable],
        contract: dict[str, pa.Table],
        files: dict[str, list[Path]],
        problems: Sequence[Problem] = (),
        damaged: Iterable[str] = (),
    ) -> None:
        self.tables = tables
        self.contract = contract
        self.files = files
        self.problems = list(problems)
        self.damaged = frozenset(damaged)

    @property
    def school_ids(self) -> list[str] | None:
        """The ids of the schools, as text; None where `schools` do not say them."""
        schools = self.contract.get("schools")
        if schools is None or not schools.num_rows or schools.column_names.count("school_id") != 1:
            return None
        return encode(schools.column("school_id")).dictionary.to_pylist()

    def bad_cells(self) -> list[Problem]:
        """What was wrong in the cells of all tables, as far as they were read."""
        return [problem for table in self.tables.values() for problem in table.bad_cells()]

    def refuse(self) -> None:
        """Raise InputError where any cell that was read is not of its kind."""
        problems = [*self.problems, *self.bad_cells()]
        if problems:
            raise InputError(problems, HEADING)


def open_records(
    source: str | PathLike[str] | Mapped[str, Any], mapping: str | PathLike[str] | Mapped[str, Any] | None = None
) -> Records:
    """Student records, ready to be read.

    `source`: a folder, or frames by the names of the tables. `mapping`: a mapping file, or the same as a dict; without
    one, the folder's own `mapping.toml` if it has one. What is wrong with the mapping, the files and the names of their
    columns stands in `problems`, so that it is said together with what is wrong in the rows. Raises InputError where
    there is nothing to read: the mapping file, the folder or every record table is missing.
    """
    if mapping is None and not isinstance(source, Mapped) and (Path(source) / FILE_NAME).is_file():
        mapping = Path(source) / FILE_NAME
    said = read_mapping(mapping) if mapping is not None else Mapping()
    if any(not problem.column for problem in said.problems):  # no mapping at all, so that nothing can be looked for
        raise InputError(said.problems, HEADING)
    problems: list[Problem] = []
    places = found_in(source, said, problems)
    tables = {}
    contract = {}
    for name, place in places.items():
        try:
            if name in SHAPES:
                stream = stream_of(name, place)
                section = said.tables.get(name)
                _check_columns(SHAPES[name], stream, section, said, problems)
                tables[name] = RecordTable(SHAPES[name], stream, section)
            else:
                contract[name] = raw_of(name, place, problems)
        except UnreadableError as error:
            rows = None if error.row is None else 1
            problems.append(Problem(name, "", str(error), rows, error.row, error.example))
    if "schools" not in places and places and not said.said_of("schools"):
        problems.append(Problem("schools", "", "the table is missing: the schools of the State, as in a data folder"))
    damaged = {problem.table for problem in problems if not problem.column} | {
        name for name in [*SHAPES, *COPIED] if said.said_of(name)
    }
    whole = {name: table for name, table in tables.items() if name not in damaged and not _twice(problems, name)}
    problems = [*said.problems, *problems, *problems_of(contract)]
    if not problems and not tables:
        problems.append(Problem("", "", f"there is no record table; the tables are {', '.join(SHAPES)}"))
    if not whole and problems:
        raise InputError(problems, HEADING)
    files = {name: files_of(place) for name, place in places.items()}
    return Records(whole, {name: raw.cells for name, raw in contract.items()}, files, problems, damaged)


def _twice(problems: Sequence[Problem], name: str) -> bool:
    return any(problem.table == name and problem.problem == TWICE for problem in problems)


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
            problems.append(Problem(shape.name, name, TWICE))
    refused = {problem.column.split(".")[2] for problem in said.problems if problem.column.count(".") >= 2}
    for column in shape.columns:
        if column.required and column.name not in stream.names and column.name not in section.columns:
            if column.name in refused:
                continue
            close = get_close_matches(column.name, [name for name in stream.names if not shape.column(name)], 1, 0.75)
            hint = f"did you mean {close[0]}?" if close else ""
            problems.append(Problem(shape.name, column.name, "the column is missing", example=hint))
