"""What moved between an earlier run and this one: how many places from which answer to which, and which they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet

from orsupport.identification import Run
from orsupport.intact import refuse_damaged, said_of
from orsupport.problems import InputError, Problem
from orsupport.ratings import plain

Row = dict[str, Any]
UNUSABLE = "The earlier run cannot be used."


@dataclass(frozen=True)
class Earlier:
    """What is read of an earlier run: its year, its rules file, and the answer of each place by id."""

    year: str
    rules: str
    outcomes: dict[str, str]
    tiers: dict[str, str]
    called: str = "since"


def earlier(run: Run | str | Path) -> Earlier:
    """An earlier run, or its folder. Raises `InputError` where it is no run folder or a file of it is damaged."""
    if isinstance(run, Run):
        said, rules = run.summary, run.rules.id
        tables = [run.table(name).to_pylist() for name in ("schools", "districts")]
    else:
        folder = Path(run)
        said = said_of(folder, UNUSABLE)
        rules = said["rules"]["id"]
        refuse_damaged(folder, said, ("schools.parquet", "districts.parquet"))
        tables = [
            pyarrow.parquet.read_table(folder / f"{name}.parquet").to_pylist() for name in ("schools", "districts")
        ]
    schools, districts = tables
    return Earlier(
        said["school_year"],
        rules,
        {row["school_id"]: answered(row["outcome"], row["judged"]) for row in schools},
        {row["district_id"]: answered(row["tier"], row.get("judged", "yes")) for row in districts},
        "since" if isinstance(run, Run) else str(run),
    )


def refuse_unless_earlier(before: Earlier, run: Run) -> None:
    """Raises `InputError` where the earlier run is of a later year, or where it cannot be of the same State, since
    fewer than half of the schools (or rated districts) of one are in the other."""
    problems = []
    if before.year > run.summary["school_year"]:
        says = f"is of {before.year}, later than the run, which is of {run.summary['school_year']}"
        problems.append(Problem(before.called, "", says))
    of = "districts" if run.rules.rates_districts else "schools"
    now = set(plain(run.table(of))[f"{of[:-1]}_id"].to_pylist())
    then = set(before.tiers if run.rules.rates_districts else before.outcomes)
    both = len(then & now)
    if 2 * both < max(len(then), len(now)):
        says = f"of its {len(then):,} {of} {both:,} are in the run, which has {len(now):,}"
        problems.append(Problem(before.called, "", f"seems to be of another State: {says}"))
    if problems:
        raise InputError(problems, UNUSABLE)


def answered(name: str | None, judged: str) -> str:
    """The answer of a place as a key: its name, or `` where it has none, or `not judged`."""
    return name or ("" if judged == "yes" else "not judged")


class Moved:
    """The places of two runs side by side. A place that one run does not know is `absent` there."""

    def __init__(
        self, before: Earlier, places: dict[str, Row], districts: dict[str, Row], rates_districts: bool
    ) -> None:
        self.before = before
        now = {each: answered(row["tier"], row.get("judged", "yes")) for each, row in districts.items()}
        self.tiers = _pairs(before.tiers, now)
        rated = {each: answered(row["outcome"], row["judged"]) for each, row in places.items()}
        self.outcomes = {} if rates_districts else _pairs(before.outcomes, rated)

    def of_place(self, place_id: str) -> tuple[str, str] | None:
        """From which outcome to which a school moved; None where it did not."""
        return _moved(self.outcomes.get(place_id))

    def of_district(self, district_id: str) -> tuple[str, str] | None:
        return _moved(self.tiers.get(district_id))


def _pairs(before: dict[str, str], now: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {each: (before.get(each, "absent"), now.get(each, "absent")) for each in dict.fromkeys([*now, *before])}


def _moved(pair: tuple[str, str] | None) -> tuple[str, str] | None:
    return pair if pair is not None and pair[0] != pair[1] else None


def matrix(pairs: dict[str, tuple[str, str]], order: list[str]) -> tuple[list[str], list[list[int]]]:
    """The answers in order, and how many places went from each (a row) to each (a column)."""
    counts = Counter(pairs.values())
    met = {answer for pair in counts for answer in pair}
    names = [name for name in [*order, "unsure", "", "not judged", "absent"] if name in met]
    names += sorted(met - set(names))
    return names, [[counts[first, second] for second in names] for first in names]
