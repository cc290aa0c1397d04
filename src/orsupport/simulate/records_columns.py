"""Columns of student records, as Arrow holds them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from orsupport.simulate.calibration import Flags, Numbers, Whole, calibration
from orsupport.simulate.students import OLD_POVERTY, POVERTY, RACES

FIRST_ID = 10_000_000
GRADE_NAMES = ["K", *(str(grade) for grade in range(1, 13))]
NO_DAY = np.datetime64("NaT", "D")
Days = NDArray[np.datetime64]


def codes(place: Whole, names: list[str], missing: Flags | None = None) -> pa.Array:
    """Text, by its place in a list of names; null where `missing`."""
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32), mask=missing), pa.array(names))


def same(text: str, rows: int) -> pa.Array:
    return codes(np.zeros(rows, dtype=np.int64), [text])


def ids(number: Whole) -> pa.Array:
    """Ids of students: digits only, of no meaning."""
    return pa.array(FIRST_ID + number).cast(pa.string())


def years(first: Whole) -> pa.Array:
    """School years by their first calendar year; null where 0."""
    start = int(first[first > 0].min()) if (first > 0).any() else 2000
    names = [school_year(year) for year in range(start, int(first.max(initial=start)) + 1)]
    return codes(np.maximum(first - start, 0), names, first == 0)


def school_year(first: int) -> str:
    """`2024-25`, by its first calendar year."""
    return f"{first}-{(first + 1) % 100:02}"


def days(found: Days) -> pa.Array:
    """Dates; null where there is none."""
    return pa.array(found.astype("datetime64[D]"), type=pa.date32())


def date(year: int, month: int, day: int) -> np.datetime64:
    return np.datetime64(f"{year}-{month:02}-{day:02}", "D")


def whole(values: Whole, missing: Flags) -> pa.Array:
    return pa.array(values.astype(np.int16), mask=missing)


def halves(values: Numbers) -> pa.Array:
    """Days or credits in halves or quarters, which a float64 holds exactly."""
    return pa.array(values.astype(np.float64))


def groups(race: Whole, poverty: Whole, learner: Flags, disability: Flags, year: str) -> dict[str, pa.Array]:
    """One true or false column a student group; poverty goes by the name of the school year."""
    new = year >= calibration()["years"]["poverty"]
    columns = {name: race == place for place, name in enumerate(RACES)}
    columns[OLD_POVERTY] = (poverty > 0) & (not new)
    columns[POVERTY] = (poverty == 2) & new
    columns |= {"english_learners": learner, "students_with_disabilities": disability}
    return {name: pa.array(flags) for name, flags in columns.items()}
