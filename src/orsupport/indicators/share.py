"""A share: students who met the bar, of those who count, in percent.

Achievement, regular attendance, ninth grade on track, graduation, completion and progress to English proficiency are
shares. Participation (20 U.S.C. 6311(c)(4)(E)(ii)): where the number expected is known, the denominator is the larger
of the students counted and a percentage of those expected, year by year before years are pooled.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from orsupport.counts import UNKNOWN, Rows
from orsupport.exact import whole
from orsupport.indicators.pooled import Brought, weighed, weights


def brought(
    rows: Rows, now: bool, uncounted: bool, participation: Fraction | None, rounding: str, base_scale: int
) -> Brought:
    """Rows of a share as weights and results. `uncounted`: the indicator comes without any counts; `participation`:
    percent of `expected`; `base_scale`: of denominators."""
    weight = weights(rows, now)
    exact = (rows.counted != UNKNOWN) & (rows.met != UNKNOWN)
    low = np.where(rows.has_value, rows.value, np.where(rows.has_low, rows.low, 0))
    high = np.where(rows.has_value, rows.value, np.where(rows.has_high, rows.high, whole.as_array(100 * rows.scale)))
    times = np.maximum(weight, 1)
    top = weighed(rows.met, 100 * rows.scale)
    top_low, top_high = (np.where(exact, top, weighed(end, times)) for end in (low, high))
    base = whole.times(weight, base_scale)
    if participation is not None:
        floor = whole.times(rows.expected, (participation / 100).numerator)
        base, floor = (each.astype(np.result_type(base, floor)) for each in (base, floor))
        if rounding == "up":
            floor = -(-floor // base_scale) * base_scale
        elif rounding == "half up":
            floor = (2 * floor + base_scale) // (2 * base_scale) * base_scale
        base = np.where(rows.expected != UNKNOWN, np.maximum(base, floor), base)
    point = exact | (rows.has_value & (uncounted | (rows.counted != UNKNOWN)))
    return Brought(rows, weight, top_low, top_high, base, point)


def base_scale(participation: Fraction | None) -> int:
    """The denominator that makes a percentage of any number of students whole."""
    return 1 if participation is None else (participation / 100).denominator
