"""The table of cuts: where each level of each indicator began, and what that was taken from."""

from __future__ import annotations

from fractions import Fraction

import pyarrow as pa

from orsupport.answers import Value
from orsupport.counts import year_name
from orsupport.evaluation import Evaluation
from orsupport.measures.band import steps
from orsupport.rulebook.entries import Average, Band, Figured, Found, Line, Lowest, Percentile
from orsupport.rulebook.measure_names import level_names


def cuts(trace: Evaluation) -> pa.Table:
    """Where each level of each indicator began, and what that was taken from."""
    rows: list[dict[str, object]] = []
    for indicator in trace.book.indicator:
        banded = trace.banded(indicator)
        if banded is None:
            continue
        entry = trace.book.measure[banded]
        member = trace.names.get(indicator)
        assert isinstance(entry, Band)
        assert member is not None
        ladders = {"": entry.begins}
        if entry.by == "indicator":
            ladders = {"": entry.begins.get(indicator, {})}
        elif entry.by:
            ladders = {f"{entry.by} = {kind}": begins for kind, begins in entry.begins.items()}
        for kind, begins in ladders.items():
            for step in steps(trace, entry, member, begins):
                level = level_names(entry)[step.level]
                rows += _begins(trace, indicator, kind, level, step.number, step.begins)
    schema = pa.schema(
        [(name, pa.string()) for name in ("indicator", "student_group", "schools_of", "level")]
        + [(name, pa.float64()) for name in ("begins", "begins_low", "begins_high")]
        + [("basis", pa.string()), ("from_schools", pa.int64())]
    )
    return pa.Table.from_pylist(rows, schema)


def _begins(
    trace: Evaluation, indicator: str, kind: str, level: str, number: str, value: Value
) -> list[dict[str, object]]:
    row: dict[str, object] = {"indicator": indicator, "student_group": "all", "schools_of": kind, "level": level}
    entry = trace.book.number.get(number)
    if not isinstance(entry, Found):
        if not number:
            figure = value.low.fraction((0, 0))
            return [row | _ends(figure, figure) | {"basis": "a figure of this file, written in the band"}]
        if value.shape != (1, 1):
            return [row | {"basis": f"{number}: a figure a place"}]
        basis = f"{number}: a figure" if isinstance(entry, Figured) else f"{number}: a figure of this file"
        if isinstance(entry, Line):
            basis = f"{number}: a line from {entry.from_[0]} to {entry.to[0]}, read in {year_name(trace.year)}"
        return [row | _ends(value.low.fraction((0, 0)), value.high.fraction((0, 0))) | {"basis": basis}]
    found = []
    for cut in trace.found(number, indicator).cuts:
        group = "all" if cut.group is None else trace.places.groups[cut.group]
        ends = _ends(cut.low, cut.high)
        basis = f"{number}: {_how(entry)}; {cut.left_out} open schools left out, without a value that may take part"
        found.append(
            row
            | {"student_group": group, "schools_of": "; ".join(part for part in (kind, cut.kind) if part)}
            | ends
            | {"basis": basis, "from_schools": cut.schools}
        )
    return found


def _how(entry: Found) -> str:
    if isinstance(entry, Percentile):
        return f"percentile, {entry.method}"
    if isinstance(entry, Lowest):
        return f"lowest of {entry.base}, rounded {entry.rounding}, ties {entry.ties}"
    assert isinstance(entry, Average)
    return f"average of {entry.weight}"


def _ends(low: Fraction | None, high: Fraction | None) -> dict[str, object]:
    if low is None or high is None:
        return {}
    ends: dict[str, object] = {"begins_low": float(low), "begins_high": float(high)}
    return ends | ({"begins": float(low)} if low == high else {})
