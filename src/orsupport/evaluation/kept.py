"""What was worked out so far, kept under its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import Answers, Value
from orsupport.context import Inherited
from orsupport.indicators.results import Result
from orsupport.numbers.found import FoundNumber

if TYPE_CHECKING:
    from orsupport.evaluation import Evaluation


class Kept:
    """The trace of an evaluation; empty at first."""

    def __init__(self) -> None:
        self._others: dict[int, Evaluation] = {}
        self._was: dict[str, Answers] = {}
        self._since: dict[str, NDArray[np.int64]] = {}
        self._inherited: dict[str, list[Inherited]] = {}
        self._results: dict[str, Result] = {}
        self._found: dict[tuple[str, str], FoundNumber] = {}
        self._families: dict[str, dict[str, Value]] = {}
        self._values: dict[tuple[str, str | None], Value] = {}
        self._answers: dict[str, Answers] = {}
        self._behind: dict[str, dict[str, NDArray[np.int64]]] = {}
        self._kinds: dict[str, tuple[NDArray[np.int64], list[str]]] = {}

    def kept_years(self) -> Iterator[tuple[int, Evaluation]]:
        """Every other year asked for so far."""
        yield from self._others.items()

    def kept_results(self) -> Iterator[tuple[str, Result]]:
        """What every indicator asked for so far was pooled from."""
        yield from self._results.items()

    def kept_found(self) -> Mapping[tuple[str, str], FoundNumber]:
        """Every number found in the data so far, by its name and what it was taken of."""
        return self._found

    def kept_families(self) -> Mapping[str, Mapping[str, Value]]:
        """Every measure worked out so far that works on one name at a time, and its members."""
        return self._families

    def kept_values(self) -> Iterator[tuple[str, Value]]:
        """Every value worked out so far: by name, by `family.member`, or by `number@member`."""
        for (name, member), value in list(self._values.items()):
            if len(self._families.get(name, ())) <= 1:
                yield (name if member is None else f"{name}@{member}"), value
        for name, family in self._families.items():
            for member, value in family.items():
                if (f"{name}.{member}", None) not in self._values:
                    yield f"{name}.{member}", value

    def kept_answers(self) -> Iterator[tuple[str, Answers]]:
        """Every fact and rule answered so far."""
        yield from self._answers.items()
        yield from ((f"was {status}", answers) for status, answers in self._was.items())

    def kept_kinds(self) -> Iterator[tuple[str, tuple[NDArray[np.int64], list[str]]]]:
        """The kinds of schools of every fact by which anything was chosen so far."""
        yield from self._kinds.items()
