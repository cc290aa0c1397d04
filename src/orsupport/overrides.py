"""Decisions taken by people: the outcome of a school or the tier of a district, applied last and never to a rule."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from orsupport.tables import Data

Decision = dict[str, Any]


def decisions(data: Data) -> list[Decision]:
    """The rows of `overrides`, each of a school or of a district, with outcome, reason, authority and date."""
    return [] if data.overrides is None else list(data.overrides.to_pylist())


def applied(labels: pa.Array, ids: pa.Array, column: str, decided: list[Decision]) -> pa.Array:
    """The labels with those that a person decided in their place; `column`: `school_id` or `district_id`."""
    changed = {each[column]: each["outcome"] for each in decided if each.get(column)}
    if not changed:
        return labels
    pairs = zip(ids.to_pylist(), labels.to_pylist(), strict=True)
    return pa.array([changed.get(each, label) for each, label in pairs], pa.string())
