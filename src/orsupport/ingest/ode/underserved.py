"""The group of underserved races and ethnicities, summed where ODE's assessment files do not print it."""

from __future__ import annotations

from collections.abc import Iterable

from orsupport.ingest.ode.found import Result
from orsupport.ingest.ode.marks import Outcome

GROUP = "underserved_race_ethnicity"
PARTS = (
    "american_indian_alaska_native",
    "black_african_american",
    "hispanic_latino",
    "native_hawaiian_pacific_islander",
)
SUMMED = ("ela_achievement", "math_achievement")


def summed(results: Iterable[Result]) -> list[Result]:
    """A result for each school and year of the assessments whose four parts are all there and exact."""
    parts: dict[tuple[str, str, str], dict[str, Outcome]] = {}
    printed: set[tuple[str, str, str]] = set()
    for result in results:
        key = (result.school_year, result.school_id, result.indicator)
        if result.indicator not in SUMMED:
            continue
        if result.student_group in PARTS:
            parts.setdefault(key, {})[result.student_group] = result.outcome
        elif result.student_group == GROUP:
            printed.add(key)
    made = []
    for key, each in parts.items():
        counted, met = [part.counted for part in each.values()], [part.met for part in each.values()]
        whole = [number for number in (*counted, *met) if number is not None]
        if key in printed or len(whole) < 2 * len(PARTS):
            continue
        outcome = Outcome("summed", sum(whole[: len(PARTS)]), sum(whole[len(PARTS) :]))
        made.append(Result(key[0], key[1], GROUP, key[2], outcome))
    return made
