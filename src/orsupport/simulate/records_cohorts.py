"""Records of graduation cohorts: who came in and left, with and without papers, and which diploma when."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orsupport.simulate.calibration import Flags, Whole, calibration
from orsupport.simulate.drawn import Cells
from orsupport.simulate.pupils import Pupils, chosen, rank
from orsupport.simulate.records_columns import NO_DAY, Days, codes, date, days, groups, ids, same, school_year
from orsupport.simulate.results import former_count
from orsupport.simulate.students import SHAPE

DIPLOMAS = ["regular", "modified", "post_graduate_scholars", "equivalency", "adult", "extended", "certificate"]
GRADUATE, OTHER, CERTIFICATE = (0, 1, 2), (3, 4, 5), 6
EXITS = [
    "graduated",
    "completed",
    "dropped_out",
    "transferred_out",
    "emigrated",
    "prison_or_juvenile_facility",
    "deceased",
]
GRADUATED, COMPLETED, DROPPED_OUT, FIRST_REMOVAL = 0, 1, 2, 3


def cohorts(
    draw: np.random.Generator,
    pupils: Pupils,
    school_ids: list[str],
    four: Cells,
    five: Cells | None,
    there: Flags,
    year: int,
    next_number: int,
) -> tuple[pa.Table, int]:
    """The class of one year, and the next number that is free.

    `four`, `five`: who graduates in it, who completes by the year after (None: not known yet). Seniors of the schools
    are in it under their own number; the others left, or were never at a school of the State in the years of the
    records. Beside them, rows of students who were removed with papers.
    """
    asked, students = calibration()["records"], np.where(there[:, None], four.counted, 0)
    key = np.repeat(np.arange(students.size), students.ravel())
    four_met = chosen(key, np.where(there[:, None], four.met, 0), draw.random(len(key)))
    late = ~four_met & (draw.random(len(key)) < 0.2)
    if five is not None:
        left = np.flatnonzero(~four_met)
        late[left] = chosen(key[left], np.where(there[:, None], five.met - four.met, 0), draw.random(len(left)))
    number, next_number = _numbers(pupils, key, next_number)
    more = np.flatnonzero(draw.random(len(key)) < asked["removed"] / 100)
    order = np.argsort(np.concatenate([key, key[more]]), kind="stable")
    removed = (np.arange(len(order)) >= len(key))[order]
    number = np.concatenate([number, next_number + np.arange(len(more))])[order]
    key, four_met, late = (np.concatenate([each, each[more]])[order] for each in (key, four_met, late))
    four_met, late = four_met & ~removed, late & ~removed
    diploma, awarded = _diplomas(draw, four_met, late, five is not None, year)
    left_by = np.where(four_met, GRADUATED, np.where(late, COMPLETED, DROPPED_OUT + (draw.random(len(key)) < 0.3)))
    left_by = np.where(removed, FIRST_REMOVAL + draw.choice(4, len(key), p=[0.86, 0.08, 0.04, 0.02]), left_by)
    staying = ~removed & ~four_met & ~late & (draw.random(len(key)) < 0.3)
    new = draw.random(len(key)) < asked["transferred_in"] / 100
    began = date(year - 3, 9, 1)
    came = began + np.where(new, draw.integers(30, 3 * 365 + 60, len(key)), 0).astype("timedelta64[D]")
    school, cell = np.divmod(key, int(np.prod(SHAPE)))
    race, poverty, learner, disability = np.unravel_index(cell, SHAPE)
    table = pa.table(
        {
            "cohort_year": same(school_year(year - 3), len(key)),
            "student_id": ids(number),
            "school_id": codes(school, school_ids),
            "entered": codes(new.astype(np.int64), ["first_time_ninth_grade", "transfer_in"]),
            "entry_date": days(came),
            "exit_type": codes(left_by, EXITS, staying),
            "exit_documented": pa.array(removed, mask=staying | four_met | late),
            "diploma": codes(np.maximum(diploma, 0), DIPLOMAS, diploma < 0),
            "diploma_date": days(awarded),
            **groups(race, poverty, learner == 1, disability == 1, school_year(year)),
        }
    )
    return table, next_number + len(more)


def _numbers(pupils: Pupils, key: Whole, next_number: int) -> tuple[Whole, int]:
    """The numbers of the school's seniors of the same cell, as far as there are any, then new ones."""
    seniors = np.flatnonzero(pupils.grade == 12)
    of_senior = pupils.key(former_count("graduation_4yr"))[seniors]
    order = np.argsort(of_senior, kind="stable")
    seniors, of_senior = seniors[order], of_senior[order]
    most = len(key) + len(seniors) + 1
    _, one, other = np.intersect1d(
        key * most + rank(key), of_senior * most + rank(of_senior), assume_unique=True, return_indices=True
    )
    number = np.zeros(len(key), dtype=np.int64)
    number[one] = pupils.number[seniors[other]]
    others = np.setdiff1d(np.arange(len(key)), one)
    number[others] = next_number + np.arange(len(others))
    return number, next_number + len(others)


def _diplomas(draw: np.random.Generator, four_met: Flags, late: Flags, known: bool, year: int) -> tuple[Whole, Days]:
    """Which diploma (-1: none) and when. `known`: what happened in the year after the class is known.

    In time: in June, at the end of the summer (the last day of August among them), or early. Late: another completer at
    any time, or a graduate from the first of September on.
    """
    size = len(four_met)
    ends, after = date(year + 1, 8, 31), date(year + 2, 8, 31)
    diploma = np.where(four_met, draw.choice(GRADUATE, size, p=[0.91, 0.05, 0.04]), -1)
    awarded = np.full(size, NO_DAY)
    when = draw.random(size)
    june = date(year + 1, 6, 3) + _some(draw, size, 14)
    awarded = np.where(
        four_met, np.where(when < 0.88, june, np.where(when < 0.96, ends - _some(draw, size, 62), june - 130)), awarded
    )
    other = late & ((draw.random(size) < 0.6) | (not known))
    diploma = np.where(late, draw.choice(GRADUATE, size, p=[0.8, 0.15, 0.05]), diploma)
    diploma = np.where(other, draw.choice(OTHER, size, p=[0.6, 0.2, 0.2]), diploma)
    second = ends + 1 + _some(draw, size, 365)
    second = np.where(when < 0.05, after, second)
    awarded = np.where(
        late, np.where(other & ((when < 0.5) | (not known)), ends - _some(draw, size, 200), second), awarded
    )
    neither = ~four_met & ~late
    certified = neither & (draw.random(size) < 0.04)
    too_late = neither & ~certified & (draw.random(size) < 0.02) & known
    diploma = np.where(certified, CERTIFICATE, np.where(too_late, OTHER[0], diploma))
    awarded = np.where(certified, june, np.where(too_late, after + 1 + _some(draw, size, 30), awarded))
    return diploma, awarded.astype("datetime64[D]")


def _some(draw: np.random.Generator, size: int, below: int) -> Whole:
    """Days to go on from a date: 0, and less than `below`."""
    return draw.integers(0, below, size)
