"""An identification: one year of a State's data under one rulebook, with every answer and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from orsupport import outputs
from orsupport.absent import PerhapsRated
from orsupport.counts import Counts, year_name, year_number
from orsupport.earlier_tables import not_read
from orsupport.evaluation import Evaluation
from orsupport.history import History
from orsupport.overrides import decisions
from orsupport.places import Places
from orsupport.problems import InputError, Problem
from orsupport.ratings import plain
from orsupport.rulebook import Rulebook, load, shipped
from orsupport.summary import summarise
from orsupport.tables import Data
from orsupport.tables.earlier_numbers import steps_of, under_todays_numbers
from orsupport.tables.text import is_school_year
from orsupport.usable import unusable

if TYPE_CHECKING:
    import pandas as pd


class Run:
    """A finished identification.

    `schools`, `groups`, `districts`, `ratings`, `cuts`: pandas frames in the contract's columns; `table(name)` gives
    the same as Arrow tables. `trace` answers for every name of the rulebook at every place. `summary` is what
    `run.json` says.
    """

    def __init__(self, data: Data, rules: Rulebook, trace: Evaluation, counterfactual: Evaluation | None) -> None:
        self.data, self.rules, self.trace = data, rules, trace
        self._counterfactual = counterfactual

    @property
    def counterfactual(self) -> Evaluation | None:
        """The same with the indicators of which the data hold nothing as perhaps rated; None where none is absent."""
        return self._counterfactual

    @property
    def year(self) -> str:
        """The school year for which schools are identified."""
        return year_name(self.trace.year)

    @cached_property
    def _tables(self) -> dict[str, pa.Table]:
        return {}

    def table(self, name: str) -> pa.Table:
        """One of the contract's output tables, in Arrow."""
        if name not in self._tables:
            self._tables[name] = outputs.TABLES[name](self.trace)
        return self._tables[name]

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What `run.json` says of the run, without the inputs and outputs of a folder."""
        said = summarise(self.trace, self._counterfactual, self.table("schools"), self.table("districts"))
        return said | {"not_read": not_read(self.data, self.rules, self.year)}

    @property
    def schools(self) -> pd.DataFrame:
        return self.table("schools").to_pandas()

    @property
    def groups(self) -> pd.DataFrame:
        return self.table("groups").to_pandas()

    @property
    def districts(self) -> pd.DataFrame:
        return self.table("districts").to_pandas()

    @property
    def ratings(self) -> pd.DataFrame:
        return plain(self.table("ratings")).to_pandas()

    @property
    def cuts(self) -> pd.DataFrame:
        return self.table("cuts").to_pandas()

    def write(self, folder: str | PathLike[str]) -> None:
        """Write the run folder of the contract, whole or not at all."""
        from orsupport.folder import write  # a folder is to the right of a run, which only offers to write itself

        write(self, folder)


def identify(
    data: Data,
    rules: Rulebook,
    year: str | None = None,
    any_year: bool = False,
    problems: Sequence[Problem] = (),
) -> Run:
    """Which schools get help: every indicator rated, every rule answered, every district placed.

    `year`: a school year such as 2024-25, the last in `results` unless given. `any_year`: also outside the years for
    which the rules file was written. `problems`: found while the data were gathered, to be said together. Raises
    `InputError` with every problem where the data cannot be used.
    """
    trace = not_yet_worked_out(data, rules, year, any_year, problems)
    trace.work_out_all()
    counterfactual = None
    if any(not trace.holds(name) for name in rules.indicator):
        counterfactual = PerhapsRated(rules, trace.places, trace.counts, trace.year, trace.history)
        counterfactual.share_results(trace)
    return Run(data, rules, trace, counterfactual)


def not_yet_worked_out(
    data: Data, rules: Rulebook, year: str | None = None, any_year: bool = False, problems: Sequence[Problem] = ()
) -> Evaluation:
    """The evaluation that an identification is made of, each name worked out when it is asked for. Takes and raises
    what `identify` does."""
    if not data.results.num_rows or not data.schools.num_rows:
        empty = [Problem(name, "", "the table has no rows") for name in ("schools", "results")]
        raise InputError(list(problems) or [each for each in empty if not getattr(data, each.table).num_rows])
    chosen = year or latest_year(data)
    found = [*problems, *unusable(data, rules), *_year_problems(data, rules, chosen, any_year)]
    if found:
        raise InputError(found)
    return begun(data, rules, chosen)


def begun(data: Data, rules: Rulebook, year: str) -> Evaluation:
    """The evaluation of data that can be used, with nothing worked out yet: each name when it is asked for."""
    places = Places(data.schools, rules.group_names)
    results, earlier_numbers = results_of_today(data)
    counts = Counts(results, places, rules.indicator, rules.groups.combined)
    trace = Evaluation(rules, places, counts, year_number(year), History(data.statuses, data.predecessors, places))
    trace.decided = decisions(data)
    trace.earlier_numbers = earlier_numbers
    return trace


def results_of_today(data: Data) -> tuple[pa.Table, dict[str, int]]:
    """The results with those of renumbered schools under their numbers of today, without those of schools that are
    not in `schools`; how many rows are the one and the other."""
    if data.predecessors is None:
        return data.results, {"carried": 0, "set_aside": 0}
    columns = {name: data.results[name].combine_chunks() for name in ("school_id", "school_year")}
    steps = steps_of(data.predecessors.to_pylist())
    ids, moved = under_todays_numbers(columns["school_id"], columns["school_year"], steps)
    here = pc.is_in(ids, value_set=data.schools["school_id"].combine_chunks())
    place = data.results.column_names.index("school_id")
    results = data.results.set_column(place, "school_id", ids)
    stands = here.to_numpy(zero_copy_only=False)
    counted = {"carried": int((moved & stands).sum()), "set_aside": int((~stands).sum())}
    return results.filter(here) if counted["set_aside"] else results, counted


def latest_year(data: Data) -> str:
    """The last school year in `results`."""
    years = data.results["school_year"].combine_chunks().unique().to_pylist()
    return str(max(year for year in years if year))


def _year_problems(data: Data, rules: Rulebook, year: str, any_year: bool) -> list[Problem]:
    years = sorted(data.results["school_year"].combine_chunks().unique().to_pylist())
    if year not in years:
        form = "" if is_school_year(year) else ", which is no school year such as 2024-25"
        return [Problem("results", "school_year", f"no row is of {year}{form}; there are {', '.join(years)}")]
    if any_year or rules.covers(year):
        return []
    era = f"{rules.from_} to {rules.to}" if rules.to else f"{rules.from_} on"
    says = (
        f"{year} is outside the years of {rules.id} ({era}){_covered_by(rules, year)}; --any-year runs it all the same"
    )
    return [Problem("results", "school_year", says)]


def _covered_by(rules: Rulebook, year: str) -> str:
    """Which shipped rules file of the same State covers the year."""
    state = rules.id.rpartition("-")[0]
    others = [load(name) for name in shipped() if name.rpartition("-")[0] == state and name != rules.id]
    names = [book.id for book in others if book.covers(year)]
    return f", which {' and '.join(names)} covers" if names else ""
