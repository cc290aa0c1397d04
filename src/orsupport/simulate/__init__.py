"""A made-up State of any size, as like the one whose figures it follows as is published, with no real name in it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.problems import InputError, Problem
from orsupport.simulate.calibration import calibration
from orsupport.simulate.changes import change
from orsupport.simulate.histories import make_statuses
from orsupport.simulate.results import make_results
from orsupport.simulate.schools import make_schools
from orsupport.simulate.state import (
    State,
    table_of_predecessors,
    table_of_results,
    table_of_schools,
)
from orsupport.simulate.strengths import strengths, title_i
from orsupport.simulate.students import make_students
from orsupport.simulate.write import refuse_unless_made_up, write

__all__ = ["SCHOOLS", "SEED", "State", "description", "refuse_unless_made_up", "simulate", "write"]

SCHOOLS, SEED = 1260, 2025


def simulate(schools: int = SCHOOLS, seed: int = SEED, since: str | None = None) -> State:
    """Make up a State: its schools, years of results by student group, and what schools were held to be before.

    `schools` counts the closed ones too. `since`: the first school year of the results, 2017-18 at the earliest. What
    schools held in the years before the last one are the answers of the State's own identifications. Each step draws
    from its own stream of the seed, so the same numbers give the same State. Raises InputError for a number below 1,
    or a seed below 0.
    """
    if schools < 1 or seed < 0:
        what = "--schools must be at least 1" if schools < 1 else "--seed must be at least 0"
        raise InputError([Problem("simulate", "", what)], "No State was written.")
    streams = iter(np.random.default_rng(seed).spawn(6))
    made = change(next(streams), make_schools(next(streams), schools))
    strength = strengths(next(streams), made)
    pupils = make_students(next(streams), made, strength["poverty"][:, 0])
    results, drawn = make_results(next(streams), made, pupils, strength)
    poor = title_i(made, strength["poverty"][:, 0])
    enrolled = np.stack([year.sum(axis=1) for year in pupils], axis=1)
    enrolment = [int(count) for count in enrolled[np.arange(schools), made.last]]
    reviewed = next(streams).random(schools) < calibration()["review"]["passed"] / 100
    listed = table_of_schools(made, enrolment, poor, reviewed)
    rows, came = table_of_results(made, results), table_of_predecessors(made)
    statuses = make_statuses(made, listed, rows, came)
    first = since or calibration()["years"]["written"]
    rows = rows.filter(pc.greater_equal(rows["school_year"].cast(pa.string()), first)).unify_dictionaries()
    return State(listed, rows.combine_chunks(), statuses, came, made, drawn)


def description(state: State) -> str:
    """What there is in a made-up State, in a few lines for people."""
    closed = state.schools["open"].to_pylist().count("false")
    districts = len(state.schools["district_id"].unique())
    years = sorted({str(year) for year in state.results["school_year"].unique().to_pylist()})
    held = sorted({str(year) for year in state.statuses["school_year"].unique().to_pylist()})
    lines = ["A made-up State: no school, district, student or name in it is real."]
    lines.append(f"Schools: {len(state.schools):,} (of which {closed:,} closed), districts: {districts:,}")
    lines.append(f"Results: {len(state.results):,} ({', '.join(years)})")
    lines.append(f"Statuses held earlier: {len(state.statuses):,} ({', '.join(held)})")
    lines.append(f"Schools that came of others: {len(state.predecessors):,}")
    return "\n".join(lines)
