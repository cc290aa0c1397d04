"""The problems that show in a single row: dates, days, diplomas, codes of groups and of schools."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.counting.codes import Texts
from orsupport.counting.found import Check, Seen, Vocabulary
from orsupport.records import RecordTable
from orsupport.rulebook.count_entries import YEAR_BEGINS, YEAR_ENDS
from orsupport.tables.arrays import Rows, marks
from orsupport.tables.text import is_school_year


class UnknownSchool(Check):
    name = "unknown_school"
    says = "a school that is not in schools"

    def wrong(self, seen: Seen) -> Rows:
        return self.words.unknown_school(seen.school)


class UnknownGroup(Check):
    name = "unknown_group"
    says = "a code of a student group that the rules file does not declare"
    reads = ("student_groups",)

    def __init__(self, table: RecordTable, words: Vocabulary) -> None:
        super().__init__(table, words)
        self._texts = Texts()
        self._unknown = np.zeros(0, dtype=bool)

    def wrong(self, seen: Seen) -> Rows:
        codes = self._texts.codes(seen.piece.table["student_groups"])
        if self._texts.size != len(self._unknown):
            known = self.words.groups | {"all"}
            self._unknown = np.array([not known.issuperset(text.split()) for text in self._texts.texts()], dtype=bool)
        return np.append(self._unknown, False)[codes]


class DatesOutsideYear(Check):
    name = "dates_outside_year"
    says = "a date of the enrolment is outside its school year, or it ends before it begins"
    reads = ("entry_date", "exit_date")

    @classmethod
    def speaks_of(cls, table: RecordTable) -> bool:
        return table.name == "enrolments" and ("entry_date" in table.columns or "exit_date" in table.columns)

    def wrong(self, seen: Seen) -> Rows:
        bounds = np.array([self._bounds(text) for text in self.words.years.texts()] or [(0, 0)], dtype=np.int32)
        begins, ends = bounds[seen.year, 0], bounds[seen.year, 1]
        found = np.zeros(len(seen.year), dtype=bool)
        days = []
        for name in self.reads:
            cells = seen.piece.table[name].combine_chunks()
            known = marks(cells.is_valid())
            day = np.asarray(cells.cast(pa.int32()).fill_null(0))
            found |= known & (seen.year >= 0) & ((day < begins) | (day > ends))
            days.append((known, day))
        (entered, first), (left, last) = days
        return found | (entered & left & (last < first))

    def _bounds(self, year: str) -> tuple[int, int]:
        """The first and the last day of a school year, in days since 1970; without such days in the rules file, those
        of its two calendar years."""
        if not is_school_year(year):
            return -(2**31), 2**31 - 1  # a bad cell already
        first, last = self.words.day(YEAR_BEGINS) or "01-01", self.words.day(YEAR_ENDS) or "12-31"
        return _days(f"{year[:4]}-{first}"), _days(f"{int(year[:4]) + 1}-{last}")


def _days(day: str) -> int:
    return (date.fromisoformat(day) - date(1970, 1, 1)).days


class AttendanceAboveEnrolled(Check):
    name = "attendance_above_enrolled"
    says = "more days attended than enrolled"
    reads = ("days_enrolled", "days_attended")

    def wrong(self, seen: Seen) -> Rows:
        return marks(pc.greater(seen.piece.table["days_attended"], seen.piece.table["days_enrolled"]))


class DiplomaBeforeEntry(Check):
    name = "diploma_before_entry"
    says = "a diploma dated before the entry into the cohort"
    reads = ("entry_date", "diploma_date")

    @classmethod
    def speaks_of(cls, table: RecordTable) -> bool:
        return table.name == "cohorts" and super().speaks_of(table)

    def wrong(self, seen: Seen) -> Rows:
        return marks(pc.less(seen.piece.table["diploma_date"], seen.piece.table["entry_date"]))


CHECKS: tuple[type[Check], ...] = (
    UnknownSchool,
    DatesOutsideYear,
    AttendanceAboveEnrolled,
    DiplomaBeforeEntry,
    UnknownGroup,
)
"""In the order in which they are looked for."""
