"""The weight of the academic indicators against that of school quality, in every set of parts of an index."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from orsupport.rulebook import entries
from orsupport.rulebook.finding_index import Parts, sets_of
from orsupport.rulebook.finding_view import View, listed, shown
from orsupport.rulebook.law_reads import STATUTE, categories
from orsupport.rulebook.reading import Finding

WEIGHTS = f"{STATUTE}(c)(4)(C)(ii)"
MUCH = 2  # the statute gives no figure: below this many times the weight of school quality, a warning
MOST = 12  # parts of which every choice is tried


class Mix(NamedTuple):
    """What share of an index is academic, and what share is school quality."""

    academic: Fraction
    quality: Fraction


def weights(view: View) -> Iterator[Finding]:
    """Every index that mixes academic indicators with school quality."""
    for name, measure in view.book.measure.items():
        if not isinstance(measure, entries.Index) or not _mixes(view, name):
            continue
        for sets in sets_of(measure).values():
            for parts in sets:
                yield from _set(view, name, measure, parts)
        if measure.of is not None and measure.over is None:
            members = [part.name for part in view.names.gathered(measure.of)]
            yield from _set(view, name, measure, Parts(".of", dict.fromkeys(members, 1), False))


def _mixes(view: View, name: str) -> bool:
    found = categories(view, name)
    return "quality" in found and bool(found - {"quality", None})


def _set(view: View, name: str, index: entries.Index, parts: Parts) -> Iterator[Finding]:
    path = f"measure.{name}{parts.path}"
    mixes = {part: (_mix(view, part), Fraction(weight)) for part, weight in parts.weights.items()}
    whole = _added(list(mixes.values()))
    if whole.quality == 0:
        return
    says = f"gives academic indicators {_percent(whole.academic)} and school quality {_percent(whole.quality)} percent"
    says += _how_counted(view, mixes)
    if whole.academic <= whole.quality:
        yield Finding(path, f"{says}; in aggregate the academic ones weigh much more", law=WEIGHTS)
        return
    if whole.academic < MUCH * whole.quality:
        yield Finding(path, f"{says}; whether that is much more, the statute does not say", True, WEIGHTS)
    if index.missing == "shared" and len(mixes) <= MOST:
        yield from _shared_out(view, path, index, mixes)


def _shared_out(
    view: View, path: str, index: entries.Index, mixes: dict[str, tuple[Mix, Fraction]]
) -> Iterator[Finding]:
    """Where the weight of what is not rated is shared out, school quality may outweigh what is left."""
    number = view.book.number.get(index.at_least or "")
    least = Fraction(0)
    if isinstance(number, entries.Figured):
        least = number.value / 100 if number.unit == "percent" else number.value
    every = sum(weight for _, weight in mixes.values())
    for size in range(len(mixes) - 1, 0, -1):
        for chosen in combinations(mixes, size):
            rated = [mixes[part] for part in chosen]
            if sum(weight for _, weight in rated) < least * every:
                continue
            left = _added(rated)
            if left.quality and left.academic <= left.quality:
                says = f"of only {listed(list(chosen))}, school quality weighs {_percent(left.quality)} percent"
                yield Finding(path, f"{says}, for what is missing is shared out", True, WEIGHTS)
                return


def _how_counted(view: View, mixes: dict[str, tuple[Mix, Fraction]]) -> str:
    """How a part was counted that is itself a mixture without weights, such as a pool."""
    mixed = [name for name, (mix, _) in mixes.items() if mix.academic and mix.quality]
    mixed = [name for name in mixed if not isinstance(view.book.measure.get(name), entries.Index)]
    return f" (each category of indicators in {listed(mixed)} counted as an equal part of it)" if mixed else ""


def _added(parts: list[tuple[Mix, Fraction]]) -> Mix:
    every = sum((weight for _, weight in parts), Fraction(0)) or Fraction(1)
    academic = sum((mix.academic * weight for mix, weight in parts), Fraction(0)) / every
    return Mix(academic, sum((mix.quality * weight for mix, weight in parts), Fraction(0)) / every)


def _mix(view: View, name: str, within: frozenset[str] = frozenset()) -> Mix:
    """What a part is made of; of an index the set with the least academic weight, of other mixtures equal shares."""
    measure = view.book.measure.get(name)
    if isinstance(measure, entries.Index) and measure.parts is not None and name not in within:
        inside = within | {name}
        sets = [parts for each in sets_of(measure).values() for parts in each]
        mixed = [_added([(_mix(view, part, inside), Fraction(w)) for part, w in each.weights.items()]) for each in sets]
        return min(mixed, key=lambda mix: mix.academic - mix.quality, default=Mix(Fraction(0), Fraction(0)))
    found = [category for category in categories(view, name) if category is not None]
    quality = Fraction(found.count("quality"), len(found)) if found else Fraction(0)
    return Mix(1 - quality if found else Fraction(0), quality)


def _percent(share: Fraction) -> str:
    return shown(round(share * 100, 1))
