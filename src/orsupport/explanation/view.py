"""What was worked out, seen from one place."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import Answers, Value
from orsupport.clauses import answer, operands
from orsupport.context import Context, Inherited
from orsupport.exact import Exact
from orsupport.explanation.whole_state import WholeState
from orsupport.indicators.results import Result
from orsupport.measures.band import Step, steps
from orsupport.measures.counting import against
from orsupport.places import Places
from orsupport.rulebook.clauses import Clause, Comparison, read_half
from orsupport.rulebook.entries import Band
from orsupport.rulebook.names import Name


class View:
    """A trace seen from one school, or from the schools of one district; with `state`, what that holds is worked out
    for all places at once."""

    def __init__(
        self, whole: Context, schools: NDArray[np.int64], district: int, state: WholeState | None = None
    ) -> None:
        self.whole, self.book, self.names, self.year = whole, whole.book, whole.names, whole.year
        self.first_year = whole.first_year
        self._places: Places | None = None
        self.state = state
        self._schools, self._district = schools, np.array([district])
        self._values: dict[tuple[str, str | None], Value] = {}

    @property
    def places(self) -> Places:
        if self._places is None:
            self._places = self.whole.places.only(self._schools, int(self._district[0]))
        return self._places

    @places.setter
    def places(self, places: Places) -> None:
        self._places = places

    def clause(self, clause: Clause, at: Literal["group", "school", "district"]) -> Answers:
        """What a clause answers here."""
        if self.state is None:
            return answer(self, clause, at)
        answers = self.state.clause(clause, at)
        if len(answers) == 1:
            return answers
        return answers[self._district if at == "district" else self._schools]

    def operands(self, clause: Comparison) -> tuple[Value, Value]:
        """The measure and the limit of a comparison."""
        if self.state is None:
            return operands(self, clause)
        value, limit = self.state.operands(clause)
        return value, self.here(clause.limit, limit)

    def here(self, name: str, value: Value) -> Value:
        """What was worked out for all places, at these; what is the same everywhere stays as it is."""
        rows = value.shape[0]
        return value if self.state is None or rows == 1 else self._only(value, self._rows(name, rows))

    def fitting(self, part: str, that: str) -> Answers:
        """Whether a member of a count is of those that it counts."""
        if self.state is None:
            half = read_half(that)
            assert not isinstance(half, str)
            return against(self, self.value(part), *half)
        answers = self.state.fitting(part, that)
        return answers[self._rows(part, len(answers))]

    def steps(self, band: Band, member: Name, part: str) -> list[Step]:
        """Where each level of a member of a band begins, at all places."""
        return steps(self, band, member, band.begins) if self.state is None else self.state.steps(band, member, part)

    def _rows(self, name: str, length: int) -> NDArray[np.int64]:
        if length == 1 and len(self.whole.places.school_ids) > 1:
            return np.zeros(1, dtype=np.int64)
        found = self.names.get(name)
        return self._district if found is not None and found.level == "district" else self._schools

    def value(self, name: str, member: str | None = None) -> Value:
        if (name, member) not in self._values:
            self._values[name, member] = self._seen(name, member)
        return self._values[name, member]

    def _seen(self, name: str, member: str | None) -> Value:
        value = self.whole.value(name, member)
        return self._only(value, self._rows(name, value.shape[0]))

    @staticmethod
    def _only(value: Value, rows: NDArray[np.int64]) -> Value:
        low = value.low.wide(value.shape)[rows]
        high = low if value.high is value.low else value.high.wide(value.shape)[rows]
        return Value(low, high, value.held[rows], value.why[rows], value.unit, value.ladder)

    def family(self, name: str) -> dict[str, Value]:
        found = self.names.get(name)
        return {member: self.value(f"{name}.{member}") for member in (found.members if found and found.members else ())}

    def answer(self, name: str) -> Answers:
        answers = self.whole.answer(name)
        return answers[self._rows(name, len(answers) if len(answers) != 1 else 2)]

    def at(self, year: int) -> View:
        state = self.state.at(year) if self.state is not None else None
        return View(self.whole.at(year), self._schools, int(self._district[0]), state)

    def percent(self, number: str) -> Fraction:
        return self.whole.percent(number)

    def was(self, status: str) -> Answers:
        return self.whole.was(status)[self._schools]

    def since(self, status: str) -> NDArray[np.int64]:
        return self.whole.since(status)[self._schools]

    def inherited(self, status: str) -> list[Inherited]:
        here = {row: place for place, row in enumerate(self._schools.tolist())}
        inherited = self.whole.inherited(status)
        return [(here[row], group, year, prior) for row, group, year, prior in inherited if row in here]

    def denominator(self, indicator: str) -> Exact | None:
        students = self.whole.denominator(indicator)
        return students[self._schools] if students is not None else None

    def kinds(self, fact: str) -> tuple[NDArray[np.int64], list[str]]:
        codes, kinds = self.whole.kinds(fact)
        return codes[self._schools], kinds

    def behind(self, name: str) -> dict[str, NDArray[np.int64]]:
        return {key: numbers[self._schools] for key, numbers in self.whole.behind(name).items()}

    def result(self, indicator: str) -> Result:
        return self.whole.result(indicator)
