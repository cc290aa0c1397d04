"""One entry a pupil of a simulated year, from the whole numbers of its schools, cells and grades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orsupport.simulate.calibration import Flags, Numbers, Whole, calibration
from orsupport.simulate.drawn import YearDrawn
from orsupport.simulate.grades import GRADES, IS, STANDING, WAS, by_cell
from orsupport.simulate.results import former_count
from orsupport.simulate.schools import Schools
from orsupport.simulate.students import CELLS, SHAPE


@dataclass
class Pupils:
    """The pupils of one simulated year; arrays of one entry a pupil, school after school.

    `learner`, `disability`: grades.NOT, IS or WAS. `present`: at the school for 75 days and there in May. `in_may`,
    `half`: there in May, there for half of the year. `recent`: in the first year in the country. `again`: in ninth
    grade again. `number`: the pupil's number in the State, the same in every year. `learner_left`, `disability_left`:
    the school year (its first calendar year) in which the pupil left the group; 0: in none.
    """

    school: Whole
    race: Whole
    poverty: Whole
    learner: Whole
    disability: Whole
    grade: Whole
    present: Flags
    in_may: Flags
    half: Flags
    recent: Flags
    again: Flags
    number: Whole
    learner_left: Whole
    disability_left: Whole

    def __len__(self) -> int:
        return len(self.school)

    def key(self, former: bool) -> Whole:
        """The place of each pupil's school and cell."""
        return self.school * CELLS + self.cell(former)

    def cell(self, former: bool) -> Whole:
        """The place of each pupil's cell; `former`: those who left a group counted in it."""
        learner, disability = ((each == IS) | (former & (each == WAS)) for each in (self.learner, self.disability))
        return np.ravel_multi_index((self.race, self.poverty, learner.astype(int), disability.astype(int)), SHAPE)


def pupils_of(draw: np.random.Generator, schools: Schools, drawn: YearDrawn, year: int) -> Pupils:
    """The pupils of the schools that are there, without numbers."""
    there = schools.there(year)[:, None]
    size = int(np.prod(STANDING))
    present = np.where(there, drawn.present.reshape(len(schools), size), 0)
    recent = np.where(there, drawn.recent.reshape(len(schools), size), 0)
    cells = by_cell(drawn.present, former=False)
    absent = np.where(there, (drawn.pupils - cells).reshape(len(schools), CELLS * GRADES), 0)
    came = [_repeated(present - recent, STANDING), _repeated(recent, STANDING), _repeated(absent, (*SHAPE, GRADES))]
    school, race, poverty, learner, disability, grade = (np.concatenate(each) for each in zip(*came, strict=True))
    kind = np.repeat([0, 1, 2], [len(each[0]) for each in came])
    order = np.argsort(school, kind="stable")
    arrays = [each[order] for each in (school, race, poverty, learner, disability, grade)]
    late = draw.random(len(order)) >= calibration()["records"]["left_before"] / 100
    here, yet = (kind < 2)[order], draw.random(len(order)) < 0.5
    flags = [here, here | late, here | (~late & yet), (kind == 1)[order], np.zeros(len(order), dtype=bool)]
    made = Pupils(*arrays, *flags, *(np.zeros(len(order), dtype=np.int64) for _ in range(3)))
    ninth = np.flatnonzero(made.present & (made.grade == 9))
    key = made.key(former_count("ninth_grade_on_track"))[ninth]
    counted = np.where(there, drawn.cells["ninth_grade_on_track"].counted, 0)
    made.again[ninth] = ~chosen(key, counted, draw.random(len(ninth)))
    return made


def _repeated(counts: Whole, shape: tuple[int, ...]) -> list[Whole]:
    """School and place along each axis of the shape, once for each student; `counts`: int64 [school, places]."""
    place = np.repeat(np.arange(counts.size), counts.ravel())
    school, place = np.divmod(place, counts.shape[1])
    return [school, *(each.astype(np.int64) for each in np.unravel_index(place, shape))]


def chosen(key: Whole, counts: Whole, score: Numbers) -> Flags:
    """So many students of each key as `counts` says (flat, by key), those with the lowest score.

    There must be as many: whoever is asked for and is not there is an error of the simulation.
    """
    counts = counts.ravel()
    order = np.lexsort((score, key))
    taken = np.zeros(len(key), dtype=bool)
    taken[order] = rank(key[order]) < counts[key[order]]
    short = np.bincount(key[taken], minlength=len(counts)) != counts
    assert not short.any(), f"{short.sum()} cells ask for more students than there are"
    return taken


def rank(keys: Whole) -> Whole:
    """The place of each entry among those of its key, 0 on; the keys are in order."""
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    return np.arange(len(keys)) - np.repeat(first, np.diff(first, append=len(keys)))
