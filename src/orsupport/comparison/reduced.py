"""The fewest differences that give a place its new answer, found by taking differences away and re-running."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from orsupport.comparison.answered import ABSENT, Place, State
from orsupport.comparison.causes import Components
from orsupport.comparison.mixtures import COMPONENTS, Mixtures, Taken


@dataclass
class Search:
    """The differences that still give the new answer. `smallest`: without any one of them it is no longer given;
    else the bound of re-runs was reached before that was shown."""

    place: Place
    after: State
    components: Components
    taken: Taken
    smallest: bool = False


class Reducer:
    """Takes differences away as long as the place keeps its new answer, with no more than `most` re-runs."""

    def __init__(self, mixtures: Mixtures, most: int) -> None:
        self.mixtures, self.most = mixtures, most
        self.stopped = False

    def begin(self, place: Place, after: State, components: Components) -> Search:
        """All differences of the components: known to give the answer."""
        return Search(place, after, components, self.mixtures.of(components))

    def gives(self, search: Search, taken: Taken) -> bool | None:
        """Whether the place has its new answer with these differences alone; None where the bound is reached."""
        if not self.mixtures.made(taken) and self.mixtures.reruns >= self.most:
            self.stopped = True
            return None
        answers = self.mixtures.answers(taken)
        return answers is not None and answers.get(search.place, ABSENT) == search.after

    def near_or_far(self, search: Search) -> None:
        """Whether the place's own rows are enough, or those of others, or only both."""
        rows = self.mixtures.of(["data", "overrides"])
        own = self.mixtures.own(search.place)
        for kept in (search.taken & (own | ~rows), search.taken & ~own):
            if kept.any() and (kept != search.taken).any() and self.gives(search, kept):
                search.taken = kept
                return

    def one_alone(self, search: Search) -> None:
        """One entry of the rules, or any one of a few differences, that is enough by itself; these re-runs serve all
        places."""
        numbers = np.flatnonzero(search.taken)
        shared = bool((self.mixtures.component[numbers] == COMPONENTS.index("rules")).all())
        if len(numbers) > 1 and (shared or len(numbers) <= FEW):
            for number in numbers:
                alone = np.zeros_like(search.taken)
                alone[number] = True
                if self.gives(search, alone):
                    search.taken = alone
                    return

    def reduce(self, search: Search) -> None:
        """Take differences away until none can be taken away."""
        steps = narrowing(search.taken)
        fewer = next(steps, None)
        while fewer is not None:
            given = self.gives(search, fewer)
            if given is None:
                return
            search.taken = fewer if given else search.taken
            fewer = _answered(steps, given)
        search.smallest = True

    def side_by_side(self, searches: list[Search]) -> None:
        """Narrow the own rows of many places in the same re-runs, as if no school's rows moved another's answer; what
        is found so is then shown for each place by itself, or not used."""
        rows = [search for search in searches if search.components == ("data",)]
        for of in ("school", "district"):
            own = [(search, self.mixtures.own(search.place)) for search in rows if search.place.of == of]
            own = [(search, taken) for search, taken in own if taken.any() and (taken != search.taken).any()]
            if len(own) >= MANY:
                for search, kept in self._in_step(own):
                    if self.gives(search, kept):
                        search.taken = kept

    def _in_step(self, own: list[tuple[Search, Taken]]) -> list[tuple[Search, Taken]]:
        found: list[tuple[Search, Taken]] = []
        given = self._of_all(own)
        open_ = [
            (search, taken, steps, next(steps, None))
            for (search, taken), enough in zip(own, given, strict=True)
            if enough
            for steps in [narrowing(taken)]
        ]
        for _ in range(MOST_STEPS):
            found += [(search, taken) for search, taken, _, fewer in open_ if fewer is None]
            tried = [each for each in open_ if each[3] is not None]
            if not tried:
                break
            given = self._of_all([(search, fewer) for search, _, _, fewer in tried if fewer is not None])
            open_ = [
                (search, fewer if enough and fewer is not None else taken, steps, _answered(steps, enough))
                for (search, taken, steps, fewer), enough in zip(tried, given, strict=True)
            ]
        return found + [(search, taken) for search, taken, _, fewer in open_ if fewer is not None]

    def _of_all(self, tried: list[tuple[Search, Taken]]) -> list[bool]:
        """Whether each place has its new answer where the rows tried for every place are taken over."""
        if not tried or self.mixtures.reruns >= self.most:
            return [False] * len(tried)
        answers = self.mixtures.answers(np.logical_or.reduce([taken for _, taken in tried])) or {}
        return [answers.get(search.place, ABSENT) == search.after for search, _ in tried]


FEW = 6
MANY = 8
MOST_STEPS = 60


def narrowing(taken: Taken) -> Generator[Taken, bool, None]:
    """Halves, quarters and so on down to single differences taken away; it is told whether the answer stayed."""
    size = max(int(taken.sum()) // 2, 1)
    while True:
        removed = False
        numbers = np.flatnonzero(taken)
        for first in range(0, len(numbers), size):
            fewer = taken.copy()
            fewer[numbers[first : first + size]] = False
            if fewer.any() and (yield fewer):
                taken, removed = fewer, True
        if size == 1 and not removed:
            return
        size = max(size // 2, 1)


def _answered(steps: Generator[Taken, bool, None], given: bool) -> Taken | None:
    """The next that is to be tried."""
    try:
        return steps.send(given)
    except StopIteration:
        return None
