"""What is found wrong in one table, counted by row as its reader would count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from orsupport.problems import Problem, printable
from orsupport.tables.arrays import Rows

LONGEST_EXAMPLE = 60


def shown(text: object) -> str:
    """A cell as it can be printed in one line: shortened, and in quotation marks where spaces would hide."""
    cell = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    if cell != cell.strip():
        cell = f'"{cell}"'
    cell = printable(cell)
    return cell if len(cell) <= LONGEST_EXAMPLE else cell[: LONGEST_EXAMPLE - 1] + "…"


class Findings:
    """The problems of one table; rows go in as positions from 0 and come out as the numbers that its reader sees."""

    def __init__(self, table: str, first_row: int = 1, row_numbers: npt.NDArray[np.int64] | None = None) -> None:
        self.table = table
        self.problems: list[Problem] = []
        self._first_row = first_row
        self._spoilt: dict[str, Rows] = {}
        self._row_numbers = row_numbers

    def row(self, position: int) -> int:
        """The number of a row: the spreadsheet's for CSV, the record's otherwise."""
        return position + self._first_row if self._row_numbers is None else int(self._row_numbers[position])

    def say(self, column: str, problem: str, example: str = "") -> None:
        """Report something that is not about rows."""
        self.problems.append(Problem(self.table, column, problem, example=example))

    def report(self, column: str, problem: str, where: Rows, example: Callable[[int], object]) -> None:
        """Report the marked rows as one problem, if there are any; `example` is asked about the first of them."""
        count = int(np.count_nonzero(where))
        if count:
            first = int(np.argmax(where))
            self._spoilt[column] = self._spoilt[column] | where if column in self._spoilt else where
            self.problems.append(Problem(self.table, column, problem, count, self.row(first), shown(example(first))))

    def spoilt(self, columns: Sequence[str], rows: int) -> Rows:
        """The rows, out of so many, in which a problem of one of these columns was reported."""
        found = [self._spoilt[column] for column in columns if column in self._spoilt]
        return np.logical_or.reduce(found) if found else np.zeros(rows, dtype=bool)
