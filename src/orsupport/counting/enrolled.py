"""`enrolments`, read once: in which student groups a student was in a school year, and when the student left one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from orsupport.counting.codes import Codes, Texts, WordCodes, Words
from orsupport.counting.memberships import GROUPS, Groups, GroupTexts
from orsupport.indicators.rows import Former

FormerGroups = tuple[tuple[str, Former], ...]
"""The groups whose former members count: the name of each, and for how long."""

NO_YEAR = -1
KEY = ("school_year", "student_id", "school_id")


class Found:
    """Where `enrolments` have the students of rows: -1 where they do not; and the school year of each row."""

    def __init__(self, row: Codes, year: NDArray[np.int64]) -> None:
        self.row, self.year = row, year


class Enrolled:
    """`enrolments`, by school year, student and school: groups, and the years in which students left them."""

    def __init__(self, groups: Groups, own: Sequence[str], exits: Sequence[str]) -> None:
        self._groups, self._own, self._exits = groups, list(own), list(exits)
        self._texts = GroupTexts(groups)
        self._names = {name: Texts() for name in KEY}
        self._exit_texts = {name: Texts() for name in exits}
        self._pieces: list[tuple[Codes, Codes, Codes, Words, list[Codes]]] = []
        self._places: list[WordCodes] = []

    @property
    def unknown(self) -> Counter[str]:
        return self._texts.unknown

    def add(self, table: pa.Table) -> None:
        """One more piece of the table."""
        year, student, school = (self._names[name].codes(table.column(name)) for name in KEY)
        words = self._groups.from_flags(table, [name for name in self._own if name != GROUPS])
        if GROUPS in self._own:
            words |= self._texts.words(table.column(GROUPS))
        left = [self._exit_texts[name].codes(table.column(name)) for name in self._exits]
        self._pieces.append((year, student, school, words, left))

    def close(self) -> Enrolled:
        """Make ready to be asked: no more pieces."""
        years = np.array([first_year(text) for text in self._names["school_year"].texts()] + [NO_YEAR], np.int64)
        year, student, school, words = (_joined([piece[part] for piece in self._pieces]) for part in range(4))
        words = words.astype(np.uint64, copy=False)  # enrolments without a row
        left = []
        for place, texts in enumerate(self._exit_texts.values()):
            of_text = np.array([first_year(text) if text else NO_YEAR for text in texts.texts()] + [NO_YEAR], np.int64)
            left.append(of_text[_joined([piece[4][place] for piece in self._pieces])])
        number = years[year]
        held: list[tuple[Words, list[NDArray[np.int64]]]] = []
        for keys in self._keys(number, student, school):
            self._places.append(WordCodes(len(keys) // 2))
            codes, _ = self._places[-1].codes(keys)
            size = self._places[-1].size
            of_key, last = np.zeros(size, np.uint64), [np.full(size, NO_YEAR, np.int64) for _ in left]
            latest = np.full(size, NO_YEAR, np.int64)
            np.maximum.at(latest, codes, number)
            now = number == latest[codes]
            np.bitwise_or.at(of_key, codes[now], words[now])
            for column, value in zip(last, left, strict=True):
                np.maximum.at(column, codes, value)
            held.append((of_key, last))
        self._begins = np.cumsum([0, *(len(of_key) for of_key, _ in held)])
        nobody, never = np.zeros(1, np.uint64), np.full(1, NO_YEAR, np.int64)  # at -1: a student who was not found
        self._words = np.concatenate([*(of_key for of_key, _ in held), nobody])
        self._left = {
            name: np.concatenate([*(last[place] for _, last in held), never]) for place, name in enumerate(self._exits)
        }
        self._pieces = []
        return self

    def find(self, table: pa.Table, year: str) -> Found:
        """Where the students of rows are: in that year at that school, else in that year; in a cohort, last of all."""
        texts = Texts()
        codes = texts.codes(table.column(year))
        number = np.array([first_year(text) for text in texts.texts()] + [NO_YEAR], np.int64)[codes]
        student = self._names["student_id"].codes(table.column("student_id"), known_only=True)
        school = self._names["school_id"].codes(table.column("school_id"), known_only=True)
        row = np.full(table.num_rows, -1, np.int32)
        asked = (0, 1) if year == "school_year" else (2, 3)
        for place, keys in enumerate(self._keys(number, student, school)):
            if place in asked and (row < 0).any():
                found, _ = self._places[place].codes(keys, known_only=True)
                take = (row < 0) & (found >= 0) & (student >= 0)
                if place % 2 == 0:
                    take &= school >= 0
                row[take] = found[take] + np.int32(self._begins[place])
        return Found(row, number)

    def words(self, found: Found) -> Words:
        """The groups of the rows, none where the student was not found."""
        return self._words[found.row]

    def add_former(self, words: Words, found: Found, former: FormerGroups) -> None:
        """Add the groups that students left in the same school year or at most so many years before."""
        for group, (column, years) in former:
            left = self._left[column][found.row]
            since = found.year - left
            counts = (left != NO_YEAR) & (since >= 0) & (since <= years)
            words[counts] |= np.uint64(1 << self._groups.bit[group])

    @staticmethod
    def _keys(number: NDArray[np.int64], student: Codes, school: Codes) -> list[Words]:
        """By year, student and school; by year and student; by student and school; by student."""
        who = (student + 1).astype(np.uint64) << np.uint64(32)
        when = (number + 1).astype(np.uint64) & np.uint64((1 << 12) - 1)
        where = (school + 1).astype(np.uint64) << np.uint64(12)
        return [who | where | when, who | when, who | where, who]


def first_year(school_year: str) -> int:
    """2024 for 2024-25."""
    return int(school_year[:4])


def _joined(parts: list[Any]) -> Any:
    return np.concatenate(parts) if parts else np.zeros(0, np.int32)
