"""Pieces of a record table -> whole numbers by indicator, school, school year and student group.

The rows stream through and are gone: what is kept grows with schools, years and groups, not with rows.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orsupport.counting.adding import Adder
from orsupport.counting.answers import Answer, columns_of
from orsupport.counting.enrolled import first_year
from orsupport.counting.members import Members
from orsupport.counting.slots import Counts
from orsupport.indicators.rows import FamilyRows

if TYPE_CHECKING:
    from orsupport.records import Piece

THREADS = 2


@dataclass
class Sums:
    """What was counted from one record table.

    `lanes`: indicator -> lane -> [school, year, group], in students; group 0 is all students, then `groups`.
    `years`: the school years of the results, as their first calendar years. `values`: indicator -> population
    (`counted` or `report_counted`) -> a histogram 1 to 99 by (school, year), [group, 99].
    `rows`: read; `dropped`: of those, kept away by a rule on a problem; `without_place`: of the rest, without a school
    or a year; `without`: indicator -> those of them that are the indicator's. `kept`: indicator -> rows that are the
    indicator's; `left_out`: indicator -> what is said -> rows; `noted`: the same by the year of the result.
    `unknown_groups`: group code that nobody declared -> rows; `not_enrolled`: rows whose student is not in
    `enrolments`.
    """

    schools: list[str]
    years: list[int]
    groups: list[str]
    lanes: dict[str, dict[str, Counts]] = field(default_factory=dict)
    values: dict[str, dict[str, dict[tuple[str, int], NDArray[np.int64]]]] = field(default_factory=dict)
    rows: int = 0
    dropped: int = 0
    without_place: int = 0
    without: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, dict[str, int]] = field(default_factory=dict)
    noted: dict[str, dict[str, Counter[int]]] = field(default_factory=dict)
    unknown_groups: Counter[str] = field(default_factory=Counter)
    not_enrolled: int = 0


def columns_for(families: Sequence[FamilyRows], members: Members) -> list[str]:
    """Every column of a record table that is read to count these indicators."""
    first = families[0]
    asked = [name for family in families for name in columns_of(family)]
    groups = members.columns(first.table, first.year, any(family.former for family in families))
    return list(dict.fromkeys(["school_id", first.year, *asked, *groups]))


def count_rows(
    pieces: Iterable[Piece | Callable[[], Piece]],
    families: Sequence[FamilyRows],
    members: Members,
    drops: NDArray[np.bool_] | None = None,
    threads: int = THREADS,
    tell: Callable[[int], None] | None = None,
) -> Sums:
    """Count the indicators of one record table.

    Two threads take turns at the pieces, which may still have to be read, and each adds up for itself. `drops`: rows of
    the table, by their number from 0, that are not counted. `tell` hears of every piece how many rows it had.
    """
    left = iter(pieces)
    turn = threading.Lock()
    failed = threading.Event()

    def work(adder: Adder) -> Adder:
        try:
            while not failed.is_set():
                with turn:
                    piece = next(left, None)
                if piece is None:
                    break
                read = piece() if callable(piece) else piece
                adder.add(read.table, read.first_row, drops)
                if tell is not None:
                    with turn:
                        tell(read.table.num_rows)
        except BaseException:
            failed.set()
            raise
        return adder

    adders = [Adder(families, members) for _ in range(threads)]
    if threads == 1:
        return added_up([work(adders[0])], families, members.groups.names)
    with ThreadPoolExecutor(threads) as pool:
        return added_up(list(pool.map(work, adders)), families, members.groups.names)


def added_up(adders: Sequence[Adder], families: Sequence[FamilyRows], groups: Sequence[str]) -> Sums:
    """What the threads counted, together."""
    later = {family.indicator: family.years_later for family in families}
    schools = list(dict.fromkeys(name for adder in adders for name in adder.schools.texts()))
    met = {answer.year for adder in adders for answer in adder.answers.found if answer.year is not None}
    years = sorted({first_year(year) + years for year in met for years in later.values()})
    sums = Sums(schools, years, list(groups))
    shape = (len(schools), len(years), len(groups) + 1)
    for family in families:
        sums.lanes[family.indicator] = {lane: np.zeros(shape, np.int64) for lane in family.lanes}
        sums.kept[family.indicator] = 0
        sums.left_out[family.indicator] = dict.fromkeys(family.left_out, 0)
        sums.noted[family.indicator] = {says: Counter() for says in family.noted}
        sums.without[family.indicator] = sum(adder.without[family.indicator] for adder in adders)
    for adder in adders:
        sums.rows += adder.rows
        sums.dropped += adder.dropped
        sums.without_place += adder.without_place
        sums.unknown_groups.update(adder.reader.unknown)
        sums.not_enrolled += adder.reader.not_enrolled
        _add(sums, adder, later)
        _add_values(sums, adder, later)
    return sums


def _add(sums: Sums, adder: Adder, later: dict[str, int]) -> None:
    place = {name: number for number, name in enumerate(sums.schools)}
    of_school = np.array([place[name] for name in adder.schools.texts()], np.int64)
    for slots, answers in adder.sets():
        schools, numbers, counts = slots.take()
        order = np.argsort(numbers, kind="stable")
        ends = np.searchsorted(numbers[order], np.arange(len(answers) + 1))
        for number, answer in enumerate(answers):
            here = order[ends[number] : ends[number + 1]]
            by_school = np.zeros((len(sums.schools), counts.shape[1]), np.int64)
            by_school[of_school[schools[here]]] = counts[here]
            _add_answer(sums, answer, by_school, later)


def _add_answer(sums: Sums, answer: Answer, by_school: Counts, later: dict[str, int]) -> None:
    if answer.year is None:
        return
    students = int(by_school[:, 0].sum())
    for indicator, sort, name in answer.true:
        if sort == "kept":
            sums.kept[indicator] += students
        elif sort == "left_out":
            sums.left_out[indicator][name] += students
        elif sort == "noted":
            sums.noted[indicator][name][first_year(answer.year) + later[indicator]] += students
        else:
            year = sums.years.index(first_year(answer.year) + later[indicator])
            sums.lanes[indicator][name][:, year] += by_school


def _add_values(sums: Sums, adder: Adder, later: dict[str, int]) -> None:
    names = adder.schools.texts()
    for (indicator, population), (slots, years) in adder.values.items():
        held = sums.values.setdefault(indicator, {}).setdefault(population, {})
        for school, year, histogram in zip(*slots.take(), strict=True):
            at = names[school], first_year(years[year]) + later[indicator]
            held[at] = histogram.astype(np.int64) + held.get(at, 0)
