"""The tables of a made-up State, in the contract's columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from orsupport.simulate.calibration import KINDS, Flags, calibration
from orsupport.simulate.drawn import Result, YearDrawn
from orsupport.simulate.schools import Schools
from orsupport.simulate.students import GROUPS


@dataclass(frozen=True)
class State:
    """A made-up State: `schools`, `results`, `statuses` and `predecessors` as a data folder holds them.

    `made`: the schools as drawn; `drawn`: the students of each simulated year, as whole numbers.
    """

    schools: pa.Table
    results: pa.Table
    statuses: pa.Table
    predecessors: pa.Table
    made: Schools
    drawn: dict[int, YearDrawn]

    @property
    def tables(self) -> dict[str, pa.Table]:
        names = ("schools", "results", "statuses", "predecessors")
        return {name: getattr(self, name) for name in names}


def words(flags: Flags) -> pa.Array:
    """Flags as the contract writes them."""
    return pa.array(np.where(flags, "true", "false").tolist())


def table_of_schools(schools: Schools, enrolment: list[int], title_i: Flags, reviewed: Flags) -> pa.Table:
    """One row a school; `enrolment` counts the pupils of its last year, `reviewed`: whom an outside review passes."""
    facts = {name: words(flags) for name, flags in schools.facts.items()}
    return pa.table(
        {
            "school_id": schools.ids,
            "school_name": schools.names,
            "district_id": [str(101 + number) for number in schools.district],
            "district_name": [schools.district_names[number] for number in schools.district],
            "school_type": [KINDS[kind] for kind in schools.kinds],
            "title_i": words(title_i),
            "exit_review_passed": words(reviewed),
            "grades": schools.spans,
            "serves_grade_12": words(np.array([span.endswith("12") for span in schools.spans])),
            **facts,
            "open": words(schools.open),
            "enrolment": enrolment,
        }
    )


def table_of_results(schools: Schools, results: list[Result]) -> pa.Table:
    """One row a school, group, indicator and simulated year in which somebody was there to count.

    A class that was at a school in its last year has its five-year completion there, the year after.
    """
    years = calibration()["years"]
    written = sorted(results, key=lambda result: (result.year, result.indicator))
    ids = pa.array(schools.ids)
    tables = [_of_one(schools, ids, result, years["simulated"][result.year]) for result in written]
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def _of_one(schools: Schools, ids: pa.Array, result: Result, year: str) -> pa.Table:
    there = schools.there(result.class_year)
    named = [group in result.groups for group in GROUPS]
    someone = result.counted if result.expected is None else result.expected
    school, group = np.nonzero((someone > 0) & there[:, None] & np.array(named))
    count = len(school)

    def cells(values: np.ndarray | None, kind: pa.DataType) -> pa.Array:
        return pa.nulls(count, kind) if values is None else pa.array(values[school, group]).cast(kind)

    return pa.table(
        {
            "school_year": _same(year, count),
            "school_id": pa.DictionaryArray.from_arrays(pa.array(school.astype(np.int32)), ids),
            "student_group": pa.DictionaryArray.from_arrays(pa.array(group.astype(np.int32)), pa.array(GROUPS)),
            "indicator": _same(result.indicator, count),
            "expected": cells(result.expected, pa.int32()),
            "counted": cells(result.counted, pa.int32()),
            "met": cells(result.met, pa.int32()),
            "value": cells(result.values, pa.float64()),
        }
    )


def _same(text: str, rows: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), pa.array([text]))


def table_of_predecessors(schools: Schools) -> pa.Table:
    """One row a school and the school that it came from."""
    years = calibration()["years"]["simulated"]
    rows = [(schools.ids[to], schools.ids[prior], years[year], kind) for to, prior, year, kind in schools.predecessors]
    names = ("school_id", "prior_school_id", "school_year", "kind")
    return pa.table({name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(names)})
