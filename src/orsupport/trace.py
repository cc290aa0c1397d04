"""The trace: everything that an identification worked out, kept so that any place can be explained, in memory or from
a run folder."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from orsupport.answers import Answers, Ladder, Value
from orsupport.context import Context
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact
from orsupport.indicators.results import Result
from orsupport.measures import crossing
from orsupport.measures.band import ladder
from orsupport.places import Places
from orsupport.rulebook.entries import Band, Earlier, OneGroup, Rulebook, Table
from orsupport.rulebook.names import Names

ARRAYS = "arrays.npz"
FAST = 1  # numpy's own savez_compressed takes twice as long, to save an eighth of the bytes


def save(trace: Evaluation, folder: Path) -> None:
    """Write the kept arrays in the smallest whole-number type that holds them."""
    folder.mkdir()
    arrays: dict[str, NDArray[Any]] = {"open": trace.places.open, "year": np.array(trace.year)}
    for key, value in trace.kept_values():
        arrays |= {f"value/{key}/{part}": array for part, array in _parts(value).items()}
    for name, answers in trace.kept_answers():
        arrays[f"answer/{name}"] = answers
        if name.startswith("was "):
            status = name.removeprefix("was ")
            arrays[f"since/{status}"] = _small(trace.since(status))
    for name in trace.book.indicator:
        if (students := trace.denominator(name)) is not None:
            arrays[f"denominator/{name}"] = _small(students.numerators)
            arrays[f"denominator/{name}/of"] = np.array(students.denominators)
    with ZipFile(folder / ARRAYS, "w", ZIP_DEFLATED, compresslevel=FAST) as file:
        for name, array in arrays.items():
            with file.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)


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
        self.year = int(self._arrays["year"])

    def value(self, name: str, member: str | None = None) -> Value:
        key = value_key(name, member if name in self.book.number else None)
        if f"value/{key}/held" not in self._arrays:
            key = value_key(name, None)
        kept = {part: self._arrays[f"value/{key}/{part}"] for part in ("held", "why", "unit")}
        low = self._exact(key, "low")
        high = self._exact(key, "high") if f"value/{key}/high_numerators" in self._arrays else low
        steps = _ladder(self.book, self.names, name)
        return Value(low, high, kept["held"], kept["why"], str(kept["unit"]), steps)

    def _exact(self, key: str, end: str) -> Exact:
        top = _whole(self._arrays[f"value/{key}/{end}_numerators"])
        bottom = _whole(self._arrays[f"value/{key}/{end}_denominators"])
        return Exact(top, int(bottom) if bottom.shape == () else bottom)

    def family(self, name: str) -> dict[str, Value]:
        found = self.names.get(name)
        members = found.members if found is not None and found.members else ()
        return {member: self.value(f"{name}.{member}") for member in members}

    def answer(self, name: str) -> Answers:
        answers: Answers = self._arrays[f"answer/{name}"]
        return answers

    def at(self, year: int) -> Context:
        raise LookupError(f"the values of {year} are not kept")

    def percent(self, number: str) -> Fraction:
        raise LookupError(f"{number} is not worked out here")

    def was(self, status: str) -> Answers:
        return self.answer(f"was {status}")

    def since(self, status: str) -> NDArray[np.int64]:
        years: NDArray[np.int64] = self._arrays[f"since/{status}"]
        return years

    def denominator(self, indicator: str) -> Exact | None:
        key = f"denominator/{indicator}"
        return Exact(_whole(self._arrays[key]), int(self._arrays[f"{key}/of"])) if key in self._arrays else None

    def kinds(self, fact: str) -> tuple[NDArray[np.int64], list[str]]:
        raise LookupError(f"the kinds of {fact} are not kept")

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


class View:
    """A trace seen from one school, or from the schools of one district."""

    def __init__(self, whole: Context, schools: NDArray[np.int64], district: int) -> None:
        self.whole, self.book, self.names, self.year = whole, whole.book, whole.names, whole.year
        self.places = whole.places.only(schools, district)
        self._schools, self._district = schools, np.array([district])

    def _rows(self, name: str, length: int) -> NDArray[np.int64]:
        if length == 1 and len(self.whole.places.school_ids) > 1:
            return np.zeros(1, dtype=np.int64)
        found = self.names.get(name)
        return self._district if found is not None and found.level == "district" else self._schools

    def value(self, name: str, member: str | None = None) -> Value:
        value = self.whole.value(name, member)
        rows = self._rows(name, value.shape[0])
        low = value.low.wide(value.shape)[rows]
        high = low if value.high is value.low else value.high.wide(value.shape)[rows]
        return Value(low, high, value.held[rows], value.why[rows], value.unit, value.ladder)

    def family(self, name: str) -> dict[str, Value]:
        found = self.names.get(name)
        return {member: self.value(f"{name}.{member}") for member in (found.members if found and found.members else ())}

    def answer(self, name: str) -> Answers:
        answers = self.whole.answer(name)
        return answers[self._rows(name, len(answers) if len(answers) != 1 else 2)]

    def at(self, year: int) -> Context:
        return self.whole.at(year)

    def percent(self, number: str) -> Fraction:
        return self.whole.percent(number)

    def was(self, status: str) -> Answers:
        return self.whole.was(status)[self._schools]

    def since(self, status: str) -> NDArray[np.int64]:
        return self.whole.since(status)[self._schools]

    def denominator(self, indicator: str) -> Exact | None:
        students = self.whole.denominator(indicator)
        return students[self._schools] if students is not None else None

    def kinds(self, fact: str) -> tuple[NDArray[np.int64], list[str]]:
        codes, kinds = self.whole.kinds(fact)
        return codes[self._schools], kinds

    def result(self, indicator: str) -> Result:
        return self.whole.result(indicator)
