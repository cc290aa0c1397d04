"""The nine indicators of every school, cell and year, as whole students who count and who meet the bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orsupport.simulate.calibration import Numbers, Whole, calibration, order_of_years
from orsupport.simulate.fitting import fitted, group_rates, school_rates
from orsupport.simulate.growth import medians
from orsupport.simulate.schools import Schools, share_of_grades
from orsupport.simulate.students import GROUPS, membership, moved_to

TESTED = {3, 4, 5, 6, 7, 8, 11}
GROWTH = {4, 5, 6, 7, 8}
LEARNERS = ("all", "english_learners")


@dataclass(frozen=True)
class Cells:
    """One indicator in one simulated year; int64 [school, cell], `expected` where there is participation."""

    counted: Whole
    met: Whole
    expected: Whole | None = None


@dataclass(frozen=True)
class Result:
    """One indicator in one simulated year by student group, [school, group] in the order of GROUPS.

    `met` is None and `values` the medians for growth. `groups`: those that have it.
    """

    indicator: str
    year: int
    counted: Whole
    met: Whole | None = None
    expected: Whole | None = None
    values: Numbers | None = None
    groups: tuple[str, ...] = GROUPS


def make_results(
    draw: np.random.Generator, schools: Schools, pupils: list[Whole], strength: dict[str, Numbers]
) -> list[Result]:
    """All results of all simulated years, also of schools that were not yet or no longer there."""
    found: list[Result] = []
    cohorts: dict[int, Cells] = {}
    for year in order_of_years():
        score = {trait: scores[:, year] for trait, scores in strength.items()}
        one = _Year(draw, schools, pupils[year], score, year)
        graduation = one.share("graduation_4yr", "graduation", one.part({12}, "cohort"))
        found += [
            *one.tests(),
            one.learners(),
            summed("regular_attenders", year, one.share("regular_attenders", "attenders", one.part(None, "attenders"))),
            summed("ninth_grade_on_track", year, one.share("ninth_grade_on_track", "ninth", one.part({9}, "ninth"))),
            summed("graduation_4yr", year, graduation),
        ]
        if year - 1 in cohorts and follows(year):
            found.append(summed("completion_5yr", year, one.completion(cohorts[year - 1])))
        cohorts[year] = graduation
    return found


def follows(year: int) -> bool:
    """Whether the simulated year before is the school year before."""
    years = calibration()["years"]["simulated"]
    return year > 0 and int(years[year][:4]) == int(years[year - 1][:4]) + 1


def summed(indicator: str, year: int, cells: Cells, groups: tuple[str, ...] = GROUPS) -> Result:
    """Cells added up to student groups."""
    expected = None if cells.expected is None else by_group(cells.expected)
    return Result(indicator, year, by_group(cells.counted), by_group(cells.met), expected, None, groups)


def by_group(cells: Whole) -> Whole:
    """Cells added up to student groups; int64 [school, group]."""
    return np.stack([cells[:, member].sum(axis=1) for member in membership()], axis=1)


class _Year:
    """One year of the whole State."""

    def __init__(
        self, draw: np.random.Generator, schools: Schools, pupils: Whole, score: dict[str, Numbers], year: int
    ) -> None:
        self.draw, self.schools, self.pupils, self.score, self.year = draw, schools, pupils, score, year
        self.name = calibration()["years"]["simulated"][year]

    def part(self, grades: set[int] | None, counted: str | None = None) -> Whole:
        """Pupils of these grades (all where None) who count; int64 [school, cell]."""
        share = np.ones(len(self.schools)) if grades is None else share_of_grades(self.schools.spans, grades)
        share = share * (calibration()["counted"][counted] / 100 if counted else 1)
        return self.draw.binomial(self.pupils, np.round(np.minimum(share, 1), 6)[:, None])

    def share(self, indicator: str, trait: str, students: Whole) -> Cells:
        """Who of these students meet the bar of an indicator."""
        average = calibration()["state"][indicator]["rate"][self.name] / 100
        asked = school_rates(indicator, self.score[trait], self.schools, students.sum(axis=1), average)
        chance = fitted(students, asked, group_rates(indicator, average))
        return Cells(students, self.draw.binomial(students, chance))

    def tests(self) -> list[Result]:
        """Achievement with those expected, and growth of those tested in grades 4 to 8."""
        found = []
        expected = self.part(TESTED)
        tested = share_of_grades(self.schools.spans, TESTED)
        growing = share_of_grades(self.schools.spans, GROWTH) / np.maximum(tested, 1e-6)
        scored = np.round(growing * calibration()["counted"]["growth"] / 100, 6)
        for subject in ("ela", "math"):
            counted = self.share(f"{subject}_participation", "participation", expected).met
            met = self.share(f"{subject}_achievement", subject, counted).met
            found.append(summed(f"{subject}_achievement", self.year, Cells(counted, met, expected)))
            grown = by_group(self.draw.binomial(counted, scored[:, None]))
            values = medians(self.draw, grown, self.score[f"{subject}_growth"])
            found.append(Result(f"{subject}_growth", self.year, grown, values=values))
        return found

    def learners(self) -> Result:
        """Progress of English learners, who are all the students of this indicator."""
        learner = membership()[GROUPS.index("english_learners")]
        cells = self.share("elp_progress", "elp", np.where(learner, self.pupils, 0))
        return summed("elp_progress", self.year, cells, LEARNERS)

    def completion(self, before: Cells) -> Cells:
        """The cohort of the year before, a year later: its graduates, and those of the others who have completed."""
        average = calibration()["state"]["completion_5yr"]["rate"][self.name] / 100
        students = before.counted
        size = np.maximum(students.sum(axis=1), 1)
        asked = school_rates("completion_5yr", self.score["completion"], self.schools, students.sum(axis=1), average)
        left = students - before.met
        late = np.clip(asked * size - before.met.sum(axis=1), 0.05 * left.sum(axis=1), 0.95 * left.sum(axis=1))
        late = late / np.maximum(left.sum(axis=1), 1)
        groups = group_rates("completion_5yr", average)
        total, met, others = (by_group(cells).sum(axis=0) for cells in (students, before.met, left))
        missing = {
            group: float(np.clip((rate * total[place] - met[place]) / max(others[place], 1), 0.02, 0.98))
            for group, rate in groups.items()
            for place in [GROUPS.index(group)]
        }
        everyone = float(np.clip((average * total[0] - met[0]) / max(others[0], 1), 0.02, 0.98))
        late = moved_to(late, left.sum(axis=1).astype(np.float64), everyone)
        return Cells(students, before.met + self.draw.binomial(left, fitted(left, late, missing)))
