"""A given value: the result itself, where it is no share, such as a median growth percentile or a published score.

Pooled years take the mean weighted by the students counted; that is not the median of the pooled students.
"""

from __future__ import annotations

import numpy as np

from orsupport.counts import UNKNOWN, Rows
from orsupport.indicators.pooled import Brought, weighed, weights


def brought(rows: Rows, now: bool, uncounted: bool) -> Brought:
    """Rows of given values as weights and results. `uncounted`: the indicator comes without any counts."""
    weight = weights(rows, now)
    times = np.maximum(weight, 1)
    low = np.where(rows.has_value, rows.value, rows.low)
    high = np.where(rows.has_value, rows.value, rows.high)
    exact = rows.has_value & (uncounted | (rows.counted != UNKNOWN))
    return Brought(rows, weight, weighed(low, times), weighed(high, times), weight, exact)
