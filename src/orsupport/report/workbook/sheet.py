"""A sheet as data: its columns, each of one kind, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Kind = Literal["id", "text", "long", "answer", "level", "whole", "number", "share", "result"]
WIDTHS: dict[Kind, int] = {
    "id": 11,
    "text": 24,
    "long": 60,
    "answer": 11,
    "level": 11,
    "whole": 11,
    "number": 11,
    "share": 11,
    "result": 11,
}


class Figure(NamedTuple):
    """A number with the decimals to which the State shows it; None: as many as it has."""

    number: float
    decimals: int | None


@dataclass(frozen=True)
class Column:
    heading: str
    kind: Kind = "text"
    wide: int = 0

    @property
    def width(self) -> int:
        return self.wide or WIDTHS[self.kind]


@dataclass(frozen=True)
class Sheet:
    """A table. `about`: what stands above it. Cells are None, texts, numbers, or `Figure`s in columns of results.
    `frozen`: the columns that stay in sight."""

    name: str
    about: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    frozen: int = 2


@dataclass(frozen=True)
class Part:
    """A piece of the summary: a heading with the headings of its columns, and its lines."""

    headings: Sequence[str]
    lines: Sequence[Sequence[Any]]
