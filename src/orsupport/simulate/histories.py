"""The statuses of earlier years, from how the schools did then: whoever was low stays likely to be low.

They follow Oregon's test in short: below the tenth percentile in at least half of the rated indicators, or a
graduation rate below 67; CSI is asked in one year and held, the others are asked each year. Until the cuts became the
same for every group, a group was measured against its own distribution.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from orsupport.simulate.calibration import Flags, Numbers, calibration
from orsupport.simulate.results import Result
from orsupport.simulate.schools import Schools, share_of_grades
from orsupport.simulate.students import GROUPS, OLD_POVERTY, POVERTY

SMALLEST, POOLED, LOWEST, FLOOR = 20, 3, 10, 67
Status = tuple[str, int, str, str]
"""School year, place of the school, student group, status."""


def make_statuses(schools: Schools, results: list[Result], title_i: Flags) -> list[Status]:
    """Statuses held in earlier years: csi, tsi, atsi of a school (`all`), low_indicators and atsi_group of a group."""
    asked = calibration()["years"]
    found: list[Status] = []
    held = np.zeros(len(schools), dtype=bool)
    for name in asked["statuses"]:
        year = asked["simulated"].index(name)
        there = (schools.first <= year) & (schools.last >= year)
        low, graduates_few = _low(schools, results, year)
        if name == asked["cycle"]:
            held = there & ((title_i & low[:, 0]) | graduates_few)
        for place in np.flatnonzero(there):
            groups = [group for group, is_low in zip(GROUPS[1:], low[place, 1:], strict=True) if is_low]
            found += [(name, int(place), "all", "csi")] if held[place] else []
            found += [(name, int(place), "all", status) for status in ("tsi", "atsi") if groups]
            found += [
                (name, int(place), group, status) for group in groups for status in ("low_indicators", "atsi_group")
            ]
    return found


def _low(schools: Schools, results: list[Result], year: int) -> tuple[Flags, Flags]:
    """Who is low in at least half of what is rated, [school, group], and which schools graduate too few."""
    rated, low = (np.zeros((len(schools), len(GROUPS)), dtype=np.int64) for _ in range(2))
    few = np.zeros(len(schools), dtype=bool)
    shared = calibration()["years"]["simulated"].index(calibration()["years"]["same_cuts"])
    high = share_of_grades(schools.spans, {12}) > 0
    for indicator, values, is_rated in _pooled(schools, results, year):
        for frame in (high, ~high):
            for group in range(len(GROUPS)):
                own = group if year < shared else 0
                counts = is_rated[:, group] & frame
                distribution = values[frame & is_rated[:, own], own]
                if len(distribution) < LOWEST:
                    continue
                rated[:, group] += counts
                low[:, group] += counts & (values[:, group] < np.round(np.percentile(distribution, LOWEST), 1))
        if indicator == "graduation_4yr":
            few = is_rated[:, 0] & (values[:, 0] < FLOOR)
    return (rated >= 2) & (2 * low >= rated), few


def _pooled(schools: Schools, results: list[Result], year: int) -> Iterator[tuple[str, Numbers, Flags]]:
    """For each indicator the values of the pooled years, in percent, and whether they are of enough students."""
    names = dict.fromkeys(result.indicator for result in results if result.year == year)
    there = ((schools.first <= year) & (schools.last >= year))[:, None]
    judged = np.array([group not in (POVERTY, OLD_POVERTY) or group == poverty_group(year) for group in GROUPS])
    for name in names:
        latest = next(result for result in results if result.indicator == name and result.year == year)
        counted, met = (np.zeros(latest.counted.shape) for _ in range(2))
        for result in results:
            if result.indicator != name or not year - POOLED < result.year <= year:
                continue
            same = np.array(
                [group not in (POVERTY, OLD_POVERTY) or group == poverty_group(result.year) for group in GROUPS]
            )
            here = same & (schools.first <= result.year)[:, None]
            base = result.counted if result.expected is None else np.maximum(result.counted, 0.95 * result.expected)
            counted += here * base
            met += 0 if result.met is None else here * result.met
        enough = there & judged & (counted >= SMALLEST) & (latest.counted > 0)
        enough &= np.array([group in latest.groups for group in GROUPS])
        values = latest.values if latest.values is not None else np.round(100 * met / np.maximum(counted, 1), 1)
        yield name, values, enough


def poverty_group(year: int) -> str:
    """The name under which poverty is counted in a simulated year."""
    years = calibration()["years"]
    return POVERTY if year >= years["simulated"].index(years["poverty"]) else OLD_POVERTY
