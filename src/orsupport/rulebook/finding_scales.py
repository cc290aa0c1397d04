"""Clauses that are always or never true: a limit off the scale of what it limits, and clauses that contradict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from orsupport.rulebook import entries
from orsupport.rulebook.clauses import Comparison, Named, read_clause, read_half
from orsupport.rulebook.finding_clauses import clauses_of
from orsupport.rulebook.finding_limits import fits, has_points
from orsupport.rulebook.finding_view import GATHERED, MEASURED, View, shown
from orsupport.rulebook.measure_names import parts_of
from orsupport.rulebook.names import Name
from orsupport.rulebook.reading import Finding

TOPS = {"percent": 100, "percentile": 100, "share": 1}
COUNTED = ("students", "schools", "groups", "indicators", "areas", "years")


class Scale(NamedTuple):
    """From where to where a measure runs; no `high`: without end."""

    low: Fraction
    high: Fraction | None
    unit: str

    def __str__(self) -> str:
        return (
            f"runs from {shown(self.low)} to {shown(self.high)} {self.unit}".removesuffix(" share")
            if self.high is not None
            else f"is not below {shown(self.low)}"
        )


def scale(view: View, measure: Name, within: frozenset[str] = frozenset()) -> Scale | None:
    """The scale of a measure as a number, where the file says it."""
    entry, unit = measure.entry, measure.unit or ""
    if isinstance(entry, entries.Band | entries.Table):
        if not has_points(measure) or not measure.levels:
            return None
        given = entry.points
        points = [given[level] if given else Fraction(level) for level in measure.levels]
        return Scale(min(points), max(points), "points")
    if isinstance(entry, entries.Counted) and entry.kind == "count":
        most = _most(view, entry)
        return Scale(Fraction(0), None if most is None else Fraction(most), unit)
    if isinstance(entry, entries.Rank) and entry.as_ == "place":
        return Scale(Fraction(1), None, unit)
    if isinstance(entry, entries.Index | entries.Extreme) and unit == "points" and measure.name not in within:
        return _of_parts(view, entry, within | {measure.name})
    if below_nothing(view, measure.name):
        whole = isinstance(entry, entries.Difference) and unit in TOPS
        return Scale(Fraction(-TOPS[unit]), Fraction(TOPS[unit]), unit) if whole else None
    if unit in TOPS:
        return Scale(Fraction(0), Fraction(TOPS[unit]), unit)
    return Scale(Fraction(0), None, unit) if unit in COUNTED else None


def below_nothing(view: View, name: str, within: frozenset[str] = frozenset()) -> bool:
    """Whether a measure is a difference, or made of one: it may lie below nothing."""
    measure = view.book.measure.get(name.partition(".")[0])
    if measure is None or isinstance(measure, entries.Counted | entries.Band | entries.Table) or name in within:
        return False
    if isinstance(measure, entries.Difference):
        return True
    return any(below_nothing(view, read, within | {name}) for read, _ in view.names.reads(name.partition(".")[0]))


def _of_parts(view: View, entry: entries.Index | entries.Extreme, within: frozenset[str]) -> Scale | None:
    """A mean, a best or a worst lies between the ends of what it is made of."""
    made_of = parts_of(entry) if isinstance(entry, entries.Index) else entry.of
    scales = [scale(view, part, within) for part in view.names.gathered(made_of)]
    known = [(each.low, each.high) for each in scales if each is not None and each.high is not None]
    if not known or len(known) < len(scales):
        return None
    return Scale(min(low for low, _ in known), max(high for _, high in known if high is not None), "points")


def _most(view: View, entry: entries.Counted) -> int | None:
    """How many a count can count at most; None where that is for the data to say."""
    if entry.of == "groups":
        return len(entry.groups if entry.groups is not None else view.book.groups.asked)
    names = [entry.of] if isinstance(entry.of, str) else entry.of
    if any(view.sort(name) is None or name in view.twice for name in names):
        return None
    members = view.names.gathered(entry.of)
    weights = entry.weights or {}
    return sum(weights.get(member.name, weights.get(member.name.rpartition(".")[2], 1)) for member in members)


def figures(view: View, limit: str, unit: str) -> list[Fraction]:
    """Every figure that a number of the file can be, in the unit of what it limits; none where it is found in data."""
    number = view.book.number.get(limit)
    if number is None or isinstance(number, entries.Found) or limit in view.twice or not fits(number.unit, unit):
        return []
    if isinstance(number, entries.Figured):
        found = [number.value]
    elif isinstance(number, entries.Line):
        found = [number.from_[1], number.to[1]]
    else:
        found = list(number.values.values())
    factor = {("percent", "share"): Fraction(1, 100), ("share", "percent"): Fraction(100)}.get((number.unit, unit))
    return [figure * factor for figure in found] if factor else found


def verdict(operator: str, low: Fraction, high: Fraction | None, figure: Fraction) -> str | None:
    """Whether every value of a scale meets the figure, or none does."""
    if operator in ("<", "<="):
        if figure < low or (figure == low and operator == "<"):
            return "never"
        above = high is not None and (high < figure or (high == figure and operator == "<="))
        return "always" if above else None
    if figure < low or (figure == low and operator == ">="):
        return "always"
    above = high is not None and (high < figure or (high == figure and operator == ">"))
    return "never" if above else None


def off_scale(view: View, measure: Name, operator: str, limit: str) -> str | None:
    """What to say of a comparison that is always or never true."""
    if measure.levels is not None and limit in measure.levels:
        last = Fraction(len(measure.levels) - 1)
        found = verdict(operator, Fraction(0), last, Fraction(measure.levels.index(limit)))
        end = "lowest" if limit == measure.levels[0] else "highest"
        return f"is {found} true: '{limit}' is the {end} level of '{measure.name}'" if found else None
    runs = scale(view, measure)
    if runs is None:
        return None
    held = figures(view, limit, runs.unit)
    verdicts = {verdict(operator, runs.low, runs.high, figure) for figure in held}
    if len(verdicts) != 1 or None in verdicts:
        return None
    says = " and ".join(dict.fromkeys(shown(figure) for figure in (held[0], held[-1])))
    return f"is {verdicts.pop()} true: '{measure.name}' {runs}, and '{limit}' is {says}"


def scales(view: View) -> Iterator[Finding]:
    """Every comparison of a rule, and every half clause of a count or share."""
    for name, rule in view.book.rule.items():
        for place, text in clauses_of(rule):
            clause = read_clause(text)
            measure = view.named(clause.measure, MEASURED) if isinstance(clause, Comparison) else None
            if isinstance(clause, Comparison) and measure is not None:
                says = off_scale(view, measure, clause.operator, clause.limit)
                yield from [Finding(f"rule.{name}.{place}", says)] if says else []
    for name, entry in view.book.measure.items():
        half = read_half(entry.that) if isinstance(entry, entries.Counted) and entry.that else ""
        if isinstance(half, str) or not isinstance(entry, entries.Counted):
            continue
        named = [entry.of] if isinstance(entry.of, str) else entry.of
        members = view.names.gathered([each for each in named if view.named(each, GATHERED)])
        faults = [off_scale(view, member, *half) for member in members]
        if faults and all(faults):
            yield Finding(f"measure.{name}.that", str(faults[0]))


def contradictions(view: View) -> Iterator[Finding]:
    """Clauses of one rule that exclude one another (`all`), or of which one always holds (`any`)."""
    for name, rule in view.book.rule.items():
        for (place, text), (other_place, other) in combinations(clauses_of(rule), 2):
            if place[:3] != other_place[:3]:
                continue
            one, two = read_clause(text), read_clause(other)
            if isinstance(one, str) or isinstance(two, str):
                continue
            opposite = (
                isinstance(one, Named) and isinstance(two, Named) and one == replace(two, negated=not two.negated)
            )
            path = f"rule.{name}.{other_place}"
            if place.startswith("any") and opposite:
                yield Finding(path, f"'{text}' or '{other}' always holds, so this rule is always true")
            elif place.startswith("all") and (opposite or _exclude(view, one, two)):
                yield Finding(path, f"'{text}' and '{other}' cannot both hold, so this rule is never true")


def _exclude(view: View, one: Comparison | Named, two: Comparison | Named) -> bool:
    for named, compared in ((one, two), (two, one)):
        if isinstance(named, Named) and isinstance(compared, Comparison):
            return named == Named(compared.measure, "rated", True)
    if not isinstance(one, Comparison) or not isinstance(two, Comparison) or one.measure != two.measure:
        return False
    upper, lower = (one, two) if one.operator.startswith("<") else (two, one)
    if not upper.operator.startswith("<") or not lower.operator.startswith(">"):
        return False
    both_at = upper.operator == "<=" and lower.operator == ">="
    if upper.limit == lower.limit:
        return not both_at
    measure = view.named(one.measure, MEASURED)
    top, bottom = (_figure(view, measure, each.limit) for each in (upper, lower))
    return top is not None and bottom is not None and (top < bottom or (top == bottom and not both_at))


def _figure(view: View, measure: Name | None, limit: str) -> Fraction | None:
    if measure is None:
        return None
    if measure.levels is not None:
        return Fraction(measure.levels.index(limit)) if limit in measure.levels else None
    held = figures(view, limit, measure.unit or "")
    return held[0] if len(held) == 1 else None
