"""The exact median and mean of growth percentiles, from how many students have each percentile from 1 to 99."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Histograms = NDArray[np.int64]
PERCENTILES = np.arange(1, 100, dtype=np.int64)


def median_of(histogram: Histograms) -> Fraction | None:
    """The student in the middle, or half of the two in the middle together, in percentiles; None for no students."""
    return Fraction(int(twice_medians(histogram)), 2) if histogram.sum() else None


def mean_of(histogram: Histograms) -> Fraction | None:
    """The sum of the percentiles over the number of students; None for no students."""
    return Fraction(int(histogram @ PERCENTILES), int(histogram.sum())) if histogram.sum() else None


def twice_medians(histograms: Histograms) -> NDArray[np.int64]:
    """Twice the median of each histogram along the last axis, a whole number; 0 for no students."""
    up_to = histograms.cumsum(axis=-1)
    students = up_to[..., -1:]
    lower = 1 + (up_to < (students + 1) // 2).sum(axis=-1)
    upper = 1 + (up_to < students // 2 + 1).sum(axis=-1)
    return np.where(students[..., 0] > 0, lower + upper, 0)


def summed_up(histograms: Histograms, statistic: str) -> NDArray[np.float64]:
    """The median or the mean of each histogram along the last axis, as the nearest decimal; not a number for none."""
    students = histograms.sum(axis=-1)
    top = twice_medians(histograms) if statistic == "median" else histograms @ PERCENTILES
    bottom = 2 * (students > 0) if statistic == "median" else students
    return np.divide(top, bottom, out=np.full(students.shape, np.nan), where=students > 0)


def pooled(
    held: Mapping[tuple[str, int], Histograms], years: Mapping[int, list[int]]
) -> dict[tuple[str, int], Histograms]:
    """The students of several school years together: by school and year of the result, of the years that it pools."""
    out: dict[tuple[str, int], Histograms] = {}
    for result, sources in years.items():
        for (school, year), histogram in held.items():
            if year in sources:
                at = school, result
                out[at] = out[at] + histogram if at in out else histogram
    return out
