"""Records of tests: assessments, growth percentiles, English proficiency."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orsupport.simulate.calibration import Flags, Numbers, Whole, calibration
from orsupport.simulate.drawn import SUBJECTS, Cells, YearDrawn
from orsupport.simulate.grades import GROWING, IS, TESTED
from orsupport.simulate.growth import Grown
from orsupport.simulate.pupils import Pupils, chosen
from orsupport.simulate.records_columns import GRADE_NAMES, codes, same, whole
from orsupport.simulate.results import former_count
from orsupport.simulate.students import CELLS


def tests(
    draw: np.random.Generator, pupils: Pupils, keys: dict[str, pa.Array], drawn: YearDrawn, there: Flags
) -> tuple[pa.Table, pa.Table]:
    """`assessments` and `growth` of one year. Those who do not count have rows too: recently arrived, not there in May,
    there for less than half of the year, did not take part, without a score."""
    ability, willing = draw.standard_normal(len(pupils)), draw.standard_normal(len(pupils))
    found = [_subject(draw, subject, pupils, keys, drawn, there, ability, willing) for subject in SUBJECTS]
    assessments, growth = (pa.concat_tables([pair[at] for pair in found]).unify_dictionaries() for at in (0, 1))
    return assessments, growth


def _subject(
    draw: np.random.Generator,
    subject: str,
    pupils: Pupils,
    keys: dict[str, pa.Array],
    drawn: YearDrawn,
    there: Flags,
    ability: Numbers,
    willing: Numbers,
) -> tuple[pa.Table, pa.Table]:
    cells = drawn.cells[f"{subject}_achievement"]
    of_test = np.flatnonzero(np.isin(pupils.grade, TESTED))
    expected = (pupils.present & ~pupils.recent)[of_test]
    among = of_test[expected]
    key = pupils.key(former_count(f"{subject}_achievement"))[among]
    growing = np.isin(pupils.grade[among], GROWING)
    there_only = there[:, None]
    with_growth = np.where(there_only, drawn.growing[subject], 0).ravel()
    all_counted = np.where(there_only, cells.counted, 0).ravel()
    each = np.stack([all_counted - with_growth, with_growth], axis=1)
    counted = chosen(key * 2 + growing, each, willing[among] + 0.5 * draw.standard_normal(len(among)))
    strength = ability[among] + 0.6 * draw.standard_normal(len(among))
    met = np.zeros(len(among), dtype=bool)
    met[counted] = chosen(key[counted], np.where(there_only, cells.met, 0), -strength[counted])
    level = np.where(met, 3 + (draw.random(len(among)) < 0.4), 1 + (draw.random(len(among)) < 0.55))
    tested = _rows(draw, subject, pupils, keys, of_test, expected, counted, level)
    grown = _growth(draw, subject, pupils, keys, drawn.grown[subject], there, among, key, counted & growing)
    return tested, grown


def _rows(
    draw: np.random.Generator,
    subject: str,
    pupils: Pupils,
    keys: dict[str, pa.Array],
    of_test: Whole,
    expected: Flags,
    counted: Flags,
    level: Whole,
) -> pa.Table:
    size = len(of_test)
    levels, asked = draw.integers(1, 5, size), calibration()["records"]
    took_part, scored = draw.random(size) < 0.7, draw.random(size) < 0.9
    levels[expected] = level
    took_part[expected] = counted | (draw.random(len(counted)) < asked["without_score"] / 100)
    scored[expected] = counted
    alternate = (pupils.disability[of_test] == IS) & (draw.random(size) < asked["alternate"] / 100)
    return pa.table(
        {
            **{name: column.take(pa.array(of_test)) for name, column in keys.items()},
            "subject": same(subject, size),
            "level": whole(levels, ~(took_part & scored)),
            "took_part": took_part,
            "enrolled_on_census_day": pupils.in_may[of_test],
            "full_academic_year": pupils.half[of_test],
            "grade": codes(pupils.grade[of_test], GRADE_NAMES),
            "test_type": codes(alternate.astype(np.int64), ["regular", "alternate"], ~took_part),
            "recently_arrived": pupils.recent[of_test],
        }
    )


def _growth(
    draw: np.random.Generator,
    subject: str,
    pupils: Pupils,
    keys: dict[str, pa.Array],
    grown: Grown,
    there: Flags,
    among: Whole,
    key: Whole,
    possible: Flags,
) -> pa.Table:
    """Those of the counted who have an earlier score; and some who were not there for half of the year."""
    scored = np.flatnonzero(possible)
    students = np.where(there[:, None], grown.students, 0)
    scored = scored[chosen(key[scored], students, draw.random(len(scored)))]
    scored = scored[np.argsort(key[scored], kind="stable")]
    of_school = np.repeat(np.arange(grown.students.size) // CELLS, grown.students.ravel())
    short = np.flatnonzero(np.isin(pupils.grade, GROWING) & ~pupils.present & ~pupils.half & pupils.in_may)
    rows = np.concatenate([among[scored], short])
    found = np.concatenate([grown.percentiles[there[of_school]], draw.integers(1, 100, len(short))])
    order = np.argsort(rows, kind="stable")
    rows, found = rows[order], found[order]
    return pa.table(
        {
            **{name: column.take(pa.array(rows)) for name, column in keys.items()},
            "subject": same(subject, len(rows)),
            "growth_percentile": whole(found, np.zeros(len(rows), dtype=bool)),
            "full_academic_year": pupils.half[rows],
        }
    )


def english_proficiency(
    draw: np.random.Generator, pupils: Pupils, keys: dict[str, pa.Array], cells: Cells, there: Flags
) -> pa.Table:
    """One row an English learner. In the first year there is no earlier test to have made progress from."""
    learners = np.flatnonzero(pupils.learner == IS)
    here = (pupils.present & ~pupils.recent)[learners]
    key = pupils.key(former_count("elp_progress"))[learners]
    on_track = chosen(key[here], np.where(there[:, None], cells.met, 0), draw.random(int(here.sum())))
    code = draw.integers(0, 3, len(learners))
    code[here] = np.where(on_track, draw.integers(0, 2, len(on_track)), 2)
    without = ~here & (pupils.half[learners] | (draw.random(len(learners)) < 0.5))
    return pa.table(
        {
            **{name: column.take(pa.array(learners)) for name, column in keys.items()},
            "progress": codes(code, ["PROGRESS", "PROFICIENT", "NOPROGRESS"], without),
            "took_part": ~without | pupils.recent[learners],
            "full_academic_year": pupils.half[learners],
        }
    )
