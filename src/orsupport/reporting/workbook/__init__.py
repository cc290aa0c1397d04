"""The workbook that analysts and districts work with, drawn from one run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orsupport.reporting.content import Content
from orsupport.reporting.words import WORDS
from orsupport.reporting.workbook.aside import aside
from orsupport.reporting.workbook.districts import districts
from orsupport.reporting.workbook.levels import are_numbers, places
from orsupport.reporting.workbook.moved import moved
from orsupport.reporting.workbook.ratings import cuts, ratings
from orsupport.reporting.workbook.rules import rules
from orsupport.reporting.workbook.schools import every, groups, identified, unsure
from orsupport.reporting.workbook.scope import Scope
from orsupport.reporting.workbook.sheet import Sheet
from orsupport.reporting.workbook.summary import summary
from orsupport.reporting.workbook.writer import MOST_ROWS, Writer

__all__ = ["write_workbook"]

T = WORDS["workbook"]
IN_MEMORY = 200_000  # ratings at most


def write_workbook(content: Content, path: Path, district: str | None = None) -> None:
    """Write the run as an Excel workbook; of one district only its own schools, their cells, levels and flags.

    The same run gives the same bytes. Raises `InputError` where the run does not know the district.
    """
    scope = Scope(content, district)
    said = scope.said
    internal = WORDS["page"]["internal"]
    partial = f" {T['partial']}" if said["partial"] else ""
    partial += f" {T['outside_era']}" if said["outside_era"] else ""
    footer = f"{T['internal']}. {said['school_year']}, {scope.book.id}"
    whole = are_numbers(scope.book)
    in_memory = scope.run.table("ratings").num_rows <= IN_MEMORY
    with Writer(path, scope.book.title, footer, places(scope.book), whole, in_memory) as writer:
        sheets = list(_sheets(scope))
        names = [(sheet.name, sheet.about) for sheet in sheets]
        writer.summary(T["sheet"]["summary"], f"{internal}{partial}", summary(scope), names)
        for sheet in sheets:
            assumed = f" {content.assumed_levels}" if sheet.shows_levels and content.assumed_levels else ""
            writer.table(sheet, f"{sheet.about}{assumed} {internal}{partial}", on_one_page=district is not None)


def _sheets(scope: Scope) -> Iterator[Sheet]:
    yield identified(scope)
    if (found := unsure(scope)) is not None:
        yield found
    if (changed := moved(scope)) is not None:
        yield changed
    yield every(scope)
    yield groups(scope)
    if not scope.rates_districts:
        yield districts(scope)
    yield from ratings(scope, MOST_ROWS)
    if scope.run.table("cuts").num_rows:
        yield cuts(scope)
    yield rules(scope)
    yield aside(scope)
