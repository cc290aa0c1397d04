"""What one file gave: results, schools, what was set aside, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from orsupport.ingest.ode.marks import Outcome
from orsupport.problems import Problem


class Result(NamedTuple):
    """One row of `results`, as one row of a file gives it."""

    school_year: str
    school_id: str
    student_group: str
    indicator: str
    outcome: Outcome


class Listed(NamedTuple):
    """A school as a file names it."""

    school_name: str
    district_id: str
    district_name: str


class Unknown(NamedTuple):
    """A name that is not known: where it stands, and of what kind of thing it is (`student_group`, ...)."""

    sheet: str
    thing: str
    name: str


@dataclass
class Found:
    """What one file gave.

    `holds`: (kind, school year), as in ("ela_achievement", "2024-25"). `rows`: rows under the headings, of every
    sheet; each is in `results` or in `set_aside`, which counts rows by (sheet, what, why). `columns`: (sheet, column,
    why) of each column that is not read. `glance`: At-A-Glance's facts by school. `unknown`, `spoilt`: rows and first
    row. `checked`: published percents that the counts give (True) or do not (False), by indicator and year.
    `lacking`: the columns that a kind of sheet misses, as in ("column.attendance", "met").
    """

    file: str
    holds: set[tuple[str, str]] = field(default_factory=set)
    rows: int = 0
    results: list[Result] = field(default_factory=list)
    schools: dict[str, Listed] = field(default_factory=dict)
    glance: dict[str, dict[str, str]] = field(default_factory=dict)
    high_schools: set[str] = field(default_factory=set)
    grade_12: set[str] = field(default_factory=set)
    grades_listed: bool = False
    set_aside: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    columns: list[tuple[str, str, str]] = field(default_factory=list)
    unknown: dict[Unknown, tuple[int, int]] = field(default_factory=dict)
    spoilt: dict[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)
    checked: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    disagreeing: str = ""
    problems: list[Problem] = field(default_factory=list)
    lacking: set[tuple[str, str]] = field(default_factory=set)
    recognised: bool = False

    def __getstate__(self) -> dict[str, Any]:
        """The results column by column, which cross to another process in a fraction of the time."""
        columns = [list(column) for column in zip(*self.results, strict=True)]
        if columns:
            columns[-1:] = [list(column) for column in zip(*columns[-1], strict=True)]
        return self.__dict__ | {"results": columns}

    def __setstate__(self, state: dict[str, Any]) -> None:
        columns = state["results"]
        self.__dict__.update(state)
        outcomes = map(Outcome._make, zip(*columns[4:], strict=True))
        self.results = list(map(Result, *columns[:4], outcomes)) if columns else []

    def say(self, sheet: str, column: str, problem: str, example: str = "") -> None:
        """Report something wrong with the file, a sheet or a column."""
        place = f"{self.file} · {sheet}" if sheet else self.file
        self.problems.append(Problem(place, column, problem, example=example))

    def not_known(self, sheet: str, thing: str, name: str, row: int, rows: int = 1) -> None:
        """Count a row with a name that is not known."""
        key = Unknown(sheet, thing, name)
        earlier, first = self.unknown.get(key, (0, row))
        self.unknown[key] = (earlier + rows, first)

    def not_understood(self, sheet: str, column: str, cell: str, row: int) -> None:
        """Count a row with a cell that is neither a number nor a known mark."""
        earlier, first = self.spoilt.get((sheet, column, cell), (0, row))
        self.spoilt[sheet, column, cell] = (earlier + 1, first)

    def keep(self, result: Result, at: str) -> None:
        """A result, and whether its counts give the percent that is printed; `at` says where it stands."""
        self.results.append(result)
        agrees = result.outcome.agrees
        if agrees is not None:
            self.checked[result.indicator, result.school_year, agrees] += 1
            if not agrees and not self.disagreeing:
                self.disagreeing = at
