"""What the name of a measure means, kind by kind: its level, its unit, its members, and what it reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orsupport.rulebook import measure_kinds as kinds
from orsupport.rulebook.clauses import read_half

if TYPE_CHECKING:
    from orsupport.rulebook.names import Level, Name, Names

SCHOOLS, GROUPS = "schools", "groups"


def key_of(part: Name) -> str:
    """The name of a member inside a family: that of what it was made of."""
    return part.name.rpartition(".")[2]


def mapped(names: Names, measure: kinds.Measured) -> str | list[str] | None:
    """What a measure of a mapping kind works on one at a time; None for the kinds that gather."""
    if isinstance(measure, kinds.Band | kinds.Difference | kinds.Earlier):
        return measure.of
    return measure.rows if isinstance(measure, kinds.Table) else None


def members(names: Names, measure: kinds.Measured) -> list[Name] | None:
    """The parts of a family, if the measure makes one."""
    of = mapped(names, measure)
    if of is None or (isinstance(of, str) and not names.is_family(of)):
        return None
    return names.gathered(of)


def level_of(names: Names, measure: kinds.Measured) -> Level:
    """Of what the measure is: a student group, a school, a district or the State."""
    if isinstance(measure, kinds.Counted):
        if measure.of == SCHOOLS:
            return measure.at or "district"
        if measure.of == GROUPS:
            return "school"
    if isinstance(measure, kinds.OneGroup) or getattr(measure, "over", None):
        return "school"
    if isinstance(measure, kinds.YearsIn):
        status = names.book.rule.get(measure.status)
        return status.at if status is not None else "school"
    asks = [case.when for case in measure.cases if case.when] if isinstance(measure, kinds.Choose) else []
    levels = {part.level for part in names.gathered([*_made_of(measure), *asks])}
    order: tuple[Level, ...] = ("group", "school", "district", "state")
    return next((level for level in order if level in levels), "group")


def unit_of(names: Names, measure: kinds.Measured, part: Name | None = None) -> str | None:
    """The unit of the measure, or of the member made of `part`."""
    if isinstance(measure, kinds.Band | kinds.Table):
        return "level"
    if isinstance(measure, kinds.Counted):
        counted = {SCHOOLS: "schools", GROUPS: "groups"}.get(str(measure.of), "indicators")
        return "share" if measure.kind == "share" else counted
    if isinstance(measure, kinds.Pooled):
        return "percent"
    if isinstance(measure, kinds.YearsIn):
        return "years"
    if isinstance(measure, kinds.Rank):
        return "percentile" if measure.as_ == "percentile" else "schools"
    made_of = part or next(iter(names.gathered(list(_made_of(measure)))), None)
    if made_of is None:
        return None
    keeps_levels = isinstance(measure, kinds.Earlier | kinds.OneGroup)
    return "points" if made_of.levels and not keeps_levels else made_of.unit


def levels_of(measure: kinds.Measured, part: Name | None) -> tuple[str, ...] | None:
    """The names of the levels, where the measure is an ordered level."""
    if isinstance(measure, kinds.Table):
        return tuple(measure.levels)
    if isinstance(measure, kinds.Earlier | kinds.OneGroup) and part is not None:
        return part.levels
    return None


def points_of(measure: kinds.Measured, part: Name | None) -> tuple[str, ...]:
    """The levels to which the band or table gives points; `earlier` and `one_group` keep those of what they read."""
    if isinstance(measure, kinds.Band | kinds.Table):
        return tuple(measure.points or ())
    return part.points if isinstance(measure, kinds.Earlier | kinds.OneGroup) and part is not None else ()


def _made_of(measure: kinds.Measured) -> Iterator[str]:
    """The measures that the measure is made of."""
    if isinstance(measure, kinds.Index):
        yield from parts_of(measure)
    elif isinstance(measure, kinds.Choose):
        yield from (case.take for case in measure.cases)
    elif isinstance(measure, kinds.Table):
        yield from (measure.rows, measure.columns)
    else:
        yield from _of(measure)


def _of(measure: kinds.Measured) -> list[str]:
    """The names under `of`, where it names measures and not all schools or groups."""
    of: str | list[str] | None = getattr(measure, "of", None)
    if of is None or of in (SCHOOLS, GROUPS):
        return []
    return [of] if isinstance(of, str) else of


def parts_of(measure: kinds.Index) -> list[str]:
    """Every part that an index names, in any of its sets and for any kind of school."""
    if measure.of is not None:
        return [measure.of]
    by_kind = measure.parts.values() if measure.by and isinstance(measure.parts, dict) else [measure.parts]
    found: list[str] = []
    for sets in by_kind:
        for each in sets if isinstance(sets, list) and sets and isinstance(sets[0], dict) else [sets]:
            found += list(each) if each else []
    return list(dict.fromkeys(found))


def reads(names: Names, measure: kinds.Measured) -> Iterator[tuple[str, str]]:
    """Every name that a measure of any kind but a band reads, with its path inside the entry."""
    if isinstance(measure, kinds.Choose):
        for place, case in enumerate(measure.cases):
            yield case.take, f".cases[{place}].take"
            if case.when:
                yield case.when, f".cases[{place}].when"
        return
    if isinstance(measure, kinds.Index) and measure.of is None:
        yield from ((part, f".parts.{part}") for part in parts_of(measure))
    elif isinstance(measure, kinds.Table):
        yield from ((measure.rows, ".rows"), (measure.columns, ".columns"))
    else:
        listed = isinstance(getattr(measure, "of", None), list)
        yield from ((name, f".of[{place}]" if listed else ".of") for place, name in enumerate(_of(measure)))
    for key in ("minus", "by", "frame", "at_least", "smallest", "each_at_least", "out_of"):
        if getattr(measure, key, None):
            yield str(getattr(measure, key)), f".{key}"
    if isinstance(measure, kinds.Counted) and measure.that:
        yield from _that(names, measure)


def _that(names: Names, measure: kinds.Counted) -> Iterator[tuple[str, str]]:
    if measure.of in (SCHOOLS, GROUPS):
        yield str(measure.that), ".that"
        return
    half = read_half(str(measure.that))
    if not isinstance(half, str) and not names.is_level_of_gathered(measure.of, half[1]):
        yield half[1], ".that"


def level_names(band: kinds.Band) -> tuple[str, ...]:
    """The levels of a band, lowest first; ladders that name different levels are laid into one another."""
    names = [band.lowest]
    for key, begin in band.begins.items():
        for level in begin if isinstance(begin, dict) else (key,):
            if level not in names:
                names.append(level)
    return tuple(names)


def begins_of(band: kinds.Band) -> list[tuple[str, object]]:
    """Where levels begin, ladder after ladder: (level or ladder.level, figure or name)."""
    flat: list[tuple[str, object]] = []
    for key, begin in band.begins.items():
        if isinstance(begin, dict):
            flat += [(f"{key}.{level}", figure) for level, figure in begin.items()]
        else:
            flat.append((key, begin))
    return flat
