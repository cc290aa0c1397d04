"""The data that schools are judged from: read once, checked whole, and handed on in the contract's types."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import Any

import pyarrow as pa

from orsupport.problems import InputError, Problem
from orsupport.tables.arrays import flags_of, marks
from orsupport.tables.checks import check
from orsupport.tables.columns import RESULTS, SCHOOLS, SHAPES
from orsupport.tables.files import collect
from orsupport.tables.raw import Source
from orsupport.tables.typed import Typed, as_text, understand

__all__ = ["Data", "Source", "gather", "read"]


@dataclass(frozen=True)
class Data:
    """A State's schools and their results, as read: every row of every table, in its order, and nothing else.

    `schools`: ids, names, type and facts as string (a fact is "true" or "false", a number's shortest decimal text, or
    text), `title_i` and `open` as bool (null: unknown; a blank `open` is true). `results`: the key columns as
    dictionary<int32, string> whose values are sorted, counts (students) as int64, `value`, `value_low` and
    `value_high` as float64, every optional column there, null where unknown. `statuses`, `predecessors`, `overrides`:
    all strings, None where not given. `sources`: one for each table, in the order above. Every column is one chunk.
    """

    schools: pa.Table
    results: pa.Table
    statuses: pa.Table | None
    predecessors: pa.Table | None
    overrides: pa.Table | None
    sources: tuple[Source, ...]


def gather(
    folder: str | PathLike[str] | None = None,
    *,
    schools: Any = None,
    results: Any = None,
    statuses: Any = None,
    predecessors: Any = None,
    overrides: Any = None,
) -> tuple[Data | None, list[Problem]]:
    """A State's data together with everything that is wrong with them.

    A folder holds each table as CSV or Parquet; a frame may be a pandas DataFrame, a pyarrow Table, or anything with
    the Arrow PyCapsule interface. Rows with problems are kept, a cell that could not be understood is null. Data is
    None where a table or a required column is missing or unreadable. Raises nothing for what stands in the data.
    """
    frames = {
        "schools": schools,
        "results": results,
        "statuses": statuses,
        "predecessors": predecessors,
        "overrides": overrides,
    }
    found, complete, problems = collect(folder, frames)
    tables = {name: understand(raw, SHAPES[name]) for name, (raw, _) in found.items()}
    check(tables)
    for table in tables.values():
        problems += table.findings.problems
    problems.sort(key=lambda problem: [*SHAPES].index(problem.table) if problem.table in SHAPES else -1)
    if not complete or not all(table.complete for table in tables.values()):
        return None, problems
    built = {name: _built(name, table) for name, table in tables.items()}
    data = Data(
        built["schools"],
        built["results"],
        built.get("statuses"),
        built.get("predecessors"),
        built.get("overrides"),
        tuple(source for _, source in found.values()),
    )
    return data, problems


def read(
    folder: str | PathLike[str] | None = None,
    *,
    schools: Any = None,
    results: Any = None,
    statuses: Any = None,
    predecessors: Any = None,
    overrides: Any = None,
) -> Data:
    """A State's data, fit to judge schools from.

    Takes what `gather` takes. Raises InputError, which lists every problem, where there is any.
    """
    data, problems = gather(
        folder, schools=schools, results=results, statuses=statuses, predecessors=predecessors, overrides=overrides
    )
    if data is None or problems:
        raise InputError(problems)
    return data


def _built(name: str, table: Typed) -> pa.Table:
    columns = dict(table.columns)
    if name == SCHOOLS.name:
        columns["open"] = flags_of(marks(columns["open"]) | marks(columns["open"].is_null()))
    if name != RESULTS.name:
        columns = {
            column: as_text(cells) if pa.types.is_dictionary(cells.type) else cells for column, cells in columns.items()
        }
    return pa.table(columns)
