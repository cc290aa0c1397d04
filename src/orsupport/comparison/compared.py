"""Two runs held side by side: every change of an answer, and what caused it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from os import PathLike
from typing import Any, NamedTuple

import numpy as np

from orsupport.comparison.answered import ABSENT, Place, State, States, kind_of
from orsupport.comparison.causes import Components, causes, mixtures_of
from orsupport.comparison.counted import counts, differing, tally, without_effect
from orsupport.comparison.figures import moved, moved_cuts, moved_schools
from orsupport.comparison.mixtures import Mixtures
from orsupport.comparison.reduced import Reducer, Search
from orsupport.comparison.sentences import sentence
from orsupport.comparison.sides import Side, refuse_contradicted, sides_of
from orsupport.comparison.text import comparison_text
from orsupport.evaluation import Evaluation
from orsupport.identification import Run
from orsupport.version import VERSION

MOST_RERUNS = 400
MOST_LISTED = 20
FORMAT = 1


class Comparison:
    """What changed between two runs. `str()` for a person, `to_dict()` for a program."""

    def __init__(self, found: dict[str, Any]) -> None:
        self._found = found

    def to_dict(self) -> dict[str, Any]:
        """Counts, causes, cuts that moved, and every change with its sentence and what it rests on."""
        return self._found

    def __str__(self) -> str:
        return comparison_text(self._found)


class _Change(NamedTuple):
    """A place whose answer differs; what each smallest choice of components was narrowed down to."""

    place: Place
    before: State
    after: State
    causes: list[Components]
    searches: list[Search]


def compare(
    first: Run | str | PathLike[str],
    second: Run | str | PathLike[str],
    most_reruns: int = MOST_RERUNS,
    tell: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Who came on, who went off, which district moved, and why, each cause shown by re-running mixed cases.

    `first`, `second`: runs or their folders. `most_reruns`: where narrowing a cause down to single cells and entries
    stops. `tell`: called with the number of re-runs made and this bound. Raises `InputError` where one is no run
    folder or was changed after it was written, `RulesError` where its rules cannot be used.
    """
    sides = sides_of(first, second)
    given, other = ((each.data, each.rules, each.year) for each in sides)
    mixtures = Mixtures(given, other, lambda made: tell(made, most_reruns) if tell else None)
    nothing = np.zeros(len(mixtures.component), dtype=bool)
    mixed = {chosen: mixtures.answers(mixtures.of(chosen)) for chosen in mixtures_of(mixtures.differing)}
    whole = max(mixed, key=len)
    again = mixed[()] or {}, mixed[whole] or {}
    differ = _differ(sides, again)
    refuse_contradicted(sides, differ)
    reducer = Reducer(mixtures, most_reruns)
    changes = [_change(place, sides, again, mixed, reducer) for place in _changed(sides)]
    reducer.side_by_side([search for change in changes for search in change.searches])
    for narrow in (reducer.near_or_far, reducer.one_alone, reducer.reduce):
        for change in changes:
            for search in change.searches:
                narrow(search)
    base = mixtures.trace(nothing)
    changes.sort(key=lambda change: [search.taken.tobytes() for search in change.searches])  # alike ones share a re-run
    listed = [_listed(change, mixtures, base, sides, mixed, most_reruns) for change in changes]
    listed.sort(
        key=lambda each: (each["district_name"] or "", each["district_id"] or "", each["of"], _order(each["id"]))
    )
    labels = {name: entry.label for each in sides for name, entry in each.rules.indicator.items()}
    for each in listed:
        each["sentence"] = sentence(each, labels)
    end = mixtures.trace(mixtures.of(whole))
    found = {
        "format": FORMAT,
        "orsupport": VERSION,
        "first": sides[0].said(),
        "second": sides[1].said(),
        "differing": differing(mixtures),
        "without_effect": without_effect(mixtures),
        "computed_anew": {"first": differ[0], "second": differ[1]},
        "mixtures": [{"of": list(chosen), "runs": states is not None} for chosen, states in mixed.items()],
        "reruns": {"made": mixtures.reruns, "most": most_reruns, "stopped": reducer.stopped},
        "counts": counts(sides),
        "causes": tally(listed),
        "kinds": dict(sorted(Counter(each["kind"] for each in listed).items())),
        "labels": labels,
        "cuts": moved_cuts(base, end) if base is not None and end is not None else [],
        "changes": listed,
    }
    return Comparison(found)


