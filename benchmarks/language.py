"""`language_vs_oregon`: identifying 100,000 schools under North Carolina's rules, against the same under Oregon's.

Both sides are `ors.identify` alone on data in memory: composite indexes, letter grades and a lowest-five-percent cut on
one side, percentile cuts and levels of nine indicators over three years on the other.
"""

from __future__ import annotations

from statistics import median

import numpy as np
import pyarrow as pa

import orsupport as ors
from benchmarks.measuring import Ratio, in_turn, spread
from benchmarks.nation import made_up_data

SCHOOLS, TURNS = 100_000, 3


def scored(schools: int, rules: ors.Rulebook) -> ors.Data:
    """Schools with three published scores for every group, as North Carolina publishes them."""
    draw = np.random.default_rng(37)
    ids = np.array([str(number) for number in range(schools)])
    groups = ["all", *rules.groups.asked]
    table = pa.table(
        {
            "school_id": ids,
            "school_name": ids,
            "district_id": np.array([str(number // 20) for number in range(schools)]),
            "district_name": np.array([f"District {number // 20}" for number in range(schools)]),
            "school_type": np.full(schools, "Regular School"),
            "title_i": draw.random(schools) < 0.55,
            "growth_status": draw.choice(["Met", "NotMet", "Exceeded"], schools),
            "identified_on_alternative_model": np.where(draw.random(schools) < 0.01, "true", "false"),
        }
    )
    names = ["achievement_score", "growth_score", "performance_score"]
    size = schools * len(groups) * len(names)
    results = pa.table(
        {
            "school_year": pa.DictionaryArray.from_arrays(np.zeros(size, np.int32), ["2017-18"]).cast(pa.string()),
            "school_id": pa.array(ids).take(pa.array(np.arange(size) // (len(groups) * len(names)))),
            "student_group": pa.array(groups).take(pa.array(np.arange(size) // len(names) % len(groups))),
            "indicator": pa.array(names).take(pa.array(np.arange(size) % len(names))),
            "value": np.round(draw.uniform(0, 100, size), 1),
        }
    )
    return ors.read(schools=table, results=results)


def measure() -> Ratio:
    """North Carolina's rules and Oregon's in turn."""
    carolina, oregon = ors.rules("north-carolina-2018"), ors.rules("oregon-2023")
    scores, results = scored(SCHOOLS, carolina), made_up_data(SCHOOLS)
    ours, theirs = in_turn(lambda: ors.identify(scores, carolina), lambda: ors.identify(results, oregon), TURNS)
    says = (
        f"{SCHOOLS:,} schools, north-carolina-2018 on {scores.results.num_rows:,} rows: {spread(ours)}\n"
        f"  oregon-2023 on {results.results.num_rows:,} rows: {spread(theirs)}"
    )
    return Ratio("language_vs_oregon", median(ours) / median(theirs), says)
