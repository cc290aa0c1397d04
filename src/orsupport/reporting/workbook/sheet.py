"""A sheet as data: its columns, each of one kind, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any, Literal, NamedTuple

Kind = Literal["id", "text", "long", "answer", "level", "whole", "number", "share", "result"]
WIDTHS: dict[Kind, int] = {
    "id": 10,
    "text": 24,
    "long": 60,
    "answer": 10,
    "level": 9,
    "whole": 10,
    "number": 10,
    "share": 10,
    "result": 10,
}

HEADING_LINES = 5


class Figure(NamedTuple):
    """A number with the decimals to which the State shows it; None: as many as it has."""

    number: float
    decimals: int | None


def exact(figure: Fraction) -> Figure:
    """A figure of the rules file, shown to as many decimals as it has, at most four."""
    number = float(figure)
    return Figure(number, next((decimals for decimals in range(4) if round(number, decimals) == number), 4))


@dataclass(frozen=True)
class Column:
    heading: str
    kind: Kind = "text"
    wide: int = 0

    @property
    def width(self) -> int:
        """As wide as its cells want, and as its heading wants to stand in a few lines."""
        return max(self.wide or WIDTHS[self.kind], ceil(len(self.heading) / HEADING_LINES) + 3)


@dataclass(frozen=True)
class Sheet:
    """A table. `about`: what stands above it. Cells are None, texts, numbers, or `Figure`s in columns of results.
    `frozen`: the columns that stay in sight."""

    name: str
    about: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    frozen: int = 2

    @property
    def shows_levels(self) -> bool:
        return any(column.kind == "level" for column in self.columns)


@dataclass(frozen=True)
class Part:
    """A piece of the summary: a heading with the headings of its columns, and its lines."""

    headings: Sequence[str]
    lines: Sequence[Sequence[Any]]
