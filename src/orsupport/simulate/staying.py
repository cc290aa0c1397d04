"""Who a pupil of one year is in the next: the same number where a pupil stays, or moves within the State."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from orsupport.simulate.calibration import Whole, calibration
from orsupport.simulate.grades import IS, NOT, WAS
from orsupport.simulate.pupils import Pupils, rank

EVERYWHERE = 1 << 20  # more than any number of schools


class Pass(NamedTuple):
    """One way in which pupils of two years may be the same."""

    scope: str
    same_poverty: bool = True
    leaves: str = ""


PASSES = (
    Pass("school"),
    Pass("school", leaves="learner"),
    Pass("school", leaves="disability"),
    Pass("school", same_poverty=False),
    Pass("district"),
    Pass("district", leaves="learner"),
    Pass("district", same_poverty=False),
    Pass("State"),
)


def number(
    draw: np.random.Generator, before: Pupils | None, pupils: Pupils, year: int, district: Whole, next_number: int
) -> int:
    """Give every pupil a number and the years of leaving groups; the next number that is free.

    `year`: the first calendar year of the school year. Former members left in a year that still counts; who has never
    been counted as one has left too long ago, or not.
    """
    asked, known = calibration()["records"], np.zeros(len(pupils), dtype=bool)
    if before is not None:
        known = _same(before, pupils, year, district)
    new = np.flatnonzero(~known)
    pupils.number[new] = next_number + np.arange(len(new))
    for standing, left, years in (
        (pupils.learner, pupils.learner_left, asked["english_learner_years"]),
        (pupils.disability, pupils.disability_left, asked["disability_years"]),
    ):
        chance = draw.random(len(new))
        was = new[standing[new] == WAS]
        left[was] = year - draw.integers(0, years + 1, len(was))
        long_ago = new[(standing[new] == NOT) & (chance < 0.03)]
        left[long_ago] = year - years - draw.integers(1, 4, len(long_ago))
    return next_number + len(new)


def _same(before: Pupils, pupils: Pupils, year: int, district: Whole) -> np.ndarray:
    """Carry numbers and years of leaving over to the pupils who were there the year before; which these are."""
    asked = calibration()["records"]
    was_learner = _over(before.learner, before.learner_left, year, asked["english_learner_years"])
    was_disabled = _over(before.disability, before.disability_left, year, asked["disability_years"])
    came_from = np.where(pupils.again, 9, pupils.grade - 1)
    old, new = np.arange(len(before)), np.flatnonzero(came_from >= 0)
    known = np.zeros(len(pupils), dtype=bool)
    for each in PASSES:
        leaving = {
            "learner": np.where(was_learner == IS, WAS, -1) if each.leaves == "learner" else was_learner,
            "disability": np.where(was_disabled == IS, WAS, -1) if each.leaves == "disability" else was_disabled,
        }
        possible = old[(leaving["learner"][old] >= 0) & (leaving["disability"][old] >= 0)]
        keys_before = _keys(before, each, possible, leaving, before.grade, district)
        keys_now = _keys(
            pupils, each, new, {"learner": pupils.learner, "disability": pupils.disability}, came_from, district
        )
        at_before, at_now = _paired(keys_before, keys_now)
        then, now = possible[at_before], new[at_now]
        pupils.number[now] = before.number[then]
        for standing, left, left_before in (
            (before.learner, pupils.learner_left, before.learner_left),
            (before.disability, pupils.disability_left, before.disability_left),
        ):
            left[now] = left_before[then]
            is_left = standing[then] == IS
            still = (pupils.learner if left is pupils.learner_left else pupils.disability)[now] == IS
            left[now[is_left & ~still]] = year - 1
        known[now] = True
        taken = np.zeros(len(before), dtype=bool)
        taken[then] = True
        old, new = old[~taken[old]], new[~known[new]]
    return known


def _over(standing: Whole, left: Whole, year: int, years: int) -> Whole:
    """What a former member is in this year: still one who counts, or none."""
    return np.where((standing == WAS) & (left < year - years), NOT, standing)


def _keys(pupils: Pupils, way: Pass, among: Whole, standing: dict[str, Whole], grade: Whole, district: Whole) -> Whole:
    """One number for all that must be the same in both years."""
    school = pupils.school[among]
    where = {"school": school, "district": EVERYWHERE + district[school], "State": np.zeros_like(school)}[way.scope]
    poverty = pupils.poverty[among] if way.same_poverty else np.zeros_like(school)
    key = where
    for part, size in (
        (pupils.race[among], 7),
        (poverty, 3),
        (standing["learner"][among], 3),
        (standing["disability"][among], 3),
        (grade[among], 13),
    ):
        key = key * size + part
    return key


def _paired(one: Whole, other: Whole) -> tuple[Whole, Whole]:
    """Places of both with equal keys, each used once."""
    orders = [np.argsort(keys, kind="stable") for keys in (one, other)]
    most = max(len(one), len(other), 1)
    left, right = (keys[order] * most + rank(keys[order]) for keys, order in zip((one, other), orders, strict=True))
    _, first, second = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    return orders[0][first], orders[1][second]
