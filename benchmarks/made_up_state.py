"""A made-up State for the benchmarks: seeded, straight to Arrow tables, no real name and no real figure in it.

A school has a size and a strength; a student group a share of the school and a distance to it. Results follow from
both. Fewer than ten students are masked as `*`, results under 5 and over 95 percent as bounds, as Oregon does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

YEARS = ("2022-23", "2023-24", "2024-25")
SHARE_OF_SCHOOL = {
    "all": 1.0,
    "economically_disadvantaged": 0.5,
    "experiencing_poverty": 0.4,
    "english_learners": 0.14,
    "students_with_disabilities": 0.16,
    "underserved_race_ethnicity": 0.4,
    "american_indian_alaska_native": 0.06,
    "asian": 0.1,
    "black_african_american": 0.08,
    "hispanic_latino": 0.3,
    "multiracial": 0.1,
    "native_hawaiian_pacific_islander": 0.06,
    "white": 0.55,
}
GROUPS = tuple(SHARE_OF_SCHOOL)
COMBINED = "underserved_race_ethnicity"
FEWEST_SHOWN = 10
UNKNOWN = -1

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Published:
    """What there is of one indicator: school years, student groups, and whether only schools with grade 12 have it."""

    indicator: str
    groups: tuple[str, ...] = GROUPS
    years: tuple[str, ...] = YEARS
    high_schools: bool = False
    median: bool = False
    expected: bool = False


UNCOMBINED = tuple(group for group in GROUPS if group != COMBINED)
PUBLIC = (
    Published("ela_achievement", UNCOMBINED),
    Published("math_achievement", UNCOMBINED),
    Published("regular_attenders"),
    Published("ninth_grade_on_track", ("all",), YEARS[-1:], high_schools=True),
    Published("graduation_4yr", years=YEARS[-1:], high_schools=True),
    Published("completion_5yr", years=YEARS[-1:], high_schools=True),
)
"""The six of nine indicators that Oregon publishes, in the years and groups that it does."""
EVERYTHING = (
    Published("ela_achievement", expected=True),
    Published("math_achievement", expected=True),
    Published("ela_growth", median=True),
    Published("math_growth", median=True),
    Published("elp_progress", ("all", "english_learners")),
    Published("regular_attenders"),
    Published("ninth_grade_on_track", high_schools=True),
    Published("graduation_4yr", high_schools=True),
    Published("completion_5yr", high_schools=True),
)
"""All nine in all thirteen groups and three years, as a State itself holds them."""


def made_up_state(schools: int, published: tuple[Published, ...], seed: int = 2025) -> tuple[pa.Table, pa.Table]:
    """The tables `schools` and `results` of a State with so many schools, in the contract's columns."""
    draw = np.random.default_rng(seed)
    high = draw.random(schools) < 0.27
    ids = pa.array([str(1000 + 3 * number) for number in range(schools)])
    size = np.exp(draw.normal(5.45, 0.75, schools))
    strength = draw.normal(0.0, 0.13, schools)
    parts = [
        _one_year(draw, each, year, ids, high, size, strength)
        for each in published
        for year in YEARS[-len(each.years) :]
    ]
    return _schools(draw, ids, high), pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def _schools(draw: np.random.Generator, ids: pa.Array, high: Flags) -> pa.Table:
    count = len(ids)
    districts = max(round(count * 198 / 1280), 1)
    weight = draw.pareto(1.2, districts) + 0.2
    district = draw.choice(districts, count, p=weight / weight.sum())
    district[:districts] = np.arange(districts)
    kind = np.where(high, "high", np.where(draw.random(count) < 0.25, "middle", "elementary"))
    return pa.table(
        {
            "school_id": ids,
            "school_name": [f"School {number}" for number in range(count)],
            "district_id": [str(2000 + number) for number in district.tolist()],
            "district_name": [f"District {number}" for number in district.tolist()],
            "school_type": kind.tolist(),
            "title_i": _words(draw.random(count) < 0.55),
            "serves_grade_12": _words(high),
            "open": _words(draw.random(count) < 0.99),
            "state_run": _words(draw.random(count) < 0.01),
        }
    )


def _words(flags: Flags) -> pa.Array:
    return pa.array(["false", "true"]).take(pa.array(flags.astype(np.int32)))


def _one_year(
    draw: np.random.Generator,
    published: Published,
    year: str,
    ids: pa.Array,
    high: Flags,
    size: NDArray[np.float64],
    strength: NDArray[np.float64],
) -> pa.Table:
    groups = np.array([GROUPS.index(group) for group in published.groups])
    there = draw.random((len(ids), len(groups))) < 0.87
    there[:, groups == 0] = True
    if published.high_schools:
        there &= high[:, None]
    school, column = np.nonzero(there)
    group = groups[column]
    share = np.array(list(SHARE_OF_SCHOOL.values()))[group]
    counted = draw.poisson(size[school] * share * (0.25 if published.high_schools else 0.6)).astype(np.int64)
    distance = np.linspace(0.06, -0.12, len(GROUPS))[group]
    level = np.clip(0.55 + strength[school] + distance + draw.normal(0, 0.08, len(school)), 0.01, 0.99)
    met = draw.binomial(counted, level)
    few = counted < FEWEST_SHOWN
    edge = ~few & ((20 * met < counted) | (20 * met > 19 * counted)) & (not published.median)
    masked = few | edge
    low = np.where(edge & (2 * met > counted), 95.0, 0.0)
    high_end = np.where(edge & (2 * met < counted), 5.0, 100.0)
    without = np.ones(len(school), dtype=bool)
    tested = counted + draw.binomial(np.maximum(counted // 10, 1), 0.4)
    return pa.table(
        {
            "school_year": _same(year, len(school)),
            "school_id": pa.DictionaryArray.from_arrays(pa.array(school.astype(np.int32)), ids),
            "student_group": pa.DictionaryArray.from_arrays(pa.array(group.astype(np.int32)), pa.array(GROUPS)),
            "indicator": _same(published.indicator, len(school)),
            "expected": pa.array(tested, mask=without if not published.expected else masked),
            "counted": pa.array(counted, mask=masked),
            "met": pa.array(met, mask=without if published.median else masked),
            "value": pa.array(np.rint(2 + 96 * level), mask=masked if published.median else without),
            "value_low": pa.array(low, mask=~masked),
            "value_high": pa.array(high_end, mask=~masked),
            "counted_low": pa.array(np.where(few, 0, FEWEST_SHOWN), mask=~masked),
            "counted_high": pa.array(np.full(len(school), FEWEST_SHOWN - 1), mask=~few),
        }
    )


def _same(text: str, rows: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), pa.array([text]))
