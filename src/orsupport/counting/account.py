"""Where every row of the student records went: counted, left out for a reason, or kept away by a rule on a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from orsupport.counting.found import FoundProblem
from orsupport.records import Records

if TYPE_CHECKING:
    from orsupport.counting.sums import Sums

OTHER = "of another subject"


class MissingRowsError(Exception):
    """Rows that were read, and that are neither counted nor left out nor dropped: never the fault of the records."""


def account(records: Records, found: Sequence[FoundProblem], sums: Mapping[str, Sums]) -> dict[str, Any]:
    """What was read, counted and left out, in rows, as `count.json` says it.

    `sums`: what was counted, by record table. `tables`: the rows read and those that rules on problems keep away, each
    under the first problem that it has. `indicators`: for each, rows read = dropped + without a school or a year + of
    another subject + left out by reason + counted. `problems`: each with its rows, the rule, and its first rows.
    Raises MissingRowsError where the rows do not add up.
    """
    dropped = {name: dropped_by(name, found, table.rows or 0) for name, table in records.tables.items()}
    tables = {
        name: {"rows": table.rows, "counted_from": name in sums, "dropped": dropped[name]}
        for name, table in records.tables.items()
    }
    indicators = {}
    for name, counted in sums.items():
        if counted.dropped != sum(dropped[name].values()):
            raise MissingRowsError(f"{name}: {counted.dropped} rows dropped, {dropped[name]} by problems")
        if counted.rows != records.tables[name].rows:
            raise MissingRowsError(f"{name}: {counted.rows} rows counted from, {records.tables[name].rows} read")
        for indicator in counted.lanes:
            indicators[indicator] = _of_indicator(name, indicator, counted)
    return {"tables": tables, "indicators": indicators, "problems": [_said(problem) for problem in found]}


def dropped_by(table: str, found: Sequence[FoundProblem], rows: int) -> dict[str, int]:
    """How many rows of a table each problem keeps from being counted; a row with several stands under the first."""
    gone = np.zeros(rows, dtype=bool)
    counts: dict[str, int] = {}
    for problem in found:
        if problem.table == table and len(problem.dropped):
            new = problem.dropped[~gone[problem.dropped]]
            gone[new] = True
            counts[problem.name] = counts.get(problem.name, 0) + len(new)
    return counts


def _of_indicator(table: str, indicator: str, sums: Sums) -> dict[str, Any]:
    counted = int(sums.lanes[indicator]["counted"][:, :, 0].sum())
    left_out = {reason: rows for reason, rows in sums.left_out[indicator].items() if rows}
    other = sums.rows - sums.dropped - sums.without_place - sums.kept[indicator]
    if counted + sum(left_out.values()) != sums.kept[indicator] or other < 0:
        raise MissingRowsError(f"{indicator}: {sums.kept[indicator]} rows, {counted} counted, left out {left_out}")
    said = {
        "table": table,
        "rows": sums.rows,
        "dropped": sums.dropped,
        "without a school or a year": sums.without_place,
        OTHER: other,
        "left_out": left_out,
        "counted": counted,
    }
    noted = {what: rows for what, rows in sums.noted[indicator].items() if rows}
    return said | ({"noted": noted} if noted else {})


def _said(problem: FoundProblem) -> dict[str, Any]:
    said = {
        "problem": problem.name,
        "table": problem.table,
        "says": problem.says,
        "rows": problem.count,
        "then": problem.then,
        "dropped": len(problem.dropped),
        "first": problem.first,
    }
    return said | ({"column": problem.column} if problem.column else {})
