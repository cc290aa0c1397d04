"""The counts as collected: rows of `results` laid out by indicator and school year, with the place of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.exact import Exact, decimals_of
from orsupport.exact.whole import times
from orsupport.places import Places
from orsupport.rulebook.entries import Indicator

Whole = NDArray[np.int64]
UNKNOWN = np.int64(-1)


def year_number(school_year: str) -> int:
    """2024 for 2024-25."""
    return int(school_year[:4])


def year_name(number: int) -> str:
    return f"{number}-{(number + 1) % 100:02d}"


@dataclass(frozen=True)
class Rows:
    """Rows of one indicator and year, no place twice. `place` counts school after school, group by group within each;
    counts are whole numbers, -1 where unknown; `value`, `low`, `high` are decimals over one `scale`, `has_…` where."""

    place: Whole
    expected: Whole
    counted: Whole
    met: Whole
    counted_low: Whole
    counted_high: Whole
    value: NDArray[Any]
    low: NDArray[Any]
    high: NDArray[Any]
    has_value: NDArray[np.bool_]
    has_low: NDArray[np.bool_]
    has_high: NDArray[np.bool_]
    scale: int

    def __len__(self) -> int:
        return len(self.place)

    def taken(self, which: NDArray[Any]) -> Rows:
        """Some rows, by their positions in the order wanted, or by whether each is wanted."""
        columns = {name: column[which] for name, column in vars(self).items() if isinstance(column, np.ndarray)}
        return Rows(**columns, scale=self.scale)


class Counts:
    """All rows that the rules file judges, by indicator and year; rows of other groups and indicators are set aside."""

    def __init__(
        self, results: pa.Table, places: Places, indicators: Mapping[str, Indicator], combined: Mapping[str, list[str]]
    ) -> None:
        self.places = places
        self.combined = combined
        group_names = [*places.groups, *(part for parts in combined.values() for part in parts)]
        self._groups = list(dict.fromkeys(group_names))
        self.indicators = list(indicators)
        self._shares = {name for name, entry in indicators.items() if entry.kind == "share"}
        group, group_names_found = _coded(results["student_group"], self._groups)
        indicator, indicator_names_found = _coded(results["indicator"], self.indicators)
        school = _positions(results["school_id"], places.school_ids)
        year, years_found = _years(results["school_year"])
        self.years: list[int] = years_found
        self.set_aside = {
            "student_group": _outside(group, group_names_found),
            "indicator": _outside(indicator, indicator_names_found),
        }
        code = indicator * len(self.years) + year
        seen = np.flatnonzero(np.bincount(code[indicator >= 0])).tolist()
        self._held = {(self.indicators[each // len(self.years)], self.years[each % len(self.years)]) for each in seen}
        kept = np.flatnonzero((group >= 0) & (indicator >= 0) & (school >= 0))
        few = len(self.indicators) * len(self.years) < 2**15  # numpy counts short whole numbers instead of sorting them
        kinds = code[kept].astype(np.int16 if few else np.int64)
        self._row = kept[np.argsort(kinds, kind="stable")]
        sizes = np.bincount(kinds, minlength=len(self.indicators) * len(self.years))
        self.above_expected = _above(results["counted"], results["expected"], kept)
        self._begins = np.concatenate([[0], np.cumsum(sizes)])
        self._group, self._school = group[self._row].astype(np.int16), school[self._row]
        self._columns = {
            name: results[name].combine_chunks().fill_null(-1).to_numpy(zero_copy_only=False)
            for name in ("expected", "counted", "met", "counted_low", "counted_high")
        }
        self._decimals = {
            name: results[name].combine_chunks().to_numpy(zero_copy_only=False).astype(np.float64, copy=False)
            for name in ("value", "value_low", "value_high")
        }
        self._slices: dict[tuple[str, int], slice] = {}
        self._scales: dict[str, tuple[slice, dict[str, Exact], int]] = {}

    def _slice(self, indicator: str, year: int) -> slice:
        key = (indicator, year)
        if key not in self._slices:
            if year not in self.years:
                return slice(0, 0)
            code = self.indicators.index(indicator) * len(self.years) + self.years.index(year)
            self._slices[key] = slice(int(self._begins[code]), int(self._begins[code + 1]))
        return self._slices[key]

    def holds(self, indicator: str, year: int) -> bool:
        """Whether the data hold anything of the indicator in the year, for any school."""
        return (indicator, year) in self._held

    def has_counts(self, indicator: str) -> bool:
        """Whether any row of the indicator, of any year, says how many students it is of."""
        whole, _, _ = self._scale(indicator)
        rows = self._row[whole]
        return any(bool((self._columns[name][rows] != UNKNOWN).any()) for name in ("counted", "counted_low"))

    def rows(self, indicator: str, year: int) -> list[Rows]:
        """The year's rows: first those of the groups themselves, then, for a share, one batch for each part of a
        combined group of which the data hold no row of its own."""
        return [rows for _, rows in self.batches(indicator, year)]

    def batches(self, indicator: str, year: int) -> list[tuple[str, Rows]]:
        """The same with the student group whose rows they are, where they stand for a part of a combined group."""
        part = self._slice(indicator, year)
        own = np.flatnonzero(self._group[part] < len(self.places.groups)) + part.start
        batches = [("", self._batch(indicator, own, self._group[own]))]
        for name, parts in self.combined.items() if indicator in self._shares else ():
            target = self._groups.index(name)
            if bool((self._group[part] == target).any()):
                continue
            for each in parts:
                rows = np.flatnonzero(self._group[part] == self._groups.index(each)) + part.start
                batches.append((each, self._batch(indicator, rows, np.full(len(rows), target))))
        return [(group, batch) for group, batch in batches if len(batch)]

    def _batch(self, indicator: str, rows: Whole, groups: NDArray[Any]) -> Rows:
        take = self._row[rows]
        whole, decimals, scale = self._scale(indicator)
        within = rows - whole.start
        found = {name: decimals[name].numerators[within] for name in decimals}
        known = {name: np.isfinite(self._decimals[name][take]) for name in decimals}
        counts = {name: column[take].astype(np.int64, copy=False) for name, column in self._columns.items()}
        return Rows(
            place=self._school[rows] * len(self.places.groups) + groups,
            value=found["value"],
            low=found["value_low"],
            high=found["value_high"],
            has_value=known["value"],
            has_low=known["value_low"],
            has_high=known["value_high"],
            scale=scale,
            **counts,
        )

    def _scale(self, indicator: str) -> tuple[slice, dict[str, Exact], int]:
        """The indicator's decimals, over one denominator for all its years; kept until the next indicator is asked."""
        if indicator not in self._scales:
            first = self._slice(indicator, self.years[0]).start if self.years else 0
            last = self._slice(indicator, self.years[-1]).stop if self.years else 0
            rows = self._row[first:last]
            decimals = {name: decimals_of(column[rows]) for name, column in self._decimals.items()}
            scale = max(int(exact.denominators) for exact in decimals.values())
            decimals = {
                name: Exact(times(exact.numerators, scale // int(exact.denominators)), scale)
                for name, exact in decimals.items()
            }
            self._scales = {indicator: (slice(first, last), decimals, scale)}
        return self._scales[indicator]


def _dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    array = column.combine_chunks()
    return array if pa.types.is_dictionary(array.type) else array.dictionary_encode()


def _coded(column: pa.ChunkedArray, names: list[str]) -> tuple[Whole, list[tuple[str, int]]]:
    """The position of each cell in `names` (-1: not there), and the names that are not there with their rows."""
    array = _dictionary(column)
    found = array.dictionary.to_pylist()
    position = {name: place for place, name in enumerate(names)}
    table = np.array([position.get(name, -1) for name in found] or [-1], dtype=np.int64)
    indices = array.indices.to_numpy(zero_copy_only=False)
    rows = np.bincount(indices, minlength=len(found)) if len(indices) else np.zeros(len(found), dtype=np.int64)
    strangers = [(name, int(rows[i])) for i, name in enumerate(found) if name not in position and rows[i]]
    return table[indices], strangers


def _positions(column: pa.ChunkedArray, ids: pa.Array) -> Whole:
    array = _dictionary(column)
    position = {name: place for place, name in enumerate(ids.to_pylist())}
    table = np.array([position.get(name, -1) for name in array.dictionary.to_pylist()] or [-1], dtype=np.int64)
    return np.asarray(table[array.indices.to_numpy(zero_copy_only=False)])


def _years(column: pa.ChunkedArray) -> tuple[Whole, list[int]]:
    """The position of each row's year among the years that any row is of, and these years."""
    array = _dictionary(column)
    names = [year_number(name) for name in array.dictionary.to_pylist()]
    indices = array.indices.to_numpy(zero_copy_only=False)
    years = sorted({names[code] for code in np.flatnonzero(np.bincount(indices))})
    table = np.array([years.index(year) if year in years else -1 for year in names] or [0], dtype=np.int64)
    return table[indices], years


def _above(column: pa.ChunkedArray, most: pa.ChunkedArray, rows: Whole) -> int:
    """How many of these rows hold more than they should at most, where both are known."""
    above = pc.greater(column, most).combine_chunks().fill_null(False)
    return int(np.count_nonzero(above.to_numpy(zero_copy_only=False)[rows]))


def _outside(codes: Whole, strangers: list[tuple[str, int]]) -> list[dict[str, object]]:
    return [{"name": name, "rows": rows} for name, rows in sorted(strangers)]
