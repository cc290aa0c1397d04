"""Files that nothing reads and that are named nearly like a table that is not there: they are said, not passed over."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path

from orsupport.problems import Problem
from orsupport.tables.columns import FORMATS

OTHERS = (".txt", ".tsv", ".xls", ".xlsx", ".ods", ".gz", "")  # endings of tables that are not read
PUT_ASIDE = (".", "_", "~")  # what file managers and programs that hold a file open write beside it
ADDED = re.compile(r"(\.csv|\.parquet|[\s_-]*\([0-9]+\)|\s)+$")  # a second ending, the number of a second download


def misnamed(entries: Collection[Path], read: Collection[Path], tables: Collection[str]) -> list[Problem]:
    """The files and folders of a folder of tables that may be meant for a table and are not read.

    `read`: those that are; `tables`: the names of the tables that are not there.
    """
    said = []
    for entry in entries:
        ending = entry.suffix.lower()
        stem = entry.name.lower() if entry.is_dir() else entry.stem.lower()
        if entry in read or (stem in tables and (entry.is_dir() or ending in FORMATS)):
            continue
        if entry.name.startswith(PUT_ASIDE) or not (entry.is_dir() or ending in (*FORMATS, *OTHERS)):
            continue
        if near := get_close_matches(ADDED.sub("", stem), tables, 1, 0.85):
            named = stem == near[0]
            why = "a table is a CSV or a Parquet file" if named else "no table has this name"
            meant = near[0] + (ending if entry.is_dir() or ending in FORMATS else ".csv")
            hint = f"save it as {meant}" if named else f"did you mean {meant}?"
            said.append(Problem(near[0], "", f"{entry.name} is not read: {why}", example=hint))
    return said
