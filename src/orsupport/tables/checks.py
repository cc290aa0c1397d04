"""What is wrong between the columns of a table and between the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from orsupport.tables.arrays import Rows, marks
from orsupport.tables.columns import SHAPES
from orsupport.tables.decisions import check_decisions
from orsupport.tables.earlier_numbers import steps_of, under_todays_numbers
from orsupport.tables.predecessors import check_predecessors
from orsupport.tables.repeats import repeats
from orsupport.tables.text import rows_where
from orsupport.tables.typed import Typed


def check(tables: Mapping[str, Typed]) -> None:
    """Add to every table's findings what its columns were only found out by together."""
    for name, table in tables.items():
        _check_key(table, SHAPES[name].key)
    if "results" in tables:
        _check_results(tables["results"])
    if "predecessors" in tables:
        check_predecessors(tables["predecessors"], tables.get("schools"))
    if "overrides" in tables:
        check_decisions(tables["overrides"], tables.get("schools"))
    _check_between(tables)
    if "results" in tables and "predecessors" in tables:
        _check_earlier_numbers(tables["results"], tables["predecessors"])


def _check_key(table: Typed, key: tuple[str, ...]) -> None:
    if not key or not table.complete:
        return
    found = repeats([table.columns[name] for name in key])
    if found is None:
        return
    where, earlier = found
    columns = [table.columns[name] for name in key]

    def example(row: int) -> str:
        return f"{', '.join(column[row].as_py() for column in columns)} (first in row {table.findings.row(earlier)})"

    named = ", ".join(key)
    table.findings.report(named, f"more than one row for the same {named}", where, example)


def _check_results(table: Typed) -> None:
    columns = table.columns
    numbers = [column.name for column in SHAPES["results"].columns if column.kind in ("count", "number")]
    spoilt = table.findings.spoilt(numbers, table.rows)

    def both(one: str, other: str) -> Callable[[int], str]:
        return lambda row: ", ".join(f"{name} {_printed(columns[name][row].as_py())}" for name in (one, other))

    def report(column: str, problem: str, bad: pa.Array, example: Callable[[int], str]) -> None:
        if pc.any(bad).as_py():
            table.findings.report(column, problem, marks(bad) & ~spoilt, example)

    counted, met, value = columns["counted"], columns["met"], columns["value"]
    low, high = columns["value_low"], columns["value_high"]
    report("met", "met is above counted", pc.greater(met, counted), both("met", "counted"))
    for name in ("value", "counted"):
        lower, upper = f"{name}_low", f"{name}_high"
        crossed = pc.greater(columns[lower], columns[upper])
        report(lower, f"the bounds are crossed: {lower} is above {upper}", crossed, both(lower, upper))
    report("met", "met without counted", pc.and_(met.is_valid(), counted.is_null()), both("met", "counted"))
    nothing = pc.and_(pc.and_(met.is_null(), value.is_null()), pc.and_(low.is_null(), high.is_null()))
    asked = pc.or_kleene(pc.cast(counted, pa.bool_()), counted.is_null())
    key = SHAPES["results"].key
    report(
        "met, value",
        "a row without a result: it must carry counted and met, or value, or value_low and value_high",
        pc.and_(nothing, asked),
        lambda row: ", ".join(_printed(columns[name][row].as_py()) for name in key),
    )


def _printed(cell: object) -> str:
    return "(empty)" if cell is None else str(cell)


def _check_earlier_numbers(results: Typed, predecessors: Typed) -> None:
    """Results of a renumbered school that stand under both of its numbers."""
    if not results.complete or not predecessors.complete:
        return
    names = ("school_id", "prior_school_id", "school_year", "kind")
    steps = steps_of(pa.table({name: predecessors.columns[name] for name in names}).to_pylist())
    columns = results.columns
    ids, moved = under_todays_numbers(columns["school_id"], columns["school_year"], steps)
    key = SHAPES["results"].key
    twice = repeats([ids if name == "school_id" else columns[name] for name in key]) if moved.any() else None
    if twice is None:
        return
    before = repeats([columns[name] for name in key])
    where = twice[0] & ~before[0] if before is not None else twice[0]

    def example(row: int) -> str:
        cells = ", ".join(columns[name][row].as_py() for name in key)
        return cells if ids[row] == columns["school_id"][row] else f"{cells}; the number of today is {ids[row]}"

    problem = "a renumbered school has this result under its earlier number and under its number of today: keep one"
    results.findings.report(", ".join(key), problem, where, example)


def _check_between(tables: Mapping[str, Typed]) -> None:
    """Schools and districts that are named somewhere and are not in `schools`."""
    if "schools" not in tables:
        return
    schools = tables["schools"].columns["school_id"].dictionary
    districts = tables["schools"].columns["district_id"].dictionary
    earlier = tables["predecessors"].columns["prior_school_id"].dictionary if "predecessors" in tables else schools[:0]
    ever = pa.concat_arrays([schools, earlier])
    strange = "a school that is neither in schools nor a prior school in predecessors"
    asked = (
        ("results", "school_id", ever, strange if len(earlier) else "a school that is not in schools"),
        ("statuses", "school_id", ever, strange),
        ("predecessors", "school_id", ever, strange),
        ("overrides", "school_id", schools, "a school that is not in schools"),
        ("overrides", "district_id", districts, "a district that is not in schools"),
    )
    for name, column, known, problem in asked:
        if name in tables and len(known):
            _check_known(tables[name], column, known, problem)


def _check_known(table: Typed, column: str, known: pa.Array, problem: str) -> None:
    ids = table.columns[column]
    strange = marks(pc.invert(pc.is_in(ids.dictionary, known)))
    if not strange.any():
        return
    alike = {_bare(name): name for name in known.to_pylist()}

    def example(row: int) -> str:
        name = ids[row].as_py()
        near = alike.get(_bare(name))
        return name if near is None else f"{name} (schools has {near})"

    where: Rows = rows_where(ids, strange)
    table.findings.report(column, problem, where, example)


def _bare(name: str) -> str:
    """An id without what programs add to it or take from it."""
    return name.strip().removesuffix(".0").lstrip("0").lower()
