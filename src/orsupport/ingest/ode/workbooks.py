"""One of ODE's files, opened and read whole: workbooks with python-calamine, At-A-Glance as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from orsupport.bounds import WORKBOOK, read_bytes
from orsupport.ingest.ode.found import Found
from orsupport.ingest.ode.names import Names
from orsupport.ingest.ode.packed import DAMAGED, RefusedWorkbookError, refuse_large
from orsupport.ingest.ode.rows import note_names, read_rows
from orsupport.ingest.ode.sheets import Rows, recognise
from orsupport.ingest.ode.wording import school_years

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXTS = (".csv",)


class UnreadableError(Exception):
    """The file cannot be read; the text says why, in the user's words."""


def sheets_of(path: Path) -> Iterator[tuple[str, Rows]]:
    """Each sheet's name and its rows of cells (text, or numbers as float). Raises UnreadableError."""
    if path.suffix.lower() in TEXTS:
        yield "", _csv_rows(path)
        return
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        refuse_large(path)
    except RefusedWorkbookError as error:
        raise UnreadableError(str(error)) from error
    except OSError as error:
        raise UnreadableError(f"the file cannot be opened: {error.strerror}") from error
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError(DAMAGED) from error
    except BaseException as error:  # what the library that reads workbooks was not ready for is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableError(DAMAGED) from error


def _csv_rows(path: Path) -> Rows:
    try:
        data = read_bytes(path, WORKBOOK)
    except OSError as error:
        raise UnreadableError(f"the file cannot be opened: {error.strerror}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise UnreadableError(f"is no CSV file that can be read: {error}") from error


def read_file(path: Path, names: Names) -> Found:
    """Everything that one file gives; what is wrong with it stands in `problems`, `unknown` and `spoilt`."""
    found = Found(path.name)
    try:
        for name, rows in sheets_of(path):
            sheet = recognise(name, rows, names, found)
            if sheet is not None and sheet.complete:
                read_rows(sheet, names, found)
            elif sheet is not None:
                note_names(sheet, names, found)
    except UnreadableError as error:
        found.say("", "", str(error))
        return found
    if found.recognised:
        _nothing_lost(found)
        _one_year(found)
    return found


def _nothing_lost(found: Found) -> None:
    for sheet, what, why in list(found.set_aside):
        if what == "sheet" and not why:
            problem = "is not known as notes, and its headings are of no kind of sheet that is known"
            found.say(sheet, "", problem)


def _one_year(found: Found) -> None:
    """One file is of one school year, and a year in the file's name must be that one."""
    years = sorted({year for _, year in found.holds})
    if len(years) > 1:
        found.say("", "", f"the file holds more than one school year: {', '.join(years)}")
    named = school_years(found.file, short=True)
    if len(years) == 1 and named and named != years:
        found.say("", "", f"the file's name says {', '.join(named)}, what stands in it is of {years[0]}")
