"""The one namespace of a rules file: what each name is, at which level, in which unit, and what it reads."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from orsupport.rulebook import entries, measure_names
from orsupport.rulebook.clauses import Comparison, Named, read_clause

Level = Literal["any", "group", "school", "district", "state"]
IDENTIFIED = "identified"
BUILT_IN_MEASURES = {"identified_schools": "schools", "identified_share": "share"}
NO_NAMES = {("base", "frame"), ("base", "rated")}


@dataclass(frozen=True)
class Name:
    """What a name means. A family has members, a band has the names of its levels and of those
    that it gives points; facts and rules have no unit."""

    name: str
    section: Literal["fact", "number", "indicator", "measure", "rule", "count.list", "count.day"]
    entry: entries.Entry | None
    level: Level
    unit: str | None = None
    members: tuple[str, ...] | None = None
    levels: tuple[str, ...] | None = None
    lower_is_better: bool = False
    points: tuple[str, ...] = ()


class Names:
    """Everything that a rulebook names, looked up by name or by `family.member`."""

    def __init__(self, book: entries.Rulebook) -> None:
        self.book = book
        self._working: set[str] = set()

    def sections(self) -> dict[str, list[str]]:
        """Section by section the names in the file's order."""
        book = self.book
        return {
            "fact": list(book.fact),
            "number": list(book.number),
            "indicator": list(book.indicator),
            "measure": list(book.measure),
            "rule": list(book.rule),
            **({"count.list": list(book.count.list), "count.day": list(book.count.day)} if book.count else {}),
        }

    def all(self) -> list[str]:
        return [name for names in self.sections().values() for name in names] + [IDENTIFIED, *BUILT_IN_MEASURES]

    @functools.cached_property
    def _found(self) -> dict[str, Name | None]:
        return {}

    def get(self, name: str) -> Name | None:
        """What the name means, or None if the file does not know it."""
        if name not in self._found:
            if name in self._working:  # leads back to itself: reported by the graph, answered here without looping
                return None
            self._working.add(name)
            self._found[name] = self._look_up(name)
            self._working.discard(name)
        return self._found[name]

    def _look_up(self, name: str) -> Name | None:
        book = self.book
        family, _, member = name.partition(".")
        if member:
            whole = self.get(family)
            if whole is None or whole.members is None or member not in whole.members:
                return None
            measure = whole.entry
            assert isinstance(measure, entries.Measured)
            parts = measure_names.members(self, measure) or []
            part = next((each for each in parts if measure_names.key_of(each) == member), None)
            unit = measure_names.unit_of(self, measure, part)
            levels = whole.levels or measure_names.levels_of(measure, part)
            lower = part is not None and part.lower_is_better and not isinstance(measure, entries.Band | entries.Table)
            points = measure_names.points_of(measure, part)
            return Name(name, whole.section, measure, whole.level, unit, None, levels, lower, points)
        if name in book.fact:
            fact = book.fact[name]
            return Name(name, "fact", fact, "school", fact.unit if fact.kind == "number" else None)
        if name in book.number:
            return Name(name, "number", book.number[name], "any", self._unit_of_number(name))
        if name in book.indicator:
            indicator = book.indicator[name]
            lower = indicator.better == "lower"
            return Name(name, "indicator", indicator, "group", indicator.measured_in, lower_is_better=lower)
        if name in book.measure:
            return self._measure(name, book.measure[name])
        if name in book.rule:
            return Name(name, "rule", book.rule[name], book.rule[name].at)
        if book.count is not None and name in book.count.list:
            return Name(name, "count.list", book.count.list[name], "any")
        if book.count is not None and name in book.count.day:
            return Name(name, "count.day", book.count.day[name], "any")
        if name == IDENTIFIED:
            return Name(name, "rule", None, "school")
        if name in BUILT_IN_MEASURES:
            return Name(name, "measure", None, "district", BUILT_IN_MEASURES[name])
        return None

    def _unit_of_number(self, name: str) -> str | None:
        number = self.book.number[name]
        if not isinstance(number, entries.Found):
            return number.unit
        of = self.get(number.of) if number.of else None
        return of.unit if of else None

    def _measure(self, name: str, measure: entries.Measure) -> Name:
        parts = measure_names.members(self, measure)
        keys = None if parts is None else tuple(measure_names.key_of(part) for part in parts)
        level = measure_names.level_of(self, measure)
        if isinstance(measure, entries.Band):
            lower = measure.better == "lower"
            levels, points = measure_names.level_names(measure), measure_names.points_of(measure, None)
            return Name(name, "measure", measure, level, "level", keys, levels, lower, points)
        of = getattr(measure, "of", None)
        part = self.get(of) if isinstance(of, str) else None
        levels_there = measure_names.levels_of(measure, part)
        points = measure_names.points_of(measure, part)
        lower = bool(
            part is not None and part.lower_is_better and isinstance(measure, entries.Earlier | entries.OneGroup)
        )
        unit = measure_names.unit_of(self, measure)
        return Name(name, "measure", measure, level, unit, keys, levels_there, lower, points)

    def is_family(self, name: str) -> bool:
        found = self.get(name)
        return found is not None and found.members is not None

    def gathered(self, of: str | list[str]) -> list[Name]:
        """The names that a measure gathers: a list's, each family in it opened to its members."""
        found: list[Name] = []
        for name in [of] if isinstance(of, str) else of:
            part = self.get(name)
            if part is not None and part.members is not None:
                found += [member for member in (self.get(f"{name}.{each}") for each in part.members) if member]
            elif part is not None:
                found.append(part)
        return found

    def reads(self, name: str) -> list[tuple[str, str]]:
        """Every name that the entry reads, each with its path inside the entry (`.all[0]`, `.of`)."""
        return list(self._reads(name))

    def _reads(self, name: str) -> Iterator[tuple[str, str]]:
        book = self.book
        if name in book.number:
            number = book.number[name]
            if isinstance(number, entries.ByFact):
                if number.by != "student_group":
                    yield number.by, ".by"
            elif isinstance(number, entries.Found):
                keys = ("of", "frame", "by", "fewest", "take", "base", "already")
                said = ((key, getattr(number, key, None)) for key in keys)
                yield from ((name, f".{key}") for key, name in said if name and (key, name) not in NO_NAMES)
        elif name in book.indicator:
            indicator = book.indicator[name]
            limits = ("smallest", "asked", "participation")
            yield from ((getattr(indicator, key), f".{key}") for key in limits if getattr(indicator, key))
        elif name in book.measure:
            yield from self._measure_reads(book.measure[name])
        elif name in book.rule:
            rule = book.rule[name]
            for key in ("all", "any"):
                for position, text in enumerate(getattr(rule, key) or []):
                    clause = read_clause(text)
                    if isinstance(clause, Comparison):
                        yield clause.measure, f".{key}[{position}]"
                        if not self._is_level(clause.measure, clause.limit):
                            yield clause.limit, f".{key}[{position}]"
                    elif isinstance(clause, Named) and clause.word != "was":
                        yield clause.name, f".{key}[{position}]"
        elif name == IDENTIFIED:
            yield from ((rule, f" [outcome.school] {label}") for label, rule in book.outcome.school.items())
        elif name in BUILT_IN_MEASURES:
            yield IDENTIFIED, ""

    def _measure_reads(self, measure: entries.Measure) -> Iterator[tuple[str, str]]:
        if not isinstance(measure, entries.Band):
            yield from measure_names.reads(self, measure)
            return
        listed = isinstance(measure.of, list)
        for position, name in enumerate([measure.of] if isinstance(measure.of, str) else measure.of):
            yield name, f".of[{position}]" if listed else ".of"
        if measure.by and measure.by != "indicator":
            yield measure.by, ".by"
        for level, begin in measure_names.begins_of(measure):
            if isinstance(begin, str) and not self._is_target(begin):
                yield begin, f".begins.{level}"
            elif isinstance(begin, str):
                for part in self.gathered(measure.of):
                    if isinstance(part.entry, entries.Indicator) and begin in part.entry.targets:
                        yield part.entry.targets[begin], f".begins.{level}"

    def _is_target(self, name: str) -> bool:
        return any(name in indicator.targets for indicator in self.book.indicator.values())

    def _is_level(self, measure: str, limit: str) -> bool:
        found = self.get(measure)
        return found is not None and found.levels is not None and limit in found.levels

    def is_level_of_gathered(self, of: str | list[str], limit: str) -> bool:
        return any(part.levels is not None and limit in part.levels for part in self.gathered(of))
