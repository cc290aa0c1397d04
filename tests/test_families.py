"""Every family, over every combination of its columns: each row counted or left out once, in any library alike."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pyarrow as pa
import pytest

import orsupport as ors
from orsupport.indicators.family import FamilyRows, family_rows, with_lanes
from orsupport.records.columns import SHAPES
from orsupport.records.kinds import TYPES

FLAG: list[Any] = [True, False, None]
VALUES: dict[str, list[Any]] = {
    "subject": ["ela", "math", None],
    "level": [2, 3, None],
    "growth_percentile": [0, 1, 99, 100, None],
    "progress": ["PROGRESS", "NOPROGRESS", "progress", None],
    "days_enrolled": [0, 7499, 7500, 16000, None],
    "days_attended": [0, 6750, 6751, 14400, 14401, None],
    "credits_earned": [599, 600, 650, None],
    "credits_required": [2200, 2400, 2600, None],
    "cohort_year": ["2020-21", "2021-22"],
    "exit_type": ["transferred_out", "dropped_out", None],
    "diploma": ["regular", "equivalency", "certificate", None],
    "diploma_date": [date(2024, 8, 31), date(2024, 9, 1), date(2025, 8, 31), date(2025, 9, 1), None],
}
BOOK = ors.rules("oregon-2023")
assert BOOK.count is not None
FAMILIES = {name: family_rows(name, entry, BOOK) for name, entry in BOOK.count.indicator.items()}


def drawn(rows: FamilyRows) -> pa.Table:
    """A row for every combination of the values that the family reads."""
    names = list(dict.fromkeys([*rows.columns, *(["cohort_year"] if rows.table == "cohorts" else [])]))
    kinds = {column.name: TYPES[column.kind] for column in SHAPES[rows.table].columns}
    product = list(itertools.product(*(VALUES.get(name, FLAG) for name in names)))
    columns = zip(*product, strict=True)
    return pa.table({name: pa.array(values, kinds[name]) for name, values in zip(names, columns, strict=True)})


def said(frame: Any, rows: FamilyRows) -> list[tuple[bool, ...]]:
    """What the family says of each row: kept, the lanes, the reasons, what is noted."""
    wanted = [*rows.lanes, *(f"left_out_{place}" for place in range(len(rows.left_out)))]
    wanted += [f"noted_{place}" for place in range(len(rows.noted))]
    lanes = with_lanes(nw.from_native(frame), rows)
    keep = lanes.with_columns(kept=rows.keep) if rows.keep is not None else lanes.with_columns(kept=nw.lit(True))
    found = keep.select("row", "kept", *wanted).sort("row")
    table = found.collect("pyarrow") if isinstance(found, nw.LazyFrame) else found
    return [tuple(row[1:]) for row in table.rows()]


@pytest.mark.parametrize("name", FAMILIES)
def test_every_row_is_counted_or_left_out_for_one_reason(name: str) -> None:
    rows, table = FAMILIES[name], drawn(FAMILIES[name])
    lanes = with_lanes(nw.from_native(table, eager_only=True), rows)
    flags = {lane: lanes[lane].to_list() for lane in rows.lanes}
    reasons = [lanes[f"left_out_{place}"].to_list() for place in range(len(rows.left_out))]
    assert all(set(column) <= {True, False} for column in [*flags.values(), *reasons])
    assert {counted + sum(each) for counted, *each in zip(flags["counted"], *reasons, strict=True)} == {1}
    assert all(any(column) for column in reasons), "a reason that no row can have"
    order = [lane for lane in ("met", "counted", "expected") if lane in flags]
    for prefix in ("", "report_"):
        for small, large in itertools.pairwise(order):
            pairs = zip(flags[prefix + small], flags[prefix + large], strict=True)
            assert all(larger or not smaller for smaller, larger in pairs), f"{prefix}{small} is within {large}"
    for lane in order:
        pairs = zip(flags[lane], flags[f"report_{lane}"], strict=True)
        assert all(report or not own for own, report in pairs), f"who is {lane} is in the report card too"


@pytest.mark.parametrize("name", FAMILIES)
def test_every_library_says_the_same(name: str) -> None:
    rows = FAMILIES[name]
    table = drawn(rows)
    table = table.append_column("row", pa.array(range(table.num_rows)))
    expected = said(table, rows)
    polars = pl.from_arrow(table)
    assert isinstance(polars, pl.DataFrame)
    assert said(polars, rows) == expected
    assert said(polars.lazy(), rows) == expected
    assert said(table.to_pandas(types_mapper=_arrow), rows) == expected
    connection = duckdb.connect()
    connection.register("records", table)
    assert said(connection.table("records"), rows) == expected


def _arrow(kind: pa.DataType) -> Any:
    import pandas as pd

    return pd.ArrowDtype(kind)
