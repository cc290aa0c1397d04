"""At-A-Glance: what a school is, and its ninth-graders on track as a whole percent without a count."""

from __future__ import annotations

from typing import Any

from orsupport.ingest.ode.found import Found
from orsupport.ingest.ode.marks import BLANK, Mark, Outcome, outcome
from orsupport.ingest.ode.names import Names
from orsupport.ingest.ode.sheets import Sheet
from orsupport.ingest.ode.wording import plain, shown

COLUMNS = ("percent",)


def outcome_of(percent: Mark) -> Outcome:
    """The result of a row; a blank one does not apply."""
    return outcome(BLANK, BLANK, percent)


def note_facts(sheet: Sheet, row: Any, school_id: str, names: Names, found: Found, number: int) -> None:
    """Note a school's type, grades and county."""
    if school_id in found.glance:
        found.say(sheet.name, "school_id", "the school stands twice", school_id)
    printed = row[sheet.at["school_type"]]
    kind = names.of["school_type"].targets.get(plain(printed))
    if kind is None and shown(printed):
        found.not_known(sheet.name, "school_type", shown(printed), number)
    found.glance[school_id] = {
        "school_type": kind or "",
        "grades": shown(row[sheet.at["grades"]]),
        "county": shown(row[sheet.at["county"]]),
    }
