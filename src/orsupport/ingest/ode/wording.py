"""Names and school years as people write them -> one spelling."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*[-–/]\s*(?:20)?(\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)(\d\d)(?!\d)")
_SPACES = re.compile(r"\s+")


def plain(name: object) -> str:
    """A name without what makes no difference: capitals, spaces, line breaks."""
    return _SPACES.sub("", str(name)).casefold()


def shown(name: object) -> str:
    """A name on one line."""
    return _SPACES.sub(" ", str(name)).strip()


def plain_heading(heading: object) -> str:
    """A column's name, plain, with {year} in place of a school year."""
    return plain(_YEAR.sub("{year}", str(heading)))


def school_years(text: object, short: bool = False) -> list[str]:
    """The school years in a text, as in 2024-25; `short` also takes 2425, as in names of files and sheets."""
    found = [f"{one}-{other}" for one, other in _YEAR.findall(str(text)) if _follows(one, other)]
    if short and not found:
        found = [f"20{one}-{other}" for one, other in _SHORT_YEAR.findall(str(text)) if _follows(one, other)]
    return found


def year_after(school_year: str) -> str:
    """The school year after another."""
    first = int(school_year[:4]) + 1
    return f"{first}-{(first + 1) % 100:02d}"


def _follows(one: str, other: str) -> bool:
    return (int(one) + 1) % 100 == int(other)


def id_text(cell: object) -> str:
    """A school's or district's id as the State prints it, whether the cell holds text or a number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
