"""The data folder that `ingest` writes, whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from orsupport.ingest.ode.found import Result
from orsupport.ingest.ode.schools import COLUMNS
from orsupport.replaceable import Replaceable
from orsupport.whole import appearing

FILES = ("schools.csv", "results.parquet", "set_aside.csv")
SET_ASIDE = ("file", "sheet", "what", "why", "rows")

_TYPES = {
    "school_year": pa.string(), "school_id": pa.string(), "student_group": pa.string(), "indicator": pa.string(),
    "expected": pa.int64(), "counted": pa.int64(), "met": pa.int64(), "value": pa.float64(),
    "value_low": pa.float64(), "value_high": pa.float64(), "counted_low": pa.int64(), "counted_high": pa.int64(),
}  # fmt: skip


def refuse_unless_ours(out: str | PathLike[str]) -> None:
    """Only nothing, an empty folder or what an earlier ingest wrote may be replaced. Raises InputError."""
    target = Path(out)
    mark = next((name for name in FILES if (target / name).exists()), FILES[0])
    Replaceable(mark, "the ingest", FILES.__contains__).refuse(target, "holds other things: name another place")


def results_table(results: Iterable[Result]) -> pa.Table:
    """The results in the contract's columns, in the order of year, indicator, school and group; `expected` is null."""
    ordered = sorted(results, key=lambda each: (each[0], each[3], len(each[1]), each[1], each[2]))
    columns: dict[str, list[object]] = {name: [] for name in _TYPES}
    for name, place in (("school_year", 0), ("school_id", 1), ("student_group", 2), ("indicator", 3)):
        columns[name] = [result[place] for result in ordered]
    columns["expected"] = [None] * len(ordered)
    for name in (*_TYPES,)[5:]:
        columns[name] = [getattr(result.outcome, name) for result in ordered]
    return pa.table({name: pa.array(columns[name], kind) for name, kind in _TYPES.items()})


def write(
    out: str | PathLike[str],
    schools: Sequence[Mapping[str, str]],
    results: pa.Table,
    set_aside: Sequence[Sequence[str]],
) -> None:
    """Write the three files beside the final place and move them there; what an earlier ingest wrote is replaced."""
    with appearing(Path(out), refuse_unless_ours) as work:
        _csv(work / "schools.csv", COLUMNS, ([school[column] for column in COLUMNS] for school in schools))
        pa.parquet.write_table(results, work / "results.parquet")
        _csv(work / "set_aside.csv", SET_ASIDE, set_aside)


def _csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
