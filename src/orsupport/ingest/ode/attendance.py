"""Regular attenders: the students included, and those who attended more than nine days in ten."""

from __future__ import annotations

from typing import Any

from orsupport.ingest.ode.found import Found
from orsupport.ingest.ode.marks import Mark, Outcome, outcome
from orsupport.ingest.ode.sheets import Sheet
from orsupport.ingest.ode.wording import id_text, plain

COLUMNS = ("counted", "met", "percent")


def outcome_of(counted: Mark, met: Mark, percent: Mark) -> Outcome:
    """The result of a row."""
    return outcome(counted, met, percent)


def note_grade(sheet: Sheet, row: Any, id_at: int, found: Found) -> None:
    """Note which schools offer grade 12: ODE prints a grade's row for exactly the schools that offer the grade."""
    group = row[sheet.at["student_group"]]
    if isinstance(group, str) and group[:5].casefold() == "grade":
        found.grades_listed = True
        if plain(group) == "grade12":
            found.grade_12.add(id_text(row[id_at]))
