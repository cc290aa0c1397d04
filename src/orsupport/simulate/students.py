"""The pupils of every school, counted by what they are: race, poverty, English learner, disability, all at once.

A cell is one combination of the four, so that every student group is a sum of cells and all groups of a school fit
together. Student records would be made from these counts: one record for each pupil of a cell.
"""

from __future__ import annotations

import numpy as np

from orsupport.simulate.calibration import (
    KINDS,
    Flags,
    Numbers,
    Whole,
    calibration,
    log_odds,
    order_of_years,
    rate_of,
    spread_of_rates,
)
from orsupport.simulate.schools import Schools

RACES = (
    "american_indian_alaska_native",
    "asian",
    "black_african_american",
    "hispanic_latino",
    "multiracial",
    "native_hawaiian_pacific_islander",
    "white",
)
UNDERSERVED = (0, 2, 3, 5)
OLD_POVERTY, POVERTY = "economically_disadvantaged", "experiencing_poverty"
OTHERS = (OLD_POVERTY, POVERTY, "english_learners", "students_with_disabilities")
COMBINED = "underserved_race_ethnicity"
GROUPS = ("all", *OTHERS, COMBINED, *RACES)
SHAPE = (len(RACES), 3, 2, 2)  # race; not poor, disadvantaged only, experiencing poverty; learner; disability
CELLS = int(np.prod(SHAPE))
ROUNDS = 12


def membership() -> Flags:
    """Which cells make each student group: bool [group, cell], groups in the order of GROUPS."""
    race, poverty, learner, disability = (index.ravel() for index in np.indices(SHAPE))
    rows = [np.ones(CELLS, dtype=bool), poverty > 0, poverty == 2, learner == 1, disability == 1]
    rows += [np.isin(race, UNDERSERVED), *(race == number for number in range(len(RACES)))]
    return np.stack(rows)


def make_students(draw: np.random.Generator, schools: Schools, poverty: Numbers) -> list[Whole]:
    """Pupils enrolled in each simulated year: int64 [school, cell]. Most stay from one year to the next."""
    chances = Chances(draw, schools, poverty)
    asked = calibration()["years"]
    years: dict[int, Whole] = {}
    for year in order_of_years():
        name = asked["simulated"][year]
        wanted = np.maximum(np.rint(schools.sizes * asked["enrolment"][name]).astype(np.int64), 1)
        if year - 1 not in years:
            years[year] = chances.pupils(draw, wanted)
            continue
        stayed = draw.binomial(years[year - 1], asked["stay"]["value"] / 100)
        years[year] = stayed + chances.pupils(draw, np.maximum(wanted - stayed.sum(axis=1), 0))
    return [years[year] for year in sorted(years)]


class Chances:
    """How likely a pupil of a school is of each race, poor, learning English, disabled."""

    def __init__(self, draw: np.random.Generator, schools: Schools, poverty: Numbers) -> None:
        asked, shares = calibration()["mixing"], calibration()["shares"]
        weight = schools.sizes.astype(np.float64)
        part = {name: shares[name] / 100 for name in (*RACES, *OTHERS)}
        self.race = _races(draw, schools, poverty, weight)
        in_poverty = np.zeros(len(schools))
        for kind, name in enumerate(KINDS):
            here = schools.kinds == kind
            in_poverty[here] = spread_of_rates(poverty[here], calibration()["poverty"][name])
        in_poverty = moved_to(in_poverty, weight, part[POVERTY])
        disadvantaged = moved_to(rate_of(log_odds(in_poverty) * 0.9 + 1.3), weight, part[OLD_POVERTY])
        poor = np.array([asked["poor"][race] for race in RACES])
        self.poor = self._by_race(poor, in_poverty)
        self.disadvantaged = np.maximum(self._by_race(poor, disadvantaged), self.poor)
        learner = np.array([asked["learner"][race] for race in RACES])
        self.learner = self._by_kind(draw, learner, "learner_kind", schools, weight, part["english_learners"], 1.1)
        disabled = np.zeros(len(RACES))
        share = part["students_with_disabilities"]
        self.disabled = self._by_kind(draw, disabled, "disability_kind", schools, weight, share, 0.25)

    def _by_race(self, odds: Numbers, share: Numbers) -> Numbers:
        """Chances by race that add up to each school's share; float64 [school, race]."""
        base = log_odds(share)
        for _ in range(ROUNDS):
            found = (self.race * rate_of(base[:, None] + odds)).sum(axis=1)
            base += log_odds(share) - log_odds(found)
        return rate_of(base[:, None] + odds)

    def _by_kind(
        self,
        draw: np.random.Generator,
        odds: Numbers,
        section: str,
        schools: Schools,
        weight: Numbers,
        share: float,
        apart: float,
    ) -> Numbers:
        """Chances by race that add up to the State's share; float64 [school, race]."""
        kinds = np.array([calibration()["mixing"][section][kind] for kind in KINDS])
        base = odds + (kinds[schools.kinds] + apart * draw.standard_normal(len(schools)))[:, None]
        level = 0.0
        for _ in range(ROUNDS):
            found = (weight * (self.race * rate_of(base + level)).sum(axis=1)).sum() / weight.sum()
            level += float(log_odds(share) - log_odds(found))
        return rate_of(base + level)

    def pupils(self, draw: np.random.Generator, count: Whole) -> Whole:
        """So many pupils for each school; int64 [school, cell]."""
        race = draw.multinomial(count, self.race)
        disadvantaged = draw.binomial(race, np.round(self.disadvantaged, 6))
        poor = draw.binomial(disadvantaged, np.round(self.poor / self.disadvantaged, 6))
        poverty = np.stack([race - disadvantaged, disadvantaged - poor, poor], axis=2)
        learner = draw.binomial(poverty, np.round(self.learner, 6)[:, :, None])
        both = np.stack([poverty - learner, learner], axis=3)
        disabled = draw.binomial(both, np.round(self.disabled, 6)[:, :, None, None])
        return np.stack([both - disabled, disabled], axis=4).reshape(len(count), CELLS)


def _races(draw: np.random.Generator, schools: Schools, poverty: Numbers, weight: Numbers) -> Numbers:
    """Chances of each race in each school, the State's shares kept; float64 [school, race]."""
    asked, shares = calibration()["mixing"], calibration()["shares"]
    by_district = draw.standard_normal((len(schools.district_names), len(RACES)))[schools.district]
    by_school = draw.standard_normal((len(schools), len(RACES)))
    column = {what: np.array([asked[what][race] for race in RACES]) for what in ("district", "school", "poverty")}
    odds = column["district"] * by_district + column["school"] * by_school + column["poverty"] * poverty[:, None]
    wanted = np.array([shares[race] for race in RACES])
    wanted = wanted / wanted.sum()
    base = np.log(wanted)
    for _ in range(ROUNDS):
        part = np.exp(base + odds)
        part /= part.sum(axis=1, keepdims=True)
        base = base + np.log(wanted) - np.log((weight[:, None] * part).sum(axis=0) / weight.sum())
    rounded = np.round(part, 6)
    rounded[:, -1] = np.maximum(1 - rounded[:, :-1].sum(axis=1), 0)
    return rounded


def moved_to(rates: Numbers, weight: Numbers, average: float) -> Numbers:
    """The same rates, all moved by one step of log odds, so that their weighted average is the wanted one."""
    odds, step = log_odds(rates), 0.0
    if not weight.sum():
        return rates
    for _ in range(ROUNDS):
        found = (weight * rate_of(odds + step)).sum() / weight.sum()
        step += float(log_odds(average) - log_odds(found))
    return rate_of(odds + step)
