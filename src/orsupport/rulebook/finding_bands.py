"""Bands: ladders for every value, levels in order, figures that rise, units that fit what is banded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from orsupport.rulebook import entries
from orsupport.rulebook.finding_ladders import ladders_of, split
from orsupport.rulebook.finding_limits import fits, has_points, no_points
from orsupport.rulebook.finding_measures import members_of, parts
from orsupport.rulebook.finding_numbers import counts_not_known, weighs_students
from orsupport.rulebook.finding_view import GATHERED, NUMBERS, View, listed, shown
from orsupport.rulebook.measure_names import level_names
from orsupport.rulebook.names import Name
from orsupport.rulebook.reading import Finding, did_you_mean


def bands(view: View) -> Iterator[Finding]:
    """Every band of the file."""
    for path, band in view.measures(entries.Band):
        yield from parts(view, path, band.of, GATHERED)
        members = members_of(view, band.of)
        for member in members:
            if not has_points(member):
                yield Finding(f"{path}.of", no_points(member))
        yield from _points(path, band)
        yield from split(view, path, band, members)
        order = level_names(band)
        for key, ladder in ladders_of(band).items():
            where = f"{path}.begins.{key}" if key else f"{path}.begins"
            on_it = [member for member in members if band.by != "indicator" or member.name == key]
            yield from _ladder(view, where, band, ladder, on_it, order)


def _points(path: str, band: entries.Band) -> Iterator[Finding]:
    levels = level_names(band)
    for level in band.points or {}:
        if level not in levels:
            guess = did_you_mean(level, list(levels)) or f" (levels: {', '.join(levels)})"
            yield Finding(f"{path}.points.{level}", f"'{level}' is no level of this band{guess}")
    lacking = [level for level in levels if level not in (band.points or {})]
    if band.points is not None and lacking:
        yield Finding(f"{path}.points", f"no points for {listed(lacking)}: give them to every level, or to none")


def _ladder(
    view: View, path: str, band: entries.Band, ladder: dict[str, Any], members: list[Name], order: tuple[str, ...]
) -> Iterator[Finding]:
    if not ladder:
        if band.begins == {} or band.by is not None:
            yield Finding(path, "says where no level begins: write the first figure of every level above the lowest")
        return
    if band.lowest in ladder:
        says = f"'{band.lowest}' is the lowest level, which lies under the first figure: leave it out here"
        yield Finding(f"{path}.{band.lowest}", says)
    if unnamed := [level for level in ladder if not level.strip()]:
        yield Finding(f"{path}.{unnamed[0]}", "a level begins here that has no name: write its name before the =")
    places = [order.index(level) for level in ladder]
    if band.lowest not in ladder and places != sorted(places):
        yield Finding(
            path, f"its levels stand in another order than on another ladder of this band ({', '.join(order)})"
        )
    for level, begin in ladder.items():
        yield from (Finding(f"{path}.{level}", fault) for fault in _begins(view, begin, members))
    yield from dict.fromkeys(each for member in members for each in _rising(view, path, band, ladder, member))


def _begins(view: View, begin: Any, members: list[Name]) -> Iterator[str]:
    """What is wrong with where a level begins."""
    if isinstance(begin, bool) or not isinstance(begin, str | int | float | Decimal | Fraction):
        yield "a figure, the name of a number or the name of a target is wanted here"
        return
    if not isinstance(begin, str):
        return
    targets = {member.name: _target(member, begin) for member in members}
    if not any(targets.values()):
        if fault := _unknown_begin(view, begin, members):
            yield fault
            return
        if begin in view.twice:
            return
    for member in members:
        name = targets[member.name] or (begin if not any(targets.values()) else None)
        found = view.named(name, NUMBERS) if name else None
        number = view.book.number.get(name) if name else None
        if found is None or number is None or not has_points(member):
            continue
        if not fits(found.unit, member.unit):
            yield f"'{name}' is in {found.unit}, but '{member.name}', which is banded, is in {member.unit}"
        elif weighs_students(number, member) and isinstance(number, entries.Found) and number.of is None:
            yield f"'{name}' weighs by students: {counts_not_known(member)}"


def _unknown_begin(view: View, begin: str, members: list[Name]) -> str | None:
    if view.sort(begin) == "number":
        return None
    if view.sort(begin) is None:
        having = [name for name, each in view.book.indicator.items() if begin in each.targets]
        if having:
            return f"'{begin}' is a target of {listed(having)}, none of which is banded here"
    words = {word for member in members for word in _targets(member)}
    return view.unfit(begin, NUMBERS, tuple(sorted(words)))


def _targets(member: Name) -> dict[str, str]:
    return member.entry.targets if isinstance(member.entry, entries.Indicator) else {}


def _target(member: Name, begin: str) -> str | None:
    return _targets(member).get(begin)


def _figure(view: View, begin: Any, member: Name) -> Fraction | None:
    """The figure that a level begins at, in the unit of what is banded; None where it is no single written figure."""
    if isinstance(begin, bool):
        return None
    if isinstance(begin, int | float | Decimal | Fraction):
        return Fraction(str(begin))
    number = view.book.number.get(begin) if isinstance(begin, str) else None
    if not isinstance(number, entries.Figured) or not fits(number.unit, member.unit):
        return None
    factor = {("percent", "share"): Fraction(1, 100), ("share", "percent"): Fraction(100)}
    return number.value * factor.get((number.unit, str(member.unit)), Fraction(1))


def _rising(view: View, path: str, band: entries.Band, ladder: dict[str, Any], member: Name) -> Iterator[Finding]:
    """Written figures rise from level to level; where lower is better, they fall. A target out of order only warns."""
    lower = (band.better or ("lower" if member.lower_is_better else "higher")) == "lower"
    known: list[tuple[str, Fraction, bool]] = []
    for level, begin in ladder.items():
        target = _target(member, begin) if isinstance(begin, str) else None
        figure = _figure(view, target or begin, member)
        if figure is not None:
            known.append((level, figure, target is not None))
    fixed = [each for each in known if not each[2]]
    with_targets = [pair for pair in pairwise(known) if pair[0][2] or pair[1][2]]
    for pairs, warning in ((pairwise(fixed), False), (with_targets, True)):
        for (below, first, _), (level, second, _) in pairs:
            whose = f" of '{member.name}'" if warning else ""
            if first == second:
                says = f"begins at {shown(second)}{whose}, where '{below}' begins: nothing can be in '{below}'"
                yield Finding(f"{path}.{level}", says, warning)
            elif (first < second) == lower:
                word, why = ("fall", "lower is better") if lower else ("rise", "higher is better")
                says = f"begins at {shown(second)}{whose}, '{below}' at {shown(first)}: figures must {word}, for {why}"
                yield Finding(f"{path}.{level}", says, warning)
