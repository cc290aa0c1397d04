"""What a number, a measure or a clause may ask for while it is worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from orsupport.answers import Answers, Value
from orsupport.places import Places
from orsupport.rulebook.entries import Rulebook
from orsupport.rulebook.names import Names

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

    from orsupport.counts import Counts
    from orsupport.exact import Exact
    from orsupport.history import History
    from orsupport.indicators.results import Result

Inherited = tuple[int, int, int, str]


class Context(Protocol):
    """One year of one State under one rulebook. Values are shaped (schools, groups), (schools, 1), (districts, 1) or
    (1, 1), so that they meet one another place by place."""

    book: Rulebook
    names: Names
    places: Places
    year: int
    first_year: int  # of the results

    def value(self, name: str, member: str | None = None) -> Value:
        """An indicator, a measure, `family.member`, or a number (as `member`, an indicator, reads it)."""
        ...

    def family(self, name: str) -> dict[str, Value]:
        """The members of a family."""
        ...

    def answer(self, name: str) -> Answers:
        """A fact or a rule."""
        ...

    def at(self, year: int) -> Context:
        """The same State under the same rulebook as if another year were the year of the run."""
        ...

    def percent(self, number: str) -> Fraction:
        """A number of the file that is one percentage."""
        ...

    def was(self, status: str) -> Answers:
        """YES where the status was held last year, NO where not."""
        ...

    def since(self, status: str) -> NDArray[np.int64]:
        """The first and the last of the unbroken years up to last year in which the status was held; 0 where not."""
        ...

    def inherited(self, status: str) -> list[Inherited]:
        """Who held the status in an earlier year as another school, that it came of: the rows of school and student
        group, the year, and the id of the other school."""
        ...

    def denominator(self, indicator: str) -> Exact | None:
        """The students by which a share was divided, where participation may make them more than those counted."""
        ...

    def behind(self, name: str) -> dict[str, NDArray[np.int64]]:
        """The whole numbers behind a value, for its explanation (see `behind`)."""
        ...

    def kinds(self, fact: str) -> tuple[NDArray[np.int64], list[str]]:
        """Which value of a flag or text fact each school has, and the values."""
        ...

    def result(self, indicator: str) -> Result:
        """What an indicator was pooled from."""
        ...


class Working(Context, Protocol):
    """A year that is being worked out, with the data at hand; a saved trace answers without them."""

    counts: Counts
    history: History
    is_earlier: bool  # asked for by the year of the run, and not itself that year

    def at(self, year: int) -> Working: ...
