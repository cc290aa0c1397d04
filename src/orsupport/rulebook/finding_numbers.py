"""Numbers: figures within what their unit can be, lines that rise in years, and numbers found in the data."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from orsupport.rulebook import entries
from orsupport.rulebook.finding_limits import has_points, no_points
from orsupport.rulebook.finding_names import unknown_group
from orsupport.rulebook.finding_scales import COUNTED, TOPS
from orsupport.rulebook.finding_view import MEASURED, NUMBERS, SPLITS, View, fault_of_year, shown
from orsupport.rulebook.names import Name
from orsupport.rulebook.reading import Finding
from orsupport.units import same_quantity

GROUP = "student_group"


def numbers(view: View) -> Iterator[Finding]:
    """Every number of the file."""
    for name, number in view.book.number.items():
        path = f"number.{name}"
        if isinstance(number, entries.Figured):
            yield from within(f"{path}.value", number.value, number.unit)
        elif isinstance(number, entries.ByFact):
            yield from _by_value(view, path, number)
        elif isinstance(number, entries.Line):
            yield from _line(path, number)
        else:
            yield from _found(view, path, number)


def within(path: str, figure: Fraction, unit: str) -> Iterator[Finding]:
    """A figure must be one that its unit can have."""
    top = TOPS.get(unit)
    if top is not None and not 0 <= figure <= top:
        meant = ""
        if unit == "share" and 1 < figure <= 100:
            meant = f': write value = "{figure}/100", or unit = "percent"' if figure.denominator == 1 else ""
        yield Finding(path, f"{shown(figure)} is outside 0 to {top}, where a {unit} lies{meant}")
    elif unit in COUNTED and figure < 0:
        yield Finding(path, f"{shown(figure)} {unit} cannot be: a number of {unit} is not below 0")
    elif unit in COUNTED and figure.denominator != 1:
        says = f"{shown(figure)} is no whole number of {unit}: what it limits is counted in whole ones"
        yield Finding(path, says, warning=True)
    elif unit == "percent" and 0 < figure < 1:
        says = (
            f'{shown(figure)} is less than one percent: write unit = "share" if {shown(figure * 100)} percent is meant'
        )
        yield Finding(path, says, warning=True)


def _by_value(view: View, path: str, number: entries.ByFact) -> Iterator[Finding]:
    if number.by != GROUP:
        fault = view.unfit(number.by, SPLITS, (GROUP,))
        yield from (
            [Finding(f"{path}.by", f"{fault} (or '{GROUP}')" if view.sort(number.by) else fault)] if fault else []
        )
    if not number.values:
        yield Finding(f"{path}.values", "gives no figure: write one for each value, such as { high = 30 }")
    known = view.book.group_names if number.by == GROUP else None
    for value, figure in number.values.items():
        if known is not None and value not in known:
            yield Finding(f"{path}.values.{value}", unknown_group(value, known))
        elif view.sort(number.by) == "flag" and value not in ("true", "false"):
            yield Finding(
                f"{path}.values.{value}",
                f"'{number.by}' is true or false, and never '{value}': write true = … or false = …",
            )
        yield from within(f"{path}.values.{value}", figure, number.unit)


def _line(path: str, line: entries.Line) -> Iterator[Finding]:
    for key, (year, figure) in (("from", line.from_), ("to", line.to)):
        if fault := fault_of_year(year):
            yield Finding(f"{path}.{key}[0]", fault)
        yield from within(f"{path}.{key}[1]", figure, line.unit)
    if line.to[0] <= line.from_[0]:
        yield Finding(f"{path}.to[0]", f"the years of a line must rise: {line.to[0]} is not after {line.from_[0]}")


def _found(view: View, path: str, number: entries.Found) -> Iterator[Finding]:
    yield from view.key(f"{path}.of", number.of, MEASURED)
    of = view.named(number.of, MEASURED) if number.of else None
    if of is not None:
        yield from _taken_of(f"{path}.of", number, of)
    yield from view.asked_of_places(f"{path}.frame", number.frame)
    yield from view.key(f"{path}.by", number.by, SPLITS)
    yield from view.key(f"{path}.fewest", number.fewest, NUMBERS)
    if number.fewest is not None and view.named(number.fewest, NUMBERS):
        yield from _fewest(view, f"{path}.fewest", number.fewest)
    if isinstance(number, entries.Percentile):
        yield from view.key(f"{path}.take", number.take, NUMBERS)
        yield from share_in_one_figure(view, f"{path}.take", number.take)


def _taken_of(path: str, number: entries.Found, of: Name) -> Iterator[Finding]:
    if of.level == "district":
        yield Finding(path, f"'{of.name}' is of districts; a number is found among schools")
    if not has_points(of):
        yield Finding(path, no_points(of))
    if weighs_students(number, of):
        yield Finding(path, counts_not_known(of))


def weighs_students(number: entries.Number | entries.Found, of: Name) -> bool:
    """Whether an average weighs by students what brings no counts of students."""
    return isinstance(number, entries.Average) and number.weight == "students" and of.section != "indicator"


def counts_not_known(of: Name) -> str:
    return f"students are counted in indicators only, and '{of.name}' is a {of.section}: write weight = \"schools\""


def _fewest(view: View, path: str, name: str) -> Iterator[Finding]:
    number = view.book.number[name]
    if not isinstance(number, entries.Figured):
        yield Finding(path, f"'{name}' is not one plain figure, such as {{ value = 10, unit = \"schools\", … }}")
    elif number.unit != "schools":
        yield Finding(path, f"'{name}' is in {number.unit}; a whole number of schools is wanted")
    elif number.value.denominator != 1:
        yield Finding(path, f"'{name}' is {shown(number.value)}; a whole number of schools is wanted")


def share_in_one_figure(view: View, path: str, name: str) -> Iterator[Finding]:
    """A key that names a percent or a share which is one figure for the whole State."""
    if view.named(name, NUMBERS) is None:
        return
    number = view.plain_figure(name)
    if number is None:
        yield Finding(path, f"'{name}' is not one plain figure for the whole State, which is wanted here")
    elif not same_quantity(number.unit, "percent"):
        yield Finding(path, f"'{name}' is in {number.unit}; a percent or a share is wanted here")
