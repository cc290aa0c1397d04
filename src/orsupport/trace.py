"""The trace: everything that an identification worked out, kept so that any place can be explained, in memory or from
a run folder."""

from __future__ import annotations

from copy import copy
from fractions import Fraction
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from orsupport.answers import Answers, Ladder, Value
from orsupport.context import Context, Inherited
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact
from orsupport.indicators.results import Result
from orsupport.look_back import looked_back_on
from orsupport.measures import crossing
from orsupport.measures.band import ladder
from orsupport.places import Places
from orsupport.rulebook.entries import Band, Earlier, OneGroup, Rulebook, Table, YearsIn
from orsupport.rulebook.names import Names
from orsupport.version import VERSION

ARRAYS = "arrays.npz"
VERSION_KEY = "orsupport"
FAST = 1  # numpy's own savez_compressed takes twice as long, to save an eighth of the bytes


def save(trace: Evaluation, folder: Path) -> None:
    """Write the kept arrays in the smallest whole-number type that holds them."""
    folder.mkdir()
    arrays: dict[str, NDArray[Any]] = {"open": trace.places.open, "year": np.array(trace.year)}
    arrays["first_year"] = np.array(trace.first_year)
    arrays[VERSION_KEY] = np.array(VERSION)
    arrays |= _of_year(trace)
    for year, (earlier, names) in looked_back_on(trace).items():
        arrays |= {f"{year}/{key}": array for key, array in _of_year(earlier, names).items()}
    for name in trace.book.indicator:
        if (students := trace.denominator(name)) is not None:
            arrays[f"denominator/{name}"] = _small(students.numerators)
            arrays[f"denominator/{name}/of"] = np.array(students.denominators)
    with ZipFile(folder / ARRAYS, "w", ZIP_DEFLATED, compresslevel=FAST) as file:
        for name, array in arrays.items():
            with file.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)


def _of_year(trace: Evaluation, names: set[str] | None = None) -> dict[str, NDArray[Any]]:
    """What was worked out for one year, or as much of it as has these names."""
    arrays: dict[str, NDArray[Any]] = {}
    for key, value in trace.kept_values():
        if names is None or {key, key.partition("@")[0], key.partition(".")[0]} & names:
            arrays |= {f"value/{key}/{part}": array for part, array in _parts(value).items()}
    for name in [*trace.book.measure, *(trace.book.indicator if names is not None else ())]:
        if names is None or name in names:
            arrays |= {f"behind/{name}/{key}": _small(array) for key, array in trace.behind(name).items()}
    for fact, (codes, kinds) in trace.kept_kinds():
        arrays |= {f"kinds/{fact}/codes": _small(codes), f"kinds/{fact}/names": np.array(kinds, dtype=str)}
    for name, answers in trace.kept_answers():
        if names is None or name in names or name.startswith("was "):
            arrays[f"answer/{name}"] = answers
        if name.startswith("was "):
            status = name.removeprefix("was ")
            arrays[f"since/{status}"] = _small(trace.since(status))
    statuses = {name.removeprefix("was ") for name, _ in trace.kept_answers() if name.startswith("was ")}
    for status in sorted(statuses | {each.status for each in trace.book.measure.values() if isinstance(each, YearsIn)}):
        arrays[f"inherited/{status}"] = np.array(trace.inherited(status), dtype=str).reshape(-1, 4)
    return arrays


def _parts(value: Value) -> dict[str, NDArray[Any]]:
    parts: dict[str, NDArray[Any]] = {"held": value.held, "why": value.why, "unit": np.array(value.unit)}
    for end, exact in (("low", value.low), ("high", value.high)):
        if end == "high" and value.high is value.low:
            continue
        bottom = exact.denominators
        parts[f"{end}_numerators"] = _small(exact.numerators)
        parts[f"{end}_denominators"] = _small(np.array(bottom) if isinstance(bottom, int) else bottom)
    return parts


def _small(numbers: NDArray[Any]) -> NDArray[Any]:
    if numbers.dtype == object:
        return numbers.astype(str)
    if numbers.size == 0:
        return numbers
    return numbers.astype(np.result_type(np.min_scalar_type(numbers.min()), np.min_scalar_type(numbers.max())))


def _whole(numbers: NDArray[Any]) -> NDArray[Any]:
    if numbers.dtype.kind == "U":
        return np.vectorize(int, otypes=[object])(numbers)
    return numbers.astype(np.int64)


