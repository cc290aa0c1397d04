"""Results under an earlier number of a renumbered school: they are the school's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa

from orsupport.tables.arrays import Rows, codes_of

RENUMBERED = "renumbered"
Steps = dict[str, list[tuple[str, str]]]


def steps_of(predecessors: Iterable[Mapping[str, str | None]]) -> Steps:
    """The numbers that each earlier number was given up for, each with its first school year, the earliest first."""
    steps: Steps = {}
    for row in predecessors:
        prior, school, first = row["prior_school_id"], row["school_id"], row["school_year"]
        if prior and school and first and (row["kind"] or "").strip() == RENUMBERED:
            steps.setdefault(prior, []).append((first, school))
    return {prior: sorted(found) for prior, found in steps.items()}


def under_todays_numbers(
    ids: pa.DictionaryArray, years: pa.DictionaryArray, steps: Steps
) -> tuple[pa.DictionaryArray, Rows]:
    """The schools of rows, by their number of today, and which rows stand under an earlier one."""
    names = ids.dictionary.to_pylist()
    year_names = years.dictionary.to_pylist()
    codes, year_codes = codes_of(ids).astype(np.int64), codes_of(years)
    concerned = np.array([name in steps for name in names] + [False], dtype=bool)  # the last one is a blank cell's
    rows = np.flatnonzero(concerned[codes] & (year_codes >= 0))
    moved = np.zeros(len(codes), dtype=bool)
    if not len(rows):
        return ids, moved
    position = {name: place for place, name in enumerate(names)}
    today = np.zeros((len(rows),), dtype=np.int64)
    known: dict[tuple[int, int], int] = {}
    for place, pair in enumerate(zip(codes[rows].tolist(), year_codes[rows].tolist(), strict=True)):
        if pair not in known:
            name = _today(steps, names[pair[0]], year_names[pair[1]])
            known[pair] = position.setdefault(name, len(position))
        today[place] = known[pair]
    moved[rows] = today != codes[rows]
    codes = codes.copy()
    codes[rows] = today
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(position), pa.string())), moved


def _today(steps: Steps, number: str, year: str) -> str:
    """The number of today of the school that had this one in a school year."""
    since, passed = "", {number}
    while later := [step for step in steps.get(number, []) if step[0] > year and step[0] >= since]:
        since, number = later[0]
        if number in passed:
            break
        passed.add(number)
    return number
