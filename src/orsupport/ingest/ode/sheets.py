"""A sheet, recognised by its headings: what kind it is, where its columns stand, and of which school year it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from orsupport.ingest.ode.found import Found
from orsupport.ingest.ode.names import KINDS, Known, Names
from orsupport.ingest.ode.wording import plain, plain_heading, school_years, shown, year_after

Rows = Sequence[Sequence[Any]]

_LOOKED_AT = 15
_TELLING = 4
_MAY_LACK = {
    "attendance": {"year"},
    "assessment": {"grade"},
    "glance": set[str](),
    "cohort_4yr": set[str](),
    "cohort_5yr": set[str](),
}
_YEAR_IN_HEADING = {"cohort_4yr": "percent", "cohort_5yr": "graduation_rate", "glance": "class_before"}


@dataclass(frozen=True)
class Sheet:
    """A sheet of a known kind. `at`: where each column stands. `rows` begin at row number `first`, as a spreadsheet
    counts. `year`: from the headings or the sheet's name, empty where only the rows tell. `complete`: whether no column
    is missing and nothing contradicts the year."""

    name: str
    kind: str
    at: dict[str, int]
    headings: tuple[str, ...]
    rows: Rows
    first: int
    year: str
    complete: bool = True


def recognise(name: str, rows: Rows, names: Names, found: Found) -> Sheet | None:
    """The sheet, if its headings are of a kind that is read; what is wrong with it goes to `found`.

    A sheet with a name of notes, or empty, is set aside. Unknown headings are problems of the whole file.
    """
    kind, at_row = _kind(rows, names)
    if kind is None:
        why = names.of["sheet"].aside.get(plain(name))
        filled = sum(1 for row in rows if any(shown(cell) for cell in row))
        found.rows += filled
        if filled:
            found.set_aside[name, "sheet", why or ""] += filled
        return None
    found.recognised = True
    headings = tuple(shown(cell) for cell in rows[at_row])
    for row in rows[:at_row]:
        if any(shown(cell) for cell in row):
            found.rows += 1
            found.set_aside[name, "row above the headings", "no data"] += 1
    at = _columns(name, kind, headings, names, found, len(rows) - at_row - 1)
    lacking = set(names.columns(kind).targets.values()) - set(at) - _MAY_LACK[kind]
    for target in sorted(lacking):
        _missing(name, kind, target, headings, names, found)
    year = _year(name, kind, at, headings, found)
    complete = not lacking and year is not None
    return Sheet(name, kind, at, headings, rows[at_row + 1 :], at_row + 2, year or "", complete)


def _kind(rows: Rows, names: Names) -> tuple[str | None, int]:
    """The kind whose headings a row near the top has the most of, and that row."""
    best: tuple[int, str | None, int] = (_TELLING - 1, None, 0)
    for number, row in enumerate(rows[:_LOOKED_AT]):
        headings = {plain_heading(cell) for cell in row if cell != ""}
        for kind in KINDS:
            columns = names.columns(kind)
            count = sum(1 for heading in headings if heading in columns.targets or heading in columns.aside)
            if 2 * count >= len(headings) and count > best[0]:
                best = (count, kind, number)
    return best[1], best[2]


def _columns(name: str, kind: str, headings: tuple[str, ...], names: Names, found: Found, rows: int) -> dict[str, int]:
    columns = names.columns(kind)
    at: dict[str, int] = {}
    for place, heading in enumerate(headings):
        key = plain_heading(heading)
        target = columns.targets.get(key)
        if target is not None and target in at:
            found.say(name, heading, f"the column stands twice, also as {headings[at[target]]!r}")
        elif target is not None:
            at[target] = place
        elif key in columns.aside:
            found.columns.append((name, f"column {heading}", columns.aside[key]))
        elif heading:
            found.not_known(name, f"column.{kind}", heading, 0, rows)
    return at


def _missing(name: str, kind: str, target: str, headings: tuple[str, ...], names: Names, found: Found) -> None:
    known = names.columns(kind)
    wanted = [each for each, of in known.targets.items() if of == target]
    strange = {plain_heading(each): each for each in headings if not _is_known(each, known)}
    near = [close for each in wanted for close in get_close_matches(each, strange, 1, 0.6)]
    hint = f"{strange[near[0]]!r} may be it" if near else ""
    found.lacking.add((f"column.{kind}", target))
    called = " or ".join(repr(known.spelt[each]) for each in wanted[:2])
    found.say(name, target, f"the column is missing; ODE calls it {called}", hint)


def _is_known(heading: str, known: Known) -> bool:
    return plain_heading(heading) in known.targets or plain_heading(heading) in known.aside


def _year(name: str, kind: str, at: dict[str, int], headings: tuple[str, ...], found: Found) -> str | None:
    """The school year in the headings or the sheet's name, empty if neither has one; None where they disagree."""
    years = set(school_years(name, short=True))
    telling = _YEAR_IN_HEADING.get(kind)
    if telling in at:
        told = school_years(headings[at[telling]])
        years |= {year_after(year) for year in told} if kind == "glance" else set(told)
        if not told:
            found.say(name, headings[at[telling]], "the heading names no school year")
            return None
    if len(years) > 1:
        found.say(name, "", f"the sheet names more than one school year: {', '.join(sorted(years))}")
        return None
    if not years and "year" not in at:
        found.say(
            name, "", "nothing says of which school year it is: no year in the sheet's name, and no column for it"
        )
        return None
    return next(iter(years), "")
