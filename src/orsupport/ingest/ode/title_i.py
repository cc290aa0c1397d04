"""Which schools receive Title I-A funds, from the National Center for Education Statistics' status by school."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from orsupport.bounds import WORKBOOK, read_bytes, refuse
from orsupport.ingest.ode.reading import HEADING
from orsupport.ingest.ode.wording import plain, school_years
from orsupport.problems import InputError, Problem

RECEIVES = {"1": "false", "2": "true", "3": "true", "4": "false", "5": "true", "6": "false"}
"""Codes 1 and 4 are schools that could have a programme and have none; 6 is not eligible."""

ID, STATUS = "school_id", "title_i_school_status"


@dataclass
class TitleI:
    """`receives`: "true", "false" or "" (unknown) by school; `year`: from the file's name, empty where it has none."""

    file: str
    year: str
    receives: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    set_aside: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def is_title_i(path: Path) -> bool:
    """Whether a file's headings are those of the Title I file."""
    try:
        refuse(path, WORKBOOK)
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            headings = {plain(cell) for cell in next(csv.reader(file), [])}
    except (OSError, csv.Error):
        return False
    return {ID, STATUS} <= headings


def read_title_i(path: str | PathLike[str]) -> TitleI:
    """Read the file. Raises InputError, which lists everything that is wrong with it."""
    place = Path(path)
    try:
        text = read_bytes(place, WORKBOOK).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except OSError as error:
        raise InputError([Problem(str(path), "", f"the file cannot be opened: {error.strerror}")], HEADING) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Problem(place.name, "", "is no CSV file in UTF-8")], HEADING) from error
    headings = [plain(cell) for cell in rows[0]] if rows else []
    lacking = [column for column in (ID, STATUS) if column not in headings]
    if lacking:
        raise InputError([Problem(place.name, column, "the column is missing") for column in lacking], HEADING)
    years = school_years(place.name)
    found = TitleI(place.name, years[0] if years else "")
    problems = []
    id_at, status_at = headings.index(ID), headings.index(STATUS)
    for number, row in enumerate(rows[1:], start=2):
        found.rows += 1
        if len(row) <= max(id_at, status_at):
            if any(row):
                problems.append(Problem(place.name, "", "a row that is too short", 1, number))
            else:
                found.set_aside["", "blank row", "nothing in it"] += 1
            continue
        school_id, receives = row[id_at].strip(), RECEIVES.get(row[status_at].strip()[:1], "")
        if found.receives.get(school_id, receives) != receives:
            problems.append(Problem(place.name, STATUS, "two statuses for one school", 1, number, school_id))
        if school_id in found.receives:
            found.set_aside["", "repeated school", "one row is used"] += 1
        found.receives[school_id] = receives
    if problems:
        raise InputError(problems, HEADING)
    return found
