"""Which grades pupils are in, and what those who count are and were."""

from __future__ import annotations

import numpy as np

from orsupport.simulate.calibration import Whole, calibration
from orsupport.simulate.schools import grades_of
from orsupport.simulate.students import CELLS, RACES, SHAPE

GRADES = 13  # kindergarten as 0
TESTED = (3, 4, 5, 6, 7, 8, 11)
GROWING = (4, 5, 6, 7, 8)
NOT, IS, WAS = range(3)  # a learner or disabled: no; yes; no longer, but not for so long that it does not count
STANDING = (*SHAPE[:2], 3, 3, GRADES)  # race, poverty, learner, disability, grade


def in_grades(draw: np.random.Generator, pupils: Whole, spans: list[str]) -> Whole:
    """The pupils of each cell shared out among the grades of their school; int64 [school, cell, grade]."""
    shares = np.zeros((len(spans), GRADES))
    for school, span in enumerate(spans):
        shares[school, list(grades_of(span))] = 1 / len(grades_of(span))
    return draw.multinomial(pupils, shares[:, None, :])


def standing(draw: np.random.Generator, present: Whole) -> Whole:
    """The same students (int64 [school, cell, grade]) by what they are and were; int64 [school, *STANDING]."""
    former, schools = calibration()["former"], len(present)
    by_cell = present.reshape(schools, *SHAPE, GRADES)
    found = np.zeros((schools, *STANDING), dtype=np.int64)
    chance = np.array([former["english_learners"][race] for race in RACES]) / 100
    was = draw.binomial(by_cell[:, :, :, NOT], chance[:, None, None, None])
    for learner, students in ((NOT, by_cell[:, :, :, NOT] - was), (IS, by_cell[:, :, :, IS]), (WAS, was)):
        left = draw.binomial(students[:, :, :, NOT], former["students_with_disabilities"] / 100)
        found[:, :, :, learner, NOT] = students[:, :, :, NOT] - left
        found[:, :, :, learner, IS] = students[:, :, :, IS]
        found[:, :, :, learner, WAS] = left
    return found


def recently_arrived(draw: np.random.Generator, standing: Whole) -> Whole:
    """Of these students, the English learners in their first year in the country; int64 [school, *STANDING]."""
    found = np.zeros_like(standing)
    found[:, :, :, IS] = draw.binomial(standing[:, :, :, IS], calibration()["recent"]["learner"] / 100)
    return found


def by_cell(standing: Whole, former: bool) -> Whole:
    """Students by cell and grade, int64 [school, cell, grade]; `former`: those who left a group counted in it."""
    joined = standing[:, :, :, :2].copy()
    joined[:, :, :, IS if former else NOT] += standing[:, :, :, WAS]
    cells = joined[:, :, :, :, :2].copy()
    cells[:, :, :, :, IS if former else NOT] += joined[:, :, :, :, WAS]
    return cells.reshape(len(standing), CELLS, -1)
