"""One of the two runs: what it was made from, and what it said of every place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from orsupport.comparison.answered import ABSENT, Place, States, nameless, states_of
from orsupport.identification import Run
from orsupport.outputs import decisions_beside_the_rules
from orsupport.problems import InputError, Problem
from orsupport.rulebook import Rulebook
from orsupport.stored import opened
from orsupport.tables import Data
from orsupport.usable import unusable
from orsupport.version import VERSION


@dataclass(frozen=True)
class Side:
    """A run: `states` as its own version gave them, `named` the names of its schools and districts, `by_rules` what the
    rules say of those that a person decided. `folder`: where it lies, empty for a run in memory."""

    data: Data
    rules: Rulebook
    year: str
    version: str
    states: States
    named: Mapping[Place, dict[str, str | None]]
    by_rules: Mapping[Place, str]
    folder: str = ""

    def answered(self, place: Place) -> dict[str, Any]:
        """The state of a place with whether a person decided it, and what the rules alone say."""
        state, decided = self.states.get(place, ABSENT), place in self.by_rules
        return {
            "answer": state.answer,
            "statuses": dict(state.statuses),
            "decided": decided,
            "by_rules": self.by_rules.get(place, state.answer),
        }

    def said(self) -> dict[str, Any]:
        return {"school_year": self.year, "rules": self.rules.id, "orsupport": self.version}


def sides_of(first: Run | str | PathLike[str], second: Run | str | PathLike[str]) -> tuple[Side, Side]:
    """Both runs. Raises `InputError` with what is wrong with either, and in which folder."""
    found: list[Side] = []
    problems: list[Problem] = []
    for run in (first, second):
        try:
            found.append(side(run))
        except InputError as error:
            problems += [_in_folder(str(run), each) for each in error.problems]
    if problems:
        raise InputError(list(dict.fromkeys(problems)), HEADING)
    return found[0], found[1]


def _in_folder(folder: str, problem: Problem) -> Problem:
    inside = problem.table.startswith(folder)
    return problem if inside else problem._replace(table=str(Path(folder) / problem.table))


def refuse_contradicted(sides: tuple[Side, Side], differ: list[int]) -> None:
    """Raise InputError where this version wrote the answers of a run folder and works out others (`differ`: of how many
    schools and districts) from its inputs and rules."""
    says = "its tables are not what its inputs and rules give: the run folder is damaged; orsupport verify says more"
    pairs = zip(sides, differ, strict=True)
    problems = [Problem(each.folder, "", says) for each, count in pairs if count and each.version == VERSION]
    if problems:
        raise InputError(list(dict.fromkeys(problems)), HEADING)


HEADING = "The runs cannot be compared."


def side(run: Run | str | PathLike[str]) -> Side:
    """A run in memory, or one in a folder."""
    if isinstance(run, Run):
        tables = run.table("schools"), run.table("districts")
        states = states_of(*tables, run.rules)
        decided = _by_rules(decisions_beside_the_rules(run.trace), *tables, run.rules)
        return Side(run.data, run.rules, run.year, VERSION, states, _named(run.data), decided)
    stored = opened(run)
    problems = unusable(stored.data, stored.rules)
    if problems:
        raise InputError(problems, f"{run} cannot be run again.")
    schools, districts = (_table(Path(run) / f"{name}.parquet") for name in ("schools", "districts"))
    try:
        states = states_of(schools, districts, stored.rules)
    except KeyError as error:
        raise InputError([Problem(str(run), str(error.args[0]), "the run's tables lack a column")]) from error
    version = str(stored.said.get("orsupport", ""))
    named, decided = _named(stored.data), _by_rules(stored.said.get("overrides", []), schools, districts, stored.rules)
    return Side(stored.data, stored.rules, stored.year, version, states, named, decided, str(run))


def _table(path: Path) -> pa.Table:
    try:
        return pa.parquet.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise InputError([Problem(str(path), "", f"cannot be read ({type(error).__name__})")]) from error


def _by_rules(
    decided: Iterable[Mapping[str, Any]], schools: pa.Table, districts: pa.Table, book: Rulebook
) -> dict[Place, str]:
    found: dict[Place, str] = {}
    for each in decided:
        of = "school" if each.get("school_id") else "district"
        place = Place(of, str(each.get(f"{of}_id")))
        found[place] = each.get("by_rules") or nameless(schools, districts, book, place)
    return found


def _named(data: Data) -> dict[Place, dict[str, str | None]]:
    columns = ("school_id", "school_name", "district_id", "district_name")
    named: dict[Place, dict[str, str | None]] = {}
    for school, name, district, district_name in zip(
        *(data.schools[each].to_pylist() for each in columns), strict=True
    ):
        of = {"district_id": district, "district_name": district_name}
        named[Place("school", school)] = {"name": name, **of}
        named.setdefault(Place("district", district), {"name": district_name, **of})
    return named
