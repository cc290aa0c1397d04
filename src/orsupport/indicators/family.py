"""The families of indicators that are counted from student records: each has one definition, in a module of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orsupport.indicators import (
    achievement,
    attendance,
    english_proficiency,
    graduation,
    growth_percentiles,
    ninth_grade,
)
from orsupport.indicators.rows import FamilyRows, Former, with_lanes
from orsupport.rulebook import Rulebook
from orsupport.rulebook.count_entries import CountEntry

__all__ = ["FamilyRows", "Former", "family_rows", "with_lanes"]

ROWS: dict[str, Callable[[str, Any, Rulebook], FamilyRows]] = {
    "achievement": achievement.rows,
    "growth percentiles": growth_percentiles.rows,
    "english proficiency": english_proficiency.rows,
    "attendance": attendance.rows,
    "ninth grade": ninth_grade.rows,
    "graduation": graduation.rows,
}


def family_rows(indicator: str, entry: CountEntry, book: Rulebook) -> FamilyRows:
    """Which rows of which record table the indicator counts, as the rules file has it."""
    return ROWS[entry.family](indicator, entry, book)
