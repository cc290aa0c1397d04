"""The second way: schools identified for support in plain Python, with exact fractions and loops.

Nothing is shared with the engine. A reading is what a place (a school, a student group) has of an indicator, a measure
or a number: its lowest and its highest value, whether it is there at all (`held`) and, where it is not, the reason.
A band's reading is the index of its level, the lowest level being 0.
"""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

from naive_figures import (
    FEW,
    NO,
    PRINTED,
    REASONS,
    UNSURE,
    YES,
    Cut,
    Place,
    Reading,
    Row,
    Share,
    compare,
    converted,
    exact,
    greatest_mean,
    half_up,
    has_met,
    hull,
    least_counted,
    least_mean,
    mean_of,
    most_counted,
    nobody,
    once,
    percentile_bounds,
    percentile_of,
    perhaps,
    rounded,
    sure,
    total,
    turned,
    without,
    year_name,
    year_start,
)
from naive_kinds import KINDS, counted_places, lowest_cut, years_held

# The data


def number_today(school: str, year: str, predecessors: list[Row]) -> str:
    """The number of today of the school that had this one in a school year: year by year the renumberings after it."""
    steps = [row for row in predecessors if row["kind"] == "renumbered" and row["school_year"] > year]
    for since in sorted({row["school_year"] for row in steps}):
        passed = {school}
        for _ in steps:
            new = [
                str(row["school_id"])
                for row in steps
                if (str(row["prior_school_id"]), row["school_year"]) == (school, since)
            ]
            if not new or new[0] in passed:
                break
            school = new[0]
            passed.add(school)
    return school


class State:
    """The tables of one State, found by school, student group, indicator and school year."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.schools = {
            str(row["school_id"]): row for row in sorted(tables["schools"], key=lambda row: row["school_id"])
        }
        self.results: dict[tuple[str, str, str, str], Row] = {}
        self.group_years: set[tuple[str, str, str]] = set()
        self.indicator_years: set[tuple[str, str]] = set()
        self.with_counts: set[str] = set()
        predecessors = tables.get("predecessors", [])
        for row in tables["results"]:
            row = row | {"school_id": number_today(str(row["school_id"]), row["school_year"], predecessors)}
            if row["school_id"] not in self.schools:
                continue
            school, group = str(row["school_id"]), row["student_group"]
            indicator, year = row["indicator"], row["school_year"]
            self.results[indicator, year, group, school] = row
            self.group_years.add((indicator, year, group))
            self.indicator_years.add((indicator, year))
            if row.get("counted") is not None or row.get("counted_low") is not None:
                self.with_counts.add(indicator)
        self.open_schools = [school for school, row in self.schools.items() if row.get("open") is not False]
        self.districts: dict[str, str] = {}
        for row in self.schools.values():
            self.districts.setdefault(row["district_id"], row.get("district_name"))
        self.statuses = {
            (row["school_year"], str(row["school_id"]), row["student_group"], row["status"])
            for row in tables.get("statuses", [])
        }
        self.priors: dict[str, set[tuple[str, str]]] = {}
        for row in predecessors:
            self.priors.setdefault(str(row["school_id"]), set()).add((str(row["prior_school_id"]), row["school_year"]))

    def earlier_ids(self, school: str, year: str) -> set[str]:
        """The ids from which a school has what was held in a year: its own, and step by step those of the schools that
        it came from in a later year, a step further back being none that was taken later."""
        found: set[tuple[str, str]] = set()
        new = {(school, "9999-00")}
        while new:
            found |= new
            new = {
                (prior, since)
                for each, until in new
                for prior, since in self.priors.get(each, set())
                if year < since <= until
            } - found
        return {each for each, _ in found}

    def first_year(self) -> str:
        """The first school year in results."""
        return min((year for _, year in self.indicator_years), key=year_start)

    def last_year(self) -> str:
        """The last school year in results."""
        return max((year for _, year in self.indicator_years), key=year_start)

    def is_open(self, school: str) -> bool:
        """A closed school is kept, not judged."""
        return self.schools[school].get("open") is not False

    def open_in(self, district: str) -> list[str]:
        """A district's schools are its open ones."""
        return [school for school in self.open_schools if self.schools[school]["district_id"] == district]


# The rules file


def entries(section: Row, shared_keys: bool) -> dict[str, Row]:
    """The entries of a section; a plain key written directly under it holds for every entry that has no own."""
    shared = {key: value for key, value in section.items() if not isinstance(value, dict)} if shared_keys else {}
    return {name: {**shared, **entry} for name, entry in section.items() if isinstance(entry, dict)}


