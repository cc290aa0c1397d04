"""Whether the data are what a rulebook takes them for: facts of the right kind, percents within 0 to 100."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.earlier_tables import misheld
from orsupport.overrides import misdecided
from orsupport.problems import Problem
from orsupport.rulebook import Rulebook
from orsupport.tables import Data

ALL_STUDENTS = ("all", "all students", "total", "total population")
BOUNDED = ("percent", "percentile", "share")


def unusable(data: Data, rules: Rulebook) -> list[Problem]:
    """Everything in the data that the rules file cannot read as it says it would."""
    found = [*_rows(data, rules), *_facts(data, rules), *_results(data, rules)]
    return [*found, *misheld(data, rules), *misdecided(data, rules)]


def _rows(data: Data, rules: Rulebook) -> list[Problem]:
    """Where districts are rated, a row of `schools` is a district, under its own id."""
    if not rules.rates_districts:
        return []
    ids = data.schools["district_id"].combine_chunks()
    differs = ~_flags(pc.equal(data.schools["school_id"].combine_chunks(), ids).fill_null(False))
    says = f"must be the school_id of its row, because {rules.id} rates districts: each row is a district"
    return _problem(data, "schools", "district_id", says, differs, ids)


def _facts(data: Data, rules: Rulebook) -> list[Problem]:
    problems: list[Problem] = []
    for name, fact in rules.fact.items():
        column = fact.column or name
        if fact.kind == "text" or fact.is_ is not None or column not in data.schools.column_names:
            continue
        cells = data.schools[column].combine_chunks()
        if pa.types.is_boolean(cells.type):
            continue
        pattern = r"(?i)^(true|false)$" if fact.kind == "flag" else r"^[+-]?(\d+\.?\d*|\.\d+)$"
        fits = pc.match_substring_regex(cells, pattern).fill_null(True)
        wanted = "true, false or empty" if fact.kind == "flag" else "a number or empty"
        says = f"must be {wanted}, because the rules file {rules.id} reads it as a {fact.kind}"
        problems += _problem(data, "schools", column, says, ~_flags(fits), cells)
    return problems


def _results(data: Data, rules: Rulebook) -> list[Problem]:
    results = data.results
    indicator = results["indicator"].combine_chunks()
    names = indicator.dictionary.to_pylist()
    position = indicator.indices.to_numpy(zero_copy_only=False)
    if not any(name in rules.indicator for name in names):
        judged = ", ".join(rules.indicator)
        return [Problem("results", "indicator", f"none of the indicators that {rules.id} judges is here: {judged}")]
    groups = results["student_group"].combine_chunks().dictionary.to_pylist()
    meant = [group for group in groups if group.casefold().replace("_", " ") in ALL_STUDENTS]
    if "all" not in groups and meant:
        return [Problem("results", "student_group", "all students are written `all` here", example=meant[0])]
    bounded = np.array([name in rules.indicator and rules.indicator[name].measured_in in BOUNDED for name in names])
    given = np.array([name in rules.indicator and rules.indicator[name].kind == "given" for name in names])
    problems: list[Problem] = []
    for column in ("value", "value_low", "value_high"):
        cells = results[column].combine_chunks()
        ends = pc.min_max(cells).as_py()
        if ends["min"] is None or (ends["min"] >= 0 and ends["max"] <= 100):
            continue
        numbers = cells.to_numpy(zero_copy_only=False)
        outside = bounded[position] & ((numbers < 0) | (numbers > 100))
        problems += _problem(data, "results", column, "must be a percent from 0 to 100", outside, cells)
    if not given.any():
        return problems
    low, high = (_flags(results[name].combine_chunks().is_valid()) for name in ("value_low", "value_high"))
    value = _flags(results["value"].combine_chunks().is_valid())
    nobody = _flags(pc.equal(results["counted"].combine_chunks(), 0).fill_null(False))
    unreadable = given[position] & ~value & ~(low & high) & ~nobody
    says = f"is empty, but {rules.id} takes this indicator as given: a value, or both its bounds, must stand here"
    return problems + _problem(data, "results", "value", says, unreadable, indicator)


def _flags(array: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=bool)


def _problem(
    data: Data, table: str, column: str, says: str, wrong: NDArray[np.bool_], cells: pa.Array
) -> list[Problem]:
    rows = np.flatnonzero(wrong)
    if not len(rows):
        return []
    in_sheet = any(source.name == f"{table}.csv" for source in data.sources)
    first = int(rows[0])
    return [Problem(table, column, says, len(rows), first + (2 if in_sheet else 1), str(cells[first].as_py()))]
