"""Student records of a made-up State, which count to its results cell by cell under the rules of its last year.

Every pupil of a cell is a student: the whole numbers from which the results were added up say how many students of each
school and cell are expected, count and meet the bar, and who of them does is drawn. Students who do not count have rows
too. A row of growth percentiles is as drawn for the results, so that medians are medians of these students.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from orsupport.simulate.calibration import calibration
from orsupport.simulate.pupils import pupils_of
from orsupport.simulate.records_cohorts import cohorts
from orsupport.simulate.records_columns import codes, ids, same
from orsupport.simulate.records_days import attendance, credits, days_enrolled, enrolments
from orsupport.simulate.records_tests import english_proficiency, tests
from orsupport.simulate.state import State
from orsupport.simulate.staying import number

FOLDER = "records"
TABLES = ("enrolments", "assessments", "growth", "attendance", "credits", "english_proficiency", "cohorts")


def record_years(state: State) -> list[int]:
    """The simulated years of the results that are written, by their place."""
    names = set(state.results["school_year"].to_pylist())
    return [place for place, name in enumerate(calibration()["years"]["simulated"]) if name in names]


def make_records(state: State, seed: int) -> Iterator[tuple[str, dict[str, pa.Table]]]:
    """The record tables by name, one school year of the results after the other, from a stream of their own.

    Grows in memory with the students of two years, not with the years.
    """
    made, before, next_number = state.made, None, 1
    streams = np.random.default_rng([seed, len(made)]).spawn(len(calibration()["years"]["simulated"]))
    for year in record_years(state):
        name, draw, drawn, there = (
            calibration()["years"]["simulated"][year],
            streams[year],
            state.drawn[year],
            made.there(year),
        )
        pupils = pupils_of(draw, made, drawn, year)
        next_number = number(draw, before, pupils, int(name[:4]), made.district, next_number)
        keys = {
            "school_year": same(name, len(pupils)),
            "student_id": ids(pupils.number),
            "school_id": codes(pupils.school, made.ids),
        }
        enrolled = days_enrolled(draw, pupils)
        found = {"enrolments": enrolments(pupils, keys, enrolled, int(name[:4]))}
        found["assessments"], found["growth"] = tests(draw, pupils, keys, drawn, there)
        cells = drawn.cells
        found["attendance"] = attendance(draw, pupils, keys, enrolled, cells["regular_attenders"], there)
        found["credits"] = credits(draw, pupils, keys, cells["ninth_grade_on_track"], there, made.district)
        found["english_proficiency"] = english_proficiency(draw, pupils, keys, cells["elp_progress"], there)
        after = state.drawn.get(year + 1)
        five = after.cells.get("completion_5yr") if after else None
        found["cohorts"], next_number = cohorts(
            draw, pupils, made.ids, cells["graduation_4yr"], five, there, int(name[:4]), next_number
        )
        before = pupils
        yield name, found


def write_records(
    state: State, seed: int, folder: str | PathLike[str], tell: Callable[[str, int], None] | None = None
) -> dict[str, int]:
    """Write the record tables as Parquet into the folder, which must be there; how many rows each has.

    `tell` hears of every school year that is written, and of its students.
    """
    writers: dict[str, pyarrow.parquet.ParquetWriter] = {}
    rows: dict[str, int] = {}
    try:
        for name, tables in make_records(state, seed):
            for table, part in tables.items():
                if table not in writers:
                    path = Path(folder) / f"{table}.parquet"
                    writers[table] = pyarrow.parquet.ParquetWriter(
                        path, part.schema, compression="zstd", store_schema=False
                    )
                writers[table].write_table(part)
                rows[table] = rows.get(table, 0) + len(part)
            if tell is not None:
                tell(name, len(tables["enrolments"]))
    finally:
        for writer in writers.values():
            writer.close()
    return rows
