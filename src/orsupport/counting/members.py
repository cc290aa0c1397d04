"""Which student groups the student of each row is in, from the row itself or from `enrolments`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from orsupport.counting.codes import Words
from orsupport.counting.enrolled import KEY, Enrolled, FormerGroups
from orsupport.counting.memberships import GROUPS, Groups, GroupTexts
from orsupport.problems import InputError, Problem
from orsupport.tables.arrays import flags_of

if TYPE_CHECKING:
    from orsupport.records import Records
    from orsupport.rulebook import Rulebook

Tell = Callable[[str], None]


class Members:
    """The groups of the students in every record table.

    A table that carries groups of its own, as `student_groups` or as true or false columns, is taken at its word.
    The rows of any other are looked up in `enrolments`: by school year, student and school; where the student was not
    at that school, by school year and student, in any of the student's schools. A graduation cohort has no such year:
    its students are in the groups of their last year in `enrolments`, at that school or else at any.
    """

    def __init__(self, groups: Groups, own: Mapping[str, Sequence[str]], enrolled: Enrolled | None = None) -> None:
        """`own`: by record table, the columns that carry its groups, [] where `enrolments` do."""
        self.groups = groups
        self._own = own
        self._enrolled = enrolled

    @property
    def unknown_groups(self) -> Counter[str]:
        """Rows of `enrolments` by group code that nobody declared."""
        return Counter() if self._enrolled is None else self._enrolled.unknown

    def own(self, table: str) -> list[str]:
        """The columns of a record table that carry its groups."""
        return list(self._own.get(table, ()))

    def columns(self, table: str, year: str, former: bool) -> list[str]:
        """The columns of a record table that its groups are read from."""
        own = self.own(table)
        looked_up = self._enrolled is not None and (former or not own)
        return list(dict.fromkeys([*own, *((year, "student_id", "school_id") if looked_up else ())]))

    def reader(self, table: str, year: str) -> Reader:
        """What one thread reads the groups of a table's pieces with."""
        return Reader(self.groups, self.own(table), self._enrolled, year)


class Reader:
    """The groups of one record table's pieces. `unknown`: rows by group code that nobody declared; `not_enrolled`:
    rows whose student `enrolments` do not have, who are in no group but all students."""

    def __init__(self, groups: Groups, own: list[str], enrolled: Enrolled | None, year: str) -> None:
        self._groups, self._own, self._enrolled, self._year = groups, own, enrolled, year
        self._texts = GroupTexts(groups)
        self.not_enrolled = 0

    @property
    def unknown(self) -> Counter[str]:
        return self._texts.unknown

    def words(self, table: pa.Table, former: Sequence[FormerGroups]) -> list[Words]:
        """The groups of every row, without combined ones' parts missing, once for each of the `former` asked."""
        found = None
        if self._enrolled is not None and (any(former) or not self._own):
            found = self._enrolled.find(table, self._year)
        if self._own:
            flags = [name for name in self._own if name != GROUPS]
            words = self._groups.from_flags(table, flags)
            if GROUPS in self._own:
                words |= self._texts.words(table.column(GROUPS))
        elif found is not None and self._enrolled is not None:
            words = self._enrolled.words(found)
            self.not_enrolled += int((found.row < 0).sum())
        else:
            words = np.zeros(table.num_rows, np.uint64)
        out = []
        for each in former:
            added = words.copy()
            if each and found is not None and self._enrolled is not None:
                self._enrolled.add_former(added, found, each)
            out.append(self._groups.combine(added))
        return out


def groups_of(book: Rulebook) -> Groups:
    """Every group that a rules file names."""
    return Groups(book.group_names, book.groups.combined)


def members_of(
    records: Records,
    book: Rulebook,
    former: Iterable[FormerGroups] = (),
    tell: Tell | None = None,
    drops: NDArray[np.bool_] | None = None,
) -> Members:
    """The groups of the students of all record tables; `enrolments` are read where some table needs them.

    `drops`: rows of `enrolments`, by their number, that a rule on a problem keeps away.
    """
    groups = groups_of(book)
    own = {name: own_columns(groups, table.columns, table.groups) for name, table in records.tables.items()}
    exits = sorted({how.column for each in former for _, how in each})
    lacking = [name for name, columns in own.items() if not columns and name not in ("enrolments", "schools")]
    if missing := lacking_exits(records, exits):
        raise InputError(missing)
    if "enrolments" not in records.tables or not (exits or lacking):
        return Members(groups, own)
    table: Any = records.tables["enrolments"]
    enrolled = Enrolled(groups, own["enrolments"], exits)
    for piece in table.pieces([*KEY, *own["enrolments"], *exits], tell):
        cells = piece.table
        if drops is not None:
            cells = cells.filter(flags_of(~drops[piece.first_row : piece.first_row + cells.num_rows])).combine_chunks()
        enrolled.add(cells)
    return Members(groups, own, enrolled.close())


def lacking_exits(records: Records, exits: Iterable[str]) -> list[Problem]:
    """The columns of `enrolments` that say when students left a group, of those asked, that the records lack."""
    says = "the rules file counts former members of a student group"
    asked = [*exits]
    values = ", ".join(f'{name} = {{ value = "" }}' for name in asked)
    known = f"where nobody's is known, the mapping file may say {values} under [enrolments.column]"
    if asked and "enrolments" not in records.tables:
        without = f"the table is missing: {says}, and only it says when they left; {known}"
        problem = Problem("enrolments", "", f"{without}; or count with a rules file without `former`")
        return [] if "enrolments" in records.damaged else [problem]
    return [
        Problem("enrolments", name, f"{says}, and no column says when they left it; {known}")
        for name in asked
        if name not in records.tables["enrolments"].columns
    ]


def own_columns(groups: Groups, columns: Iterable[str], flags: Iterable[str]) -> list[str]:
    """The columns of a table that carry the groups that are counted."""
    return [*([GROUPS] if GROUPS in set(columns) else []), *(name for name in flags if name in groups.bit)]
