"""A frame in memory, of any dataframe library -> its cells; rows are numbered from 1."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from orsupport.problems import Problem
from orsupport.tables.columns import Shape
from orsupport.tables.raw import Raw, UnreadableError


def read_frame(frame: Any, shape: Shape) -> tuple[Raw, list[Problem]]:
    """Every column of a frame: a pandas DataFrame, a pyarrow Table, or what offers the Arrow PyCapsule interface.

    Raises UnreadableError where it is none of them.
    """
    if isinstance(frame, pa.Table):
        return Raw(frame), []
    if type(frame).__module__.partition(".")[0] == "pandas" and hasattr(frame, "columns"):
        return _from_pandas(frame, shape)
    try:
        return Raw(pa.table(frame)), []
    except (TypeError, ValueError, pa.ArrowException) as error:
        raise UnreadableError(
            f"a {type(frame).__name__} is no table: give a pandas, polars or pyarrow table, or a folder"
        ) from error


def _from_pandas(frame: Any, shape: Shape) -> tuple[Raw, list[Problem]]:
    """Column by column, so that a column of mixed cells is named and the others are still read."""
    labels = [name for name in frame.index.names if name is not None and name not in frame.columns]
    if labels:
        frame = frame.reset_index(labels)
    names, columns, problems = [], [], []
    for place, name in enumerate(frame.columns):
        series = frame.iloc[:, place]
        try:
            column = pa.chunked_array([pa.Array.from_pandas(series)])
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            problems.append(Problem(shape.name, str(name), "cells of different kinds: make the whole column text"))
            present = series.notna()
            column = pa.chunked_array([pa.Array.from_pandas(series.astype(str).where(present, None))])
        names.append(str(name))
        columns.append(column)
    return Raw(pa.Table.from_arrays(columns, names)), problems
