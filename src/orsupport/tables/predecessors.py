"""What is wrong with which school came of which: kinds, several numbers in one year, circles, numbers still in use."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.tables.arrays import Rows, marks
from orsupport.tables.columns import PREDECESSOR_KINDS
from orsupport.tables.earlier_numbers import RENUMBERED
from orsupport.tables.repeats import repeats
from orsupport.tables.text import rows_where
from orsupport.tables.typed import Typed


def check_predecessors(table: Typed, schools: Typed | None) -> None:
    """Add to the findings of `predecessors` what its own columns, and the schools that are open, are found out by."""
    _check_kinds(table)
    _check_renumbered(table)
    if table.complete:
        _check_circles(table)
        if schools is not None and schools.complete:
            _check_still_open(table, schools)


def _check_kinds(table: Typed) -> None:
    kinds = table.columns["kind"]
    wrong = np.array([name.strip() not in PREDECESSOR_KINDS for name in kinds.dictionary.to_pylist()], dtype=bool)
    problem = f"a kind that is none of {', '.join(PREDECESSOR_KINDS)}"
    table.findings.report("kind", problem, rows_where(kinds, wrong), lambda row: kinds[row].as_py())


def _check_renumbered(table: Typed) -> None:
    """A school has one number at a time; one that becomes two, or two that become one, are of another kind."""
    columns = table.columns
    renumbered = _renumbered(table)
    for one, meant in (("prior_school_id", "split"), ("school_id", "merged")):
        keys = [columns[name].filter(pa.array(renumbered)) for name in (one, "school_year")]
        if (found := repeats(keys)) is None:
            continue
        where = np.zeros(table.rows, dtype=bool)
        where[np.flatnonzero(renumbered)[found[0]]] = True
        several = "to more than one number" if meant == "split" else "from more than one number"
        problem = f"renumbered {several} in one year: a school that was {meant} is of the kind {meant}"
        table.findings.report(f"{one}, school_year", problem, where, lambda row: _pair(columns, one, row))  # noqa: B023


def _renumbered(table: Typed) -> Rows:
    kinds = [name.strip() == RENUMBERED for name in table.columns["kind"].dictionary.to_pylist()]
    return rows_where(table.columns["kind"], np.array(kinds, dtype=bool))


def _check_circles(table: Typed) -> None:
    """Schools of one year that came of one another; a number taken up again in a later year is no circle."""
    names = ("school_id", "prior_school_id", "school_year")
    rows = list(zip(*(table.columns[name].to_pylist() for name in names), strict=True))
    where = np.zeros(table.rows, dtype=bool)
    graphs: dict[str, dict[str, set[str]]] = {}
    for school, prior, year in rows:
        if school and prior and year:
            graphs.setdefault(year, {}).setdefault(school, set()).add(prior)
    for year, graph in graphs.items():
        while circle := _circle(graph):
            steps = {(school, prior) for prior, school in pairwise(circle)}
            where |= np.array([each == year and (school, prior) in steps for school, prior, each in rows], dtype=bool)
            for school, prior in steps:
                graph[school].discard(prior)
    problem = "schools that came of one another in one year: one of them must be the earlier"
    table.findings.report(
        "school_id, prior_school_id", problem, where, lambda row: f"{rows[row][0]} of {rows[row][1]}, {rows[row][2]}"
    )


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


def _check_still_open(table: Typed, schools: Typed) -> None:
    """A renumbered school is one school: it cannot be open under both numbers."""
    ids = schools.columns["school_id"]
    open_ = marks(pc.fill_null(schools.columns["open"], True))
    there = pc.unique(ids.filter(pa.array(open_)).cast(pa.string()))
    columns = table.columns
    both = [marks(pc.is_in(columns[name].cast(pa.string()), there)) for name in ("school_id", "prior_school_id")]
    problem = "renumbered, but the school is open in schools under both numbers: close the earlier one there"
    where = _renumbered(table) & both[0] & both[1]
    table.findings.report("prior_school_id", problem, where, lambda row: _pair(columns, "prior_school_id", row))


def _pair(columns: Mapping[str, pa.DictionaryArray], name: str, row: int) -> str:
    return f"{columns[name][row].as_py()}, {columns['school_year'][row].as_py()}"
