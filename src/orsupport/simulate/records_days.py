"""Records of the year at school: enrolments, attendance, ninth-grade credits."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orsupport.simulate.calibration import Flags, Whole, calibration
from orsupport.simulate.drawn import Cells
from orsupport.simulate.grades import IS
from orsupport.simulate.pupils import Pupils, chosen
from orsupport.simulate.records_columns import GRADE_NAMES, codes, date, days, groups, halves, school_year, years
from orsupport.simulate.results import former_count

HALVES = 2  # days are drawn in half days


def days_enrolled(draw: np.random.Generator, pupils: Pupils) -> Whole:
    """Half days enrolled up to the first school day in May: the whole year for most, too few for who came late."""
    size, asked = len(pupils), calibration()["records"]
    every, fewest = HALVES * asked["days"], HALVES * asked["fewest_days"]
    found = np.where(draw.random(size) < asked["all_days"] / 100, every, draw.integers(fewest, every + 1, size))
    found = np.where(draw.random(size) < 0.002, fewest, found)
    late = np.where(draw.random(size) < 0.02, fewest - HALVES, draw.integers(1, fewest, size))
    left = np.where(pupils.half, draw.integers(fewest, every - 20, size), draw.integers(1, fewest, size))
    return np.where(pupils.present, found, np.where(pupils.in_may, late, left))


def enrolments(pupils: Pupils, keys: dict[str, pa.Array], enrolled: Whole, year: int) -> pa.Table:
    """One row a pupil. `enrolled`: half days up to May."""
    began, may, ends = date(year, 9, 3), date(year + 1, 5, 1), date(year + 1, 6, 12)
    every = HALVES * calibration()["records"]["days"]
    calendar = ((may - began).astype(np.int64) * enrolled // every).astype("timedelta64[D]")
    return pa.table(
        {
            **keys,
            "grade": codes(pupils.grade, GRADE_NAMES),
            "entry_date": days(np.where(pupils.in_may, may - calendar, began)),
            "exit_date": days(
                np.where(pupils.in_may, ends, np.minimum(began + calendar, may - np.timedelta64(1, "D")))
            ),
            "enrolled_on_census_day": pupils.in_may,
            "english_learner_exit_year": years(pupils.learner_left),
            "disability_exit_year": years(pupils.disability_left),
            **groups(pupils.race, pupils.poverty, pupils.learner == IS, pupils.disability == IS, school_year(year)),
        }
    )


def attendance(
    draw: np.random.Generator, pupils: Pupils, keys: dict[str, pa.Array], enrolled: Whole, cells: Cells, there: Flags
) -> pa.Table:
    """Days enrolled and attended, halves among them; some students attended exactly 90 percent, and do not meet it."""
    here = np.flatnonzero(pupils.present)
    key = pupils.key(former_count("regular_attenders"))[here]
    regular = draw.random(len(pupils)) < 0.5
    regular[here] = chosen(key, np.where(there[:, None], cells.met, 0), draw.random(len(here)))
    bar = 9 * enrolled // 10
    room = enrolled - bar
    above = bar + 1 + (draw.random(len(pupils)) ** 0.7 * room).astype(np.int64)
    missed = np.floor(draw.exponential(0.12, len(pupils)) * enrolled).astype(np.int64)
    attended = np.where(regular, np.minimum(above, enrolled), np.maximum(bar - missed, 0))
    return pa.table(
        {
            **keys,
            "days_enrolled": halves(enrolled / HALVES),
            "days_attended": halves(attended / HALVES),
            "enrolled_on_census_day": pupils.in_may,
            "full_academic_year": pupils.half,
        }
    )


def credits(
    draw: np.random.Generator, pupils: Pupils, keys: dict[str, pa.Array], cells: Cells, there: Flags, district: Whole
) -> pa.Table:
    """Ninth grade. Who is in it again, and who left before May, has a row and does not count."""
    ninth = np.flatnonzero((pupils.grade == 9) & (pupils.present | ~pupils.in_may))
    first = ~pupils.again[ninth]
    counted = first & pupils.present[ninth]
    key = pupils.key(former_count("ninth_grade_on_track"))[ninth]
    on_track = draw.random(len(ninth)) < 0.5
    on_track[counted] = chosen(key[counted], np.where(there[:, None], cells.met, 0), draw.random(int(counted.sum())))
    asked = calibration()["records"]
    required = np.where(district[pupils.school[ninth]] % 12 == 5, asked["more_credits"], asked["credits"])
    bar = required / 4
    above = bar + draw.integers(0, 9, len(ninth)) / 4
    below = bar - np.minimum(draw.integers(1, 21, len(ninth)) / 4, bar)
    return pa.table(
        {
            **{name: column.take(pa.array(ninth)) for name, column in keys.items()},
            "credits_earned": halves(np.where(on_track, above, below)),
            "credits_required": halves(required),
            "first_year_of_high_school": first,
            "enrolled_on_census_day": pupils.in_may[ninth],
            "full_academic_year": pupils.half[ninth],
        }
    )
