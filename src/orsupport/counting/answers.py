"""What the indicators say about the rows of a record table: a number for each row, and what it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from orsupport.counting.codes import Codes
from orsupport.counting.kinds import Kinds, Sort, is_text, sort_of
from orsupport.indicators.rows import FamilyRows, with_lanes
from orsupport.tables.arrays import one_array

YEAR = "year of the row"


class Name(NamedTuple):
    """One thing that an indicator says of a row: a lane, a reason to leave it out, something noted, or `kept`."""

    indicator: str
    sort: str
    name: str


class Answer(NamedTuple):
    """What is said of a row: its year as written, and the names that are true of it."""

    year: str | None
    true: frozenset[Name]


class Answers:
    """The answers to the rows of one table, numbered as they are first met."""

    def __init__(self, families: Sequence[FamilyRows]) -> None:
        self.families = families
        self.year = families[0].year
        asked = [each for family in families for each in columns_of(family)]
        self._columns = list(dict.fromkeys([self.year, *asked]))
        self.found: list[Answer] = []
        self._numbers: dict[Answer, int] = {}
        self._by_sorts: dict[tuple[Sort, ...], tuple[Kinds, list[Codes]]] = {}
        self._row_by_row: tuple[Kinds, list[Codes]] | None = None
        self.names = [name for family in families for name in names_of(family)]

    def of(self, table: pa.Table) -> tuple[Codes, Codes]:
        """The kind of each row, and the number of each kind's answer."""
        arrays = [one_array(table.column(name)) for name in self._columns]
        sorts = tuple(sort_of(array) for array in arrays)
        if "large" not in sorts:
            kinds, known = self._by_sorts.setdefault(sorts, (Kinds(sorts), []))
            found = kinds.of(arrays)
            if found is not None:
                if len(found[1]):
                    some = plain_texts(pa.table(arrays, self._columns)).take(indices(found[1]))
                    self._learn(known, evaluated(some, self.families))
                return found[0], known[0]
        return self._each_row(pa.table(arrays, self._columns))

    def _each_row(self, table: pa.Table) -> tuple[Codes, Codes]:
        said = evaluated(table, self.families)
        if self._row_by_row is None:
            self._row_by_row = Kinds(["text", *["flag"] * len(self.names)]), []  # type: ignore[list-item]
        kinds, known = self._row_by_row
        found = kinds.of([one_array(column) for column in said.columns])
        if found is None:
            raise ValueError(f"{self.year} has too many different values to be a school year")
        self._learn(known, said.take(indices(found[1])))
        return found[0], known[0]

    def _learn(self, known: list[Codes], said: pa.Table) -> None:
        """Add the answers of new kinds; `said` holds what is said of them."""
        columns = [column.to_pylist() for column in said.columns]
        years, flags = columns[0], list(zip(*columns[1:], strict=True))
        new = []
        for year, row in zip(years, flags, strict=True):
            answer = Answer(year, frozenset(name for name, true in zip(self.names, row, strict=True) if true))
            if answer not in self._numbers:
                self._numbers[answer] = len(self.found)
                self.found.append(answer)
            new.append(self._numbers[answer])
        known[:] = [np.concatenate([*known, np.array(new, np.int32)])]


def columns_of(family: FamilyRows) -> list[str]:
    """The columns that the conditions of a family read, its subject among them."""
    subject = [] if family.subject is None else ["subject"]
    return list(dict.fromkeys([*family.columns, *subject]))


def names_of(family: FamilyRows) -> list[Name]:
    """Everything that a family says of a row."""
    return [
        Name(family.indicator, "kept", ""),
        *(Name(family.indicator, "lane", name) for name in family.lanes),
        *(Name(family.indicator, "left_out", name) for name in family.left_out),
        *(Name(family.indicator, "noted", name) for name in family.noted),
    ]


def evaluated(table: pa.Table, families: Sequence[FamilyRows]) -> pa.Table:
    """The year of every row and, for each name of each family in turn, whether it is true; false where not kept."""
    table = plain_texts(table)
    said = {YEAR: one_array(table.column(families[0].year)).cast(pa.string())}
    frame = nw.from_native(table, eager_only=True)
    for family in families:
        kept = frame.select(nw.lit(True).alias("kept")) if family.keep is None else frame.select(kept=family.keep)
        keep = kept["kept"] if family.keep is not None else None
        lanes = with_lanes(frame, family)
        names = names_of(family)
        places = [
            *family.lanes,
            *(f"left_out_{place}" for place in range(len(family.left_out))),
            *(f"noted_{place}" for place in range(len(family.noted))),
        ]
        always = pa.array(np.ones(table.num_rows, bool))
        said[str(names[0])] = always if keep is None else one_array(keep.to_native())
        for name, place in zip(names[1:], places, strict=True):
            column = lanes[place] if keep is None else lanes[place] & keep
            said[str(name)] = one_array(column.to_native())
    return pa.table(said)


def plain_texts(table: pa.Table) -> pa.Table:
    """The table with every text column as Arrow's plain strings, which every comparison takes."""
    return pa.table(
        {
            name: column.cast(pa.string()) if is_text(column.type) and column.type != pa.string() else column
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    )


def indices(rows: NDArray[np.int64]) -> pa.Array:
    """Row numbers as pyarrow has them."""
    return pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(rows)])