class StoredTrace:
    """A trace read back from a run folder; it answers what was kept and works nothing out."""

    def __init__(self, folder: Path, book: Rulebook) -> None:
        self.book, self.names = book, Names(book)
        self._arrays = np.load(folder / "trace" / ARRAYS)
        schools = rows_of(
            pa.parquet.read_table(folder / f"{'districts' if book.rates_districts else 'schools'}.parquet")
        )
        kept_open = pa.array(self._arrays["open"])
        self.places = Places(schools.append_column("open", kept_open), book.group_names)
        self.year, self.first_year = int(self._arrays["year"]), int(self._arrays["first_year"])
        self._prefix = ""

    def value(self, name: str, member: str | None = None) -> Value:
        key = f"{self._prefix}value/{value_key(name, member if name in self.book.number else None)}"
        if f"{key}/held" not in self._arrays:
            key = f"{self._prefix}value/{name}"
        kept = {part: self._arrays[f"{key}/{part}"] for part in ("held", "why", "unit")}
        low = self._exact(key, "low")
        high = self._exact(key, "high") if f"{key}/high_numerators" in self._arrays else low
        steps = _ladder(self.book, self.names, name)
        return Value(low, high, kept["held"], kept["why"], str(kept["unit"]), steps)

    def _exact(self, key: str, end: str) -> Exact:
        top = _whole(self._arrays[f"{key}/{end}_numerators"])
        bottom = _whole(self._arrays[f"{key}/{end}_denominators"])
        return Exact(top, int(bottom) if bottom.shape == () else bottom)

    def family(self, name: str) -> dict[str, Value]:
        found = self.names.get(name)
        members = found.members if found is not None and found.members else ()
        return {member: self.value(f"{name}.{member}") for member in members}

    def answer(self, name: str) -> Answers:
        answers: Answers = self._arrays[f"{self._prefix}answer/{name}"]
        return answers

    def at(self, year: int) -> Context:
        there = copy(self)
        there.year, there._prefix = year, f"{year}/"
        return there

    def percent(self, number: str) -> Fraction:
        raise LookupError(f"{number} is not worked out here")

    def was(self, status: str) -> Answers:
        return self.answer(f"was {status}")

    def since(self, status: str) -> NDArray[np.int64]:
        years: NDArray[np.int64] = self._arrays[f"{self._prefix}since/{status}"]
        return years

    def inherited(self, status: str) -> list[Inherited]:
        key = f"{self._prefix}inherited/{status}"
        rows = self._arrays[key].tolist() if key in self._arrays else []
        return [(int(row), int(group), int(year), prior) for row, group, year, prior in rows]

    def denominator(self, indicator: str) -> Exact | None:
        key = f"{self._prefix}denominator/{indicator}"
        return Exact(_whole(self._arrays[key]), int(self._arrays[f"{key}/of"])) if key in self._arrays else None

    def kinds(self, fact: str) -> tuple[NDArray[np.int64], list[str]]:
        key = f"{self._prefix}kinds/{fact}"
        return _whole(self._arrays[f"{key}/codes"]), [str(kind) for kind in self._arrays[f"{key}/names"]]

    def behind(self, name: str) -> dict[str, NDArray[np.int64]]:
        start = f"{self._prefix}behind/{name}/"
        return {key[len(start) :]: _whole(self._arrays[key]) for key in self._arrays if key.startswith(start)}

    def result(self, indicator: str) -> Result:
        raise LookupError(f"the counts of {indicator} are in the ratings")


def rows_of(table: pa.Table) -> pa.Table:
    """The output table of what was rated, with the columns that name a row of `schools`."""
    if "school_id" in table.column_names:
        return table
    return table.append_column("school_id", table["district_id"]).append_column("school_name", table["district_name"])


def _ladder(book: Rulebook, names: Names, name: str) -> Ladder | None:
    """The levels of a band or table, or of one that is read elsewhere or earlier."""
    family, _, member = name.partition(".")
    measure = book.measure.get(family)
    if isinstance(measure, Band):
        return ladder(measure)
    if isinstance(measure, Table):
        return crossing.ladder(measure)
    if isinstance(measure, Earlier | OneGroup):
        return _ladder(book, names, f"{measure.of}.{member}" if member else measure.of)
    return None


def value_key(name: str, member: str | None) -> str:
    return name if member is None else f"{name}@{member}"
