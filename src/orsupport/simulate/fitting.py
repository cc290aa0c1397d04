"""The chance of every cell of every school, so that schools and student groups both come out as they should."""

from __future__ import annotations

import numpy as np

from orsupport.simulate.calibration import KINDS, Numbers, Whole, calibration, log_odds, rate_of, spread_of_rates
from orsupport.simulate.schools import Schools
from orsupport.simulate.students import GROUPS, OTHERS, RACES, membership, moved_to

ROUNDS = 6
LEAST = 1e-3
FITTED = (*OTHERS, *RACES)


def school_rates(indicator: str, scores: Numbers, schools: Schools, students: Whole, average: float) -> Numbers:
    """What each school should reach (shares, 0 to 1): the spread of its kind, less what chance will add in a small one.

    `students`: who count, int64 [school]. Weighted by them, the rates average to the State's.
    """
    rates = np.full(len(schools), average)
    for kind, name in enumerate(KINDS):
        points = calibration()["spread"][indicator].get(name)
        here = schools.kinds == kind
        if points is None or not here.any():
            continue
        asked = spread_of_rates(scores[here], points)
        middle = np.median(asked)
        chance = middle * (1 - middle) / np.maximum(students[here], 1)
        keep = np.sqrt(np.maximum(1 - 0.8 * chance / np.maximum(asked.var(), 1e-6), 0.3))
        rates[here] = middle + (asked - middle) * keep
    return moved_to(rates, students.astype(np.float64), average)


def group_rates(indicator: str, average: float) -> dict[str, float]:
    """What each student group should reach (shares, 0 to 1) in a year in which all students reach `average`."""
    asked = calibration()["groups"][indicator]
    rates: dict[str, float] = {}
    if "like" in asked:
        rates |= group_rates(asked["like"], average)
    for group, rate in asked.get("rate", {}).items():
        own, everyone = rate if isinstance(rate, list) else (rate, asked["all"])
        rates[group] = float(rate_of(log_odds(average) + log_odds(own / 100) - log_odds(everyone / 100)))
    return rates


def fitted(students: Whole, by_school: Numbers, by_group: dict[str, float]) -> Numbers:
    """The chance to meet the bar, float64 [school, cell]: a school's own odds plus those of the groups of a cell.

    Each round brings every school to its rate, then all groups together to theirs (Newton's method, the schools
    following). Race groups are first moved together, so that they add up to all students.
    """
    names = [group for group in FITTED if group in by_group]
    member = membership()[[GROUPS.index(group) for group in names]].astype(np.float64)
    there = students.sum(axis=1) > 0
    weight, by_school = students[there].astype(np.float64), by_school[there]
    per_group = (weight.sum(axis=0) * member).sum(axis=1)
    group_met = per_group * _reconciled(names, per_group, by_group, weight, by_school)
    if names[-1] == RACES[-1]:  # the last race group follows from the schools and the other ones
        member, group_met, names = member[:-1], group_met[:-1], names[:-1]
    per_school, target = weight.sum(axis=1), log_odds(by_school)
    school, group = target.copy(), np.zeros(len(names))
    for _ in range(ROUNDS):
        met = (weight * rate_of(school[:, None] + _sums(group, member.T))).sum(axis=1)
        school = school + np.clip(target - log_odds(met / per_school), -1, 1)
        chance = rate_of(school[:, None] + _sums(group, member.T))
        each = weight * chance
        room = each * (1 - chance)
        own, both = np.maximum(room.sum(axis=1), LEAST), _sums(room, member)
        matrix = _sums(room.sum(axis=0) * member, member) - _sums((both / own[:, None]).T, both.T)
        missing = group_met - (each.sum(axis=0) * member).sum(axis=1)
        step = np.clip(np.linalg.solve(matrix + LEAST * np.eye(len(names)), missing), -1, 1)
        group = group + step
        school = school - np.clip(_sums(both, step) / own, -1, 1)
    found = np.zeros(students.shape)
    found[there] = np.round(rate_of(school[:, None] + _sums(group, member.T)), 6)
    return found


def _sums(one: Numbers, other: Numbers) -> Numbers:
    """The products of two tables summed along the last axis of both, in one order on every machine."""
    return np.einsum("...i,...i->..." if other.ndim == 1 else "...i,ji->...j", one, other)


def _reconciled(
    names: list[str], per_group: Numbers, by_group: dict[str, float], weight: Numbers, by_school: Numbers
) -> Numbers:
    rates = np.array([by_group[name] for name in names])
    races = np.array([name in RACES for name in names], dtype=bool)
    everyone = float((weight.sum(axis=1) * by_school).sum() / max(weight.sum(), 1))
    if races.sum() == len(RACES):
        rates[races] = moved_to(rates[races], per_group[races], everyone)
    return rates
