"""A made-up State as a data folder, with a README that says so."""

from __future__ import annotations

import csv
import shutil
from os import PathLike
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from orsupport.problems import InputError, Problem
from orsupport.simulate.state import State
from orsupport.whole import appearing

MARK = "# A made-up State"


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


def write(state: State, folder: str | PathLike[str], schools: int, seed: int) -> None:
    """Write the data folder; the files of an earlier made-up State are replaced, other files beside them stay.

    No clock, path or machine name is written: the same State gives the same bytes.
    """
    refuse_unless_made_up(folder)
    target = Path(folder)
    with appearing(target) as work:
        if target.is_dir():
            shutil.copytree(target, work, dirs_exist_ok=True)
        for name, table in state.tables.items():
            if name != "results":
                _write_csv(table, work / f"{name}.csv")
        pa.parquet.write_table(state.results, work / "results.parquet", compression="zstd", store_schema=False)
        (work / "README.md").write_text(_readme(state, schools, seed), encoding="utf-8")


def _readme(state: State, schools: int, seed: int) -> str:
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
    )


def _write_csv(table: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows(zip(*(column.to_pylist() for column in table.columns), strict=True))
