"""Two tables held against one another, row by row: which cells differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from orsupport.tables.columns import SHAPES
from orsupport.verification.differences import MOST_CELLS, NONE_THERE, Cell

OUTPUT_KEYS = {
    "schools": ("school_id",),
    "groups": ("school_id", "district_id", "student_group"),
    "districts": ("district_id",),
    "ratings": ("school_id", "district_id", "student_group", "indicator"),
    "cuts": ("indicator", "student_group", "schools_of", "level"),
}

STRANGERS = "none of its rows is of a school, district or year that the other has: is it another State's?"

Row = Sequence[str | None]


class Pair(NamedTuple):
    """A row as it stands and as it should: `number` as a reader counts it; None where only one of the two has it."""

    number: int | None
    stands: Row | None
    other: Row | None


class Compared(NamedTuple):
    """The cells that differ, the most that are shown of them, how many more, and what else is to be said."""

    cells: tuple[Cell, ...] = ()
    more: int = 0
    keys: tuple[str, ...] = ()
    says: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.cells or self.says)


def keys_of(table: str, columns: Sequence[str], given: bool) -> tuple[str, ...]:
    """The columns that name a row of a table, of those that are there; `given`: a table of the data."""
    keys = SHAPES[table].key if given else OUTPUT_KEYS.get(table, ())
    return tuple(name for name in keys if name in columns)


def by_key(stands: Sequence[Row], other: Sequence[Row], places: Sequence[int], first: int) -> list[Pair]:
    """The rows of both with the same key beside one another, those that differ and those that only one has."""
    at = {key: place for place, key in enumerate(_numbered(stands, places))}
    pairs = []
    for key, row in zip(_numbered(other, places), other, strict=True):
        place = at.pop(key, None)
        if place is None:
            pairs.append(Pair(None, None, row))
        elif stands[place] != row:
            pairs.append(Pair(place + first, stands[place], row))
    pairs += [Pair(place + first, stands[place], None) for place in at.values()]
    return sorted(pairs, key=lambda pair: pair.number or 0)


def share_nothing(pairs: Sequence[Pair], stands: int, other: int) -> bool:
    """Whether two tables of so many rows have no row of the same key: one of another State, or of other years."""
    only = [sum(pair.other is None for pair in pairs), sum(pair.stands is None for pair in pairs)]
    return only == [stands, other] and min(only) > 1


def _numbered(rows: Iterable[Row], places: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """The key of each row, and which of the rows with this key it is."""
    seen: Counter[tuple[str | None, ...]] = Counter()
    for row in rows:
        key = _key(row, places)
        seen[key] += 1
        yield (*key, seen[key])


def _key(row: Row, places: Sequence[int]) -> tuple[str | None, ...]:
    return tuple(row[place] if place < len(row) else None for place in places)


def side_by_side(pairs: Sequence[Pair], places: Sequence[int]) -> bool:
    """Whether rows in the same place are the same rows: their keys are, but for one that was changed."""
    others = [pair for pair in pairs if pair.stands is not None and pair.other is not None]
    return sum(_key(pair.stands or (), places) != _key(pair.other or (), places) for pair in others) <= 1


def cells_of(pairs: Sequence[Pair], columns: Sequence[str], keys: tuple[str, ...], says: str = "") -> Compared:
    """The cells in which the rows differ."""
    places = [columns.index(key) for key in keys]
    cells: list[Cell] = []
    total = 0
    for pair in pairs:
        for cell in _cells_of(pair, columns, places):
            total += 1
            if len(cells) < MOST_CELLS:
                cells.append(cell)
    return Compared(tuple(cells), total - len(cells), keys, says)


def _cells_of(pair: Pair, columns: Sequence[str], places: Sequence[int]) -> Iterator[Cell]:
    number, stands, other = pair
    key = tuple(text or "" for text in _key(other if other is not None else stands or (), places))
    if stands is None or other is None or len(stands) != len(columns) or len(other) != len(columns):
        yield Cell(number, key, "", _line(stands), _line(other))
        return
    for column, one, two in zip(columns, stands, other, strict=True):
        if one != two:
            yield Cell(number, key, column, one, two)


def _line(row: Row | None) -> str:
    return NONE_THERE if row is None else ",".join(cell or "" for cell in row)
