"""The same whole numbers worked out by a dataframe library, where the rows lie: sums of ones, and nothing else.

For sources that are asked and not read, such as a polars LazyFrame or a DuckDB relation, and larger than memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw
import numpy as np

from orsupport.counting.enrolled import first_year
from orsupport.counting.memberships import GROUPS, Groups
from orsupport.counting.sums import Sums
from orsupport.indicators.rows import FamilyRows, with_lanes

POPULATIONS = ("counted", "report_counted")


def can_be_summed(families: Sequence[FamilyRows], own: Sequence[str]) -> bool:
    """Whether every row says itself which groups its student is in, now and formerly."""
    return bool(own) and not any(family.former for family in families)


def count_frame(frame: Any, families: Sequence[FamilyRows], groups: Groups, own: Sequence[str]) -> Sums:
    """Count the indicators of one record table inside the library that holds it.

    `frame`: a table of pandas, polars, pyarrow or DuckDB, eager or lazy, with the columns of records in their kinds.
    `own`: its columns that carry the student groups. A row without a school or a year is not counted here either.
    """
    held = nw.from_native(frame)
    if held.implementation.is_pandas():  # its own columns of true, false and blank are Python objects
        held = nw.from_native(held.to_native().convert_dtypes())
    found = [_of_family(held, family, groups, own) for family in families]
    schools = list(dict.fromkeys(row["school_id"] for rows, _ in found for row in rows))
    years = sorted({row["year"] for rows, _ in found for row in rows})
    sums = Sums(schools, years, list(groups.names))
    sums.rows = _length(held)
    nowhere = held.filter(nw.col("school_id").is_null() | nw.col(families[0].year).is_null())
    sums.without_place = _length(nowhere)
    shape = (len(schools), len(years), len(groups.names) + 1)
    place = {name: number for number, name in enumerate(schools)}
    for family, (rows, values) in zip(families, found, strict=True):
        name = family.indicator
        sums.lanes[name] = {lane: np.zeros(shape, np.int64) for lane in family.lanes}
        for row in rows:
            at = place[row["school_id"]], years.index(row["year"])
            for lane in family.lanes:
                sums.lanes[name][lane][at] = [int(row[f"{lane} {number}"]) for number in range(shape[2])]
        sums.kept[name] = sum(int(row["kept"]) for row in rows)
        own_nowhere = sums.without_place and family.keep is not None
        sums.without[name] = _length(nowhere.filter(family.keep)) if own_nowhere else sums.without_place
        sums.left_out[name] = {
            text: sum(int(row[f"left_out_{number}"]) for row in rows) for number, text in enumerate(family.left_out)
        }
        sums.noted[name] = {text: Counter() for text in family.noted}
        for row in rows:
            for number, text in enumerate(family.noted):
                sums.noted[name][text][row["year"]] += int(row[f"noted_{number}"])
        if family.value is not None:
            sums.values[name] = _histograms(values, shape[2])
    return sums


def _of_family(
    frame: Any, family: FamilyRows, groups: Groups, own: Sequence[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of sums by school and year; for growth also by percentile."""
    kept = frame if family.keep is None else frame.filter(family.keep)
    kept = kept.filter(~nw.col("school_id").is_null(), ~nw.col(family.year).is_null())
    kept = with_lanes(kept, family)
    members = [nw.lit(True), *(_member(name, groups, own) for name in groups.names)]
    kept = kept.with_columns(**{f"in {number}": each for number, each in enumerate(members)})
    ones = {
        f"{lane} {number}": (nw.col(lane) & nw.col(f"in {number}")).cast(nw.Int64)
        for lane in family.lanes
        for number in range(len(members))
    }
    said = [
        *(f"left_out_{number}" for number in range(len(family.left_out))),
        *(f"noted_{number}" for number in range(len(family.noted))),
    ]
    once = {"kept": nw.lit(1), **{name: nw.col(name).cast(nw.Int64) for name in said}}
    keys = ["school_id", family.year]
    rows = _summed(kept, keys, [once, *_by_lane(ones, family)], family)
    if family.value is None:
        return rows, []
    values = _summed(
        kept.filter(nw.col("counted") | nw.col("report_counted")),
        [*keys, family.value],
        [{name: one for name, one in ones.items() if name.split(" ")[0] in POPULATIONS}],
        family,
    )
    return rows, [{**row, "value": row[family.value]} for row in values]


def _by_lane(ones: dict[str, nw.Expr], family: FamilyRows) -> list[dict[str, nw.Expr]]:
    return [{name: one for name, one in ones.items() if name.split(" ")[0] == lane} for lane in family.lanes]


def _summed(frame: Any, keys: list[str], parts: list[dict[str, nw.Expr]], family: FamilyRows) -> list[dict[str, Any]]:
    """The sums by key. A lazy source is asked once; an eager one part by part, so that few columns are held at once."""
    if isinstance(frame, nw.LazyFrame):
        parts = [{name: one for part in parts for name, one in part.items()}]
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for part in parts:
        asked = frame.select(*keys, **part).group_by(keys).agg(*(nw.col(name).sum() for name in part))
        collected = asked.collect() if isinstance(asked, nw.LazyFrame) else asked
        for row in collected.iter_rows(named=True):
            found.setdefault(tuple(row[key] for key in keys), {}).update(row)
    return [{**row, "year": first_year(str(row[family.year])) + family.years_later} for row in found.values()]


def _member(name: str, groups: Groups, own: Sequence[str]) -> nw.Expr:
    """Whether the student is in the group, by its own columns or in one of its parts."""
    said = [_named(each, own) for each in (name, *groups.combined.get(name, ()))]
    held = [each for each in said if each is not None]
    return reduce(or_, held) if held else nw.lit(False)


def _named(name: str, own: Sequence[str]) -> nw.Expr | None:
    held = []
    if name in own:
        held.append(nw.col(name).fill_null(False))
    if GROUPS in own:
        text = nw.concat_str(nw.lit(" "), nw.col(GROUPS).fill_null(""), nw.lit(" "))
        held.append(text.str.contains(f" {name} ", literal=True))
    return reduce(or_, held) if held else None


def _histograms(rows: list[dict[str, Any]], groups: int) -> dict[str, dict[tuple[str, int], Any]]:
    out: dict[str, dict[tuple[str, int], Any]] = {lane: {} for lane in POPULATIONS}
    for row in rows:
        for lane in POPULATIONS:
            students = [int(row[f"{lane} {number}"]) for number in range(groups)]
            if any(students):
                histogram = out[lane].setdefault((row["school_id"], row["year"]), np.zeros((groups, 99), np.int64))
                histogram[:, int(row["value"]) - 1] += students
    return out


def _length(frame: Any) -> int:
    asked = frame.select(nw.len())
    return int((asked.collect() if isinstance(asked, nw.LazyFrame) else asked).item())
