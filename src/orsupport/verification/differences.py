"""What verifying a run folder found: differences, file by file and cell by cell, as text and as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from orsupport.tables.findings import shown
from orsupport.version import FORMAT, VERSION

MOST_CELLS = 20  # of one file; the rest are counted
ANEW = "worked out anew"
NONE_THERE = "(not there)"


class Cell(NamedTuple):
    """One cell that differs. `row`: as a spreadsheet numbers it in CSV and TOML, from 1 in Parquet; `key`: what names
    the row, such as its `school_id`; `column`: "" for a whole row; `stands` and `other`: None where the cell is empty.
    """

    row: int | None
    key: tuple[str, ...]
    column: str
    stands: str | None
    other: str | None


@dataclass(frozen=True)
class Difference:
    """What is wrong with one file. `keys`: the columns that name a row; `against`: what `other` of a cell is."""

    file: str
    says: str
    cells: tuple[Cell, ...] = ()
    more: int = 0
    keys: tuple[str, ...] = ()
    against: str = ANEW

    def to_dict(self) -> dict[str, Any]:
        cells = [
            {
                "row": cell.row,
                "key": dict(zip(self.keys, cell.key, strict=False)),
                "column": cell.column,
                "stands": cell.stands,
                "other": cell.other,
            }
            for cell in self.cells
        ]
        return {"file": self.file, "says": self.says, "other": self.against, "cells": cells, "more": self.more}

    def __str__(self) -> str:
        lines = [f"{self.file}: {self.says}"]
        rows = [("row", ", ".join(self.keys), "column", "stands", self.against)]
        rows += [
            (
                "" if cell.row is None else str(cell.row),
                ", ".join(cell.key),
                cell.column or ("(the whole row)" if self.keys else ""),
                _printed(cell.stands),
                _printed(cell.other),
            )
            for cell in self.cells
        ]
        columns = [place for place in range(5) if any(row[place] for row in rows[1:])]
        widths = {place: max(len(row[place]) for row in rows) for place in columns}
        if self.cells:
            lines += ["  " + "  ".join(row[at].ljust(widths[at]) for at in columns).rstrip() for row in rows]
        if self.more:
            lines.append(f"  and {self.more:,} more")
        return "\n".join(lines)


@dataclass(frozen=True)
class Verification:
    """What was found of a run folder. `files`: how many were looked at; `tables`: how many of the data folder;
    `notes`: what is to be known beside the differences, such as another version."""

    run: str
    files: int
    tables: int = 0
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    version: dict[str, Any] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def to_dict(self) -> dict[str, Any]:
        """The same as data: `format`, `same`, `files`, `tables`, `version`, `notes`, `differences`."""
        return {
            "format": FORMAT,
            "same": self.same,
            "files": self.files,
            "tables": self.tables,
            "version": {"verifies": VERSION} | self.version,
            "notes": list(self.notes),
            "differences": [difference.to_dict() for difference in self.differences],
        }

    def __str__(self) -> str:
        looked_at = f"{self.files} files" + (f", {self.tables} tables of the data" if self.tables else "")
        wrong = len({difference.file for difference in self.differences})
        ends = "all the same" if self.same else f"{wrong} of them not the same" if wrong > 1 else "one not the same"
        return "\n".join([f"{self.run}: {looked_at}: {ends}.", *self.notes, *self._parts()])

    def _parts(self) -> list[str]:
        return [f"\n{difference}" for difference in self.differences]


def _printed(cell: str | None) -> str:
    return "(empty)" if cell is None else shown(cell)
