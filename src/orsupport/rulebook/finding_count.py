"""The section `[count]`: indicators that the file knows, numbers of the right unit, lists, days, groups, problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from orsupport.rulebook import count_entries as counts
from orsupport.rulebook import entries
from orsupport.rulebook.finding_names import unknown_group
from orsupport.rulebook.finding_view import DAYS, LISTS, NUMBERS, View, fault_of_year, listed, shown
from orsupport.rulebook.reading import Finding, did_you_mean
from orsupport.units import same_quantity

LEAP = 2024  # a year that has every day
FIGURES: dict[str, tuple[str, int | None]] = {  # the unit of what a key names, and its least where it is a whole number
    "bar": ("level", 1),
    "more_than": ("percent", None),
    "at_least": ("percent", None),
    "less_than": ("percent", None),
    "at_most": ("percent", None),
    "enrolled_at_least": ("days", None),
    "share": ("percent", None),
    "required": ("credits", None),
    "after": ("years", 1),
}
OF_LISTS = ("test_types", "grades", "progress", "no_progress", "diplomas", "removals")
SOURCED = ("indicator", "list", "day", "problem")


def names_read(book: entries.Rulebook) -> Iterator[tuple[str, str]]:
    """Every number, list, day and indicator that [count] reads, each with the path at which it stands."""
    for indicator, entry in (book.count.indicator if book.count else {}).items():
        path = f"count.indicator.{indicator}"
        for key in (*FIGURES, *OF_LISTS, "summer_ends"):
            if (name := getattr(entry, key, None)) is not None:
                yield f"{path}.{key}", name
        yield from ((f"{path}.former.{group}", name) for group, name in entry.former.items())


def counts_of(view: View) -> Iterator[Finding]:
    """Everything that is wrong with how student records are counted."""
    section = view.book.count
    if section is None:
        return
    for name, entry in section.indicator.items():
        path = f"count.indicator.{name}"
        yield from _declared(view, path, name, entry)
        yield from _named(view, path, entry)
        yield from _former(view, path, entry, section)
        if isinstance(entry, counts.Attendance):
            yield from _one_bar(path, entry)
        elif isinstance(entry, counts.EnglishProficiency):
            yield from _two_lists(path, entry, section)
        elif isinstance(entry, counts.GrowthPercentiles):
            yield from _years(view, path, name, entry)
    yield from _lists_and_days(view, section)
    yield from _problems(section)
    yield from _sources(view, section)


def _declared(view: View, path: str, name: str, entry: counts.CountEntry) -> Iterator[Finding]:
    indicator = view.book.indicator.get(name)
    if indicator is None:
        guess = did_you_mean(name, list(view.book.indicator)) or ": write it there, with its label and kind"
        yield Finding(path, f"'{name}' is no indicator under [indicator]{guess}")
        return
    kind = "given" if isinstance(entry, counts.GrowthPercentiles) else "share"
    if indicator.kind != kind:
        says = f"the family '{entry.family}' brings a result of kind \"{kind}\"; '{name}' is \"{indicator.kind}\""
        yield Finding(path, says)
    elif kind == "given" and indicator.unit not in (None, "percentile"):
        yield Finding(path, f"growth is in percentiles; '{name}' is in {indicator.unit}")


def _named(view: View, path: str, entry: counts.CountEntry) -> Iterator[Finding]:
    for key, (unit, least) in FIGURES.items():
        name = getattr(entry, key, None)
        yield from view.key(f"{path}.{key}", name, NUMBERS)
        if name is not None and view.named(name, NUMBERS) is not None:
            yield from _figure(view, f"{path}.{key}", name, unit, least)
    for key in OF_LISTS:
        yield from view.key(f"{path}.{key}", getattr(entry, key, None), LISTS)
    yield from view.key(f"{path}.summer_ends", getattr(entry, "summer_ends", None), DAYS)


def _figure(view: View, path: str, name: str, unit: str, least: int | None) -> Iterator[Finding]:
    number = view.book.number[name]
    if not isinstance(number, entries.Figured):
        yield Finding(path, f"'{name}' is not one plain figure for the whole State, which is wanted here")
    elif not (same_quantity(number.unit, unit) if unit == "percent" else number.unit == unit):
        yield Finding(path, f"'{name}' is in {number.unit}; a number in {unit} is wanted here")
    elif number.value < (least or 0) or (least is not None and number.value.denominator != 1):
        what = "a number that is not below 0" if least is None else f"a whole number, {least} or more,"
        yield Finding(path, f"'{name}' is {shown(number.value)}; {what} is wanted here")


def _former(view: View, path: str, entry: counts.CountEntry, section: counts.CountSection) -> Iterator[Finding]:
    known = view.book.group_names
    for group, name in entry.former.items():
        where = f"{path}.former.{group}"
        if group not in known or group == "all":
            yield Finding(where, unknown_group(group, known[1:]))
        elif group not in section.exit_year:
            column = f'{group} = "english_learner_exit_year"'
            says = f"no column says when a student left '{group}': write [count.exit_year] and, for instance, {column}"
            yield Finding(where, says)
        yield from view.key(where, name, NUMBERS)
        if view.named(name, NUMBERS) is not None:
            yield from _figure(view, where, name, "years", 0)
    if section.exit_year != counts.EXIT_YEARS:
        for group in section.exit_year:
            if group not in known:
                yield Finding(f"count.exit_year.{group}", unknown_group(group, known[1:]))


def _one_bar(path: str, entry: counts.Attendance) -> Iterator[Finding]:
    if len(entry.bars) != 1:
        has = listed(tuple(entry.bars)) or "none"
        yield Finding(path, f"one of more_than, at_least, less_than and at_most is wanted; there is {has}")


def _two_lists(path: str, entry: counts.EnglishProficiency, section: counts.CountSection) -> Iterator[Finding]:
    one, other = (section.list.get(name) for name in (entry.progress, entry.no_progress))
    both = [code for code in one.values if code in other.values] if one is not None and other is not None else []
    if both:
        yield Finding(path, f"{listed(both)} would be progress and no progress: a code stands in one of the two lists")


def _years(view: View, path: str, name: str, entry: counts.GrowthPercentiles) -> Iterator[Finding]:
    indicator = view.book.indicator.get(name)
    if indicator is not None and indicator.years != 1 and entry.years != 1:
        says = (
            f"years would be pooled twice, here and under indicator.{name}.years: pool students here, or values there"
        )
        yield Finding(f"{path}.years", says)
    if entry.first_year and (fault := fault_of_year(entry.first_year)):
        yield Finding(f"{path}.first_year", fault)
    for place, year in enumerate(entry.years if isinstance(entry.years, list) else []):
        if fault := fault_of_year(year):
            yield Finding(f"{path}.years[{place}]", fault)


def _lists_and_days(view: View, section: counts.CountSection) -> Iterator[Finding]:
    read = {name for _, name in names_read(view.book)} | {counts.YEAR_BEGINS, counts.YEAR_ENDS}
    for name, codes in section.list.items():
        for place, code in enumerate(codes.values):
            if code in codes.values[:place]:
                yield Finding(f"count.list.{name}.values[{place}]", f"'{code}' stands in the list already")
    for name, day in section.day.items():
        try:
            date.fromisoformat(f"{LEAP}-{day.day}")
        except ValueError:
            yield Finding(f"count.day.{name}.day", f"'{day.day}' is no day: write month and day, such as 08-31")
    for key, named in (("list", section.list), ("day", section.day)):
        for name in named:
            if name not in read:
                yield Finding(f"count.{key}.{name}", "is not used: no indicator under [count.indicator] reads it", True)


def _problems(section: counts.CountSection) -> Iterator[Finding]:
    for name, rule in section.problem.items():
        allowed = counts.PROBLEMS.get(name)
        if allowed is None:
            guess = did_you_mean(name, list(counts.PROBLEMS)) or f"; they are {', '.join(counts.PROBLEMS)}"
            yield Finding(f"count.problem.{name}", f"'{name}' is no problem of student records{guess}")
        elif rule.then not in allowed:
            guess = did_you_mean(rule.then, list(allowed)) or f"; write {', '.join(allowed)}"
            yield Finding(f"count.problem.{name}.then", f"'{rule.then}' is nothing that can be done with it{guess}")


def _sources(view: View, section: counts.CountSection) -> Iterator[Finding]:
    known = list(view.book.source)
    for key in SOURCED:
        members: Mapping[str, entries.Sourced] = getattr(section, key)
        for name, entry in members.items():
            if entry.source not in known:
                guess = did_you_mean(entry.source.lower(), known) or f" (there are: {', '.join(known)})"
                says = f"'{entry.source}' is no source under [source]{guess}"
                yield Finding(f"count.{key}.{name}.source", says)
