"""The problems that student records have: each found over the whole table, counted, and dealt with as a rule says.

What may be done with each stands in the rules file under `[count.problem]`; without a rule it is an error. Cells that
are not of their kind are problems too, and always errors: `Records.bad_cells`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.counting.found import EFFECTS, Check, FoundProblem, Seen, Vocabulary
from orsupport.counting.members import groups_of
from orsupport.counting.repeated import Repeat
from orsupport.counting.repeats import REPEATS
from orsupport.counting.row_problems import CHECKS
from orsupport.problems import InputError, Problem
from orsupport.records import Piece, Records, RecordTable
from orsupport.records.columns import YEAR_OF
from orsupport.records.table import HEADING
from orsupport.rulebook.count_entries import PROBLEMS
from orsupport.tables.arrays import Rows

if TYPE_CHECKING:
    from orsupport.indicators.rows import FamilyRows
    from orsupport.rulebook import Rulebook

Tell = Callable[[str, int], None]
"""Hears the name of a table and how many of its rows were looked at."""


def find_problems(
    records: Records, book: Rulebook, school_ids: Iterable[str] | None, tell: Tell | None = None
) -> list[FoundProblem]:
    """Every problem of the records, with its rows and what the rules file does with it.

    `school_ids`: the schools there are, None where nobody knows. `tell` hears how many rows of which table were looked
    at.
    """
    groups = groups_of(book)
    words = Vocabulary(None if school_ids is None else frozenset(school_ids), frozenset(groups.bit), book)
    found: list[FoundProblem] = []
    for name, table in records.tables.items():
        found += _of_columns(table, words)
        checks = [check(table, words) for check in CHECKS if check.speaks_of(table)]
        repeats = [Repeat(kind, table, words) for kind in REPEATS if kind.speaks_of(table)]
        with suppress(InputError):  # what cannot be read stands among the table's bad cells
            found += _of_rows(table, words, checks, repeats, _of(tell, name))
    return found


def _of_rows(
    table: RecordTable,
    words: Vocabulary,
    checks: Sequence[Check],
    repeats: Sequence[Repeat],
    tell: Callable[[int], None] | None,
) -> list[FoundProblem]:
    """The problems of a table's rows; a row that one of them keeps from being counted is not looked at for the next."""
    keys = [YEAR_OF[table.name], "student_id", "school_id", *({"subject"} & table.columns)]
    seers: list[Check | Repeat] = [*checks, *repeats]
    asked = [*keys, *(column for one in seers for column in one.columns)]
    years = [column.name for column in table.shape.columns if column.kind == "year" and column.name in table.columns]
    if table.lazy is not None:  # it may be counted where it lies, so that nobody looks at its numbers again
        bounded = [column.name for column in table.shape.columns if column.least is not None]
        years += [name for name in bounded if name in table.columns]
    for piece in table.pieces([*asked, *years], tell, checked={*keys, *years} - {"student_id"}):
        seen = Seen.of(piece, table, words)
        gone = np.zeros(piece.table.num_rows, dtype=bool)
        for check in checks:
            check.see(seen, gone)
        for repeat in repeats:
            repeat.see(seen)
    again = [repeat for repeat in repeats if repeat.found_some]
    if again:
        for piece in table.pieces(asked):
            seen = Seen.of(piece, table, words)
            for repeat in again:
                repeat.gather(seen)
    found = [problem for check in checks if (problem := check.finished()) is not None]
    gone = np.zeros(table.rows or 0, dtype=bool)
    for problem in found:
        gone[problem.dropped] = True
    for repeat in again:
        repeated = repeat.finished(gone)
        if repeated is not None:
            gone[repeated.dropped] = True
            found.append(repeated)
    return found


def refuse(
    records: Records,
    found: Sequence[FoundProblem],
    families: Sequence[FamilyRows] = (),
    lacking: Sequence[Problem] = (),
) -> None:
    """Raise InputError where a cell is not of its kind, or a problem is there that no rule deals with; all at once.

    Only then are all columns that `families` count read before, so that one list holds every bad cell. `lacking`:
    columns and tables that the rules file counts by and the records lack.
    """
    said = [*lacking, *(said_of(problem) for problem in found if problem.effect == "error")]
    if not said and not records.problems and not records.bad_cells():
        return
    for name, table in records.tables.items():
        read = {column for family in families if family.table == name for column in family.columns}
        if read:
            table.look_at([*table.shape.names] if name == "enrolments" else [*read])
    raise InputError([*records.problems, *records.bad_cells(), *said], HEADING)


def said_of(found: FoundProblem) -> Problem:
    """A problem as the list of problems shows it."""
    first = dict(found.first[0]) if found.first else {}
    file, row = first.pop("file", ""), first.pop("row", None)
    cells = ", ".join(f"{name} {'(empty)' if cell is None else cell}" for name, cell in first.items())
    example = f"{cells} (in {file})" if file and "/" in str(file) else cells
    says = f"{found.name}: {found.says}{_what_to_do(found.name)}"
    return Problem(found.table, found.column, says, found.count or None, row, example)


def _what_to_do(name: str) -> str:
    words = [word for word in PROBLEMS.get(name, ()) if word != "error"]
    if not words:
        return ""
    listed = f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
    return f"; a rule under [count.problem] may say: {name} = {listed}"


def drops_of(found: Sequence[FoundProblem], records: Records) -> dict[str, Rows]:
    """The rows of each table, by position, that a rule on a problem keeps from being counted."""
    drops: dict[str, Rows] = {}
    for problem in found:
        if len(problem.dropped):
            rows = records.tables[problem.table].rows or 0
            drops.setdefault(problem.table, np.zeros(rows, dtype=bool))[problem.dropped] = True
    return drops


def changed(name: str, piece: Piece, found: Sequence[FoundProblem]) -> Piece:
    """A piece in which days above those enrolled are capped, if a rule says so.

    The piece must hold the columns of `columns_to_change`.
    """
    table = piece.table
    done = {problem.name for problem in found if problem.table == name and problem.effect == "change"}
    if "attendance_above_enrolled" in done:
        least = pc.min_element_wise(table["days_attended"], table["days_enrolled"], skip_nulls=False)
        least = pc.if_else(least.is_valid(), least, table["days_attended"])
        table = _with(table, "days_attended", least)
    return piece if table is piece.table else Piece(table, piece.first_row)


def columns_to_change(name: str, found: Sequence[FoundProblem]) -> list[str]:
    """The columns that `changed` reads in the pieces of a table."""
    done = {problem.name for problem in found if problem.table == name and problem.effect == "change"}
    return ["days_attended", "days_enrolled"] if "attendance_above_enrolled" in done else []


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
