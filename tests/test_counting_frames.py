"""A dataframe library that only sums ones arrives at the kernel's whole numbers."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from counting_rules import ATTENDERS, achievement, book, families_of
from orsupport.counting.frames import can_be_summed, count_frame
from orsupport.counting.members import Members
from orsupport.counting.memberships import GROUPS, Groups
from orsupport.counting.sums import Sums, count_rows
from orsupport.records import Piece

FLAGS = ["english_learners", "hispanic", "black"]
COMBINED = {"underserved": ["hispanic", "black"]}
TESTS = families_of(book([], ela_achievement=achievement("ela"), math_achievement=achievement("math")))
DAYS = families_of(book([], regular_attenders=ATTENDERS))
GROWTH = families_of(
    book([], ela_growth={"family": "growth percentiles", "subject": "ela", "statistic": "median", "years": 2})
)
FRAMES: dict[str, Callable[[pa.Table], Any]] = {
    "pandas": lambda table: table.to_pandas(),
    "pandas on Arrow": lambda table: table.to_pandas(types_mapper=pandas_on_arrow),
    "polars": lambda table: pl.from_arrow(table),
    "polars lazy": lambda table: pl.from_arrow(table).lazy(),  # type: ignore[union-attr]
    "pyarrow": lambda table: table,
    "DuckDB": lambda table: duckdb.connect().from_arrow(table),
}


def pandas_on_arrow(kind: pa.DataType) -> Any:
    import pandas as pd

    return pd.ArrowDtype(kind)


def drawn(seed: int, rows: int) -> pa.Table:
    chance = random.Random(seed)

    def cells(*values: Any) -> list[Any]:
        return [chance.choice(values) for _ in range(rows)]

    flags = {name: pa.array(cells(True, False, None), pa.bool_()) for name in FLAGS}
    texts = cells(None, "hispanic", "black english_learners", "hispanic black", "black_or_so", "")
    return pa.table(
        {
            "school_id": pa.array(cells("1", "Ñandú", "a-school-id-of-more-than-twelve-bytes", None), pa.string()),
            "school_year": pa.array(cells("2022-23", "2023-24"), pa.string()),
            "subject": pa.array(cells("ela", "math"), pa.string()),
            "level": pa.array(cells(1, 2, 3, 4, None), pa.int64()),
            "took_part": pa.array(cells(True, True, False, None), pa.bool_()),
            "full_academic_year": pa.array(cells(True, True, False, None), pa.bool_()),
            "days_enrolled": pa.array(cells(0, 7500, 7400, 16500, None), pa.int64()),
            "days_attended": pa.array(cells(6750, 6751, 14850, 14851, None), pa.int64()),
            "growth_percentile": pa.array(cells(1, 50, 50, 99, None), pa.int64()),
            GROUPS: pa.array(texts, pa.string()),
            **flags,
        }
    )  # fmt: skip


def same(one: Sums, other: Sums) -> None:
    assert one.groups == other.groups
    for attribute in ("rows", "without_place", "without", "kept", "left_out", "noted"):
        assert getattr(one, attribute) == getattr(other, attribute), attribute
    assert numbers(one) == numbers(other)
    assert histograms(one) == histograms(other)


def numbers(sums: Sums) -> dict[tuple[str, str, str, int], list[int]]:
    found = {}
    for indicator, lanes in sums.lanes.items():
        for lane, counts in lanes.items():
            for school, year in zip(*(each.tolist() for each in np.nonzero(counts[:, :, 0])), strict=True):
                found[indicator, lane, sums.schools[school], sums.years[year]] = counts[school, year].tolist()
    return found


def histograms(sums: Sums) -> dict[tuple[str, str, str, int], list[list[int]]]:
    return {
        (indicator, lane, *at): histogram.tolist()
        for indicator, lanes in sums.values.items()
        for lane, held in lanes.items()
        for at, histogram in held.items()
    }


@pytest.mark.parametrize("library", FRAMES)
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 10**9),
    rows=st.sampled_from([1, 2, 30, 400]),
    own=st.sampled_from([FLAGS, [GROUPS], [*FLAGS, GROUPS]]),
    families=st.sampled_from([TESTS, DAYS, GROWTH]),
)
def test_the_library_counts_as_the_kernel(library: str, seed: int, rows: int, own: list[str], families: Any) -> None:
    table = drawn(seed, rows)
    groups = Groups(["english_learners", "underserved"], COMBINED)
    kernel = count_rows([Piece(table, 0)], families, Members(groups, {families[0].table: own}))
    assert can_be_summed(families, own)
    same(count_frame(FRAMES[library](table), families, groups, own), kernel)


def test_former_members_are_not_known_from_the_rows_alone() -> None:
    rules = book(["english_learners"], ela_achievement=achievement("ela", former={"english_learners": "four"}))
    assert not can_be_summed(families_of(rules), FLAGS)
    assert not can_be_summed(TESTS, [])
