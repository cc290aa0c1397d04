"""The record tables, to the column name, as `columns.toml` says them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["text", "year", "flag", "whole", "decimal", "date"]
"""What a cell holds: text; a school year such as 2024-25; true or false; a whole number; a number with at most two
decimals, kept as a whole number of hundredths; a date such as 2024-09-03."""

HUNDREDTHS = 100  # in a decimal column, how many make one


@dataclass(frozen=True)
class Column:
    """One column of a record table.

    `filled`: an empty cell is a problem; `least`, `most`: what a number may be; `ceds`, `ceds_id`: "" where CEDS has
    no such element.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    filled: bool = False
    ceds: str = ""
    ceds_id: str = ""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Shape:
    """One record table: what a row of it is, and its columns. Other columns are student groups, true or false."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def _shapes(said: dict[str, Any]) -> dict[str, Shape]:
    shared = {name: Column(**{"name": name} | entry) for name, entry in said["shared"].items()}
    return {
        table["name"]: Shape(
            table["name"],
            table["row"],
            tuple(shared[entry] if isinstance(entry, str) else Column(**entry) for entry in table["columns"]),
        )
        for table in said["table"]
    }


SHAPES = _shapes(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))
YEAR_OF = {name: shape.columns[0].name for name, shape in SHAPES.items()}  # the column that holds a row's year