def _changed(sides: tuple[Side, Side]) -> list[Place]:
    before, after = sides[0].states, sides[1].states
    places = dict.fromkeys([*before, *after])
    return [place for place in places if before.get(place, ABSENT) != after.get(place, ABSENT)]


def _change(
    place: Place,
    sides: tuple[Side, Side],
    again: tuple[States, States],
    mixed: dict[Components, States | None],
    reducer: Reducer,
) -> _Change:
    before, after = (each.states.get(place, ABSENT) for each in sides)
    if (before, after) != tuple(states.get(place, ABSENT) for states in again):
        return _Change(place, before, after, [("version",)], [])
    found = causes(place, after, mixed)
    return _Change(place, before, after, found, [reducer.begin(place, after, each) for each in found])


def _differ(sides: tuple[Side, Side], again: tuple[States, States]) -> list[int]:
    """How many places each run's own version answered otherwise than this one."""
    return [
        sum(each.states.get(place, ABSENT) != states.get(place, ABSENT) for place in {*each.states, *states})
        for each, states in zip(sides, again, strict=True)
    ]


def _listed(
    change: _Change,
    mixtures: Mixtures,
    base: Evaluation | None,
    sides: tuple[Side, Side],
    mixed: dict[Components, States | None],
    most: int,
) -> dict[str, Any]:
    """One change as data."""
    place = change.place
    named = sides[1].named.get(place) or sides[0].named[place]
    return {
        "of": place.of,
        "id": place.id,
        **named,
        "kind": kind_of(place, change.before, change.after),
        "from": sides[0].answered(place),
        "to": sides[1].answered(place),
        "cause": [list(each) for each in change.causes],
        "why": [_why(search, change, mixtures, base, sides, most) for search in change.searches],
        "mixtures": [
            {"of": list(chosen), "answer": state.answer, "statuses": dict(state.statuses)}
            for chosen, states in mixed.items()
            if states is not None
            for state in [states.get(place, ABSENT)]
        ],
    }


def _why(
    search: Search, change: _Change, mixtures: Mixtures, base: Evaluation | None, sides: tuple[Side, Side], most: int
) -> dict[str, Any]:
    own = mixtures.own(change.place)
    first = np.zeros_like(search.taken)
    for component in search.components:
        numbers = np.flatnonzero(search.taken & mixtures.of([component]))
        first[np.concatenate([numbers[own[numbers]], numbers[~own[numbers]]])[:MOST_LISTED]] = True
    rest = search.taken & ~first
    said: dict[str, Any] = {
        "components": list(search.components),
        "differences": mixtures.differences(first),
        "more_differences": int(rest.sum()),
        "more": {name: count for name, count in mixtures.counted(rest).items() if count},
        "smallest": search.smallest,
    }
    if change.place.of == "district" and not sides[1].rules.rates_districts:
        schools = [
            place.id
            for place, named in {**sides[0].named, **sides[1].named}.items()
            if place.of == "school" and named["district_id"] == change.place.id
        ]
        before, after = sides[0].states, mixtures.answers(search.taken) or {}
        return said | {"moved": {"schools": moved_schools(change.place, before, after, schools)}}
    decided = (search.taken <= mixtures.of(["overrides"])).all()
    trace = None if decided else mixtures.trace(search.taken, most)
    return said | {"moved": moved(change.place, base, trace) if trace is not None and base is not None else {}}


def _order(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdigit() else (10**18, name)
