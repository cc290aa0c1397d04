"""The nine indicators of every school, cell and year, as whole students who count and who meet the bar.

The whole numbers of a year are kept, so that student records can be made that count to them (records.py).
"""

from __future__ import annotations

import numpy as np

from orsupport.simulate.calibration import Numbers, Whole, calibration, order_of_years
from orsupport.simulate.drawn import SUBJECTS, Cells, Result, YearDrawn
from orsupport.simulate.fitting import fitted, group_rates, school_rates
from orsupport.simulate.grades import GROWING, TESTED, by_cell, in_grades, recently_arrived, standing
from orsupport.simulate.growth import medians, percentiles
from orsupport.simulate.schools import Schools, grades_of
from orsupport.simulate.students import GROUPS, OLD_POVERTY, POVERTY, membership, moved_to

LEARNERS = ("all", "english_learners")


def make_results(
    draw: np.random.Generator, schools: Schools, pupils: list[Whole], strength: dict[str, Numbers]
) -> tuple[list[Result], dict[int, YearDrawn]]:
    """All results of all simulated years, also of schools that were not yet or no longer there; and what was drawn."""
    found: list[Result] = []
    drawn: dict[int, YearDrawn] = {}
    for year in order_of_years():
        score = {trait: scores[:, year] for trait, scores in strength.items()}
        one = _Year(draw, schools, pupils[year], score, year)
        drawn[year] = one.drawn
        one.graduates()
        one.tests()
        one.others()
        if year - 1 in drawn and follows(year):
            one.drawn.cells["completion_5yr"] = one.completion(drawn[year - 1].cells["graduation_4yr"])
        found += [
            summed(name, year, cells, LEARNERS if name == "elp_progress" else groups_of(name, year))
            for name, cells in one.drawn.cells.items()
        ]
        found += [_growth(subject, year, schools, drawn) for subject in SUBJECTS]
    return found, drawn


def groups_of(indicator: str, year: int) -> tuple[str, ...]:
    """The student groups of an indicator: of the two names of poverty, that of the year, or of the class's own year."""
    years = calibration()["years"]
    of_class = year - 1 if indicator == "completion_5yr" else year
    known = POVERTY if of_class >= years["simulated"].index(years["poverty"]) else OLD_POVERTY
    return tuple(group for group in GROUPS if group not in (OLD_POVERTY, POVERTY) or group == known)


def former_count(indicator: str) -> bool:
    """Whether an indicator counts those who left a student group in it, as the State's rules have it."""
    return indicator in calibration()["former"]["count"]


def pooled_growth(year: int) -> list[int]:
    """The simulated years whose students make the median growth of a year: that one and those before it."""
    years, asked = calibration()["years"]["simulated"], calibration()["growth"]
    first = asked["first_year"] if years[year] >= asked["first_year"] else years[0]
    earliest = int(years[year][:4]) - asked["years"] + 1
    return [at for at in range(year + 1) if int(years[at][:4]) >= earliest and years[at] >= first]


def _growth(subject: str, year: int, schools: Schools, drawn: dict[int, YearDrawn]) -> Result:
    indicator = f"{subject}_growth"
    pooled = [(drawn[at].grown[subject], groups_of(indicator, at), schools.there(at)) for at in pooled_growth(year)]
    counted, values = medians(pooled)
    return Result(indicator, year, counted, values=values, groups=groups_of(indicator, year))


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
        self.draw, self.schools, self.score, self.year = draw, schools, score, year
        of_pupils, self.of_growth = draw.spawn(2)
        self.name = calibration()["years"]["simulated"][year]
        self.pupils = pupils
        enrolled = in_grades(of_pupils, pupils, schools.spans)
        present = of_pupils.binomial(enrolled, calibration()["counted"]["attenders"] / 100)
        found = standing(of_pupils, present)
        self.drawn = YearDrawn(enrolled, found, recently_arrived(of_pupils, found))

    def share(self, indicator: str, trait: str, students: Whole) -> Cells:
        """Who of these students meet the bar of an indicator."""
        average = calibration()["state"][indicator]["rate"][self.name] / 100
        asked = school_rates(indicator, self.score[trait], self.schools, students.sum(axis=1), average)
        chance = fitted(students, asked, group_rates(indicator, average))
        return Cells(students, self.draw.binomial(students, chance))

    def tests(self) -> None:
        """Achievement with those expected, and growth of those tested in grades 4 to 8."""
        tested = by_cell(self.drawn.present - self.drawn.recent, former_count("ela_achievement"))
        expected, growing = tested[:, :, TESTED].sum(axis=2), tested[:, :, GROWING].sum(axis=2)
        for subject in SUBJECTS:
            counted = self.share(f"{subject}_participation", "participation", expected).met
            met = self.share(f"{subject}_achievement", subject, counted).met
            self.drawn.cells[f"{subject}_achievement"] = Cells(counted, met, expected)
            self.drawn.growing[subject] = self.of_growth.hypergeometric(growing, expected - growing, counted)
            chance = calibration()["counted"]["growth"] / 100
            scored = self.of_growth.binomial(self.drawn.growing[subject], chance)
            self.drawn.grown[subject] = percentiles(self.of_growth, scored, self.score[f"{subject}_growth"])

    def graduates(self) -> None:
        """The class of the year: about as many as its pupils of grade 12."""
        asked = calibration()["counted"]["cohort"] / 100
        of_class = np.array([1 / len(grades_of(span)) if span.endswith("12") else 0.0 for span in self.schools.spans])
        chance = np.round(np.minimum(of_class * asked, 1), 6)
        cohort = self.draw.binomial(self.pupils, chance[:, None])
        self.drawn.cells["graduation_4yr"] = self.share("graduation_4yr", "graduation", cohort)

    def others(self) -> None:
        """English proficiency, attendance, ninth grade."""
        asked, cells = calibration()["counted"], self.drawn.cells
        there, attending, ninths = (
            by_cell(students, former_count(indicator))
            for students, indicator in (
                (self.drawn.present - self.drawn.recent, "elp_progress"),
                (self.drawn.present, "regular_attenders"),
                (self.drawn.present, "ninth_grade_on_track"),
            )
        )
        learners = np.where(membership()[GROUPS.index("english_learners")], there.sum(axis=2), 0)
        ninth = self.draw.binomial(ninths[:, :, 9], asked["ninth"] / 100)
        cells["elp_progress"] = self.share("elp_progress", "elp", learners)
        cells["regular_attenders"] = self.share("regular_attenders", "attenders", attending.sum(axis=2))
        cells["ninth_grade_on_track"] = self.share("ninth_grade_on_track", "ninth", ninth)

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
