"""What a problem of student records is: how it is looked for, piece by piece, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from orsupport.counting.codes import Codes, Texts
from orsupport.records import Piece, RecordTable
from orsupport.records.columns import HUNDREDTHS, YEAR_OF
from orsupport.tables.arrays import Rows

if TYPE_CHECKING:
    from orsupport.rulebook import Rulebook

Positions = npt.NDArray[np.int64]
Effect = Literal["error", "drop", "change", "none"]
SHOWN = 5  # first rows of a problem
EFFECTS: dict[str, Effect] = {
    "error": "error",
    "counted": "none",
    "ignored": "none",
    "capped": "change",
    "not met": "none",
}
"""What a rule does with the rows; every other word drops rows."""


@dataclass(frozen=True)
class FoundProblem:
    """One problem of one record table.

    `rows`: the positions, from 0, of all rows that have it; `dropped`: of those that are not counted for it. `first`:
    the first of the rows, each with its file ("" for a frame), its number there, and the cells that matter. `column`:
    "" where the problem is one of rows. `then`: what the rules file says; `effect`: what follows.
    """

    name: str
    table: str
    column: str
    says: str
    rows: Positions
    dropped: Positions
    first: list[dict[str, Any]]
    then: str
    effect: Effect

    @property
    def count(self) -> int:
        """How many rows it touched."""
        return len(self.rows)


class Vocabulary:
    """What schools and groups there are, what the rules file says of problems, and the codes of students and years."""

    def __init__(self, schools: frozenset[str] | None, groups: frozenset[str], book: Rulebook) -> None:
        self.known_schools, self.groups, self.book = schools, groups, book
        self.years, self.students, self.schools, self.subjects = Texts(), Texts(), Texts(), Texts()
        self._unknown = np.zeros(0, dtype=bool)

    def unknown_school(self, schools: Codes) -> Rows:
        """The rows, by the codes of their schools, whose school is not in `schools`."""
        known = self.known_schools
        if known is None:
            return np.zeros(len(schools), dtype=bool)
        if self.schools.size != len(self._unknown):
            self._unknown = np.array([text not in known for text in self.schools.texts()], dtype=bool)
        return np.append(self._unknown, False)[schools]

    def then(self, problem: str) -> str:
        """What the rules file does with a problem."""
        rule = self.book.count.problem.get(problem) if self.book.count else None
        return rule.then if rule else "error"

    def day(self, name: str) -> str:
        """A day of the rules file as month-day, "" where it names none."""
        found = self.book.count.day.get(name) if self.book.count else None
        return found.day if found else ""


@dataclass(frozen=True)
class Seen:
    """A piece of a table, with the codes of its keys; a blank cell is -1."""

    piece: Piece
    record_table: RecordTable
    year: Codes
    student: Codes
    school: Codes
    subject: Codes | None

    @classmethod
    def of(cls, piece: Piece, table: RecordTable, words: Vocabulary) -> Seen:
        cells = piece.table
        return cls(
            piece,
            table,
            words.years.codes(cells[YEAR_OF[table.name]]),
            words.students.codes(cells["student_id"]),
            words.schools.codes(cells["school_id"]),
            words.subjects.codes(cells["subject"]) if "subject" in cells.column_names else None,
        )

    def shown(self, row: int, columns: Sequence[str]) -> dict[str, Any]:
        """One row of the piece for a reader: where it stands, and these cells."""
        position = self.piece.first_row + row
        return {"position": position} | {name: _cell(self, name, row) for name in columns}


def _cell(seen: Seen, name: str, row: int) -> Any:
    cell = seen.piece.table[name][row].as_py()
    column = seen.record_table.shape.column(name)
    if cell is not None and column is not None and column.kind == "decimal":
        return cell // HUNDREDTHS if cell % HUNDREDTHS == 0 else cell / HUNDREDTHS
    return cell.isoformat() if isinstance(cell, date) else cell


class Check:
    """A problem that shows in a row alone."""

    name: ClassVar[str]
    says: ClassVar[str]
    reads: ClassVar[tuple[str, ...]] = ()

    def __init__(self, table: RecordTable, words: Vocabulary) -> None:
        self.table, self.words = table, words
        self.columns = [*self.reads]
        self.keys = [YEAR_OF[table.name], "student_id", "school_id"]
        self._rows: list[Positions] = []
        self._first: list[dict[str, Any]] = []

    @classmethod
    def speaks_of(cls, table: RecordTable) -> bool:
        """Whether the table has the columns."""
        return all(column in table.columns for column in cls.reads)

    def wrong(self, seen: Seen) -> Rows:
        """The rows of a piece that have the problem."""
        raise NotImplementedError

    @property
    def drops(self) -> bool:
        """Whether the rows are not counted."""
        return EFFECTS.get(self.words.then(self.name), "drop") == "drop"

    def see(self, seen: Seen, gone: Rows) -> None:
        """Look at one piece; pieces come in their order. `gone`: its rows that are not looked at any more, to which
        those are added that this problem keeps from being counted."""
        wrong = self.wrong(seen) & ~gone
        if self.drops:
            gone |= wrong
        rows = np.flatnonzero(wrong)
        if len(rows):
            self._rows.append(rows + seen.piece.first_row)
            for row in rows[: SHOWN - len(self._first)].tolist():
                self._first.append(seen.shown(row, list(dict.fromkeys([*self.keys, *self.reads]))))

    def finished(self) -> FoundProblem | None:
        """The problem, if any row has it."""
        if not self._rows:
            return None
        rows = np.concatenate(self._rows)
        then = self.words.then(self.name)
        effect = EFFECTS.get(then, "drop")
        dropped = rows if effect == "drop" else rows[:0]
        first = [placed(self.table, cells) for cells in self._first]
        return FoundProblem(self.name, self.table.name, "", self.says, rows, dropped, first, then, effect)


def placed(table: RecordTable, cells: dict[str, Any]) -> dict[str, Any]:
    """A shown row with its file and number instead of its position."""
    file, number = table.place(cells["position"])
    return {"file": file, "row": number} | {name: cell for name, cell in cells.items() if name != "position"}