class Rules:
    """A rules file as parsed, with what its names stand for."""

    def __init__(self, parsed: Row) -> None:
        self.memory: dict[str, dict[Any, Any]] = {}
        builtin = {"title_i": {"kind": "flag"}, "school_type": {"kind": "text"}}
        self.facts = builtin | entries(parsed.get("fact", {}), shared_keys=False)
        self.numbers = entries(parsed.get("number", {}), shared_keys=False)
        self.indicators = entries(parsed.get("indicator", {}), shared_keys=True)
        self.measures = entries(parsed.get("measure", {}), shared_keys=True)
        self.rules = entries(parsed.get("rule", {}), shared_keys=True)
        groups = parsed.get("groups", {})
        self.asked_groups: list[str] = list(groups.get("asked", []))
        self.groups = ["all", *self.asked_groups, *groups.get("also", [])]
        self.combined: dict[str, list[str]] = groups.get("combined", {})
        outcome = parsed.get("outcome", {})
        if parsed.get("rates") == "districts":  # the rows are districts: a rule of them is asked of each row
            self.rules = {
                name: rule | ({"at": "school"} if rule["at"] == "district" else {}) for name, rule in self.rules.items()
            }
            outcome = {"school": outcome["district"]}
        self.outcomes, self.otherwise = self.names_and_else(outcome.get("school", {}))
        self.tiers, self.tier_otherwise = self.names_and_else(outcome.get("district", {}))

    @staticmethod
    def names_and_else(outcome: dict[str, str]) -> tuple[dict[str, str], str | None]:
        """The names in order, and the band whose level is the outcome where no rule holds."""
        return {name: rule for name, rule in outcome.items() if name != "else"}, outcome.get("else")

    def is_rule(self, name: str) -> bool:
        """`identified` is built in."""
        return name in self.rules or name == "identified"

    def owner(self, name: str) -> tuple[str, str | None]:
        """The measure behind a name, and the member where the name is `family.member`."""
        if name in self.measures:
            return name, None
        family, _, member = name.partition(".")
        return family, member

    def is_family(self, name: str) -> bool:
        """What maps a list or a family is a family itself: one a member."""
        return name in self.measures and bool(self.family(name))

    @once
    def family(self, name: str) -> dict[str, str]:
        """What a family is made of, by the names of its members; empty where the measure is a single one."""
        measure = self.measures[name]
        if measure["kind"] not in ("band", "difference", "earlier", "rank", "table"):
            return {}
        if measure["kind"] == "table":
            sides = [each for each in (measure["rows"], measure["columns"]) if self.is_family(each)]
            return {member: f"{sides[0]}.{member}" for member in self.family(sides[0])} if sides else {}
        if isinstance(measure["of"], list):
            return {member: member for member in measure["of"]}
        of = measure["of"]
        return {member: f"{of}.{member}" for member in self.family(of)} if self.is_family(of) else {}

    def beside(self, name: str, other: str) -> str:
        """What stands beside a member: the member of the same name, where the other is a family."""
        member = self.owner(name)[1]
        return f"{other}.{member}" if member is not None and self.is_family(other) else other

    @once
    def is_band(self, name: str) -> bool:
        """Its readings are levels."""
        measure = self.measures.get(self.owner(name)[0])
        return measure is not None and measure["kind"] == "band"

    @once
    def has_levels(self, name: str) -> bool:
        """Its readings are levels: a band, a table, or one of these read elsewhere."""
        measure = self.measures.get(self.owner(name)[0])
        if measure is None:
            return False
        if measure["kind"] in ("earlier", "one_group"):
            return self.has_levels(self.subject(name))
        return measure["kind"] in ("band", "table")

    def levelled(self, name: str) -> Row:
        """The band or the table whose levels a name reads."""
        measure = self.measures[self.owner(name)[0]]
        return self.levelled(self.subject(name)) if measure["kind"] in ("earlier", "one_group") else measure

    def kind(self, name: str) -> str:
        """The kind of a measure; nothing for any other name."""
        return self.measures.get(self.owner(name)[0], {}).get("kind", "")

    def subject(self, name: str) -> str:
        """What a band bands, and whatever else is made of one name is made of."""
        owner, member = self.owner(name)
        return self.family(owner)[member] if member else self.measures[owner]["of"]

    def members(self, of: str | list[str]) -> list[str]:
        """What is gathered, families taken apart, in the file's order."""
        names = [of] if isinstance(of, str) else of
        return [each for name in names for each in self.single_names(name)]

    def single_names(self, name: str) -> list[str]:
        """The members of a family, or the name itself."""
        return [f"{name}.{member}" for member in self.family(name)] if self.is_family(name) else [name]

    def ladders(self, name: str) -> dict[str, dict[str, Any]]:
        """What begins each level above the lowest, by the values of the band's `by` ("" without one)."""
        band = self.measures[self.owner(name)[0]]
        if "by" not in band:
            return {"": band["begins"]}
        return {"": band["begins"][self.owner(name)[1]]} if band["by"] == "indicator" else band["begins"]

    @once
    def level_names(self, name: str) -> list[str]:
        """The levels of a band or a table, lowest first; a band's ladders share their names."""
        kind = self.measures[self.owner(name)[0]]["kind"]
        if kind == "table":
            return [str(level) for level in self.measures[self.owner(name)[0]]["levels"]]
        if kind != "band":
            return self.level_names(self.subject(name))
        ladder = next(iter(self.ladders(name).values()))
        return [str(self.measures[self.owner(name)[0]]["lowest"]), *ladder]

    @once
    def lower_is_better(self, name: str) -> bool:
        """Absence, suspension; a band's own word comes before its indicator's."""
        if self.is_band(name):
            own = self.measures[self.owner(name)[0]].get("better")
            return own == "lower" if own else self.lower_is_better(self.subject(name))
        if self.kind(name) in ("difference", "earlier", "one_group"):
            return self.lower_is_better(self.subject(name))
        return self.indicators.get(name, {}).get("better") == "lower"

    @once
    def level(self, name: str) -> str:
        """`group`, `school` or `district`: the level of a fact, an indicator, a measure or a rule."""
        if name in self.indicators:
            return "group"
        if name in self.facts or name == "identified":
            return "school"
        if name in self.rules:
            return self.rules[name].get("at", "school")
        if name in ("identified_schools", "identified_share"):
            return "district"
        levels = {self.level(each) for each in self.read_by(name)}
        measure = self.measures[self.owner(name)[0]]
        if measure["kind"] in ("count", "share") and measure["of"] == "schools":
            return measure["at"]
        if measure["kind"] == "years_in":
            return self.level(measure["status"]) if self.is_rule(measure["status"]) else "school"
        if measure["kind"] == "one_group" or measure.get("over") == "groups" or measure.get("of") == "groups":
            return "school"
        return next((level for level in ("group", "school", "district", "state") if level in levels), "school")

    def read_by(self, name: str) -> list[str]:
        """What decides the level of a measure: all that it is made of, numbers apart."""
        measure, kind = self.measures[self.owner(name)[0]], self.kind(name)
        if kind == "choose":
            names = [case[key] for case in measure["cases"] for key in ("when", "take") if key in case]
        elif kind == "table":
            names = [self.beside(name, measure["rows"]), self.beside(name, measure["columns"])]
        elif kind == "years_in" or measure.get("of") in ("groups", "schools"):
            names = []
        elif kind == "index" and "parts" in measure:
            names = self.part_names(measure)
        elif kind in ("band", "difference", "earlier", "rank", "one_group"):
            names = [self.subject(name), *([self.beside(name, measure["minus"])] if "minus" in measure else [])]
        else:
            names = measure["of"] if isinstance(measure["of"], list) else [measure["of"]]
        names = [name for name in names if name not in self.numbers]
        return self.members(names)

    @staticmethod
    def part_names(measure: Row) -> list[str]:
        """Every part of every set of an index, in the file's order."""
        kinds = list(measure["parts"].values()) if "by" in measure else [measure["parts"]]
        names: list[str] = []
        for parts in kinds:
            for each in [parts] if isinstance(parts, dict) else parts:
                names += [each] if isinstance(each, str) else list(each)
        return names

    @once
    def unit(self, name: str) -> str:
        """The unit of what can be compared; percent and share are the only two that convert."""
        if name in self.numbers:
            number = self.numbers[name]
            return self.unit(number["of"]) if "of" in number else number.get("unit", "")
        if name in self.indicators:
            return "percent" if self.indicators[name]["kind"] == "share" else self.indicators[name].get("unit", "")
        if name in self.facts:
            return self.facts[name].get("unit", "")
        if name in ("identified_schools", "identified_share"):
            return {"identified_schools": "schools", "identified_share": "share"}[name]
        measure, kind = self.measures[self.owner(name)[0]], self.kind(name)
        if kind == "count" and measure["of"] in ("groups", "schools"):
            return measure["of"]
        if kind == "rank":
            return "percentile" if measure.get("as") == "percentile" else "schools"
        units = {"band": "level", "table": "level", "share": "share", "count": "indicators", "years_in": "years"}
        if kind in units or kind == "pool":
            return units.get(kind, "percent")
        if kind == "choose":
            return self.unit(measure["cases"][0]["take"])
        return self.unit(self.read_by(name)[0])


