"""Median growth percentiles: given as medians, with 50 for the State by construction."""

from __future__ import annotations

import numpy as np

from orsupport.simulate.calibration import Numbers, Whole, calibration
from orsupport.simulate.students import COMBINED, GROUPS, OTHERS, RACES, UNDERSERVED


def medians(draw: np.random.Generator, counted: Whole, score: Numbers) -> Numbers:
    """Median growth percentile of each school and group: whole numbers, 1 to 99, float64 [school, group].

    The median of a union lies between those of its parts, so that of all students and of the combined group is taken
    between those of the race groups, by their students.
    """
    asked = calibration()["growth"]
    values = np.zeros((len(score), len(GROUPS)))
    level = asked["state"] + asked["schools"] * score
    first = GROUPS.index(RACES[0])
    for race in RACES:
        values[:, GROUPS.index(race)] = level + asked["groups"][race]
    students = counted[:, first:].astype(np.float64)
    values[:, first:] += asked["student"] * draw.standard_normal(students.shape) / np.sqrt(np.maximum(students, 1))
    total = max(students.sum(), 1)
    values[:, first:] += asked["state"] - (students * values[:, first:]).sum() / total
    values[:, 0] = _between(values[:, first:], students)
    four = [first + race for race in UNDERSERVED]
    values[:, GROUPS.index(COMBINED)] = _between(values[:, four], counted[:, four].astype(np.float64))
    for group in OTHERS:
        place = GROUPS.index(group)
        inside = counted[:, place].astype(np.float64)
        outside = np.maximum(counted[:, 0] - inside, 0)
        chance = asked["student"] / np.sqrt(np.maximum(inside, 1))
        apart = asked["others"][group] + chance * draw.standard_normal(len(score))
        values[:, place] = values[:, 0] + apart * outside / np.maximum(counted[:, 0], 1)
    return np.clip(np.floor(np.round(values, 6) + 0.5), 1, 99)


def _between(values: Numbers, students: Numbers) -> Numbers:
    return (values * students).sum(axis=1) / np.maximum(students.sum(axis=1), 1)
