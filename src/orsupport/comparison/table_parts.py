"""How a table of two runs differs, row by row, and the table with some of these differences taken over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


class TablePart:
    """The rows of one table that differ between two runs: changed, added or removed.

    `key`: the columns that name a row. `silent`: columns for people, which can alter no answer.
    """

    def __init__(
        self,
        name: str,
        first: pa.Table | None,
        second: pa.Table | None,
        key: Sequence[str],
        silent: Sequence[str] = (),
    ) -> None:
        self.name, self.key, self.first = name, list(key), first
        self._may_be_absent = first is None or second is None
        nothing = np.zeros(0, dtype=np.int64)
        self.before, self.after = nothing, nothing  # rows of `both`, -1: there is none
        self.silent = 0
        self.columns: list[str] = []
        if first is not None and second is not None and first.equals(second):
            return
        given = [table for table in (first, second) if table is not None]
        if not given:
            return
        self.columns = list(dict.fromkeys(name for table in given for name in table.column_names))
        self.rows_before = 0 if first is None else first.num_rows
        both = {name: _joined(name, first, second) for name in self.columns}
        self.both = pa.table(both)
        codes = {name: _codes(column) for name, column in both.items()}
        self._find(codes, silent)

    def _find(self, codes: dict[str, Whole], silent: Sequence[str]) -> None:
        named = np.zeros(self.both.num_rows, dtype=np.int64)
        for name in self.key:
            named = named * (int(codes[name].max(initial=0)) + 2) + codes[name] + 1
            named = np.unique(named, return_inverse=True)[1].astype(np.int64)
        count, rows = int(named.max(initial=-1)) + 1, np.arange(len(named))
        before, after = np.full(count, -1), np.full(count, -1)
        before[named[: self.rows_before]] = rows[: self.rows_before]
        after[named[self.rows_before :]] = rows[self.rows_before :]
        shared = (before >= 0) & (after >= 0)
        differs, said = ~shared, np.zeros(count, dtype=bool)
        for name, code in codes.items():
            unlike = shared & (code[before] != code[after])
            if name in silent:
                said |= unlike
            else:
                differs |= unlike
        self.silent = int((said & ~differs).sum())
        order = np.argsort(np.where(before >= 0, before, after)[differs], kind="stable")
        self.before, self.after = before[differs][order], after[differs][order]

    def __len__(self) -> int:
        return len(self.before)

    def cells(self, column: str) -> list[Any]:
        """For each row that differs its cell in a column of the key."""
        rows = np.where(self.before >= 0, self.before, self.after)
        return list(self.both[column].take(pa.array(rows)).to_pylist())

    def either(self, column: str) -> list[set[Any]]:
        """For each row that differs its cells in a column, of the first and of the second run."""
        found = [
            self.both[column].take(pa.array(rows, mask=rows < 0)).to_pylist() for rows in (self.before, self.after)
        ]
        return [{cell for cell in pair if cell is not None} for pair in zip(*found, strict=True)]

    def mixed(self, taken: Flags) -> pa.Table | None:
        """The first run's table with the rows that are `taken` as in the second."""
        if not taken.any():
            return self.first
        rows = np.arange(self.rows_before)
        before, after = self.before[taken], self.after[taken]
        stays = np.ones(self.rows_before, dtype=bool)
        stays[before[(before >= 0) & (after < 0)]] = False
        changed = (before >= 0) & (after >= 0)
        rows[before[changed]] = after[changed]
        rows = np.concatenate([rows[stays], after[before < 0]])
        if not len(rows) and self._may_be_absent:
            return None
        table = self.both.take(pa.array(rows))
        return pa.table({name: _compact(table[name].combine_chunks()) for name in table.column_names})

    def row(self, index: int) -> dict[str, Any]:
        """One difference: the key of its row, whether it was changed, added or removed, the cells that differ
        and those that do not."""
        pair = [
            None if row < 0 else self.both.slice(int(row), 1).to_pylist()[0]
            for row in (self.before[index], self.after[index])
        ]
        old, new = pair
        there = old or new or {}
        how = "changed" if old and new else "added" if new else "removed"
        cells, same = [], {}
        for name in self.columns:
            cell = {"column": name, "from": (old or {}).get(name), "to": (new or {}).get(name)}
            if name not in self.key and cell["from"] != cell["to"]:
                cells.append(cell)
            elif name not in self.key and cell["to"] is not None:
                same[name] = cell["to"]
        key = {name: there[name] for name in self.key}
        return {"table": self.name, "row": key, "how": how, "cells": cells, "same": same}


def _joined(name: str, first: pa.Table | None, second: pa.Table | None) -> pa.Array:
    """A column of both tables, the first's rows before the second's; text in codes has its values sorted."""
    given = [table for table in (first, second) if table is not None]
    types = [table.schema.field(name).type for table in given if name in table.column_names]
    coded = pa.types.is_dictionary(types[0])
    kind = pa.string() if coded else types[0]
    columns = [
        table[name].cast(kind).combine_chunks() if name in table.column_names else pa.nulls(table.num_rows, kind)
        for table in given
    ]
    column = pa.concat_arrays(columns)
    if not coded:
        return column
    array = column.dictionary_encode()
    order = pc.sort_indices(array.dictionary).to_numpy()
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    indices = place[array.indices.to_numpy(zero_copy_only=False)]
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), array.dictionary.take(pa.array(order)))


def _codes(column: pa.Array) -> Whole:
    """Equal cells as equal whole numbers, -1 for an empty one."""
    if not pa.types.is_dictionary(column.type):
        plain = column.cast(pa.int8()) if pa.types.is_boolean(column.type) else column
        column = plain.dictionary_encode()
    return np.asarray(column.indices.fill_null(-1).to_numpy(zero_copy_only=False)).astype(np.int64)


def _compact(column: pa.Array) -> pa.Array:
    """A coded text without the values that no row has."""
    if not pa.types.is_dictionary(column.type):
        return column
    indices = column.indices.to_numpy(zero_copy_only=False)
    used = np.flatnonzero(np.bincount(indices, minlength=len(column.dictionary)))
    place = np.zeros(len(column.dictionary), dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(place[indices], pa.int32()), column.dictionary.take(pa.array(used.astype(np.int64)))
    )
