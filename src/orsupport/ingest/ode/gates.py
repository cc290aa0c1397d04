"""Which rows are read: what stands in a row's telling cells, and why a row is set aside."""

from __future__ import annotations

from typing import Any, NamedTuple

from orsupport.ingest.ode.found import Found
from orsupport.ingest.ode.names import Names
from orsupport.ingest.ode.sheets import Sheet
from orsupport.ingest.ode.wording import plain, school_years, shown


class Verdict(NamedTuple):
    """What a telling cell means: what we call it, or what is set aside and why, or neither: it is not known."""

    target: str = ""
    what: str = ""
    why: str = ""


_ORDER = ("institution", "subject", "grade", "student_group")


class Gates:
    """The telling cells of a sheet's rows: institution, subject, grade, student group, and the school year."""

    def __init__(self, sheet: Sheet, names: Names, found: Found) -> None:
        self.sheet, self.found = sheet, found
        self._gates: list[tuple[str, int, dict[Any, Verdict]]] = [
            (thing, sheet.at[thing], {}) for thing in _ORDER if thing in sheet.at
        ]
        self._names = names
        self._year_at = sheet.at.get("year")
        self._years: dict[Any, str] = {}

    def read(self, row: Any, number: int) -> dict[str, str] | None:
        """What each telling cell is called here, or None for a row that is set aside or not known."""
        targets: dict[str, str] = {}
        for thing, at, known in self._gates:
            cell = row[at]
            verdict = known.get(cell)
            if verdict is None:
                verdict = known[cell] = self._verdict(thing, cell)
            if verdict.why:
                self.found.set_aside[self.sheet.name, verdict.what, verdict.why] += 1
                return None
            if not verdict.target:
                self.found.not_known(self.sheet.name, thing, shown(cell), number)
                return None
            targets[thing] = verdict.target
        return targets

    def year(self, row: Any, number: int) -> str:
        """The row's school year, empty where it has none that can be read (which is a problem)."""
        if self._year_at is None:
            return self.sheet.year
        cell = row[self._year_at]
        year = self._years.get(cell)
        if year is None:
            told = school_years(cell)
            year = self._years[cell] = told[0] if len(told) == 1 else ""
            if year and self.sheet.year not in ("", year):
                self.found.say(self.sheet.name, "", f"the rows are of {year}, the sheet's name of {self.sheet.year}")
        if not year:
            self.found.not_understood(self.sheet.name, self.sheet.headings[self._year_at], shown(cell), number)
        return year

    def _verdict(self, thing: str, cell: Any) -> Verdict:
        known = self._names.of[thing]
        name = plain(cell)
        if name in known.targets:
            return Verdict(known.targets[name])
        if name in known.aside:
            label = {"student_group": "student group", "institution": "rows of"}.get(thing, thing)
            return Verdict("", f"{label} {shown(cell)}", known.aside[name])
        return Verdict()
