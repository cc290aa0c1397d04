"""The axes of every array: the schools, their districts, the student groups, and the facts of each school."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.answers import NO, UNSURE, YES, Answers, Reason, Value
from orsupport.exact import Exact, decimals_of
from orsupport.rulebook.entries import Fact


class Places:
    """The schools in the order of their table, their districts in the order of first appearance, and the groups."""

    def __init__(self, schools: pa.Table, groups: Sequence[str]) -> None:
        self.table = schools
        self.school_ids: pa.Array = schools["school_id"].combine_chunks()
        self.groups = list(groups)
        district = schools["district_id"].combine_chunks().dictionary_encode()
        self.district_ids: pa.Array = district.dictionary
        self.district_of: NDArray[np.int64] = district.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        is_open = schools["open"].fill_null(True) if "open" in schools.column_names else pa.array([True] * len(schools))
        self.open: NDArray[np.bool_] = np.asarray(is_open.to_numpy(zero_copy_only=False), dtype=bool)

    @property
    def shape(self) -> tuple[int, int]:
        """Schools by groups."""
        return len(self.school_ids), len(self.groups)

    def only(self, schools: NDArray[np.int64], district: int) -> Places:
        """Some schools of one district, as if there were no others."""
        some = Places.__new__(Places)
        some.table, some.groups = self.table.take(pa.array(schools)), self.groups
        some.school_ids, some.open = self.school_ids.take(pa.array(schools)), self.open[schools]
        some.district_ids = self.district_ids.take(pa.array([district]))
        some.district_of = np.zeros(len(schools), dtype=np.int64)
        return some

    @property
    def open_in_district(self) -> NDArray[np.int64]:
        """How many open schools each district has."""
        return np.bincount(self.district_of[self.open], minlength=len(self.district_ids)).astype(np.int64)

    def column(self, fact: str, entry: Fact) -> pa.Array | None:
        """The fact's column of `schools`, or None where the data lack it."""
        name = entry.column or fact
        return self.table[name].combine_chunks() if name in self.table.column_names else None

    def flag(self, fact: str, entry: Fact) -> Answers:
        """YES, NO or, where the cell is blank, UNSURE; shaped (schools, 1)."""
        column = self.column(fact, entry)
        if column is None:
            return np.full((len(self.school_ids), 1), UNSURE, dtype=np.int8)
        if pa.types.is_boolean(column.type):
            holds = column
        elif entry.is_ is not None:
            holds = pc.is_in(column, value_set=pa.array(entry.is_, pa.string()))
        else:
            holds = pc.equal(pc.utf8_lower(column), "true")
        known = np.asarray(column.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
        true = np.asarray(holds.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)
        result: Answers = np.where(known, np.where(true, YES, NO), UNSURE).astype(np.int8)[:, None]
        return result

    def kinds(self, fact: str, entry: Fact) -> tuple[NDArray[np.int64], list[str]]:
        """Which of the values of a flag or text each school has (-1: blank), and the values, sorted."""
        column = self.column(fact, entry)
        if column is None and entry.kind == "text":
            return np.full(len(self.school_ids), -1), []
        if column is None or entry.is_ is not None or pa.types.is_boolean(column.type):
            answers = self.flag(fact, entry)[:, 0]
            return np.select([answers == YES, answers == NO], [1, 0], -1).astype(np.int64), ["false", "true"]
        if entry.kind == "flag":
            column = pc.utf8_lower(column)
        values = ["false", "true"] if entry.kind == "flag" else sorted(v for v in pc.unique(column).to_pylist() if v)
        codes = pc.index_in(column, value_set=pa.array(values, pa.string())).fill_null(-1)
        return codes.to_numpy(zero_copy_only=False).astype(np.int64), values

    def number(self, fact: str, entry: Fact) -> Value:
        """The fact as a number, missing where its cell is blank; shaped (schools, 1)."""
        column, shape = self.column(fact, entry), (len(self.school_ids), 1)
        known = np.zeros(shape, dtype=bool)
        figures = Exact(np.zeros(shape, dtype=np.int64))
        if column is not None:
            cells = pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False)[:, None]
            known, figures = ~np.isnan(cells), decimals_of(cells)
        held = np.where(known, YES, NO).astype(np.int8)
        why = np.where(known, Reason.NONE, Reason.MISSING).astype(np.int8)
        return Value(figures, figures, held, why, str(entry.unit))
