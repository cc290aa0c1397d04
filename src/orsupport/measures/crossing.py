"""A table: two bands laid across one another, such as a status and its change, give one level."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from orsupport.answers import NO, Ladder, Value
from orsupport.context import Context
from orsupport.exact import Exact
from orsupport.measures.combining import first_reason, shape_of
from orsupport.rulebook.entries import Table
from orsupport.rulebook.measure_names import key_of


def tables(context: Context, entry: Table) -> dict[str, Value]:
    """The level of every member of the rows' family; of two single bands, one."""
    if not context.names.is_family(entry.rows):
        return {
            key_of(part): _crossed(context, entry, part.name, entry.columns)
            for part in context.names.gathered(entry.rows)
        }
    family = context.names.is_family(entry.columns)
    return {
        key_of(part): _crossed(
            context, entry, part.name, f"{entry.columns}.{key_of(part)}" if family else entry.columns
        )
        for part in context.names.gathered(entry.rows)
    }


def _crossed(context: Context, entry: Table, rows: str, columns: str) -> Value:
    """Every cell that the two bands touch, from its lowest level to its highest."""
    row, column = context.value(rows), context.value(columns)
    assert row.ladder is not None
    assert column.ladder is not None
    grid = np.array([[entry.levels.index(level) for level in entry.grid[name]] for name in row.ladder.names])
    shape = shape_of([row, column])
    low, high = np.full(shape, len(entry.levels)), np.full(shape, -1)
    for r in range(grid.shape[0]):
        for c in range(grid.shape[1]):
            touched = _within(row, r) & _within(column, c)
            low = np.where(touched, np.minimum(low, grid[r, c]), low)
            high = np.where(touched, np.maximum(high, grid[r, c]), high)
    held = np.minimum(np.broadcast_to(row.held, shape), column.held).astype(np.int8)
    why = np.where(held == NO, first_reason([row, column], shape), 0).astype(np.int8)
    low_end = Exact(np.where(high < 0, 0, low).astype(np.int64))
    high_end = Exact(np.maximum(high, 0).astype(np.int64))
    return Value(low_end, high_end, held, why, "level", ladder(entry))


def _within(value: Value, level: int) -> np.ndarray:
    shape = value.shape
    low, high = value.low.wide(shape).numerators, value.high.wide(shape).numerators
    return np.asarray((value.held != NO) & (low <= level) & (level <= high))


def ladder(entry: Table) -> Ladder:
    """The names of the levels and the points for which each stands."""
    points = entry.points or {name: Fraction(name) for name in entry.levels if name.lstrip("-").isdigit()}
    if any(name not in points for name in entry.levels):
        return Ladder(tuple(entry.levels), None)
    return Ladder(
        tuple(entry.levels), Exact.of_fractions([points[name] for name in entry.levels], (len(entry.levels),))
    )
