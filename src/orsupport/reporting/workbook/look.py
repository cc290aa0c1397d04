"""How sheets look: where texts stand in their cells, lines, heights and widths."""

from __future__ import annotations

from math import ceil
from typing import Any

from orsupport.reporting.workbook.sheet import Kind

INDENT: dict[str, Any] = {"align": "left", "indent": 1}
CENTRE: dict[str, Any] = {"align": "center"}
RIGHT: dict[str, Any] = {"align": "right"}
ALONG: dict[Kind, dict[str, Any]] = {"text": INDENT, "answer": CENTRE, "level": CENTRE}
ALONG |= {"whole": RIGHT, "number": RIGHT, "share": RIGHT, "result": RIGHT}
LINE, HIGHEST = 15.0, 409.0  # the heights of a line and of the highest row, in points
BELOW = {"bottom": 1, "bottom_color": "#D5D9DD"}  # the line below each row
HEADED: dict[str, Any] = {"bold": True, "bottom": 1, "bg_color": "#E8EDF2"}
ON_A_PAGE = 256  # the widths of columns that a printed page takes


def height(cells: list[tuple[Any, int]]) -> float:
    """How high a row must be for its texts, each in a column of this width."""
    lines = [
        sum(max(1, ceil(len(line) / width)) for line in cell.split("\n"))
        for cell, width in cells
        if isinstance(cell, str)
    ]
    return min(LINE * max([1, *lines]), HIGHEST)


def number_format(decimals: int | None) -> str:
    """The format of a number with so many decimals; None: as many as it has."""
    return "General" if decimals is None else f"0.{'0' * decimals}".rstrip(".")
