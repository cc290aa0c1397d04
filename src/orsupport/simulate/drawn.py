"""The whole numbers that are drawn of a made-up State: by school and cell, and added up to student groups."""

from __future__ import annotations

from dataclasses import dataclass, field

from orsupport.simulate.calibration import Numbers, Whole
from orsupport.simulate.growth import Grown
from orsupport.simulate.students import GROUPS

SUBJECTS = ("ela", "math")


@dataclass(frozen=True)
class Cells:
    """One indicator in one simulated year; int64 [school, cell], `expected` where there is participation."""

    counted: Whole
    met: Whole
    expected: Whole | None = None


@dataclass(frozen=True)
class YearDrawn:
    """The students of one simulated year, int64.

    `pupils`: enrolled, [school, cell, grade]. `present`: of them, at the school for 75 days and there in May, and
    `recent`: of these, in their first year in the country, both [school, *grades.STANDING].
    `growing`: of those counted in a subject, who are in a grade with growth, [school, cell].
    `cells`: the shares by indicator. `grown`: the growth of a subject. Where former members count, cells hold them.
    """

    pupils: Whole
    present: Whole
    recent: Whole
    growing: dict[str, Whole] = field(default_factory=dict)
    cells: dict[str, Cells] = field(default_factory=dict)
    grown: dict[str, Grown] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """One indicator in one simulated year by student group, [school, group] in the order of GROUPS.

    `met` is None and `values` the medians for growth. `groups`: those that have it.
    """

    indicator: str
    year: int
    counted: Whole
    met: Whole | None = None
    expected: Whole | None = None
    values: Numbers | None = None
    groups: tuple[str, ...] = GROUPS

    @property
    def class_year(self) -> int:
        """The simulated year in which the students were at the school: for completion, that of the class before."""
        return self.year - (self.indicator == "completion_5yr")
