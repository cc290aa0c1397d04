"""The problems that student records have: each found over the whole table, counted, and dealt with as a rule says.

What may be done with each stands in the rules file under `[count.problem]`; without a rule it is an error. Cells that
are not of their kind are problems too, and always errors: `Records.bad_cells`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.counting.found import EFFECTS, Check, FoundProblem, Seen, Vocabulary
from orsupport.counting.members import groups_of
from orsupport.counting.repeated import REPEATS, Repeat
from orsupport.counting.row_problems import CHECKS
from orsupport.problems import InputError, Problem
from orsupport.records import Piece, Records, RecordTable
from orsupport.records.columns import YEAR_OF
from orsupport.tables.arrays import Rows

if TYPE_CHECKING:
    from orsupport.rulebook import Rulebook

Tell = Callable[[str, int], None]
"""Hears the name of a table and how many of its rows were looked at."""


def find_problems(
    records: Records, book: Rulebook, school_ids: Iterable[str], tell: Tell | None = None
) -> list[FoundProblem]:
    """Every problem of the records, with its rows and what the rules file does with it.

    `school_ids`: the schools there are. `tell` hears how many rows of which table were looked at.
    """
    groups = groups_of(book)
    words = Vocabulary(frozenset(school_ids), frozenset(groups.bit), book)
    found: list[FoundProblem] = []
    for name, table in records.tables.items():
        found += _of_columns(table, words)
        checks = [check(table, words) for check in CHECKS if check.speaks_of(table)]
        repeats = [Repeat(kind, table, words) for kind in REPEATS if kind.speaks_of(table)]
        seers: list[Check | Repeat] = [*checks, *repeats]
        year = YEAR_OF[name]
        keys = [year, "student_id", "school_id", *({"subject"} & table.columns)]
        asked = [*keys, *(column for one in seers for column in one.columns)]
        years = [
            column.name for column in table.shape.columns if column.kind == "year" and column.name in table.columns
        ]
        if table.lazy is not None:  # it may be counted where it lies, so that nobody looks at its numbers again
            bounded = [column.name for column in table.shape.columns if column.least is not None]
            years += [name for name in bounded if name in table.columns]
        for piece in table.pieces([*asked, *years], _of(tell, name), checked={*keys, *years} - {"student_id"}):
            seen = Seen.of(piece, table, words)
            for one in seers:
                one.see(seen)
        again = [repeat for repeat in repeats if repeat.found_some]
        if again:
            for piece in table.pieces(asked):
                seen = Seen.of(piece, table, words)
                for repeat in again:
                    repeat.gather(seen)
        over: list[Check | Repeat] = [*checks, *again]
        found += [problem for one in over if (problem := one.finished()) is not None]
    return found


def refuse(records: Records, found: Sequence[FoundProblem]) -> None:
    """Raise InputError where a cell is not of its kind, or a problem is there that no rule deals with; all at once."""
    problems = [*records.bad_cells(), *(said_of(problem) for problem in found if problem.effect == "error")]
    if problems:
        raise InputError(problems, "The student records cannot be used.")


def said_of(found: FoundProblem) -> Problem:
    """A problem as the list of problems shows it."""
    first = dict(found.first[0]) if found.first else {}
    file, row = first.pop("file", ""), first.pop("row", None)
    cells = ", ".join(f"{name} {'(empty)' if cell is None else cell}" for name, cell in first.items())
    example = f"{cells} (in {file})" if file and "/" in str(file) else cells
    return Problem(found.table, found.column, f"{found.name}: {found.says}", found.count or None, row, example)


def drops_of(found: Sequence[FoundProblem], records: Records) -> dict[str, Rows]:
    """The rows of each table, by position, that a rule on a problem keeps from being counted."""
    drops: dict[str, Rows] = {}
    for problem in found:
        if len(problem.dropped):
            rows = records.tables[problem.table].rows or 0
            drops.setdefault(problem.table, np.zeros(rows, dtype=bool))[problem.dropped] = True
    return drops


def changed(name: str, piece: Piece, found: Sequence[FoundProblem]) -> Piece:
    """A piece in which days above those enrolled are capped, and diplomas before entry are none, if a rule says so.

    The piece must hold the columns of `columns_to_change`.
    """
    table = piece.table
    done = {problem.name for problem in found if problem.table == name and problem.effect == "change"}
    if "attendance_above_enrolled" in done:
        least = pc.min_element_wise(table["days_attended"], table["days_enrolled"], skip_nulls=False)
        least = pc.if_else(least.is_valid(), least, table["days_attended"])
        table = _with(table, "days_attended", least)
    if "diploma_before_entry" in done:
        before = pc.less(table["diploma_date"], table["entry_date"]).fill_null(False)
        table = _with(table, "diploma_date", pc.if_else(before, pa.nulls(1, pa.date32())[0], table["diploma_date"]))
    return piece if table is piece.table else Piece(table, piece.first_row)


def columns_to_change(name: str, found: Sequence[FoundProblem]) -> list[str]:
    """The columns that `changed` reads in the pieces of a table."""
    done = {problem.name for problem in found if problem.table == name and problem.effect == "change"}
    read = {
        "attendance_above_enrolled": ["days_attended", "days_enrolled"],
        "diploma_before_entry": ["diploma_date", "entry_date"],
    }
    return [column for problem in sorted(done) for column in read[problem]]


def _with(table: pa.Table, name: str, cells: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, cells.combine_chunks())


def _of(tell: Tell | None, name: str) -> Callable[[int], None] | None:
    return None if tell is None else lambda rows: tell(name, rows)


def _of_columns(table: RecordTable, words: Vocabulary) -> list[FoundProblem]:
    """Columns that are neither of the table nor a group that the rules file declares."""
    then = words.then("unknown_group")
    effect = EFFECTS[then]
    nobody = np.zeros(0, dtype=np.int64)
    says = "a column that is neither of this table nor a student group of the rules file"
    return [
        FoundProblem("unknown_group", table.name, name, says, nobody, nobody, [], then, effect)
        for name in table.groups
        if name not in words.groups
    ]
