"""Measures that make one value of several, or of one place: best and worst, pools, ranks, one group."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.rulebook import entries
from orsupport.rulebook.finding_indicators import students
from orsupport.rulebook.finding_limits import fits, has_points, no_points, two_units
from orsupport.rulebook.finding_measures import members_of, parts
from orsupport.rulebook.finding_names import unknown_group
from orsupport.rulebook.finding_view import GATHERED, INDICATORS, MEASURED, SPLITS, View
from orsupport.rulebook.reading import Finding


def extremes(view: View) -> Iterator[Finding]:
    """Every best and worst of the file."""
    for path, measure in view.measures(entries.Extreme):
        named = [measure.of] if isinstance(measure.of, str) else measure.of
        if measure.over == "groups" and len(named) == 1:
            yield from over_groups(view, path, named[0])
        elif measure.over == "groups":
            yield Finding(f"{path}.of", "goes over the groups of one measure: name one")
        else:
            yield from parts(view, path, measure.of, GATHERED)
        yield from groups_of(view, path, measure.groups, measure.over)
        yield from alike(view, f"{path}.of", named)


def over_groups(view: View, path: str, of: str) -> Iterator[Finding]:
    """What is gathered over groups is one measure, and groups have it."""
    yield from _of_groups(view, path, of)
    if view.named(of, MEASURED) is not None and not view.book.groups.asked:
        yield Finding(f"{path}.over", '[groups] asks no group: write asked = ["…"] there')


def _of_groups(view: View, path: str, of: str) -> Iterator[Finding]:
    yield from view.key(f"{path}.of", of, MEASURED)
    found = view.named(of, MEASURED)
    if found is not None and found.level not in ("group", "any"):
        yield Finding(f"{path}.of", f"'{of}' is of {found.level}s: student groups have none of their own")


def groups_of(view: View, path: str, groups: list[str] | None, over: str | None) -> Iterator[Finding]:
    """The groups that a measure goes over, where it does not go over all that are asked."""
    if groups is None:
        return
    if over != "groups":
        yield Finding(f"{path}.groups", 'chooses the groups to go over: write over = "groups" with it')
    yield from known_groups(view, f"{path}.groups", groups)


def known_groups(view: View, path: str, groups: list[str]) -> Iterator[Finding]:
    """A list of groups: each known, each once, at least one."""
    known = view.book.group_names
    if not groups:
        yield Finding(path, "lists no group: leave it out to take every group that is asked")
    for place, group in enumerate(groups):
        if group not in known:
            yield Finding(f"{path}[{place}]", unknown_group(group, known))
        elif group in groups[:place]:
            yield Finding(f"{path}[{place}]", f"'{group}' stands in the list already; it would be taken twice")


def alike(view: View, path: str, named: list[str], refuse_lower: bool = False) -> Iterator[Finding]:
    """What is gathered into one value: all numbers, in one unit; in an index, higher is better."""
    members = members_of(view, named)
    for member in members:
        if not has_points(member):
            yield Finding(path, no_points(member))
            return
    if not members:
        return
    first = next((member for member in members if member.unit is not None), members[0])
    for member in members:
        if not fits(first.unit, member.unit):
            yield Finding(path, f"{two_units(first, member)}: they do not go together")
            break
    for member in members:
        if refuse_lower and member.lower_is_better and member.levels is None:
            says = f"lower is better of '{member.name}', and in an index higher is: make it a band with points"
            yield Finding(path, says)
    other = next((each for each in members if (each.level == "district") != (members[0].level == "district")), None)
    if refuse_lower and other is not None:
        yield Finding(
            path, f"'{members[0].name}' and '{other.name}' are not of the same places: they do not go together"
        )


def pools(view: View) -> Iterator[Finding]:
    """Every pool of the file: share indicators, each once."""
    for path, measure in view.measures(entries.Pooled):
        yield from parts(view, path, measure.of, INDICATORS)
        pooled = [(place, each) for place, each in enumerate(measure.of) if view.sort(each) == "indicator"]
        for place, each in pooled:
            indicator = view.book.indicator.get(each)
            if indicator is not None and indicator.kind != "share":
                says = f"'{each}' is a given value, which has no counts to add: only indicators of kind \"share\" pool"
                yield Finding(f"{path}.of[{place}]", says)
        better = {view.book.indicator[each].better: each for _, each in pooled if each in view.book.indicator}
        if len(better) > 1:
            says = f"lower is better of '{better['lower']}', higher of '{better['higher']}': they do not go together"
            yield Finding(f"{path}.of", says)
        yield from students(view, f"{path}.smallest", measure.smallest)
        yield from students(view, f"{path}.each_at_least", measure.each_at_least)


def ranks(view: View) -> Iterator[Finding]:
    """Every rank of the file."""
    for path, measure in view.measures(entries.Rank):
        yield from view.key(f"{path}.of", measure.of, MEASURED)
        found = view.named(measure.of, MEASURED)
        if found is not None and found.level in ("district", "state"):
            yield Finding(f"{path}.of", f"'{measure.of}' is of {found.level}s; schools are ranked")
        elif found is not None and not has_points(found):
            yield Finding(f"{path}.of", no_points(found))
        yield from view.asked_of_places(f"{path}.frame", measure.frame)
        yield from view.key(f"{path}.by", measure.by, SPLITS)


def one_groups(view: View) -> Iterator[Finding]:
    """Every measure that reads one group's value."""
    for path, measure in view.measures(entries.OneGroup):
        yield from _of_groups(view, path, measure.of)
        known = view.book.group_names
        if measure.group not in known:
            yield Finding(f"{path}.group", unknown_group(measure.group, known))
