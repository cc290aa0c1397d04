"""The rows of a recognised sheet -> results, schools, and what was set aside: each row to one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orsupport.ingest.ode import assessment, attendance, cohort, glance
from orsupport.ingest.ode.found import Found, Listed, Result
from orsupport.ingest.ode.gates import Gates
from orsupport.ingest.ode.marks import Mark, Outcome, UnknownMarkError, mark
from orsupport.ingest.ode.names import Names
from orsupport.ingest.ode.sheets import Sheet
from orsupport.ingest.ode.wording import id_text, shown

Reading = tuple[tuple[str, ...], Callable[..., Outcome]]

READINGS: dict[str, Reading] = {
    "assessment": (assessment.COLUMNS, assessment.outcome_of),
    "attendance": (attendance.COLUMNS, attendance.outcome_of),
    "cohort_4yr": (cohort.COLUMNS_4YR, cohort.graduation),
    "cohort_5yr": (cohort.COLUMNS_5YR, cohort.completion),
    "glance": (glance.COLUMNS, glance.outcome_of),
}
INDICATORS = {
    "attendance": "regular_attenders",
    "cohort_4yr": "graduation_4yr",
    "cohort_5yr": "completion_5yr",
    "glance": "ninth_grade_on_track",
}
_NO_RESULT = {
    "glance": "nothing is printed: it does not apply; the school is in schools",
    "attendance": "no result is printed",
}


def read_rows(sheet: Sheet, names: Names, found: Found) -> None:
    """Give every row of the sheet to `found`: as a result, as set aside, or as something that is not known."""
    gates = Gates(sheet, names, found)
    columns, outcome_of = READINGS[sheet.kind]
    places = [sheet.at[column] for column in columns]
    id_at, name_at = sheet.at["school_id"], sheet.at["school_name"]
    district_at, district_name_at = sheet.at["district_id"], sheet.at["district_name"]
    cells: dict[Any, Mark] = {}
    ids: dict[Any, str] = {}
    widest = max(sheet.at.values())
    for number, row in enumerate(sheet.rows, start=sheet.first):
        found.rows += 1
        if len(row) <= widest or (row[id_at] == "" and not any(shown(cell) for cell in row)):
            _short(sheet, row, number, found)
            continue
        if sheet.kind == "attendance":
            attendance.note_grade(sheet, row, id_at, found)
        targets = gates.read(row, number)
        if targets is None:
            continue
        year = gates.year(row, number)
        if not year:
            continue
        school_id = ids.get(row[id_at]) or ids.setdefault(row[id_at], id_text(row[id_at]))
        if not school_id:
            found.not_understood(sheet.name, sheet.headings[id_at], "(empty)", number)
            continue
        if school_id not in found.schools:
            found.schools[school_id] = Listed(
                shown(row[name_at]), id_text(row[district_at]), shown(row[district_name_at])
            )
        if sheet.kind == "glance":
            glance.note_facts(sheet, row, school_id, names, found, number)
        elif targets.get("institution") == "high_school":
            found.high_schools.add(school_id)
        indicator = targets.get("subject") or INDICATORS[sheet.kind]
        found.holds.add((indicator, year))
        marks = _marks([row[place] for place in places], cells, sheet, places, number, found)
        if marks is None:
            continue
        try:
            outcome = outcome_of(*marks)
        except UnknownMarkError as error:
            found.not_understood(sheet.name, ", ".join(columns), str(error), number)
            continue
        if outcome.how == "nothing":
            printed = ", ".join(dict.fromkeys(shown(row[place]) or "(blank)" for place in places))
            why = _NO_RESULT.get(sheet.kind, "no result is printed")
            found.set_aside[sheet.name, f"rows with {printed}", why] += 1
            continue
        group = targets.get("student_group", "all")
        found.keep(Result(year, school_id, group, indicator, outcome), f"{sheet.name}, row {number}")


def note_names(sheet: Sheet, names: Names, found: Found) -> None:
    """Look through the rows of a sheet that cannot be read for names that are not known, and for nothing else."""
    gates = Gates(sheet, names, found)
    widest = max(sheet.at.values())
    for number, row in enumerate(sheet.rows, start=sheet.first):
        if len(row) > widest and any(shown(cell) for cell in row):
            gates.read(row, number)


def _marks(
    given: list[Any], cells: dict[Any, Mark], sheet: Sheet, places: list[int], number: int, found: Found
) -> list[Mark] | None:
    """The cells as marks; each distinct cell is read once."""
    marks = []
    for cell, place in zip(given, places, strict=True):
        known = cells.get(cell)
        if known is None:
            try:
                known = cells[cell] = mark(cell)
            except UnknownMarkError as error:
                found.not_understood(sheet.name, sheet.headings[place], str(error), number)
                return None
        marks.append(known)
    return marks


def _short(sheet: Sheet, row: Any, number: int, found: Found) -> None:
    if any(shown(cell) for cell in row):
        found.not_understood(sheet.name, "", f"a row of {len(row)} cells", number)
    else:
        found.set_aside[sheet.name, "blank row", "nothing in it"] += 1
