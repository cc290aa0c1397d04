"""Counts -> the contract's `results`, and the same of the report card's population."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.counting.adding import REPORT
from orsupport.counting.medians import pooled, summed_up
from orsupport.counting.sums import Sums
from orsupport.indicators.rows import FamilyRows
from orsupport.rulebook.count_entries import GrowthPercentiles

ALL = "all"
KEY = ("school_year", "school_id", "student_group", "indicator")
COUNTS = ("expected", "counted", "met")
SCHEMA = pa.schema(
    [*((name, pa.string()) for name in KEY), *((name, pa.int64()) for name in COUNTS), ("value", pa.float64())]
)


def latest_year(sums: Sequence[Sums], families: Sequence[FamilyRows]) -> int | None:
    """The latest school year that rows speak of themselves; None where every result stands in a later year."""
    now = {family.indicator for family in families if not family.years_later}
    held = [year for each in sums if now & set(each.lanes) for year in each.years]
    return max(held, default=None)


def results_of(
    sums: Sequence[Sums],
    families: Sequence[FamilyRows],
    report: bool = False,
    until: int | None = None,
    only: Mapping[str, Sequence[str]] | None = None,
) -> pa.Table:
    """`results` of accountability, or of the report card: rows with someone expected or counted, sorted by their key.

    Columns: the key as string, `expected`, `counted`, `met` in students as int64 and `value` in percentiles as float64,
    null where the indicator has none. `until`: nothing of a later school year, by the first of its calendar years:
    a cohort whose last year is not over has no result yet. `only`: the student groups of which an indicator is asked,
    where the rules file names them.
    """
    tables: list[pa.Table] = []
    for each in sums:
        for family in families:
            if family.indicator in each.lanes:
                tables += _of_values(each, family, report) if family.value else _of_lanes(each, family, report)
    if not tables:
        return SCHEMA.empty_table()
    table = pa.concat_tables(tables)
    if until is not None:
        table = table.filter(pc.less_equal(table.column("school_year"), year_name(until)))
    for indicator, groups in (only or {}).items():
        asked = pc.is_in(table.column("student_group"), pa.array(groups, pa.string()))
        table = table.filter(pc.or_(pc.not_equal(table.column("indicator"), indicator), asked))
    return table.sort_by([(name, "ascending") for name in KEY]).combine_chunks()


def _of_lanes(sums: Sums, family: FamilyRows, report: bool) -> Iterator[pa.Table]:
    prefix = REPORT if report else ""
    lanes = {name: sums.lanes[family.indicator].get(prefix + name) for name in COUNTS}
    present = [lane for name, lane in lanes.items() if lane is not None and name != "met"]
    if not present:
        return
    school, year, group = np.nonzero(sum(present[1:], present[0]))
    columns = {name: None if lane is None else lane[school, year, group] for name, lane in lanes.items()}
    yield _table(family.indicator, sums, np.array(sums.years, np.int64)[year], school, group, columns)


def _of_values(sums: Sums, family: FamilyRows, report: bool) -> Iterator[pa.Table]:
    entry = family.entry
    assert isinstance(entry, GrowthPercentiles)
    held = sums.values.get(family.indicator, {}).get((REPORT if report else "") + "counted", {})
    years = {year: _pooled_years(entry, year) for year in sorted({year for _, year in held})}
    place = {name: number for number, name in enumerate(sums.schools)}
    together = pooled(held, years)
    if not together:
        return
    histograms = np.stack(list(together.values()))
    students = histograms.sum(axis=-1)
    nobody = np.zeros_like(histograms[0])
    now = np.stack([held.get(at, nobody) for at in together]).sum(axis=-1)
    row, group = np.nonzero((now > 0) & (students > 0))  # older years alone make no result
    school = np.array([place[name] for name, _ in together], np.int64)[row]
    year = np.array([number for _, number in together], np.int64)[row]
    value = summed_up(histograms, entry.statistic)[row, group]
    columns = {"expected": None, "counted": students[row, group], "met": None, "value": value}
    yield _table(family.indicator, sums, year, school, group, columns)


def _pooled_years(entry: GrowthPercentiles, year: int) -> list[int]:
    """The school years whose students a result of this year is of."""
    if isinstance(entry.years, list):
        return [int(name[:4]) for name in entry.years]
    first = int(entry.first_year[:4]) if entry.first_year else year - entry.years + 1
    return list(range(max(first, year - entry.years + 1), year + 1))


def _table(
    indicator: str,
    sums: Sums,
    years: NDArray[np.int64],
    schools: NDArray[np.int64],
    groups: NDArray[np.int64],
    columns: dict[str, Any],
) -> pa.Table:
    rows = len(years)
    names = [ALL, *sums.groups]
    cells = {
        "school_year": pa.array([year_name(year) for year in years.tolist()], pa.string()),
        "school_id": pa.array([sums.schools[school] for school in schools.tolist()], pa.string()),
        "student_group": pa.array([names[group] for group in groups.tolist()], pa.string()),
        "indicator": pa.array([indicator] * rows, pa.string()),
    }
    for name in (*COUNTS, "value"):
        kind, held = SCHEMA.field(name).type, columns.get(name)
        cells[name] = pa.nulls(rows, kind) if held is None else pa.array(held, kind)
    return pa.table(cells, schema=SCHEMA)


def year_name(year: int) -> str:
    """2024-25 for 2024."""
    return f"{year}-{(year + 1) % 100:02d}"
