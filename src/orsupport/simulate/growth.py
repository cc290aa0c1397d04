"""Growth percentiles of students, and the medians of schools and student groups: medians of these very students."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orsupport.simulate.calibration import Flags, Numbers, Whole, calibration, log_odds
from orsupport.simulate.students import GROUPS, POVERTY, RACES, SHAPE, membership


@dataclass(frozen=True)
class Grown:
    """Students with a growth percentile in one subject and year, school after school and cell after cell.

    `students`: how many, int64 [school, cell]. `percentiles`: whole numbers, 1 to 99, one a student.
    """

    students: Whole
    percentiles: Whole


def percentiles(draw: np.random.Generator, students: Whole, score: Numbers) -> Grown:
    """A percentile for each of these students (int64 [school, cell]): their rank among all students of the State.

    So the State's median is 50 by construction, and a school's or a group's lies off by what lifts its students.
    """
    asked = calibration()["growth"]
    race, poverty, learner, disability = (index.ravel() for index in np.indices(SHAPE))
    apart = np.array([asked["groups"][name] for name in RACES])[race].astype(np.float64)
    for group, inside in (
        (POVERTY, poverty == 2),
        ("english_learners", learner),
        ("students_with_disabilities", disability),
    ):
        apart += asked["others"][group] * inside
    level = asked["state"] + asked["schools"] * score[:, None] + apart
    strength = np.repeat(log_odds(level.ravel() / 100), students.ravel())
    order = np.argsort(np.round(strength + log_odds(draw.random(len(strength))), 9), kind="stable")
    found = np.empty(len(order), dtype=np.int64)
    found[order] = 1 + 99 * np.arange(len(order)) // max(len(order), 1)
    return Grown(students, found)


def medians(years: list[tuple[Grown, tuple[str, ...], Flags]]) -> tuple[Whole, Numbers]:
    """Students with a percentile (int64) and their exact median (float64), halves kept; both [school, group].

    `years`: the school years that are pooled, each with the names of its groups and the schools that are there. Nobody
    is counted where nobody has a percentile in the last of them: older years alone make no result.
    """
    schools = len(years[0][0].students)
    school = np.concatenate([_places(grown.students)[0] for grown, _, _ in years])
    cell = np.concatenate([_places(grown.students)[1] for grown, _, _ in years])
    year = np.repeat(np.arange(len(years)), [len(grown.percentiles) for grown, _, _ in years])
    percentile = np.concatenate([grown.percentiles for grown, _, _ in years])
    order = np.argsort(school * 100 + percentile, kind="stable")
    order = order[np.stack([there for _, _, there in years])[year[order], school[order]]]
    school, cell, year, percentile = (each[order] for each in (school, cell, year, percentile))
    counted = np.zeros((schools, len(GROUPS)), dtype=np.int64)
    values = np.zeros((schools, len(GROUPS)))
    for place, (group, member) in enumerate(zip(GROUPS, membership(), strict=True)):
        knows = np.array([group in names for _, names, _ in years])
        inside = member[cell] & knows[year]
        count = np.bincount(school[inside], minlength=schools)
        first, listed = np.cumsum(count) - count, np.append(percentile[inside], 0)
        low, high = (
            listed[np.minimum(first + np.maximum(at, 0), len(listed) - 1)] for at in ((count - 1) // 2, count // 2)
        )
        now = np.bincount(school[inside & (year == len(years) - 1)], minlength=schools)
        counted[:, place], values[:, place] = np.where(now > 0, count, 0), (low + high) / 2
    return counted, values


def _places(students: Whole) -> tuple[Whole, Whole]:
    """The school and the cell of each student, in order."""
    school, cell = np.divmod(np.repeat(np.arange(students.size), students.ravel()), students.shape[1])
    return school, cell
