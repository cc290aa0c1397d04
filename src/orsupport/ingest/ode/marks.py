"""Every mark that ODE prints in place of a number -> a count, bounds, or a reason why there is no result."""

from __future__ import annotations

import re
from typing import NamedTuple

HIDDEN, NONE, DASH, INAPPLICABLE, BLANK = "*", "--", "-", "NA", ""
FEWEST = 10
"""Students: a count below it is not printed, and a percent is printed only from it on."""

_NUMBER = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?")
_BOUND = re.compile(r"([<>])(\d+(?:\.\d+)?)")
_FINEST = 6


class Bound(NamedTuple):
    """A percent of which only a bound is printed."""

    low: float
    high: float


Mark = float | str | Bound


class Outcome(NamedTuple):
    """One row's result in the contract's columns, and how it came about: exact, recovered, masked, value or none."""

    how: str
    counted: int | None = None
    met: int | None = None
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    counted_low: int | None = None
    counted_high: int | None = None
    agrees: bool | None = None
    """Whether the counts give the percent that is printed; None where either is not printed."""


class UnknownMarkError(ValueError):
    """A cell holds something that is neither a number nor a known mark."""


def mark(cell: object) -> Mark:
    """What a cell says: a number, a Bound, or one of HIDDEN, NONE, DASH, INAPPLICABLE, BLANK.

    A percent sign and commas in thousands are left out. Raises UnknownMarkError.
    """
    if isinstance(cell, float):
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        return float(cell)
    text = "" if cell is None else str(cell).replace("\xa0", "").replace(" ", "").strip().removesuffix("%")
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", ""))
    bound = _BOUND.fullmatch(text)
    if bound:
        edge = float(bound[2])
        if edge <= 100:
            return Bound(0.0, edge) if bound[1] == "<" else Bound(edge, 100.0)
    if text in ("*", "**", "***"):
        return HIDDEN
    if text in ("--", "–", "—"):
        return NONE
    if text == "-":
        return DASH
    if text.upper() in ("NA", "N/A"):
        return INAPPLICABLE
    if text == "":
        return BLANK
    raise UnknownMarkError(str(cell))


def count(given: Mark) -> int | None:
    """A whole number of students, where one is printed. Raises UnknownMarkError for a broken or negative number."""
    if not isinstance(given, float):
        return None
    if given < 0 or not given.is_integer():
        raise UnknownMarkError(f"{given:g}")
    return int(given)


def outcome(counted: Mark, met: Mark, percent: Mark) -> Outcome:
    """The result of one row: students who count, those who met the bar, and the percent, each as printed.

    A row without students has how "none". Raises UnknownMarkError for a number that no count or percent can be.
    """
    students, those = count(counted), count(met)
    if isinstance(percent, float) and not 0 <= percent <= 100:
        raise UnknownMarkError(f"{percent:g}")
    if students == 0:
        return Outcome("none", 0, 0)
    if students is not None and those is not None:
        if those > students:
            raise UnknownMarkError(f"{those} of {students}")
        agrees = rounded(those, students, *_scaled(percent)) if isinstance(percent, float) else None
        return Outcome("exact", students, those, agrees=agrees)
    if students is not None:
        return _beside(students, percent)
    if isinstance(percent, float):
        return Outcome("value", value=percent, counted_low=FEWEST)
    if isinstance(percent, Bound):
        return Outcome("masked", value_low=percent.low, value_high=percent.high, counted_low=FEWEST)
    if counted == NONE and percent == NONE:
        return Outcome("none", 0, 0)
    if HIDDEN in (counted, percent):
        return Outcome("masked", value_low=0.0, value_high=100.0, counted_low=0, counted_high=FEWEST - 1)
    return Outcome("nothing")


def _beside(students: int, percent: Mark) -> Outcome:
    """A hidden numerator beside a known denominator."""
    if isinstance(percent, float):
        fitting = recovered(students, percent)
        if fitting is not None:
            return Outcome("recovered", students, fitting)
        half = 0.5 / 10 ** _scaled(percent)[1]
        return Outcome("masked", students, value_low=max(percent - half, 0.0), value_high=min(percent + half, 100.0))
    if isinstance(percent, Bound):
        return Outcome("masked", students, value_low=percent.low, value_high=percent.high)
    if percent in (INAPPLICABLE, BLANK):
        return Outcome("nothing")
    return Outcome("masked", students, value_low=0.0, value_high=100.0)


def recovered(students: int, percent: float) -> int | None:
    """The only number of students that gives the percent as printed, rounded half up; None where several or none do."""
    scaled, decimals = _scaled(percent)
    near = round(students * percent / 100)
    width = students // (200 * 10**decimals) + 2
    tried = range(max(near - width, 0), min(near + width, students) + 1)
    fitting = [those for those in tried if rounded(those, students, scaled, decimals)]
    return fitting[0] if len(fitting) == 1 else None


def rounded(those: int, students: int, scaled: int, decimals: int) -> bool:
    """Whether a share, rounded half up to so many decimals of a percent, is the scaled percent."""
    return (2 * 100 * 10**decimals * those + students) // (2 * students) == scaled


def _scaled(percent: float) -> tuple[int, int]:
    """A printed percent as a whole number, and its decimals: at least one, as ODE rounds."""
    decimals = min(max(len(repr(percent).partition(".")[2]), 1), _FINEST)
    return round(percent * 10**decimals), decimals
