"""What is wrong with an input, said all at once and in the user's words: table, column, row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f" "\u2028-\u202e\u2066-\u2069]")
"""What is no letter, and moves the cursor, rings or turns the text round where it is printed."""


def printable(text: str) -> str:
    """Text that does nothing to a terminal: each control character as its escape."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Problem(NamedTuple):
    """One thing wrong with an input: in how many rows, the first of them, and an example of what stands there."""

    table: str
    column: str
    problem: str
    rows: int | None = None
    first_row: int | None = None
    example: str = ""


class InputError(ValueError):
    """The input cannot be used. `problems` lists everything found, never only the first."""

    def __init__(self, problems: Sequence[Problem], heading: str = "The data cannot be used.") -> None:
        self.problems = list(problems)
        self.heading = heading
        super().__init__(heading, self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        lines = [f"{self.heading} {count} problem{'s' if count != 1 else ''}:"]
        cells: list[tuple[str, ...]] = [("table", "column", "problem", "rows", "first row", "example")]
        cells += [tuple("" if part is None else printable(str(part)) for part in problem) for problem in self.problems]
        shown = [column for column in range(6) if any(row[column] for row in cells[1:])]
        widths = {column: max(len(row[column]) for row in cells) for column in shown}
        for row in cells:
            lines.append("  " + "  ".join(row[column].ljust(widths[column]) for column in shown).rstrip())
        return "\n".join(lines)
