"""Mixed cases of two runs: the first run with any of the differences taken over from the second, re-run."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport import outputs
from orsupport.comparison.answered import Place, States, states_of
from orsupport.comparison.rule_parts import RulesPart
from orsupport.comparison.table_parts import TablePart
from orsupport.evaluation import Evaluation
from orsupport.identification import begun
from orsupport.overrides import decisions
from orsupport.rulebook import Rulebook
from orsupport.tables import Data
from orsupport.usable import unusable

COMPONENTS = ("data", "rules", "overrides", "year")
KEYS = {
    "schools": ("school_id",),
    "results": ("school_year", "school_id", "student_group", "indicator"),
    "statuses": ("school_year", "school_id", "student_group", "status"),
    "predecessors": ("school_id", "prior_school_id", "school_year"),
    "overrides": ("school_id", "district_id"),
}
SILENT = {"schools": ("school_name", "district_name"), "overrides": ("reason", "authority", "date")}
KEPT = 3  # re-runs of which everything is kept, and not the answers alone

Taken = NDArray[np.bool_]


class Mixtures:
    """Every difference between two runs as one of a row of numbers, and the first run re-run with any of them.

    A difference belongs to one component: the year with the rows of `results` and `statuses` that are of the school
    years between the two runs; every other row of the tables; every entry of the rules; every override. `reruns`
    counts the re-runs made.
    """

    def __init__(
        self, first: tuple[Data, Rulebook, str], second: tuple[Data, Rulebook, str], tell: Callable[[int], None]
    ) -> None:
        (data, book, year), (other, other_book, other_year) = first, second
        self.data, self.years = data, (year, other_year)
        self.reruns, self._tell = 0, tell
        self.rules = RulesPart(book, other_book)
        self.tables = {
            name: TablePart(name, getattr(data, name), getattr(other, name), key, SILENT.get(name, ()))
            for name, key in KEYS.items()
        }
        self._begins: dict[str, int] = {}
        self.component: NDArray[np.int64] = self._number()
        self._answers: dict[bytes, States | None] = {}
        self._traces: OrderedDict[bytes, Evaluation] = OrderedDict()
        self._own = self._places()

    def _number(self) -> NDArray[np.int64]:
        """Give every difference its number; the component of each."""
        component = [COMPONENTS.index("year")] * (self.years[0] != self.years[1])
        self._begins["rules"] = len(component)
        component += [COMPONENTS.index("rules")] * len(self.rules)
        self.number: dict[str, NDArray[np.int64]] = {}
        for name, part in self.tables.items():
            of = COMPONENTS.index("overrides" if name == "overrides" else "data")
            apart = ~self._with_the_year(part)
            numbers = np.zeros(len(part), dtype=np.int64)
            numbers[apart] = len(component) + np.arange(int(apart.sum()))
            self.number[name] = numbers
            component += [of] * int(apart.sum())
        return np.array(component, dtype=np.int64)

    def _with_the_year(self, part: TablePart) -> Taken:
        low, high = sorted(self.years)
        if low == high or part.name not in ("results", "statuses") or not len(part):
            return np.zeros(len(part), dtype=bool)
        years = np.array(part.cells("school_year"), dtype=object)
        return (years <= high) & ((years >= low) if part.name == "statuses" else (years > low))

    def _places(self) -> dict[Place, list[int]]:
        """The differences in a place's own rows: a school's, or those of a district's schools."""
        own: dict[Place, set[int]] = {}
        schools = self.tables["schools"]
        district_of: dict[str, set[str]] = {}
        for table in (schools.first, getattr(schools, "both", None)):
            if table is not None:
                for school, district in zip(
                    table["school_id"].to_pylist(), table["district_id"].to_pylist(), strict=True
                ):
                    district_of.setdefault(school, set()).add(district)
        for name, part in self.tables.items():
            if not len(part):
                continue
            districts = part.either("district_id") if name == "overrides" else [set()] * len(part)
            for number, schools_named, named in zip(
                self.number[name].tolist(), part.either("school_id"), districts, strict=True
            ):
                if self.component[number] == COMPONENTS.index("year"):
                    continue
                for school in schools_named:
                    own.setdefault(Place("school", school), set()).add(number)
                    named = named | district_of.get(school, set())
                for district in named:
                    own.setdefault(Place("district", district), set()).add(number)
        return {place: sorted(numbers) for place, numbers in own.items()}

    @property
    def differing(self) -> list[str]:
        """The components that differ."""
        there = set(self.component.tolist())
        return [name for place, name in enumerate(COMPONENTS) if place in there]

    def of(self, components: Iterable[str]) -> Taken:
        """All differences of some components."""
        return np.isin(self.component, [COMPONENTS.index(name) for name in components])

    def own(self, place: Place) -> Taken:
        """The differences in the place's own rows."""
        taken = np.zeros(len(self.component), dtype=bool)
        taken[self._own.get(place, [])] = True
        return taken

    def answers(self, taken: Taken) -> States | None:
        """What every place is answered with these differences; None where they cannot be run without others."""
        key = np.packbits(taken).tobytes()
        if key not in self._answers:
            trace = self.trace(taken)
            self._answers[key] = None if trace is None else _states(trace)
        return self._answers[key]

    def trace(self, taken: Taken, most: int | None = None) -> Evaluation | None:
        """The re-run itself; `most`: where so many were made, only one that is still at hand."""
        key = np.packbits(taken).tobytes()
        if key not in self._traces:
            if most is not None and self.reruns >= most:
                return None
            trace = self._run(taken)
            if trace is None:
                return None
            self._traces[key] = trace
            while len(self._traces) > KEPT:
                self._traces.popitem(last=False)
        self._traces.move_to_end(key)
        return self._traces[key]

    def rows(self, taken: Taken) -> dict[str, int]:
        """Of each table how many of these differences are in it."""
        return {name: int(taken[self.number[name]].sum()) for name in self.tables}

    def counted(self, taken: Taken) -> dict[str, int]:
        """How many of these differences are entries of the rules (`rules`), and rows of each table."""
        return {"rules": int((taken & self.of(["rules"])).sum())} | self.rows(taken)

    def made(self, taken: Taken) -> bool:
        """Whether the answers with these differences are known already."""
        return np.packbits(taken).tobytes() in self._answers

    def _run(self, taken: Taken) -> Evaluation | None:
        self.reruns += 1
        self._tell(self.reruns)
        first = self._begins["rules"]
        book = self.rules.mixed(taken[first : first + len(self.rules)])
        if book is None:
            return None
        tables = {name: part.mixed(taken[self.number[name]]) for name, part in self.tables.items()}
        schools, results, decided = tables["schools"], tables["results"], tables["overrides"]
        year = self.years[bool(len(taken) and self.years[0] != self.years[1] and taken[0])]
        if schools is None or results is None or not schools.num_rows or not results.num_rows:
            return None
        if not pc.any(pc.equal(results["school_year"].cast("string"), year)).as_py():
            return None
        data = Data(schools, results, tables["statuses"], tables["predecessors"], decided, self.data.sources)
        if unusable(data, book):
            return None
        alike = self._traces.get(np.packbits(taken & ~self.of(["overrides"])).tobytes())
        if alike is None:
            return begun(data, book, year)
        trace = copy(alike)  # a decision alters no answer of a rule
        trace.decided = decisions(data)
        return trace

    def differences(self, taken: Taken) -> list[dict[str, Any]]:
        """Each difference in words of its own table or file."""
        found: list[dict[str, Any]] = []
        if self.years[0] != self.years[1] and taken[0]:
            found.append({"component": "year", "from": self.years[0], "to": self.years[1]})
        first = self._begins["rules"]
        for place, entry in enumerate(self.rules.entries):
            if taken[first + place]:
                called = {"label": entry.label, "unit": entry.unit}
                found.append(
                    {"component": "rules", "entry": entry.path, **called, "how": entry.how, "keys": entry.keys}
                )
        year = COMPONENTS.index("year")
        for name, part in self.tables.items():
            component = "overrides" if name == "overrides" else "data"
            rows = np.flatnonzero(taken[self.number[name]] & (self.component[self.number[name]] != year))
            found += [{"component": component} | part.row(int(row)) for row in rows]
        return found


def _states(trace: Evaluation) -> States:
    return states_of(outputs.schools(trace), outputs.districts(trace), trace.book)
