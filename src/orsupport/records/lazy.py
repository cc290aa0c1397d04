"""A record table that is counted where it lies: a frame that is not worked out yet, under the standard names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from orsupport.records.columns import Column, Shape
from orsupport.records.frame_stream import LazyStream
from orsupport.records.mapping import Origin

LAZY_TYPES: dict[str, Any] = {
    "text": nw.String,
    "year": nw.String,
    "flag": nw.Boolean,
    "whole": nw.Int64,
    "decimal": nw.Int64,
    "date": nw.Date,
}


def lazily(stream: LazyStream, shape: Shape, origins: Mapping[str, Origin]) -> nw.LazyFrame[Any] | None:
    """The frame with the standard columns and the groups that are true or false; None where a column must be read
    before it has its kind, or a mapping gives its codes another meaning."""
    schema = stream.frame.collect_schema()
    chosen = []
    for name, origin in origins.items():
        column = shape.column(name)
        translated = origin.codes is not None or origin.true is not None or origin.value is not None
        if column is None and (translated or schema[origin.column] == nw.Boolean):
            column = Column(name, "flag", "a student group")
        if column is None:
            continue  # no group, such as a name
        if translated or not _fits(column, schema[origin.column]):
            return None
        chosen.append(nw.col(origin.column).alias(name))
    lacking = [column for column in shape.columns if column.name not in origins]
    empty = [nw.lit(None).cast(LAZY_TYPES[column.kind]).alias(column.name) for column in lacking]
    return stream.frame.select(*chosen, *empty)


def _fits(column: Column, kind: Any) -> bool:
    """Whether a lazy column has its kind already."""
    if column.kind in ("text", "year"):
        return kind in (nw.String, nw.Categorical)
    if column.kind == "flag":
        return bool(kind == nw.Boolean)
    if column.kind == "date":
        return bool(kind == nw.Date)
    return bool(kind.is_integer()) and column.kind == "whole"
