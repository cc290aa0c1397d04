"""What the explanations of all places of a State share: each clause answered, each level begun and each table read once
for all of them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Literal

import pyarrow as pa

from orsupport.answers import Answers, Value
from orsupport.clauses import answer, operands
from orsupport.context import Context
from orsupport.explanation.figures import Node
from orsupport.measures.band import Step, steps
from orsupport.measures.counting import against
from orsupport.ratings import id_column
from orsupport.rulebook.clauses import Clause, Comparison, read_half
from orsupport.rulebook.entries import Band
from orsupport.rulebook.names import Name

At = Literal["group", "school", "district"]


class WholeState:
    """A trace, asked about all of its places at once. For one place alone that would be more work, not less."""

    def __init__(self, trace: Context, tables: dict[str, pa.Table]) -> None:
        self.trace, self.tables = trace, tables
        self.limits: dict[tuple[str, int, int, int], tuple[Value, Node]] = {}  # of what is the same for every school
        self._clauses: dict[tuple[Clause, At], Answers] = {}
        self._operands: dict[Comparison, tuple[Value, Value]] = {}
        self._fitting: dict[tuple[str, str], Answers] = {}
        self._steps: dict[str, list[Step]] = {}
        self._years: dict[int, WholeState] = {}

    def at(self, year: int) -> WholeState:
        if year not in self._years:
            self._years[year] = WholeState(self.trace.at(year), self.tables)
        return self._years[year]

    @cached_property
    def ratings(self) -> dict[str, list[Node]]:
        """The rows of `ratings` of each place."""
        found: dict[str, list[Node]] = defaultdict(list)
        column = id_column(self.trace.book)
        for row in self.tables["ratings"].to_pylist():
            found[row[column]].append(row)
        return found

    @cached_property
    def records(self) -> dict[str, list[Node]]:
        """The rows of `schools` and of `districts`."""
        return {name: self.tables[name].to_pylist() for name in ("schools", "districts")}

    @cached_property
    def rows(self) -> dict[str, dict[str, int]]:
        """The row of each of them, by its id."""
        ids = {"schools": "school_id", "districts": "district_id"}
        return {name: {row[key]: at for at, row in enumerate(self.records[name])} for name, key in ids.items()}

    def clause(self, clause: Clause, at: At) -> Answers:
        """What a clause answers at every place of the level."""
        if (clause, at) not in self._clauses:
            self._clauses[clause, at] = answer(self.trace, clause, at)
        return self._clauses[clause, at]

    def operands(self, clause: Comparison) -> tuple[Value, Value]:
        """The measure and the limit of a comparison."""
        if clause not in self._operands:
            self._operands[clause] = operands(self.trace, clause)
        return self._operands[clause]

    def fitting(self, part: str, that: str) -> Answers:
        """Whether a member of a count is of those that it counts."""
        if (part, that) not in self._fitting:
            half = read_half(that)
            assert not isinstance(half, str)
            self._fitting[part, that] = against(self.trace, self.trace.value(part), *half)
        return self._fitting[part, that]

    def steps(self, band: Band, member: Name, part: str) -> list[Step]:
        """Where each level of a member of a band begins."""
        if part not in self._steps:
            self._steps[part] = steps(self.trace, band, member, band.begins)
        return self._steps[part]
