"""`nation_vs_state`: the time a school takes among 100,000 schools, against the time it takes among 1,280.

Both sides are `ors.identify` on data in memory with all five tables made and the summary, under the rules
oregon-2023; `identify` alone is printed beside it.
The data are of one made-up kind: thirteen student groups, all nine indicators in three school years.
Reading and writing files is in neither side.
"""

from __future__ import annotations

import resource
import sys
from statistics import median
from time import perf_counter

import orsupport as ors
from benchmarks.made_up_state import EVERYTHING, made_up_state
from benchmarks.measuring import Ratio, in_turn, spread

NATION, STATE = 100_000, 1_280
TURNS = 3
RUNS_OF_STATE = 50
TABLES = ("schools", "groups", "districts", "ratings", "cuts")


def made_up_data(schools: int) -> ors.Data:
    """The data of so many schools, read and checked."""
    school_table, results = made_up_state(schools, EVERYTHING)
    return ors.read(schools=school_table, results=results)


def whole(data: ors.Data, rules: ors.Rulebook) -> ors.Run:
    """An identification with everything that comes out of it."""
    run = ors.identify(data, rules)
    for name in TABLES:
        run.table(name)
    assert run.summary
    return run


def alone(data: ors.Data, rules: ors.Rulebook, schools: int) -> float:
    """Microseconds a school of `ors.identify` by itself, the least of three."""
    times = []
    for _ in range(3):
        begun = perf_counter()
        ors.identify(data, rules)
        times.append(perf_counter() - begun)
    return 1e6 * min(times) / schools


def measure(nation: int = NATION, state: int = STATE, turns: int = TURNS) -> Ratio:
    """Once the nation, some times the State, and again."""
    rules = ors.rules("oregon-2023")
    large, small = made_up_data(nation), made_up_data(state)

    def states() -> None:
        for _ in range(RUNS_OF_STATE):
            whole(small, rules)

    nations, many_states = in_turn(lambda: whole(large, rules), states, turns)
    states_each = [time / RUNS_OF_STATE for time in many_states]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    a_school = median(nations) / nation, median(states_each) / state
    rows = large.results.num_rows, small.results.num_rows
    lone = alone(large, rules, nation), alone(small, rules, state)
    says = (
        f"{nation:,} schools, {rows[0]:,} rows: {spread(nations)}, {1e6 * a_school[0]:.0f} µs a school\n"
        f"  {state:,} schools, {rows[1]:,} rows: {spread(states_each)}, {1e6 * a_school[1]:.0f} µs a school\n"
        f"  identify alone, without its tables: {lone[0]:.0f} against {lone[1]:.0f}\n"
        f"  all of it stayed below {peak / 1e9:.1f} GB"
    )
    return Ratio("nation_vs_state", a_school[0] / a_school[1], says)
