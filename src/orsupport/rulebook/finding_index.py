"""Indexes: parts of one unit, whole-number weights, sets that can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from orsupport.rulebook import entries
from orsupport.rulebook.finding_gathered import alike, groups_of, over_groups
from orsupport.rulebook.finding_ladders import ladder_values, missing
from orsupport.rulebook.finding_numbers import share_in_one_figure
from orsupport.rulebook.finding_view import MEASURED, NUMBERS, SPLITS, View, listed
from orsupport.rulebook.reading import Finding, did_you_mean


class Parts(NamedTuple):
    """One set of parts with its weights, and where in the index it stands."""

    path: str
    weights: Mapping[str, Any]
    written: bool = True  # False: a list of names, which weigh the same


def sets_of(index: entries.Index) -> dict[str, list[Parts]]:
    """The sets of parts, by the value for which they stand; the sets for all stand under no value."""
    if index.by is None:
        return {"": _sets(".parts", index.parts)}
    kinds = index.parts if isinstance(index.parts, Mapping) else {}
    return {kind: _sets(f".parts.{kind}", parts) for kind, parts in kinds.items()}


def _sets(path: str, parts: Any) -> list[Parts]:
    if isinstance(parts, Mapping):
        return [Parts(path, parts)]
    if not isinstance(parts, list):
        return []
    if any(isinstance(each, Mapping) for each in parts):
        return [Parts(f"{path}[{place}]", each) for place, each in enumerate(parts) if isinstance(each, Mapping)]
    return [Parts(path, dict.fromkeys((name for name in parts if isinstance(name, str)), 1), False)]


def indexes(view: View) -> Iterator[Finding]:
    """Every index of the file."""
    for path, measure in view.measures(entries.Index):
        yield from _index(view, path, measure)


def _index(view: View, path: str, index: entries.Index) -> Iterator[Finding]:
    if index.parts is None and index.of is None:
        yield Finding(path, "says neither `parts` nor `of`: write parts = { a = 80, b = 20 }, or of = a family")
    elif index.parts is not None and index.of is not None:
        yield Finding(path, "says both `parts` and `of`: write one of them")
    if index.of is not None:
        yield from _of(view, path, index, index.of)
    elif index.over is not None:
        yield Finding(f"{path}.over", 'goes over the groups of one measure: write of = "…" instead of `parts`')
    yield from groups_of(view, path, index.groups, index.over)
    yield from _missing(view, path, index)
    if index.parts is not None:
        yield from _form(view, path, index)
        for sets in sets_of(index).values():
            yield from _reached(path, index, sets)
            known = [name for each in sets for name in each.weights]
            for each in sets:
                yield from _weights(view, path, each, index.by is None and isinstance(index.parts, Mapping))
            yield from alike(view, f"{path}.parts", list(dict.fromkeys(known)), refuse_lower=True)


def _of(view: View, path: str, index: entries.Index, of: str) -> Iterator[Finding]:
    if index.over == "groups":
        yield from over_groups(view, path, of)
    elif view.sort(of) not in ("family", None) and of not in view.twice:
        yield Finding(f"{path}.of", f"'{of}' is no family: name it under `parts`, or write a family here")
    elif fault := view.unfit(of, frozenset({"family"})) if view.sort(of) is None else None:
        yield Finding(f"{path}.of", fault)
    if index.by is not None:
        yield Finding(f"{path}.by", "chooses between sets of parts: write `parts`, not `of`")
    yield from alike(view, f"{path}.of", [of], refuse_lower=True)


def _missing(view: View, path: str, index: entries.Index) -> Iterator[Finding]:
    if index.at_least is not None:
        if index.missing != "shared" and index.over is None:
            says = 'says how much must be there for the rest to be shared out: write missing = "shared" with it'
            yield Finding(f"{path}.at_least", says)
        yield from view.key(f"{path}.at_least", index.at_least, NUMBERS)
        yield from share_in_one_figure(view, f"{path}.at_least", index.at_least)
    if index.missing == "shared" and any(len(sets) > 1 for sets in sets_of(index).values()):
        says = (
            "shares out the weight of what is not rated, and the sets say it themselves: keep one set, or leave it out"
        )
        yield Finding(f"{path}.missing", says)


def _form(view: View, path: str, index: entries.Index) -> Iterator[Finding]:
    """Whether `parts` are sets of weights at all, by themselves or for each value of a fact."""
    meant = 'write parts = { a = 80, b = 20 }, parts = ["a", "b"] or a list of sets, [{ … }, { … }]'
    if index.by is None:
        if fault := _no_parts(index.parts):
            yield Finding(f"{path}.parts", f"{fault}: {meant}")
        elif isinstance(index.parts, Mapping):
            for key, weight in index.parts.items():
                if isinstance(weight, Mapping | list):
                    yield Finding(
                        f"{path}.parts.{key}", f"'{key}' is a set of its own: say by what, with `by` and a fact"
                    )
        return
    yield from view.key(f"{path}.by", index.by, SPLITS)
    if not isinstance(index.parts, Mapping):
        yield Finding(f"{path}.parts", f"there are parts for each {index.by}: write parts.VALUE = {{ a = 80, b = 20 }}")
        return
    for key, parts in index.parts.items():
        if fault := _no_parts(parts):
            yield Finding(f"{path}.parts.{key}", f"{fault}: there are parts for each {index.by}, so {meant}")
    values = ladder_values(view, index.by)
    required, allowed = values or ([], [])
    if lacking := missing(required, list(index.parts)):
        says = f"says no parts for {lacking}: schools of that kind are not asked"
        yield Finding(f"{path}.parts", says, warning=True)
    for key in index.parts if allowed else []:
        if key not in allowed:
            guess = did_you_mean(key.lower(), allowed) or f" (there are: {', '.join(allowed)})"
            yield Finding(f"{path}.parts.{key}", f"'{key}' is not a value of '{index.by}'{guess}")


def _no_parts(parts: Any) -> str | None:
    if not parts:
        return "names nothing"
    names = [each for each in parts if isinstance(each, str)] if isinstance(parts, list) else []
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    return f"{listed(twice)} stands in the list already" if twice else None


def _weights(view: View, path: str, parts: Parts, is_one_set: bool) -> Iterator[Finding]:
    if not parts.weights and parts.written:
        yield Finding(path + parts.path, "names nothing: list at least one part and its weight")
    for place, (name, weight) in enumerate(parts.weights.items()):
        if is_one_set and isinstance(weight, Mapping | list):
            continue  # spoken of as a set of its own
        where = f"{path}{parts.path}.{name}" if parts.written else f"{path}{parts.path}[{place}]"
        yield from view.key(where, name, MEASURED)
        if isinstance(weight, bool) or not isinstance(weight, int) or weight < 1:
            given = "that stands here" if isinstance(weight, Mapping | list) else weight
            yield Finding(where, f"the weight {given} is no whole number above zero")


def _reached(path: str, index: entries.Index, sets: list[Parts]) -> Iterator[Finding]:
    """A set that holds all of an earlier one is never reached: where it is whole, so is the earlier."""
    if index.missing == "shared":
        return
    for place, later in enumerate(sets):
        for earlier in sets[:place]:
            if earlier.weights and earlier.weights.keys() <= later.weights.keys():
                says = f"is never reached: it holds all parts of the earlier set ({listed(list(earlier.weights))})"
                yield Finding(path + later.path, f"{says}, which is whole wherever this one is")
                break
