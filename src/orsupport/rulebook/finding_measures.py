"""What measures gather: names of one sort and level; counts and shares with what they hold it against."""

from __future__ import annotations

from collections.abc import Iterator, Set

from orsupport.rulebook import entries
from orsupport.rulebook.clauses import read_half
from orsupport.rulebook.finding_limits import limited
from orsupport.rulebook.finding_view import COUNTED, GATHERED, HOLDS, RATED, Sort, View, listed
from orsupport.rulebook.names import Name
from orsupport.rulebook.reading import Finding, did_you_mean

PLACES = ("groups", "schools")


def places_of(of: str | list[str]) -> list[tuple[str, str]]:
    """Every name that a measure gathers, with its path inside the measure."""
    return [(".of", of)] if isinstance(of, str) else [(f".of[{place}]", name) for place, name in enumerate(of)]


def members_of(view: View, of: str | list[str], wanted: Set[Sort] = GATHERED) -> list[Name]:
    """What a measure gathers, as far as it is known and of a wanted sort."""
    return view.names.gathered([name for _, name in places_of(of) if view.named(name, wanted) is not None])


def parts(view: View, path: str, of: str | list[str], wanted: Set[Sort]) -> Iterator[Finding]:
    """The names that a measure gathers: known, of a wanted sort, each once, of districts all or none."""
    if not of:
        yield Finding(f"{path}.of", "names nothing: list at least one indicator or measure")
    seen: set[str] = set()
    for where, name in places_of(of):
        if fault := view.unfit(name, wanted):
            yield Finding(path + where, fault)
        elif name in seen:
            yield Finding(path + where, f"'{name}' stands in the list already; it would be taken twice")
        seen.add(name)
    levels = {member.level: member.name for member in members_of(view, of, wanted)}
    if "district" in levels and len(levels) > 1:
        other = next(name for level, name in levels.items() if level != "district")
        yield Finding(
            f"{path}.of", f"'{levels['district']}' is of districts, '{other}' is of schools: they do not go together"
        )


def counted(view: View) -> Iterator[Finding]:
    """Every count and share of the file."""
    for path, measure in view.measures(entries.Counted):
        if isinstance(measure.of, str) and measure.of not in PLACES and view.sort(measure.of) is None:
            yield Finding(f"{path}.of", view.unknown(measure.of, COUNTED, PLACES))
        elif measure.of not in PLACES:
            yield from _counted(view, path, measure)


def _counted(view: View, path: str, measure: entries.Counted) -> Iterator[Finding]:
    named = [name for _, name in places_of(measure.of)]
    rules = [name for name in named if view.sort(name) in HOLDS]
    rated = [name for name in named if view.sort(name) in RATED]
    wanted = COUNTED if rules and rated else HOLDS if rules else RATED
    yield from parts(view, path, measure.of, wanted)
    if rules and rated:
        says = f"'{rules[0]}' holds or not, '{rated[0]}' is rated or not: count them in two measures"
        yield Finding(f"{path}.of", says)
        return
    members = members_of(view, measure.of, wanted)
    for member in members:
        if member.level == "district":
            says = f"'{member.name}' is of districts; a {measure.kind} gathers what is of schools and student groups"
            yield Finding(f"{path}.of", says)
    if measure.that is not None:
        yield from _that(view, f"{path}.that", measure.that, members, bool(rules))
    elif measure.kind == "share" and members and not rules:
        says = 'a share without `that` is always all of what is rated: write, for instance, that = "<= 1"'
        yield Finding(path, says)
    yield from _weights(path, measure, members)


def _that(view: View, path: str, that: str, members: list[Name], rules: bool) -> Iterator[Finding]:
    half = read_half(that)
    if isinstance(half, str):
        yield Finding(path, half)
    elif rules:
        yield Finding(path, "holds a measure against a limit, but these are rules, which hold or not: leave it out")
    else:
        faults = (fault for member in members for fault in limited(view, member, half[1]))
        seen: set[str] = set()
        for fault in faults:
            # of nine indicators with the same fault, the first is enough
            general = fault.replace(next((each.name for each in members if each.name in fault), ""), "…", 1)
            if general not in seen:
                yield Finding(path, fault)
            seen.add(general)


def _weights(path: str, measure: entries.Counted, members: list[Name]) -> Iterator[Finding]:
    if measure.weights is None or not members:
        return
    shorts = {member.name: member.name.rpartition(".")[2] for member in members}
    for name in measure.weights:
        if name not in shorts and name not in shorts.values():
            known = list(dict.fromkeys(shorts.values()))
            guess = did_you_mean(name, known) or f" (there are: {', '.join(known)})"
            yield Finding(f"{path}.weights.{name}", f"'{name}' is not among what is gathered{guess}")
    lacking = [name for name, short in shorts.items() if not {name, short} & measure.weights.keys()]
    if lacking:
        says = f"says no weight of {listed(lacking)}: without one, each weighs 1"
        yield Finding(f"{path}.weights", says, warning=True)
