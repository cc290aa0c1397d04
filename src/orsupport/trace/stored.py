"""A trace read back from a run folder."""

from __future__ import annotations

from copy import copy
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from orsupport.answers import Answers, Ladder, Value
from orsupport.context import Context, Inherited
from orsupport.exact import Exact
from orsupport.indicators.results import Result
from orsupport.measures import crossing
from orsupport.measures.band import ladder
from orsupport.places import Places
from orsupport.problems import InputError, Problem
from orsupport.rulebook.entries import Band, Earlier, OneGroup, Rulebook, Table
from orsupport.rulebook.names import Names
from orsupport.trace.arrays import ARRAYS, read_arrays


class StoredTrace:
    """A trace read back from a run folder; it answers what was kept and works nothing out."""

    def __init__(self, folder: Path, book: Rulebook) -> None:
        self.book, self.names = book, Names(book)
        if not (folder / "trace" / ARRAYS).is_file():
            says = "was written by an earlier orsupport in a form that is no longer read: identify again"
            raise InputError([Problem("trace", "", says)], "Nothing to explain.")
        self._arrays = read_arrays(folder / "trace" / ARRAYS)
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


def _whole(numbers: NDArray[Any]) -> NDArray[Any]:
    if numbers.dtype.kind == "U":
        return np.vectorize(int, otypes=[object])(numbers)
    return numbers.astype(np.int64)