def clause_words(clause: str) -> tuple[bool, list[str]]:
    """A clause without its `not`, as words; the limit of a comparison may be a level of several words."""
    words = clause.split()
    turn = words[0] == "not"
    if turn:
        words = words[1:]
    if len(words) > 2:
        words = [words[0], words[1], " ".join(words[2:])]
    return turn, words


# The run


class Run:
    """One State's data under one rules file in one school year."""

    def __init__(self, state: State, rules: Rules, year: str) -> None:
        self.state, self.rules, self.year = state, rules, year
        self.is_earlier = False
        self.memory: dict[str, dict[Any, Any]] = {}

    @once
    def before(self, years: int) -> "Run":
        """The same file, data and facts, as if an earlier year were the year of the run."""
        if years == 0:
            return self
        run = Run(self.state, self.rules, year_name(year_start(self.year) - years))
        run.is_earlier = True
        return run

    # Facts

    def fact_value(self, fact: str, school: str) -> Any:
        """What the schools table says; empty, and a column that is not there, are unknown."""
        return self.state.schools[school].get(self.rules.facts[fact].get("column", fact))

    def fact_answer(self, fact: str, school: str) -> int:
        """A flag, or a condition on a text."""
        value, wanted = self.fact_value(fact, school), self.rules.facts[fact].get("is")
        if value is None:
            return UNSURE
        if wanted is not None:
            return YES if self.as_text(value) in wanted else NO
        return YES if value else NO

    def fact_text(self, fact: str, school: str) -> str | None:
        """The value by which cuts and ladders are told apart; None where it is unknown."""
        if self.rules.facts[fact].get("kind", "flag") == "flag":
            return {YES: "true", NO: "false", UNSURE: None}[self.fact_answer(fact, school)]
        value = self.fact_value(fact, school)
        return None if value is None else self.as_text(value)

    @staticmethod
    def as_text(value: Any) -> str:
        """True and false as a rules file writes them."""
        return str(value).lower() if isinstance(value, bool) else str(value)

    @once
    def fact_values(self, fact: str) -> list[str]:
        """The values by which cuts are taken: of a text, those that occur among open schools."""
        if self.rules.facts[fact].get("kind", "flag") == "flag":
            return ["true", "false"]
        return sorted(
            {text for school in self.state.open_schools if (text := self.fact_text(fact, school)) is not None}
        )

    # Indicators

    def pooled_years(self, indicator: str) -> list[str]:
        """The school years that count together: the year of the run and those before it."""
        entry, last = self.rules.indicators[indicator], year_start(self.year)
        if isinstance(entry.get("years"), list):
            return sorted(year for year in entry["years"] if year_start(year) <= last)
        first = max(last - entry.get("years", 1) + 1, year_start(entry.get("first_year", "0000")))
        return [year_name(start) for start in range(first, last + 1)]

    @once
    def rows(self, indicator: str, year: str, group: str, school: str) -> list[Row]:
        """A place's row of one year; of a combined group that the data do not hold then, the rows of its parts."""
        groups = [group]
        is_share = self.rules.indicators[indicator]["kind"] == "share"
        if is_share and group in self.rules.combined and (indicator, year, group) not in self.state.group_years:
            groups = self.rules.combined[group]
        keys = [(indicator, year, each, school) for each in groups]
        return [self.state.results[key] for key in keys if key in self.state.results]

    def pooled_rows(self, indicator: str, group: str, school: str) -> list[Row]:
        """The rows of all pooled years."""
        return [row for year in self.pooled_years(indicator) for row in self.rows(indicator, year, group, school)]

    def counted_bounds(self, rows: list[Row]) -> tuple[int, int | None]:
        """The fewest and the most students counted over the pooled years; the most may be unknown."""
        most = [most_counted(row) for row in rows]
        return sum(least_counted(row) or 0 for row in rows), None if None in most else sum(most)

    def asked(self, entry: Row, place: Place) -> int:
        """Whether an indicator or a measure is asked of a place at all."""
        return self.answer(entry["asked"], place) if "asked" in entry else YES

    @once
    def indicator_reading(self, indicator: str, group: str, school: str) -> Reading:
        """What a place has of an indicator, or the first reason why it has nothing."""
        entry, place = self.rules.indicators[indicator], Place(school, group)
        asked = self.asked(entry, place)
        if asked in (NO, FEW) or group not in entry.get("groups", [group]):
            return without("not asked")
        smallest = self.number_reading(entry["smallest"], None, place) if "smallest" in entry else None
        if smallest is not None and smallest.held == NO:
            return without(smallest.why)
        named_years = isinstance(entry.get("years"), list)
        outside = named_years and (self.is_earlier or self.year not in entry["years"])
        if (indicator, self.year) not in self.state.indicator_years or outside:
            return without("missing")
        rows = self.pooled_rows(indicator, group, school)
        if self.year not in self.pooled_years(indicator) or all(
            nobody(row) for row in self.rows(indicator, self.year, group, school)
        ):
            return without("no result")
        if smallest is not None and any(least_counted(row) is not None for row in rows):
            fewest, most = self.counted_bounds(rows)
            if fewest < smallest.high and most is not None and most < smallest.low:
                return without("too few")
            if fewest < smallest.high and not self.hides_counts(indicator):
                return without("masked")
            asked = asked if fewest >= smallest.high else UNSURE
        value = self.pooled_value(place, [(indicator, row) for row in rows if not nobody(row)])
        return perhaps(rounded(value, entry.get("decimals")), asked)

    def row_bounds(self, indicator: str, row: Row) -> tuple[Fraction, Fraction]:
        """The result of one row: exact, or between its bounds."""
        is_share = self.rules.indicators[indicator]["kind"] == "share"
        if is_share and has_met(row):
            return (Fraction(100 * row["met"], row["counted"]),) * 2
        if row.get("value") is not None:
            return (exact(row["value"]),) * 2
        low, high = exact(row.get("value_low")), exact(row.get("value_high"))
        if is_share:
            return Fraction(0) if low is None else low, Fraction(100) if high is None else high
        if low is None or high is None:
            raise ValueError(f"{indicator}: a row without a value needs both bounds: {row}")
        return low, high

    def row_weight(self, row: Row) -> int | None:
        """The students a row weighs; a masked result of the year of the run is a result, so at least one."""
        if row.get("counted") is not None:
            return row["counted"]
        if row.get("counted_low") is None:
            return None
        return max(row["counted_low"], 1) if row["school_year"] == self.year else row["counted_low"]

    def denominator(self, indicator: str, row: Row, place: Place, weight: int) -> Fraction:
        """The students counted, or more where too few of those expected were."""
        entry, expected = self.rules.indicators[indicator], row.get("expected")
        if entry["kind"] != "share" or "participation" not in entry or expected is None:
            return Fraction(weight)
        number = self.number_reading(entry["participation"], None, place)
        if number.held == NO:
            return Fraction(weight)
        percent = converted(number, self.rules.unit(entry["participation"]), "percent").low
        least = percent * expected / 100
        rounding = entry.get("participation_rounding", "none")
        least = {"none": least, "up": Fraction(ceil(least)), "half up": half_up(least, 0)}[rounding]
        return max(Fraction(weight), least)

    def pooled_value(self, place: Place, rows: list[tuple[str, Row]]) -> Reading:
        """The rows of indicators together: counts added, or a plain mean where a row brings no count."""
        bounds = [self.row_bounds(indicator, row) for indicator, row in rows]
        weights = [self.row_weight(row) for _, row in rows]
        hidden = any(self.hides_counts(indicator) and row.get("counted") is None for indicator, row in rows)
        if None not in weights and hidden:
            return self.over_every_count(place, rows, bounds)
        if None in weights or sum(weights) == 0:
            numerators, base = [Fraction(1)] * len(rows), Fraction(len(rows))
        else:
            numerators = [Fraction(weight) for weight in weights]
            pairs = zip(rows, weights, strict=True)
            base = sum((self.denominator(*row, place, weight) for row, weight in pairs), Fraction(0))
        low = sum(n * each[0] for n, each in zip(numerators, bounds, strict=True)) / base
        high = sum(n * each[1] for n, each in zip(numerators, bounds, strict=True)) / base
        return Reading(low, high, YES, "")

    def hides_counts(self, indicator: str) -> bool:
        """Whether a masked count makes the indicator unsure, rather than not rated."""
        return self.rules.indicators[indicator].get("masked_count") == "unknown"

    def over_every_count(
        self, place: Place, rows: list[tuple[str, Row]], bounds: list[tuple[Fraction, Fraction]]
    ) -> Reading:
        """The least and the greatest weighted mean over every number of students that the hidden counts may be.

        Students up to the least denominator only add to the mean; beyond it, it moves one way: so the ends and the
        steps around that denominator are enough, and, for a count without an upper end, a row that outweighs all.
        """
        counts = [self.possible_counts(indicator, row, place) for indicator, row in rows]
        lows = [low for (low, _), (_, limited) in zip(bounds, counts, strict=True) if not limited]
        highs = [high for (_, high), (_, limited) in zip(bounds, counts, strict=True) if not limited]
        for weights in product(*(each for each, _ in counts)):
            if sum(weights) == 0:
                continue
            pairs = zip(rows, weights, strict=True)
            base = sum((self.denominator(*row, place, weight) for row, weight in pairs), Fraction(0))
            lows.append(sum(n * each[0] for n, each in zip(weights, bounds, strict=True)) / base)
            highs.append(sum(n * each[1] for n, each in zip(weights, bounds, strict=True)) / base)
        return Reading(min(lows), max(highs), YES, "")

    def possible_counts(self, indicator: str, row: Row, place: Place) -> tuple[list[int], bool]:
        """The counts at which a mean may be least or greatest, and whether there is an upper end."""
        least, most = self.row_weight(row), most_counted(row)
        if row.get("counted") is not None or not self.hides_counts(indicator):
            return [least], True
        step = self.denominator(indicator, row, place, 0)
        most_known = max(most, least) if most is not None else max(least, ceil(step))
        return sorted({least, most_known, *(n for n in (floor(step), ceil(step)) if least < n < most_known)}), (
            most is not None
        )

    # Numbers

    def number_reading(self, name: str, subject: str | None, place: Place) -> Reading:
        """A limit as a place reads it; without `of`, one found in data is taken of what a band bands (`subject`)."""
        number = self.rules.numbers[name]
        kind = number.get("kind")
        if kind in ("percentile", "average", "lowest"):
            return self.found_reading(name, number.get("of", subject), place)
        if kind is not None:
            raise ValueError(f"number.{name}: {kind} is not part of this language yet")
        if "values" in number:
            return self.figure_by(number, place)
        return sure(self.on_line(number) if "from" in number else exact(number["value"]))

    def figure_by(self, number: Row, place: Place) -> Reading:
        """One figure for each value of a fact, or for each student group; where there is none, not asked."""
        figures = {key: exact(figure) for key, figure in number["values"].items()}
        value = place.group if number["by"] == "student_group" else self.fact_text(number["by"], place.school)
        if value is None:
            return hull([sure(figure) for figure in figures.values()])
        return sure(figures[value]) if value in figures else without("not asked")

    def on_line(self, number: Row) -> Fraction:
        """A straight line between two school years, held at both ends."""
        (first, start), (last, end) = number["from"], number["to"]
        begin, finish = year_start(first), year_start(last)
        passed = min(max(year_start(self.year), begin), finish) - begin
        return exact(start) + (exact(end) - exact(start)) * Fraction(passed, finish - begin)

    def found_reading(self, name: str, subject: str | None, place: Place) -> Reading:
        """A cut from the data, as a place reads it: its own group's or everybody's, that of its kind of school."""
        if subject is None:
            raise ValueError(f"number.{name}: needs `of`, as it is not read by a band")
        number = self.rules.numbers[name]
        group = place.group if number.get("groups", "all students") == "each" else "all"
        if "by" not in number:
            return self.cut(name, subject, group, "").reading
        value = self.fact_text(number["by"], place.school)
        if value is not None:
            return self.cut(name, subject, group, value).reading
        values = self.fact_values(number["by"]) or [""]  # no school's kind is known: each is perhaps of any
        return hull([self.cut(name, subject, group, each).reading for each in values])

    @once
    def takes_part(self, name: str, school: str, value: str) -> int:
        """Whether an open school is one of those that a cut is taken from."""
        number = self.rules.numbers[name]
        answer = self.answer(number["frame"], Place(school, "all")) if "frame" in number else YES
        return min(answer, self.of_kind(name, school, value))

    def of_kind(self, name: str, school: str, value: str) -> int:
        """Whether a school is of the kind that a cut is taken for."""
        if "by" not in self.rules.numbers[name]:
            return YES
        own = self.fact_text(self.rules.numbers[name]["by"], school)
        return UNSURE if own is None else YES if own == value else NO

    @once
    def cut(self, name: str, subject: str, group: str, value: str) -> Cut:
        """A percentile or an average of one group in one kind of school."""
        number = self.rules.numbers[name]
        if number["kind"] == "lowest":
            found = lowest_cut(self, name, subject, group, value)
        else:
            take = self.percentile_cut if number["kind"] == "percentile" else self.average_cut
            found = take(name, subject, group, value)
        return found._replace(reading=rounded(found.reading, number.get("decimals")))

    def fewest(self, name: str) -> Fraction:
        """From fewer schools there is no cut; from none there never is."""
        number = self.rules.numbers[name]
        figure = self.number_reading(number["fewest"], None, Place(None, "all")).low if "fewest" in number else 0
        return max(figure, Fraction(1))

    def percentile_cut(self, name: str, subject: str, group: str, value: str) -> Cut:
        """A point of the distribution of the schools that have a value."""
        number = self.rules.numbers[name]
        certain, possible = [], []
        for school in self.state.open_schools:
            reading = self.as_number(subject, self.reading(subject, Place(school, group)))
            part = min(self.takes_part(name, school, value), reading.held)
            if part == YES:
                certain.append(reading)
            elif part == UNSURE:
                possible.append(reading)
        share = self.number_reading(number["take"], None, Place(None, "all"))
        share = converted(share, self.rules.unit(number["take"]), "share").low
        from_highest = self.rules.lower_is_better(subject) and not self.rules.has_levels(subject)

        def point(values: list[Fraction]) -> Fraction:
            return percentile_of(values, share, number["method"], from_highest)

        def bounds(needed: int) -> tuple[Fraction, Fraction]:
            return percentile_bounds(certain, possible, needed, point)

        return self.cut_of(name, len(certain), len(possible), bounds)

    def average_cut(self, name: str, subject: str, group: str, value: str) -> Cut:
        """The mean over students, or over schools, of what is exact."""
        certain: list[tuple[Share, Share]] = []
        possible: list[tuple[Share, Share]] = []
        for school in self.state.open_schools:
            part = self.takes_part(name, school, value)
            ends = self.brought(name, subject, group, school) if part >= UNSURE else None
            if ends is not None:
                (certain if part == YES else possible).append(ends)

        def bounds(needed: int) -> tuple[Fraction, Fraction]:
            lows, highs = ([[ends[end] for ends in some] for some in (certain, possible)] for end in (0, 1))
            return least_mean(*lows, needed), greatest_mean(*highs, needed)

        return self.cut_of(name, len(certain), len(possible), bounds)

    def cut_of(self, name: str, certain: int, possible: int, bounds: Callable[[int], tuple[Fraction, Fraction]]) -> Cut:
        """No cut from fewer than the fewest; unsure where only those that perhaps take part make enough."""
        fewest = self.fewest(name)
        if certain + possible < fewest:
            return Cut(without("no cut"), certain)
        low, high = bounds(max(ceil(fewest) - certain, 0))
        return Cut(Reading(low, high, YES if certain >= fewest else UNSURE, ""), certain)

    def brought(self, name: str, subject: str, group: str, school: str) -> tuple[Share, Share] | None:
        """What a school brings to an average, at either end: its exact rows of the pooled years, rated or not; the
        interval of a measure."""
        if subject not in self.rules.indicators:
            reading = self.as_number(subject, self.reading(subject, Place(school, group)))
            held = reading.held == YES
            return (Share(reading.low, Fraction(1)), Share(reading.high, Fraction(1))) if held else None
        rows = [row for year in self.pooled_years(subject) for row in self.exact_rows(subject, year, group, school)]
        shares = [self.row_share(subject, row) for row in rows]
        if not shares:
            return None
        if self.rules.numbers[name]["weight"] == "schools":
            mean = Share(mean_of(shares), Fraction(1))
            return mean, mean
        whole = Share(sum(each.total for each in shares), sum(each.weight for each in shares))
        return whole, whole

    def exact_rows(self, indicator: str, year: str, group: str, school: str) -> list[Row]:
        """A year's rows in which somebody was counted; none of them where any part of a combined group is masked."""
        rows = self.rows(indicator, year, group, school)
        if not all(self.is_exact(indicator, row) for row in rows):
            return []
        return [row for row in rows if not nobody(row)]

    def is_exact(self, indicator: str, row: Row) -> bool:
        """Its whole numbers are known, or its value and its count; a count is not asked where no row has one."""
        if nobody(row):
            return True
        if self.rules.indicators[indicator]["kind"] == "share" and has_met(row):
            return True
        counted = row.get("counted") is not None or indicator not in self.state.with_counts
        return counted and row.get("value") is not None

    def row_share(self, indicator: str, row: Row) -> Share:
        """A row's result times its students."""
        weight = Fraction(row["counted"] if indicator in self.state.with_counts else 1)
        return Share(self.row_bounds(indicator, row)[0] * weight, weight)

    # Measures

    def reading(self, name: str, place: Place) -> Reading:
        """What a place has of an indicator, a measure, a number fact or a district's own figures."""
        level = self.rules.level(name)
        if name in ("identified_schools", "identified_share"):
            return self.district_reading(name, place.district)
        if level == "state":
            place = Place(None, "all")
        elif level == "school":
            place = Place(place.school, "all")
        if name in self.rules.indicators:
            return self.indicator_reading(name, place.group, place.school)
        if name in self.rules.facts:
            value = exact(self.fact_value(name, place.school))
            return without("missing") if value is None else sure(value)
        return self.measure_reading(name, place)

    @once
    def measure_reading(self, name: str, place: Place) -> Reading:
        """A measure at a place."""
        measure = self.rules.measures[self.rules.owner(name)[0]]
        asked = self.asked(measure, place)
        if asked in (NO, FEW):
            return without("not asked")
        own = {"band": self.band_reading, "count": self.count_reading, "share": self.share_reading}
        if measure["kind"] in own:
            reading = own[measure["kind"]](name, place)
        else:
            reading = KINDS[measure["kind"]](self, name, place)
        if measure["kind"] not in ("band", "difference"):
            reading = rounded(reading, measure.get("decimals"))
        return perhaps(reading, asked)

    def ladder_value(self, name: str, school: str) -> str | None:
        """Which of a band's ladders a school stands on; None where its fact is unknown."""
        by = self.rules.measures[self.rules.owner(name)[0]].get("by", "indicator")
        return "" if by == "indicator" else self.fact_text(by, school)

    def band_reading(self, name: str, place: Place) -> Reading:
        """The level that is surely reached, and the highest that may be."""
        ladders, value = self.rules.ladders(name), self.ladder_value(name, place.school)
        if value is None:
            return hull([self.on_ladder(name, ladder, place) for ladder in ladders.values()])
        return self.on_ladder(name, ladders[value], place) if value in ladders else without("not asked")

    def level_begins(self, name: str, begins: Any, place: Place) -> Reading | None:
        """Where a level begins, in the unit of what is banded; None where the indicator has no such target."""
        subject = self.rules.subject(name)
        if not isinstance(begins, str):
            return sure(exact(begins))
        number = self.number_behind(name, begins)
        if number is None:
            return None
        unit = self.rules.unit(number) or self.rules.unit(subject)
        return converted(self.number_reading(number, subject, place), unit, self.rules.unit(subject))

    def number_behind(self, name: str, begins: str) -> str | None:
        """The number that a level's word stands for: its own name, or one of the indicator's targets."""
        if begins in self.rules.numbers:
            return begins
        return self.rules.indicators.get(self.rules.subject(name), {}).get("targets", {}).get(begins)

    def on_ladder(self, name: str, ladder: Row, place: Place) -> Reading:
        """The level on one ladder: the highest that is reached, whether or not those below it are."""
        subject = self.rules.subject(name)
        value = self.as_number(subject, self.reading(subject, place))
        cuts = {index: self.level_begins(name, begins, place) for index, begins in enumerate(ladder.values(), start=1)}
        cuts = {index: cut for index, cut in cuts.items() if cut is not None}
        reasons = [each.why for each in (value, *cuts.values()) if each.held == NO]
        if reasons:
            return without(min(reasons, key=list(REASONS).index))
        at_edge = self.rules.measures[self.rules.owner(name)[0]].get("edge", "at") == "at"
        op = ("<" if self.rules.lower_is_better(name) else ">") + ("=" if at_edge else "")
        reached = {index: compare(value, op, cut) for index, cut in cuts.items()}
        low = max((index for index, answer in reached.items() if answer == YES), default=0)
        high = max((index for index, answer in reached.items() if answer >= UNSURE), default=0)
        held = min(each.held for each in (value, *cuts.values()))
        return Reading(Fraction(low), Fraction(high), held, "")

    def as_number(self, name: str, reading: Reading) -> Reading:
        """A band used as a number stands for its points: those given, or its level names as whole numbers."""
        if not self.rules.has_levels(name) or reading.held == NO:
            return reading
        given = self.rules.levelled(name).get("points")
        levels = self.rules.level_names(name)[int(reading.low) : int(reading.high) + 1]
        points = [exact(given[level] if given else level) for level in levels]
        return reading._replace(low=min(points), high=max(points))

    @once
    def gathered(self, name: str, place: Place) -> list[tuple[int, Reading, int]]:
        """For each member of a count or share: its weight, its reading, and whether it is one of those meant."""
        measure = self.rules.measures[name]
        if measure["of"] in ("groups", "schools"):
            return counted_places(self, name, place)
        found = []
        for member in self.rules.members(measure["of"]):
            if self.rules.is_rule(member):
                reading, meant = sure(Fraction(0)), self.answer(member, place)
            else:
                reading, meant = self.reading(member, place), YES
                if "that" in measure and reading.held != NO:
                    op, limit = measure["that"].split(maxsplit=1)
                    meant = self.held_against(member, reading, op, limit, place)
            found.append((self.member_weight(measure, member), reading, meant))
        return found

    @staticmethod
    def member_weight(measure: Row, member: str) -> int:
        """One each, or the whole number given to the member or to the indicator behind it."""
        weights = measure.get("weights")
        if weights is None:
            return 1
        return weights[member] if member in weights else weights[member.partition(".")[2]]

    def weight_of(self, name: str, place: Place, held: int, answers: Iterable[int]) -> int:
        """The weight of the members that are so surely there and so surely meant."""
        wanted = list(answers)
        return sum(
            weight for weight, reading, meant in self.gathered(name, place) if reading.held == held and meant in wanted
        )

    def count_reading(self, name: str, place: Place) -> Reading:
        """From those that surely count to those that perhaps do."""
        low = self.weight_of(name, place, YES, [YES])
        high = low + self.weight_of(name, place, YES, [UNSURE]) + self.weight_of(name, place, UNSURE, [UNSURE, YES])
        return Reading(Fraction(low), Fraction(high), YES, "")

    def share_reading(self, name: str, place: Place) -> Reading:
        """The fewest and the most of those that are rated, worked out the worst way round."""
        every = (NO, FEW, UNSURE, YES)
        rated, there = self.weight_of(name, place, YES, every), self.weight_of(name, place, UNSURE, every)
        meant, meant_perhaps = (self.weight_of(name, place, YES, [answer]) for answer in (YES, UNSURE))
        added = self.weight_of(name, place, UNSURE, [UNSURE, YES])
        added_against = self.weight_of(name, place, UNSURE, [NO, FEW, UNSURE])
        if rated:
            low = Fraction(meant, rated + added_against)
            return Reading(low, Fraction(meant + meant_perhaps + added, rated + added), YES, "")
        if there:
            return Reading(Fraction(0 if added_against else 1), Fraction(1 if added else 0), UNSURE, "")
        return without(next((reading.why for _, reading, _ in self.gathered(name, place)), "no result"))

    @once
    def district_reading(self, name: str, district: str) -> Reading:
        """How many, and what share, of a district's open schools are identified."""
        schools = self.state.open_in(district)
        answers = [self.answer("identified", Place(school, "all")) for school in schools]
        count = Reading(Fraction(answers.count(YES)), Fraction(answers.count(YES) + answers.count(UNSURE)), YES, "")
        if name == "identified_schools":
            return count
        if not schools:
            return without("no result")
        return count._replace(low=count.low / len(schools), high=count.high / len(schools))

    # Rules

    def answer(self, name: str, place: Place) -> int:
        """What a fact or a rule says of a place; in a school rule a group's rule is read for all students."""
        if name in self.rules.facts:
            return self.fact_answer(name, place.school)
        if self.rules.level(name) == "school":
            place = Place(place.school, "all")
        return self.rule_answer(name, place)

    @once
    def rule_answer(self, name: str, place: Place) -> int:
        """All of the clauses or any; a closed school is never judged; in other years the rule is not asked."""
        if place.school is not None and not self.state.is_open(place.school):
            return NO
        if name == "identified":
            return max((self.answer(rule, place) for rule in self.rules.outcomes.values()), default=NO)
        rule = self.rules.rules[name]
        if self.year not in rule.get("in_years", [self.year]):
            return NO
        return min(self.before(ago).clauses_answer(rule, place) for ago in range(rule.get("years", 1)))

    def clauses_answer(self, rule: Row, place: Place) -> int:
        """All of the clauses or any, in this year; a year before the data begin is unsure."""
        if self.is_earlier and year_start(self.year) < year_start(self.state.first_year()):
            return UNSURE
        if "all" in rule:
            return min(self.clause_answer(clause, place) for clause in rule["all"])
        return max(self.clause_answer(clause, place) for clause in rule["any"])

    def clause_answer(self, clause: str, place: Place) -> int:
        """One of the four forms of clause."""
        turn, words = clause_words(clause)
        if len(words) == 1:
            answer = self.answer(words[0], place)
        elif len(words) == 2:
            answer = self.word_answer(words[0], words[1], place)
        else:
            answer = self.comparison(*words, place)
        return turned(answer) if turn else answer

    def word_answer(self, word: str, name: str, place: Place) -> int:
        """`any_group`, `any_school`, `was` and `rated`."""
        if word == "was":
            return YES if years_held(self, name, [], place) else NO
        if word == "rated":
            reading = self.reading(name, place)
            return REASONS[reading.why] if reading.held == NO else reading.held
        if word == "any_group":
            places = [Place(place.school, group) for group in self.rules.asked_groups]
        elif word == "any_school":
            places = [Place(school, "all") for school in self.state.open_in(place.district)]
        else:
            raise ValueError(f"{word} {name}: not a form of clause")
        return max((self.answer(name, each) for each in places), default=NO)

    def comparison(self, name: str, op: str, limit: str, place: Place) -> int:
        """A measure against a limit: its own reason first; what is only perhaps there is never a sure yes."""
        reading = self.reading(name, place)
        if reading.held == NO:
            return REASONS[reading.why]
        answer = self.held_against(name, reading, op, limit, place)
        return UNSURE if reading.held == UNSURE and answer == YES else answer

    def held_against(self, name: str, reading: Reading, op: str, limit: str, place: Place) -> int:
        """A value against a number, another measure or a level's name."""
        if self.rules.has_levels(name) and limit in self.rules.level_names(name):
            return compare(reading, op, sure(Fraction(self.rules.level_names(name).index(limit))))
        if limit in self.rules.numbers:
            other = self.number_reading(limit, None, place)
        else:
            other = self.as_number(limit, self.reading(limit, place))
        if other.held == NO:
            return REASONS[other.why]
        other = converted(other, self.rules.unit(limit), self.rules.unit(name))
        answer = compare(self.as_number(name, reading), op, other)
        return UNSURE if other.held == UNSURE and answer == YES else answer

    # Every place

    def places_of(self, level: str) -> Iterator[tuple[Any, Place]]:
        """The places of a level, with their key in the answers."""
        if level == "district":
            yield from ((district, Place(None, "all", district)) for district in self.state.districts)
            return
        if level == "state":
            yield from ((school, Place(None, "all")) for school in self.state.schools)
            return
        for school in self.state.schools:
            if level == "school":
                yield school, Place(school, "all")
            else:
                yield from (((school, group), Place(school, group)) for group in self.rules.groups)

    def every_measure(self) -> dict[str, dict[Any, Reading]]:
        """Every indicator, measure and district figure at every place."""
        names = [*self.rules.indicators, *self.rules.members(list(self.rules.measures))]
        found = {
            name: {key: self.reading(name, place) for key, place in self.places_of(self.rules.level(name))}
            for name in names
        }
        for name in ("identified_schools", "identified_share"):
            found[name] = {key: self.reading(name, place) for key, place in self.places_of("district")}
        return found

    def every_answer(self) -> dict[str, dict[Any, int]]:
        """Every rule at every place."""
        return {
            name: {key: self.answer(name, place) for key, place in self.places_of(self.rules.level(name))}
            for name in (*self.rules.rules, "identified")
        }

    # The tables

    def rule_columns(self, level: str, place: Place) -> Row:
        """One column a rule of this level."""
        names = [name for name in self.rules.rules if self.rules.level(name) == level]
        return {name: PRINTED[self.answer(name, place)] for name in names}

    def low_end(self, measure: str, place: Place) -> Fraction | None:
        """A count that masks leave as a range is written at its low end; a file may not have the measure."""
        return self.reading(measure, place).low if measure in self.rules.measures else None

    def outcome(self, school: str) -> str:
        """A school's outcome."""
        return self.first_name(self.rules.outcomes, self.rules.otherwise, Place(school, "all"))

    def first_name(self, names: dict[str, str], otherwise: str | None, place: Place) -> str:
        """The first outcome whose rule is not no: its name on a yes, `unsure` where that is the answer.

        Where none is, the level of the band that `else` names; a closed school has none.
        """
        for name, rule in names.items():
            answer = self.answer(rule, place)
            if answer >= UNSURE:
                return name if answer == YES else "unsure"
        if otherwise is None or (place.school is not None and not self.state.is_open(place.school)):
            return ""
        reading = self.reading(otherwise, place)
        if reading.held == NO:
            return ""
        if reading.held == UNSURE or reading.low != reading.high:
            return "unsure"
        return self.rules.level_names(otherwise)[int(reading.low)]

    def judged(self, place: Place) -> str:
        """Whether the rules could reach a school."""
        if not self.state.is_open(place.school):
            return "no"
        if "judged" in self.rules.rules:
            return PRINTED[self.answer("judged", place)]
        return PRINTED[max(self.reading(name, place).held for name in self.rules.indicators)]

    def groups_asked_by(self, rule: str, place: Place) -> str | None:
        """The groups for which a rule that `any_group` asks says yes; None where the school rule asks none."""
        clauses = [
            clause_words(each)[1] for each in self.rules.rules[rule].get("all", self.rules.rules[rule].get("any"))
        ]
        asked = [words[1] for words in clauses if words[0] == "any_group"]
        if not asked:
            return None
        groups = self.rules.asked_groups
        return " ".join(
            group for group in groups if any(self.answer(each, Place(place.school, group)) == YES for each in asked)
        )

    def schools_table(self) -> list[Row]:
        """One row a school."""
        table = []
        for school, row in self.state.schools.items():
            place = Place(school, "all")
            columns = ("school_id", "school_name", "district_id", "district_name", "school_type")
            line = {column: row.get(column) for column in columns}
            line |= {
                "judged": self.judged(place),
                "outcome": self.outcome(school),
            }
            line |= self.rule_columns("school", place)
            school_rules = [name for name in self.rules.rules if self.rules.level(name) == "school"]
            groups = {f"{rule}_groups": self.groups_asked_by(rule, place) for rule in school_rules}
            line |= {column: names for column, names in groups.items() if names is not None}
            line |= {name: self.low_end(name, place) for name in ("rated_indicators", "level1_indicators")}
            table.append(line)
        return table

    def groups_table(self) -> list[Row]:
        """One row a school and student group."""
        table = []
        for (school, group), place in self.places_of("group"):
            line = {"school_id": school, "student_group": group, **self.rule_columns("group", place)}
            line |= {name: self.low_end(name, place) for name in ("rated_indicators", "level1_indicators")}
            table.append(line)
        return table

    def districts_table(self) -> list[Row]:
        """One row a district."""
        table = []
        for district, place in self.places_of("district"):
            schools = self.state.open_in(district)
            tier = self.first_name(self.rules.tiers, self.rules.tier_otherwise, place)
            outcomes = [self.outcome(school) for school in schools]
            line = {"district_id": district, "district_name": self.state.districts[district], "schools": len(schools)}
            line |= {name: self.reading(name, place).low for name in ("identified_schools", "identified_share")}
            line |= {f"{name.lower()}_schools": outcomes.count(name) for name in self.rules.outcomes}
            line |= {
                "unsure_schools": outcomes.count("unsure"),
                "tier": tier,
            }
            table.append(line | self.rule_columns("district", place))
        return table

    def band_of(self, indicator: str) -> str | None:
        """The first band in the file that bands an indicator."""
        names = self.rules.members(list(self.rules.measures))
        return next(
            (name for name in names if self.rules.is_band(name) and self.rules.subject(name) == indicator), None
        )

    def level_and_why(self, indicator: str, place: Place) -> tuple[str, str]:
        """The level where it is surely one, else why not."""
        name = self.band_of(indicator)
        if name is None:
            return "", self.reading(indicator, place).why
        reading = self.reading(name, place)
        if reading.held == NO:
            return "", reading.why
        if reading.held == UNSURE or reading.low != reading.high:
            return "", "unsure"
        return self.rules.level_names(name)[int(reading.low)], ""

    def ratings_table(self) -> list[Row]:
        """One row a school, student group and indicator that is asked."""
        table = []
        for (school, group), place in self.places_of("group"):
            for indicator in self.rules.indicators:
                reading = self.reading(indicator, place)
                if reading.why == "not asked":
                    continue
                level, why = self.level_and_why(indicator, place)
                line = {"school_id": school, "student_group": group, "indicator": indicator}
                table.append(line | self.rating_figures(indicator, place, reading) | {"level": level, "why": why})
        return table

    def rating_figures(self, indicator: str, place: Place, reading: Reading) -> Row:
        """The years, the counts and the value behind a rating."""
        rows = self.pooled_rows(indicator, place.group, place.school)
        years = [
            year
            for year in self.pooled_years(indicator)
            if any(not nobody(row) for row in self.rows(indicator, year, place.group, place.school))
        ]
        line: Row = {"school_years": " ".join(years)}
        line |= {column: total(rows, column) for column in ("expected", "counted", "met")}
        is_point = reading.low == reading.high
        line["value"] = reading.low if is_point else None
        line |= {"value_low": None if is_point else reading.low, "value_high": None if is_point else reading.high}
        counted = any(row.get("counted") is not None or row.get("counted_low") is not None for row in rows)
        masked = counted and any(row.get("counted") is None for row in rows)
        line |= dict(
            zip(("counted_low", "counted_high"), self.counted_bounds(rows) if masked else (None, None), strict=True)
        )
        return line

    def cuts_table(self) -> list[Row]:
        """Where each level of each indicator begins, by the first band of the file that bands it."""
        bands = {indicator: self.band_of(indicator) for indicator in self.rules.indicators}
        return [
            {"indicator": indicator} | line
            for indicator, name in bands.items()
            if name is not None
            for line in self.band_cuts(name)
        ]

    def band_cuts(self, name: str) -> Iterator[Row]:
        """The cuts of one band: a line a ladder, level, student group and kind of school that has its own."""
        by = self.rules.measures[self.rules.owner(name)[0]].get("by", "indicator")
        for value, ladder in self.rules.ladders(name).items():
            for level, begins in ladder.items():
                for group, kind, reading, told in self.cut_lines(name, begins):
                    kinds = ([] if by == "indicator" else [f"{by} = {value}"]) + ([kind] if kind else [])
                    yield {
                        "student_group": group,
                        "schools_of": "; ".join(kinds),
                        "level": str(level),
                        "begins": reading.low if reading.low == reading.high else None,
                        "begins_low": reading.low,
                        "begins_high": reading.high,
                    } | told

    def cut_lines(self, name: str, begins: Any) -> Iterator[tuple[str, str, Reading, Row]]:
        """What a level's figure or word comes to: student group, kind of school, where it begins, and from what."""
        subject = self.rules.subject(name)
        if not isinstance(begins, str):
            yield "all", "", sure(exact(begins)), {"basis": "a figure of this file, written in the band"}
            return
        number_name = self.number_behind(name, begins)
        if number_name is None:
            return
        number = self.rules.numbers[number_name]
        if "kind" in number:
            yield from self.found_lines(number_name, number.get("of", subject))
        elif "values" in number:
            yield "all", "", without("not asked"), {"basis": f"{number_name}: a figure a place"}
        else:
            told = "a figure"
            if "from" in number:
                told = f"a line from {number['from'][0]} to {number['to'][0]}, read in {self.year}"
            reading = self.number_reading(number_name, subject, Place(None, "all"))
            yield "all", "", reading, {"basis": f"{number_name}: {told}"}

    def found_lines(self, name: str, subject: str) -> Iterator[tuple[str, str, Reading, Row]]:
        """Every cut of a number that is found in the data: for each kind of school, also of closed ones."""
        number = self.rules.numbers[name]
        by = number.get("by")
        values = ["true", "false"]
        if by is None:
            values = [""]
        elif self.rules.facts[by].get("kind", "flag") != "flag":
            texts = {self.fact_text(by, school) for school in self.state.schools}
            values = sorted(text for text in texts if text is not None) or [""]
        how = {
            "percentile": "percentile, {method}",
            "lowest": "lowest of {base}, rounded {rounding}, ties {ties}",
            "average": "average of {weight}",
        }[number["kind"]].format(**number)
        for group in self.rules.groups if number.get("groups") == "each" else ["all"]:
            for value in values:
                found = self.cut(name, subject, group, value)
                members = sum(self.takes_part(name, school, value) == YES for school in self.state.open_schools)
                left_out = f"{members - found.schools} open schools left out, without a value that may take part"
                told = {"basis": f"{name}: {how}; {left_out}", "from_schools": found.schools}
                yield group, f"{by} = {value}" if value else "", found.reading, told


def identify(tables: dict[str, list[Row]], rules: Row, year: str | None = None) -> dict[str, Any]:
    """The contract's tables, and every measure and every answer of every place behind them."""
    state = State(tables)
    run = Run(state, Rules(rules), year or state.last_year())
    return {
        "schools": run.schools_table(),
        "groups": run.groups_table(),
        "districts": run.districts_table(),
        "ratings": run.ratings_table(),
        "cuts": run.cuts_table(),
        "measures": {name: {key: tuple(r) for key, r in found.items()} for name, found in run.every_measure().items()},
        "answers": run.every_answer(),
    }
