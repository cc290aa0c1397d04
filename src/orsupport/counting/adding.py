"""What one thread adds up of a record table, piece by piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from orsupport.counting.answers import Answer, Answers, Name
from orsupport.counting.codes import Codes, Texts
from orsupport.counting.enrolled import FormerGroups
from orsupport.counting.kinds import small_numbers
from orsupport.counting.members import Members
from orsupport.counting.slots import Slots, ValueSlots
from orsupport.indicators.rows import FamilyRows
from orsupport.tables.arrays import one_array

ROWS_AT_ONCE = 1 << 19  # what one loop leaves for the next should not be far away
POPULATIONS = ("counted", "report_counted")
REPORT = "report_"
Drops = NDArray[np.bool_]


class Said:
    """Answers cut down to some of their names, numbered anew; -1 for those of which nothing is left."""

    def __init__(self, names: frozenset[Name]) -> None:
        self._names = names
        self.found: list[Answer] = []
        self._numbers: dict[Answer, int] = {}
        self.numbers: Codes = np.zeros(0, np.int32)

    def read(self, answers: Sequence[Answer]) -> None:
        """Take in the answers that are new."""
        new = []
        for answer in answers[len(self.numbers) :]:
            cut = Answer(answer.year, answer.true & self._names)
            if not cut.true or cut.year is None:
                new.append(-1)
                continue
            if cut not in self._numbers:
                self._numbers[cut] = len(self.found)
                self.found.append(cut)
            new.append(self._numbers[cut])
        if new:
            self.numbers = np.concatenate([self.numbers, np.array(new, np.int32)])


def former_of(family: FamilyRows, lane: str) -> FormerGroups:
    """The groups whose former members count in a lane: in accountability, never on the report card."""
    return () if lane.startswith(REPORT) else tuple(sorted(family.former.items()))


class Adder:
    """Adds up pieces. `rows`: seen; `dropped`: of those, kept away; `without_place`: without a school or a year;
    `without`: of each indicator's own rows, those without."""

    def __init__(self, families: Sequence[FamilyRows], members: Members) -> None:
        first = families[0]
        self.answers = Answers(families)
        self.schools = Texts()
        self.reader = members.reader(first.table, first.year)
        self.rows = self.dropped = self.without_place = 0
        self.without: Counter[str] = Counter()
        groups = len(members.groups.names)
        by_former: dict[FormerGroups, set[Name]] = {(): set()}
        of_name: dict[str, FamilyRows] = {family.indicator: family for family in families}
        for name in self.answers.names:
            former = former_of(of_name[name.indicator], name.name) if name.sort == "lane" else ()
            by_former.setdefault(former, set()).add(name)
        self._former = list(by_former)
        self._sets = [(Slots(groups), Said(frozenset(names))) for names in by_former.values()]
        self.values: dict[tuple[str, str], tuple[ValueSlots, list[str]]] = {}
        self._value_of: list[tuple[Name, str, int, ValueSlots, list[str]]] = []
        for family in families:
            for lane in POPULATIONS if family.value is not None else ():
                slots, years = self.values[family.indicator, lane] = ValueSlots(groups), []
                former_set = self._former.index(former_of(family, lane))
                name = Name(family.indicator, "lane", lane)
                self._value_of.append((name, str(family.value), former_set, slots, years))

    def sets(self) -> Iterator[tuple[Slots, list[Answer]]]:
        """The slots, and the answers that their numbers stand for."""
        for slots, said in self._sets:
            yield slots, said.found

    def add(self, table: pa.Table, first_row: int, drops: Drops | None) -> None:
        """Add one more piece, of which the first row has this number in the whole table."""
        for start in range(0, table.num_rows, ROWS_AT_ONCE):
            some = table.slice(start, ROWS_AT_ONCE)
            begins = first_row + start
            self._add(some, None if drops is None else drops[begins : begins + some.num_rows])

    def _add(self, table: pa.Table, drop: Drops | None) -> None:
        schools = self.schools.codes(table.column("school_id"))
        self.rows += table.num_rows
        if drop is not None and drop.any():
            self.dropped += int(drop.sum())
            schools = np.where(drop, np.int32(-1), schools)
        kinds, answers = self.answers.of(table)
        self._count_without_place(schools, kinds, answers, drop)
        members = self.reader.words(table, self._former)
        for (slots, said), words in zip(self._sets, members, strict=True):
            said.read(self.answers.found)
            slots.add(schools, kinds, said.numbers[answers], words, (self.schools.size, len(said.found)))
        for name, column, former_set, values, years in self._value_of:
            taken = self._taken(name, years)
            numbers: Any = small_numbers(one_array(table.column(column)), 0)
            words = members[former_set]
            values.add(schools, kinds, taken[answers], words, numbers, (self.schools.size, len(years)))

    def _taken(self, name: Name, years: list[str]) -> Codes:
        """For every answer in which the name is true, the number of its year; -1 for others."""
        out = np.full(len(self.answers.found), -1, np.int32)
        for number, answer in enumerate(self.answers.found):
            if name in answer.true and answer.year is not None:
                if answer.year not in years:
                    years.append(answer.year)
                out[number] = years.index(answer.year)
        return out

    def _count_without_place(self, schools: Codes, kinds: Codes, answers: Codes, drop: Drops | None) -> None:
        nowhere = schools < 0
        no_year = np.array([answer.year is None for answer in self.answers.found], bool)
        if no_year.any():
            nowhere |= no_year[answers][kinds]
        if drop is not None:
            nowhere &= ~drop
        if not nowhere.any():
            return
        self.without_place += int(np.count_nonzero(nowhere))
        rows = np.bincount(answers[kinds[nowhere]], minlength=len(self.answers.found)).tolist()
        for answer, count in zip(self.answers.found, rows, strict=True):
            self.without.update({name.indicator: count for name in answer.true if name.sort == "kept"})
