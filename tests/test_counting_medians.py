"""The median and the mean of growth percentiles are exact, however many students and years they are of."""

from __future__ import annotations

import random
from fractions import Fraction
from statistics import median

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import counting_twin as twin
from counting_rules import book, families_of
from orsupport.counting.medians import mean_of, median_of, pooled, summed_up, twice_medians
from orsupport.counting.members import Members
from orsupport.counting.memberships import Groups
from orsupport.counting.results import results_of
from orsupport.counting.sums import count_rows
from orsupport.records import Piece

YEARS = ["2021-22", "2022-23", "2023-24", "2024-25"]
PERCENTILES = st.lists(st.integers(1, 99), max_size=60)


def histogram(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.bincount(np.array(values, np.int64), minlength=100)[1:].astype(np.int64)


@settings(max_examples=200, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(PERCENTILES)
def test_median_and_mean_are_exact(values: list[int]) -> None:
    held = histogram(values)
    if not values:
        assert median_of(held) is None
        assert mean_of(held) is None
        return
    fractions = [Fraction(value) for value in values]
    assert median_of(held) == median(fractions)
    assert mean_of(held) == sum(fractions) / len(fractions)
    assert summed_up(held, "median") == float(median(fractions))
    assert summed_up(held, "mean") == float(sum(fractions) / len(fractions))


@pytest.mark.parametrize(
    ("values", "twice"), [([50], 100), ([1, 99], 100), ([1, 1], 2), ([99, 99], 198), ([40, 41], 81), ([1, 2, 99], 4)]
)
def test_an_even_number_of_students_has_two_in_the_middle(values: list[int], twice: int) -> None:
    assert twice_medians(histogram(values)) == twice


def test_a_group_without_students_has_no_median() -> None:
    held = np.stack([histogram([]), histogram([10, 20])])
    assert np.isnan(summed_up(held, "median")[0])
    assert summed_up(held, "median")[1] == 15


def test_pooled_years_are_the_students_of_all_of_them() -> None:
    held = {("1", 2022): histogram([10]), ("1", 2023): histogram([80, 90, 99])}
    together = pooled(held, {2023: [2022, 2023], 2022: [2021, 2022]})
    assert median_of(together["1", 2023]) == 85
    assert median_of(together["1", 2022]) == 10


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    seed=st.integers(0, 10**9),
    students=st.sampled_from([1, 5, 80, 700]),
    statistic=st.sampled_from(["median", "mean"]),
    years=st.sampled_from([1, 2, 3]),
    first_year=st.sampled_from([None, "2022-23"]),
)
def test_growth_is_that_of_plain_python(
    seed: int, students: int, statistic: str, years: int, first_year: str | None
) -> None:
    chance = random.Random(seed)
    rows = [
        {
            "school_id": chance.choice(["1", "498"]),
            "school_year": chance.choice(YEARS),
            "subject": chance.choice(["ela", "math"]),
            "growth_percentile": chance.choice([None, *range(1, 100)]),
            "full_academic_year": chance.choice([True, True, None]),
            "english_learners": chance.choice([True, False, None]),
        }
        for _ in range(students)
    ]
    entry = {"family": "growth percentiles", "subject": "ela", "statistic": statistic, "years": years}
    families = families_of(book([], ela_growth=entry | ({"first_year": first_year} if first_year else {})))
    groups = Members(Groups(["english_learners"], {}), {"growth": ["english_learners"]})
    table = pa.Table.from_pylist(rows).cast(
        pa.schema([(name, pa.int64() if "percentile" in name else kind) for name, kind in KINDS])
    )
    pieces = [Piece(table.slice(start, 100), start) for start in range(0, students, 100)]
    found = {
        (row["school_year"], row["school_id"], row["student_group"]): (row["counted"], row["value"])
        for row in results_of([count_rows(pieces, families, groups)], families).to_pylist()
    }
    wanted = {}
    for place, year in enumerate(YEARS):
        of_years = [each for each in YEARS[max(0, place - years + 1) : place + 1] if each >= (first_year or "")]
        for school in ("1", "498"):
            for name, group in (("all", None), ("english_learners", "english_learners")):
                values = [Fraction(each) for each in twin.percentiles(rows, "ela", group, school, of_years)]
                if twin.percentiles(rows, "ela", group, school, [year]) and values:
                    value = median(values) if statistic == "median" else sum(values) / len(values)
                    wanted[year, school, name] = (len(values), float(value))
    assert found == wanted


KINDS = [
    ("school_id", pa.string()),
    ("school_year", pa.string()),
    ("subject", pa.string()),
    ("growth_percentile", pa.int64()),
    ("full_academic_year", pa.bool_()),
    ("english_learners", pa.bool_()),
]
