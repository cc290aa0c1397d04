"""Indicators: units, the numbers that they name, their targets."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.rulebook import entries
from orsupport.rulebook.finding_numbers import share_in_one_figure
from orsupport.rulebook.finding_view import NUMBERS, View, fault_of_year
from orsupport.rulebook.measure_names import begins_of
from orsupport.rulebook.reading import Finding, did_you_mean


def indicators(view: View) -> Iterator[Finding]:
    """Every indicator of the file."""
    for name, indicator in view.book.indicator.items():
        path = f"indicator.{name}"
        yield from _unit(path, indicator)
        yield from _years(view, path, indicator)
        yield from view.asked_of_places(f"{path}.asked", indicator.asked)
        yield from students(view, f"{path}.smallest", indicator.smallest)
        yield from view.key(f"{path}.participation", indicator.participation, NUMBERS)
        if indicator.participation is not None:
            yield from share_in_one_figure(view, f"{path}.participation", indicator.participation)
            if indicator.kind == "given":
                yield Finding(
                    f"{path}.participation", "belongs to a share: a given value has no denominator to enlarge"
                )
        elif indicator.participation_rounding != "none":
            says = "rounds nothing, for the indicator says no `participation`"
            yield Finding(f"{path}.participation_rounding", says)
        yield from _targets(view, path, indicator)


def _unit(path: str, indicator: entries.Indicator) -> Iterator[Finding]:
    if indicator.kind == "given" and indicator.unit is None:
        yield Finding(path, 'an indicator of kind "given" needs a unit: write unit = "percentile", for instance')
    elif indicator.kind == "share" and indicator.unit is not None:
        yield Finding(
            f"{path}.unit", 'an indicator of kind "share" is in percent: leave the unit out, or write kind = "given"'
        )
    if indicator.kind == "given" and indicator.years != 1:
        says = "a given value over several years is their mean, weighted by students: not the median of those students"
        yield Finding(f"{path}.years", says, warning=True)


def _years(view: View, path: str, indicator: entries.Indicator) -> Iterator[Finding]:
    if indicator.first_year and (fault := fault_of_year(indicator.first_year)):
        yield Finding(f"{path}.first_year", fault)
    elif indicator.first_year and view.book.to and indicator.first_year > view.book.to >= view.book.from_:
        says = f"{indicator.first_year} is after {view.book.to}, the last year of this file: nothing would be pooled"
        yield Finding(f"{path}.first_year", says)
    named = indicator.years if isinstance(indicator.years, list) else []
    for place, year in enumerate(named):
        if fault := fault_of_year(year):
            yield Finding(f"{path}.years[{place}]", fault)
        elif year in named[:place]:
            yield Finding(f"{path}.years[{place}]", f"{year} stands in the list already")


def students(view: View, path: str, name: str | None) -> Iterator[Finding]:
    """A key that names a written number of students, or nothing."""
    yield from view.key(path, name, NUMBERS)
    if name is None or view.named(name, NUMBERS) is None:
        return
    number = view.book.number[name]
    if isinstance(number, entries.Found):
        yield Finding(path, f"'{name}' is found in the data; a written number of students is wanted here")
    elif number.unit != "students":
        yield Finding(path, f"'{name}' is in {number.unit}; a number of students is wanted here")


def _targets(view: View, path: str, indicator: entries.Indicator) -> Iterator[Finding]:
    begins = [
        begin for _, band in view.measures(entries.Band) for _, begin in begins_of(band) if isinstance(begin, str)
    ]
    for word, number in indicator.targets.items():
        where = f"{path}.targets.{word}"
        if word in view.names.all():
            other = f"'{word}' is also a name of this file: bands could not tell the two apart"
            yield Finding(where, f"{other}; give the target another word")
        yield from view.key(where, number, NUMBERS)
        if word not in begins:
            says = f"'{word}' is no target of a band: no level begins there{did_you_mean(word, begins)}"
            yield Finding(where, says, warning=True)
