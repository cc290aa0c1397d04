"""The results behind an answer that no number of students moves: masked ones, and those published without students."""

from __future__ import annotations

from orsupport.answers import NO
from orsupport.take.changed_counts import Shared
from orsupport.take.rows import YearRows
from orsupport.take.steps import Limits
from orsupport.take.trying import Problem


class Unmoved:
    """The results of one evaluation that stand as they are."""

    def __init__(self, shared: Shared, rows: YearRows, limits: Limits) -> None:
        self.shared, self.rows, self.limits = shared, rows, limits

    def said(self, problem: Problem) -> str:
        """In brackets, with a space before them; "" where there are none."""
        masked: list[str] = []
        bare: list[str] = []
        for name in self.limits.of(problem.key) or self.shared.book.indicator:
            if self._stands(name, problem):
                label = self.shared.book.indicator[name].label
                (masked if self._is_masked(name, problem) else bare).append(label)
        said = ((masked, "masked"), (bare, "published without the number of students who met the bar"))
        parts = [f"{words}: {', '.join(labels)}" for labels, words in said if labels]
        return f" ({'; '.join(parts)})" if parts else ""

    def _stands(self, name: str, problem: Problem) -> bool:
        """Whether the indicator is rated of students whose number the results of the year do not say."""
        if self.rows.is_given(name) or self.shared.trace.value(name).held[problem.school, problem.group] == NO:
            return False
        cells = self.rows.cells(name, self.shared.trace.places.groups[problem.group])
        return cells is not None and not cells.exact[problem.school]

    def _is_masked(self, name: str, problem: Problem) -> bool:
        value, at = self.shared.trace.value(name), (problem.school, problem.group)
        return value.low.wide(value.shape).fraction(at) != value.high.wide(value.shape).fraction(at)
