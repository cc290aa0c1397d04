"""A made-up State as a data folder, with a README that says so."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from os import PathLike
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from orsupport.problems import InputError, Problem
from orsupport.simulate.records import FOLDER, TABLES, write_records
from orsupport.simulate.state import State
from orsupport.whole import appearing

MARK = "# A made-up State"
RECORDS = (
    "| `records` | {rows} rows of student records in seven tables, {enrolments} of them enrolments, and the tables "
    "above but `results`; `orsupport count DATA/records --rules oregon-2023 --out COUNTED` counts them to `results` |\n"
)


def refuse_unless_made_up(folder: str | PathLike[str]) -> None:
    """Only nothing, an empty folder or an earlier made-up State may be written over."""
    target = Path(folder)
    readme = target / "README.md"
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if readme.is_file() and readme.read_text(encoding="utf-8", errors="replace").startswith(MARK + "\n"):
        return
    problem = Problem(str(target), "", "is there already and is no made-up State: name another place")
    raise InputError([problem], "No State was written.")


def write(
    state: State,
    folder: str | PathLike[str],
    schools: int,
    seed: int,
    students: bool = False,
    tell: Callable[[str, int], None] | None = None,
) -> dict[str, int]:
    """Write the data folder, and with `students` the student records in its folder `records`; the rows of each record
    table.

    The files of an earlier made-up State are replaced, other files beside them stay. `tell` hears of every school year
    of records that is written, and of its students. No clock, path or machine name is written: the same State gives the
    same bytes.
    """
    target = Path(folder)
    with appearing(target, refuse_unless_made_up) as work:
        if target.is_dir():
            shutil.copytree(target, work, dirs_exist_ok=True)
        plain = {name: table for name, table in state.tables.items() if name != "results"}
        _write_csvs(plain, work)
        pa.parquet.write_table(state.results, work / "results.parquet", compression="zstd", store_schema=False)
        _remove_records(work / FOLDER, plain)
        rows: dict[str, int] = {}
        if students:
            (work / FOLDER).mkdir(exist_ok=True)
            _write_csvs(plain, work / FOLDER)
            rows = write_records(state, seed, work / FOLDER, tell)
        (work / "README.md").write_text(_readme(state, schools, seed, rows), encoding="utf-8")
    return rows


def _remove_records(folder: Path, plain: dict[str, pa.Table]) -> None:
    """Of an earlier made-up State, whose students are not those of this one."""
    for name in (*(f"{table}.parquet" for table in TABLES), *(f"{table}.csv" for table in plain)):
        (folder / name).unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _readme(state: State, schools: int, seed: int, records: dict[str, int]) -> str:
    closed = state.schools["open"].to_pylist().count("false")
    districts = len(state.schools["district_id"].unique())
    years = len(state.results["school_year"].unique())
    text = (Path(__file__).parent / "data_folder.md").read_text(encoding="utf-8")
    return text.format(
        mark=MARK,
        schools=schools,
        seed=seed,
        districts=districts,
        closed=closed,
        results=f"{len(state.results):,}",
        years=years,
        students=" --students" if records else "",
        records=RECORDS.format(rows=f"{sum(records.values()):,}", enrolments=f"{records['enrolments']:,}")
        if records
        else "",
    )


def _write_csvs(tables: dict[str, pa.Table], folder: Path) -> None:
    for name, table in tables.items():
        _write_csv(table, folder / f"{name}.csv")


def _write_csv(table: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows(zip(*(column.to_pylist() for column in table.columns), strict=True))
