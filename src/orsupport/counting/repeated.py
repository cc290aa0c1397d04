"""Students who stand in a record table more often than they may: twice for a test, at two schools, twice at one.

A first pass marks the students of whom more than one row may clash, in a byte a student and key; only the rows of those
are then gathered and compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from orsupport.counting.found import EFFECTS, SHOWN, FoundProblem, Positions, Seen, Vocabulary, placed
from orsupport.counting.repeats import CENSUS_DAY, RANKED, Kind
from orsupport.records import RecordTable
from orsupport.records.columns import YEAR_OF
from orsupport.tables.arrays import Rows, marks


class Repeat:
    """One kind of repetition in one table."""

    def __init__(self, kind: Kind, table: RecordTable, words: Vocabulary) -> None:
        self.kind, self.table, self.words = kind, table, words
        self._rank = RANKED.get(table.name, "") if kind.name == "same_test_twice" else ""
        self.columns = [CENSUS_DAY] if kind.schools else [self._rank] if self._rank else []
        self._seen: dict[tuple[int, int], npt.NDArray[np.uint8]] = {}
        self._school: dict[tuple[int, int], npt.NDArray[np.int32]] = {}
        self._numbers: dict[tuple[int, int], int] = {}
        self._gathered: list[tuple[Positions, ...]] = []
        self._better = self._codes_of_progress() if self._rank == "progress" else {}

    @property
    def found_some(self) -> bool:
        """Whether some student has more than one row."""
        return any((counts > 1).any() for counts in self._seen.values())

    def see(self, seen: Seen) -> None:
        """Count the rows of every student, up to two; where the second school is the problem, the schools."""
        for bucket, rows in self._buckets(seen):
            size = self.words.students.size
            counts = np.zeros(size, dtype=np.uint8)
            if bucket in self._seen:
                counts[: len(self._seen[bucket])] = self._seen[bucket]
            students = seen.student[rows]
            if self.kind.schools:
                first = np.full(size, -1, dtype=np.int32)
                if bucket in self._school:
                    first[: len(self._school[bucket])] = self._school[bucket]
                schools = seen.school[rows]
                new = first[students] < 0
                first[students[new][::-1]] = schools[new][::-1]  # of several rows the first is kept
                counts[students[schools != first[students]]] = 2
                self._school[bucket] = first
            else:
                counts = np.minimum(counts + np.bincount(students, minlength=size), 2).astype(np.uint8)
            self._seen[bucket] = counts

    def gather(self, seen: Seen) -> None:
        """Keep the rows of the students who have more than one."""
        for bucket, rows in self._buckets(seen):
            may = rows[self._seen[bucket][seen.student[rows]] > 1]
            if len(may):
                number = self._numbers.setdefault(bucket, len(self._numbers))
                columns = seen.student[may], np.full(len(may), number), seen.school[may], self._ranks(seen, may)
                self._gathered.append((may + seen.piece.first_row, *(column.astype(np.int64) for column in columns)))

    def finished(self, gone: Rows) -> FoundProblem | None:
        """The problem, if any student has it, with the rows that the rule does not keep.

        `gone`: the rows of the table that an earlier problem keeps from being counted.
        """
        parts = [np.concatenate(part) for part in zip(*self._gathered, strict=True)]
        order = np.argsort(parts[0])
        order = order[~gone[parts[0][order]]]
        if not len(order):
            return None
        position, student, bucket, school, rank = (part[order] for part in parts)
        key = bucket * self.words.students.size + student
        if self.kind.at_school:
            key = key * (self.words.schools.size + 1) + school
        _, key = np.unique(key, return_inverse=True)
        first = np.full(key.max() + 1, len(position))
        np.minimum.at(first, key, np.arange(len(key)))
        if self.kind.schools:
            twice = np.zeros(len(first), dtype=bool)
            twice[key[school != school[first[key]]]] = True
        else:
            twice = np.bincount(key) > 1
        wrong = twice[key]
        if not wrong.any():
            return None
        then = "error" if self.kind.always_error else self.words.then(self.kind.name)
        effect = EFFECTS.get(then, "drop")
        if effect == "drop" and self.kind.schools and self.table.name == "enrolments":
            effect = "none"  # a membership says of what groups the student is, not where the student counts
        kept = self._kept(then, key, first, school, rank)
        dropped = position[wrong & ~kept] if effect == "drop" else position[:0]
        return FoundProblem(
            self.kind.name,
            self.table.name,
            "",
            self.kind.says,
            position[wrong],
            dropped,
            self._first(key, wrong, position, student, bucket, school),
            then,
            effect,
        )

    def _kept(self, then: str, key: Positions, first: Positions, school: Positions, rank: Positions) -> Rows:
        """The rows that the rule keeps, one of each key; of two schools, the rows of the first."""
        if then == "neither":
            return np.zeros(len(key), dtype=bool)
        if self.kind.schools:
            return school == school[first[key]]
        place = np.arange(len(key))
        order = {"first": place, "last": -place, "highest": -rank, "lowest": rank}.get(then, place)
        by = np.lexsort((place, order, key))
        starts = np.flatnonzero(np.append(True, key[by][1:] != key[by][:-1]))
        kept = np.zeros(len(key), dtype=bool)
        kept[by[starts]] = True
        return kept

    def _first(
        self, key: Positions, wrong: Rows, position: Positions, student: Positions, bucket: Positions, school: Positions
    ) -> list[dict[str, Any]]:
        """The rows of the first students who have the problem, those of one student together."""
        rows = np.flatnonzero(wrong)
        shown: list[int] = []
        for one in dict.fromkeys(key[rows[: 2 * SHOWN]].tolist()):
            shown += rows[key[rows] == one].tolist()
        students, schools = self.words.students.texts(), self.words.schools.texts()
        years, subjects = self.words.years.texts(), self.words.subjects.texts()
        found = []
        for row in shown[:SHOWN]:
            year, subject = list(self._numbers)[int(bucket[row])]
            cells = {"position": int(position[row]), YEAR_OF[self.table.name]: years[year]}
            cells["student_id"] = students[student[row]]
            cells["school_id"] = schools[school[row]] if school[row] >= 0 else ""
            if subject >= 0:
                cells["subject"] = subjects[subject]
            found.append(placed(self.table, cells))
        return found

    def _buckets(self, seen: Seen) -> Iterator[tuple[tuple[int, int], Positions]]:
        """The rows of each year, and where a test is asked for, of each subject; the second is -1 where none is."""
        size = self.words.subjects.size + 1
        subject = seen.subject + 1 if self._rank and seen.subject is not None else 0
        bucket = seen.year.astype(np.int64) * size + subject
        asked = self._asked(seen)
        if not asked.all():
            bucket[~asked] = -1
        for number in np.flatnonzero(np.bincount(bucket + 1)[1:]).tolist():
            year, code = divmod(number, size)
            yield (year, code - 1), np.flatnonzero(bucket == number)

    def _asked(self, seen: Seen) -> Rows:
        whole = (seen.year >= 0) & (seen.student >= 0)
        if not self.kind.schools:
            return whole
        return whole & marks(seen.piece.table[CENSUS_DAY]) & ~self.words.unknown_school(seen.school)

    def _ranks(self, seen: Seen, rows: Positions) -> Positions:
        """How high each row stands: no score is lowest."""
        if not self._rank:
            return np.zeros(len(rows), dtype=np.int64)
        cells = seen.piece.table[self._rank].combine_chunks().take(pa.array(rows))
        if self._better or self._rank == "progress":
            return np.array([self._better.get(cell, 0) for cell in cells.to_pylist()], dtype=np.int64)
        return np.asarray(cells.cast(pa.int64()).fill_null(-1))

    def _codes_of_progress(self) -> dict[str, int]:
        """Codes of progress above codes of none, as the rules file lists them."""
        section = self.words.book.count
        found: dict[str, int] = {}
        for entry in section.indicator.values() if section else ():
            if entry.family == "english proficiency" and section is not None:
                found |= dict.fromkeys(section.list[entry.no_progress].values, 1)
                found |= dict.fromkeys(section.list[entry.progress].values, 2)
        return found
