"""Student records in, a data folder out: every step of counting put together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet

from orsupport.counting.account import account
from orsupport.counting.adding import former_of
from orsupport.counting.asked import assumed_of, lacking_of
from orsupport.counting.frames import can_be_summed, count_frame
from orsupport.counting.members import Members, lacking_exits, members_of
from orsupport.counting.problems import changed, columns_to_change, drops_of, find_problems, refuse
from orsupport.counting.results import latest_year, results_of
from orsupport.counting.sums import Sums, columns_for, count_rows
from orsupport.indicators.family import family_rows
from orsupport.indicators.rows import FamilyRows
from orsupport.problems import InputError, Problem
from orsupport.records import Piece, Records, RecordTable, open_records
from orsupport.replaceable import Replaceable
from orsupport.tables import Data, read
from orsupport.tables.columns import SHAPES
from orsupport.tables.raw import sha256_of
from orsupport.version import VERSION
from orsupport.whole import appearing

if TYPE_CHECKING:
    import pandas as pd

    from orsupport.counting.found import FoundProblem
    from orsupport.rulebook import Rulebook

Tell = Callable[[str, str, int, int | None], None]
"""Hears what is done, with which table, how many of its rows are done, and of how many (None: not known)."""

ACCOUNT = "count.json"
REPORT_CARD = "report_card.parquet"


@dataclass(frozen=True)
class Counted:
    """Student records, counted.

    `tables`: those of a data folder, `results` and what came with the records. `report`: the same columns as
    `results`, of the report card's population. `account`: how many rows were read, counted, left out and why, as in
    `count.json`.
    """

    tables: dict[str, pa.Table]
    report: pa.Table
    account: dict[str, Any]

    @property
    def results(self) -> pd.DataFrame:
        """The contract's `results`, one row a school, student group, indicator and school year."""
        return self.tables["results"].to_pandas()

    @property
    def report_card(self) -> pd.DataFrame:
        """The results of everybody whom the report card counts, students of less than half a year among them."""
        return self.report.to_pandas()

    @property
    def data(self) -> Data:
        """What `identify` takes. Raises InputError where what came with the records cannot be used."""
        return read(**self.tables)

    def write(self, folder: str | PathLike[str]) -> None:
        """Write a data folder, whole or not at all; only an earlier one that was counted is replaced."""
        with appearing(Path(folder), refuse_unless_counted) as work:
            for name, table in self.tables.items():
                pa.parquet.write_table(table, work / f"{name}.parquet", compression="zstd")
            pa.parquet.write_table(self.report, work / REPORT_CARD, compression="zstd")
            (work / ACCOUNT).write_text(json.dumps(self.account, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def refuse_unless_counted(target: Path) -> None:
    """Only nothing, an empty folder or an earlier count may be replaced."""
    known = {ACCOUNT, REPORT_CARD, *(f"{name}.parquet" for name in SHAPES)}
    counted = Replaceable(ACCOUNT, "the count", known.__contains__, "Nothing was counted.")
    counted.refuse(target, "is no folder that `count` wrote: name another place")


def count(
    records: str | PathLike[str] | Mapping[str, Any] | Records,
    rules: Rulebook,
    mapping: str | PathLike[str] | Mapping[str, Any] | None = None,
    tell: Tell | None = None,
) -> Counted:
    """Count student records into results, as the section `[count]` of the rules file says.

    `records`: a folder, or frames of any library by the names of the record tables. `mapping`: a mapping file, or the
    same as a dict. Raises InputError, which lists every problem, where records, mapping and rules do not fit.
    """
    if rules.count is None or not rules.count.indicator:
        problem = Problem(rules.id, "[count]", "the rules file does not say how student records are counted")
        raise InputError([problem], "The student records cannot be counted.")
    opened = records if isinstance(records, Records) else open_records(records, mapping)
    families = [family_rows(name, entry, rules) for name, entry in rules.count.indicator.items()]
    counted = [family for family in families if family.table in opened.tables]
    _refuse_none(families, counted, opened)
    found = find_problems(opened, rules, opened.school_ids, _step(tell, "Looking for problems", opened))
    exits = sorted({how.column for family in counted for how in family.former.values()})
    refuse(opened, found, counted, [*lacking_of(counted, opened), *lacking_exits(opened, exits)])
    drops = drops_of(found, opened)
    former = {former_of(family, "counted") for family in counted}
    members = members_of(opened, rules, former, drops=drops.get("enrolments"))
    sums = {
        name: _summed(table, [each for each in counted if each.table == name], members, found, drops.get(name), tell)
        for name, table in opened.tables.items()
        if any(family.table == name for family in counted)
    }
    refuse(opened, found, counted)
    every = list(sums.values())
    until = latest_year(every, counted)
    only = {name: entry.groups for name, entry in rules.indicator.items() if entry.groups is not None}
    results = results_of(every, counted, until=until, only=only)
    report = results_of(every, counted, report=True, until=until, only=only)
    said = {
        "orsupport": VERSION,
        "rules": {"id": rules.id, "sha256": hashlib.sha256(rules.text.encode()).hexdigest()},
        "files": [
            {"table": name, "name": file.name, "sha256": sha256_of(file)}
            for name, files in opened.files.items()
            for file in files
        ],
        "assumed": assumed_of(rules),
        "results": results.num_rows,
        "not_counted": {family.indicator: family.table for family in families if family not in counted},
        "not_enrolled": {name: each.not_enrolled for name, each in sums.items() if each.not_enrolled},
    }
    return Counted({**opened.contract, "results": results}, report, said | account(opened, found, sums, counted, until))


def _refuse_none(families: list[FamilyRows], counted: list[FamilyRows], records: Records) -> None:
    if counted:
        return
    records.refuse()
    wanted = ", ".join(dict.fromkeys(family.table for family in families))
    held = ", ".join(records.tables)
    problem = Problem("", "", f"no table is here that the rules file counts; it counts {wanted}; here: {held}")
    raise InputError([problem], "The student records cannot be counted.")


def _summed(
    table: RecordTable,
    families: list[FamilyRows],
    members: Members,
    found: list[FoundProblem],
    drops: Any,
    tell: Tell | None,
) -> Sums:
    """One record table, counted; inside the library that holds it where it lies there and nothing keeps it from it."""
    lazy = table.lazy
    own = members.own(table.name)
    touched = drops is not None or columns_to_change(table.name, found)
    if lazy is not None and not touched and can_be_summed(families, own):
        return count_frame(lazy, families, members.groups, own)
    columns = [*columns_for(families, members), *columns_to_change(table.name, found)]

    done = 0

    def told(rows: int) -> None:
        nonlocal done
        done += rows
        if tell is not None:
            tell("Counting", table.name, done, table.rows)

    readings = (partial(_changed, table.name, reading, found) for reading in table.readings(columns))
    return count_rows(readings, families, members, drops, tell=told)


def _changed(name: str, reading: Callable[[], Piece], found: list[FoundProblem]) -> Piece:
    return changed(name, reading(), found)


def _step(tell: Tell | None, what: str, records: Records) -> Callable[[str, int], None] | None:
    if tell is None:
        return None
    return lambda name, rows: tell(what, name, rows, records.tables[name].rows)
