"""One of the two runs: what it was made from, and what it said of every place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from orsupport.comparison.answered import Place, States, states_of
from orsupport.identification import Run
from orsupport.problems import InputError, Problem
from orsupport.rulebook import Rulebook
from orsupport.stored import opened
from orsupport.tables import Data
from orsupport.usable import unusable
from orsupport.version import VERSION


@dataclass(frozen=True)
class Side:
    """A run: `states` as its own version gave them, `named` the names of its schools and districts."""

    data: Data
    rules: Rulebook
    year: str
    version: str
    states: States
    named: Mapping[Place, dict[str, str | None]]

    def said(self) -> dict[str, Any]:
        return {"school_year": self.year, "rules": self.rules.id, "orsupport": self.version}


def side(run: Run | str | PathLike[str]) -> Side:
    """A run in memory, or one in a folder."""
    if isinstance(run, Run):
        states = states_of(run.table("schools"), run.table("districts"), run.rules)
        return Side(run.data, run.rules, run.year, VERSION, states, _named(run.data))
    stored = opened(run)
    problems = unusable(stored.data, stored.rules)
    if problems:
        raise InputError(problems, f"{run} cannot be run again.")
    schools, districts = (_table(Path(run) / f"{name}.parquet") for name in ("schools", "districts"))
    try:
        states = states_of(schools, districts, stored.rules)
    except KeyError as error:
        raise InputError([Problem(str(run), str(error.args[0]), "the run's tables lack a column")]) from error
    version = str(stored.said.get("orsupport", ""))
    return Side(stored.data, stored.rules, stored.year, version, states, _named(stored.data))


def _table(path: Path) -> pa.Table:
    try:
        return pa.parquet.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise InputError([Problem(str(path), "", f"cannot be read ({type(error).__name__})")]) from error


def _named(data: Data) -> dict[Place, dict[str, str | None]]:
    columns = ("school_id", "school_name", "district_id", "district_name")
    named: dict[Place, dict[str, str | None]] = {}
    for school, name, district, district_name in zip(
        *(data.schools[each].to_pylist() for each in columns), strict=True
    ):
        of = {"district_id": district, "district_name": district_name}
        named[Place("school", school)] = {"name": name, **of}
        named.setdefault(Place("district", district), {"name": district_name, **of})
    return named
