"""What every page reads of a run: its tables by place, its explanations, its cuts, what it would take, what moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import Any

from orsupport.explanation.explain import explainer
from orsupport.identification import Run, results_of_today
from orsupport.indicators.results import pooled_years
from orsupport.ratings import id_column, plain
from orsupport.reporting.moved import Earlier, Moved
from orsupport.reporting.words import WORDS, listed, with_names
from orsupport.rulebook.entries import Band
from orsupport.rulebook.measure_names import level_names
from orsupport.take import NEAR, Take

Row = dict[str, Any]


class Content:
    """A run, opened for pages. Rows are plain mappings, in the columns of the contract.

    `places`: what is rated, by id: the schools, or the districts of a State that rates these; each row then also has
    `school_id`, `school_name` and `outcome`.
    """

    def __init__(self, run: Run, since: Earlier | None = None) -> None:
        self.run, self.book = run, run.rules
        self.said = run.summary
        self.explainer = explainer(run, all_places=True)
        self.schools: dict[str, Row] = {row["school_id"]: row for row in run.table("schools").to_pylist()}
        self.districts: dict[str, Row] = {row["district_id"]: row for row in run.table("districts").to_pylist()}
        self.cuts: list[Row] = run.table("cuts").to_pylist()
        self.rates_districts = self.book.rates_districts
        self.places = (
            {each: _as_place(row) for each, row in self.districts.items()} if self.rates_districts else self.schools
        )
        self.names = dict(self.book.outcome.school)  # of what is rated: name -> rule
        self.tiers = {} if self.rates_districts else dict(self.book.outcome.district)
        self.moved = Moved(since, self.places, self.districts, self.rates_districts) if since is not None else None

    def explained(self, place_id: str) -> Row:
        """The explanation of a school, or of a rated district, as data."""
        return self.explainer.district(place_id) if self.rates_districts else self.explainer.school(place_id)

    @cached_property
    def schools_of(self) -> dict[str, list[Row]]:
        """The schools of each district; where districts are rated, each is the only one of its own."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.places.values():
            found[row["district_id"]].append(row)
        return found

    @property
    def ratings(self) -> dict[str, list[Row]]:
        """The rows of `ratings` of each place."""
        state = self.explainer.state
        assert state is not None
        return state.ratings

    @cached_property
    def is_open(self) -> dict[str, bool]:
        return dict(zip(self.places, self.run.trace.places.open.tolist(), strict=True))

    @cached_property
    def years(self) -> list[str]:
        """The school years that the indicators pool, and the year of the run."""
        from orsupport.counts import year_name

        year = self.run.trace.year
        found = {each for entry in self.book.indicator.values() for each in pooled_years(entry, year)}
        held = {each for each in found if any(self.run.trace.counts.holds(name, each) for name in self.book.indicator)}
        return [year_name(each) for each in sorted(held | {year})]

    @cached_property
    def results(self) -> dict[str, dict[tuple[str, str, str], Row]]:
        """The rows of `results` of each place in these years, by student group, indicator and school year; those of a
        renumbered school under its number of today."""
        import pyarrow as pa
        import pyarrow.compute as pc

        table = results_of_today(self.run.data)[0]
        table = plain(table.filter(pc.is_in(table["school_year"], value_set=pa.array(self.years))))
        found: dict[str, dict[tuple[str, str, str], Row]] = defaultdict(dict)
        for row in table.to_pylist():
            found[row["school_id"]][row["student_group"], row["indicator"], row["school_year"]] = row
        return found

    @cached_property
    def decided(self) -> dict[str, Row]:
        """The decisions that persons took on what is rated, by id."""
        column = id_column(self.book)
        return {each[column]: each for each in self.said["overrides"] if each.get(column)}

    @cached_property
    def tiers_decided(self) -> dict[str, Row]:
        """The decisions on the tiers of districts, by id."""
        return {each["district_id"]: each for each in self.said["overrides"] if each.get("district_id")}

    def ladder(self, indicator: str) -> list[str]:
        """The names of the levels of an indicator, the lowest first; none where it has no levels."""
        banded = self.run.trace.banded(indicator)
        entry = self.book.measure.get(banded) if banded else None
        return list(level_names(entry)) if isinstance(entry, Band) else []

    @cached_property
    def ladders(self) -> dict[str, list[str]]:
        return {name: self.ladder(name) for name in self.book.indicator}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each indicator in the rules file."""
        return {name: number for number, name in enumerate(self.book.indicator)}

    @cached_property
    def group_numbers(self) -> dict[str, int]:
        """The place of each student group in the rules file."""
        return {name: number for number, name in enumerate(self.book.group_names)}

    def cuts_of(self, place_id: str, indicator: str, group: str) -> list[Row]:
        """Where each level of an indicator begins for one place and student group, the lowest first."""
        row = self.row_of[place_id]
        return [cut for cut in self._cuts[indicator, group] if self._is_of(row, cut["schools_of"])]

    @cached_property
    def _cuts(self) -> dict[tuple[str, str], list[Row]]:
        """The cuts by indicator and student group; a group without its own has those of all students."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for cut in self.cuts:
            found[cut["indicator"], cut["student_group"]].append(cut)
        for indicator in self.book.indicator:
            for group in self.book.group_names:
                if (indicator, group) not in found:
                    found[indicator, group] = found[indicator, "all"]
        return found

    def assumes(self, cut: Row) -> bool:
        """Whether the number that a level begins at was published by nobody."""
        entry = self.book.number.get(cut["basis"].partition(":")[0])
        return entry is not None and entry.standing == "assumed"

    @cached_property
    def assumed_levels(self) -> str:
        """The levels that begin at assumed numbers, in a sentence; empty where there are none."""
        levels = list(dict.fromkeys(cut["level"] for cut in self.cuts if self.assumes(cut)))
        words = WORDS["page"]["assumed_level" if len(levels) == 1 else "assumed_levels"]
        return str(words.format(levels=listed(levels))) if levels else ""

    def _is_of(self, row: int, schools_of: str) -> bool:
        """Whether a cut that is taken from one kind of schools is the school's: `fact = value`."""
        if not schools_of:
            return True
        fact, _, value = schools_of.partition(" = ")
        codes, kinds = self.run.trace.kinds(fact)
        code = int(codes[row])
        return code >= 0 and kinds[code] == value

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {place_id: row for row, place_id in enumerate(self.places)}

    def reason(self, place_id: str) -> list[str]:
        """Why a place has the names that it has: a sentence for each."""
        from orsupport.explanation.headline import headlines

        said = self.explained(place_id)
        lines = headlines(said["rules"], self.rule_names(said), most=None) if said["open"] else []
        return [with_names(each) for each in lines]

    def counted(self, place_id: str, measure: str) -> str:
        """A count of a place for all students, or between which two numbers it lies where a mask leaves that open."""
        if measure not in self._ends:
            value, shape = self.run.trace.value(measure), self.run.trace.places.shape
            self._ends[measure] = tuple(
                each.wide(shape).rounded(0).numerators[:, 0] for each in (value.low, value.high)
            )
        low, high = (int(each[self.row_of[place_id]]) for each in self._ends[measure])
        return f"{low}" if low == high else str(WORDS["school"]["interval"].format(low=low, high=high))

    @cached_property
    def _ends(self) -> dict[str, tuple[Any, ...]]:
        return {}

    @staticmethod
    def groups_of(place: Row, rule: str) -> list[str]:
        """The student groups for which a place has the name of a rule; none where the rule does not hold of it."""
        return (place.get(f"{rule}_groups") or "").split() if place.get(rule) != "no" else []

    def rule_names(self, said: Row) -> dict[str, str]:
        """The name that each rule gives to what is rated."""
        return dict(said["tiers"] if self.rates_districts else said["outcome_rules"])

    def take(self, place_ids: list[str], tell: Callable[[int, int], None] | None = None) -> dict[str, list[Row]]:
        """What it would take for each of these places: to leave each name, and to come on where that is near. Many at
        once are far quicker than one after another."""
        found: dict[str, list[Row]] = {each: [] for each in place_ids}
        if self.rates_districts or not self.names:
            return found
        take = self._take
        rows = [self.row_of[place_id] for place_id in place_ids]
        for holds, most in ((True, None), (False, NEAR)):
            mine = {rule: set(take.schools(rule, holds)) for rule in take.outcomes}
            asked = [(rule, row) for row in rows for rule in take.outcomes if row in mine[rule]]
            for each in take.turn(asked, not holds, most, tell if holds else None) if asked else []:
                found[each["school_id"]].append(each)
        return found

    @cached_property
    def _take(self) -> Take:
        return Take(self.run.trace)


def _as_place(row: Row) -> Row:
    """A rated district as the row of a place."""
    return row | {
        "school_id": row["district_id"],
        "school_name": row["district_name"],
        "outcome": row["tier"],
        "school_type": "",
    }
