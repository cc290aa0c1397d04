"""Which components of the difference turn the first run's answer of a place into the second's."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from orsupport.comparison.answered import ABSENT, Place, State, States

Components = tuple[str, ...]


def mixtures_of(components: list[str]) -> list[Components]:
    """Every choice of components, the smaller first."""
    return [chosen for size in range(len(components) + 1) for chosen in combinations(components, size)]


def causes(place: Place, after: State, answers: Mapping[Components, States | None]) -> list[Components]:
    """The smallest choices of components that give the place the second run's answer, whatever else of the second run
    is taken over with them. Several: each of them alone would have done it.

    `answers`: those of every mixture, None where it cannot be run; such a one gives no answer and denies none. The
    last is the second run itself, so that there is always a cause.
    """
    gives = {
        chosen: None if states is None else states.get(place, ABSENT) == after for chosen, states in answers.items()
    }
    whole = max(gives, key=len)
    gives[whole] = True
    lasting = [
        chosen
        for chosen, given in gives.items()
        if given and all(other is not False for more, other in gives.items() if set(chosen) <= set(more))
    ]
    fewest = min(len(chosen) for chosen in lasting)
    return [chosen for chosen in lasting if len(chosen) == fewest]
