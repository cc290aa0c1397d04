"""Sheets written with XlsxWriter: nothing that a spreadsheet would run, and no clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from orsupport.report.words import WORDS
from orsupport.report.workbook.levels import colour
from orsupport.report.workbook.sheet import Column, Figure, Kind, Part, Sheet

MADE = datetime(1980, 1, 1)  # in the place of a clock: the same run gives the same bytes
MOST_ROWS = 1_000_000  # of a sheet, which holds 1,048,576
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")
FIRST = 2  # the row of a sheet on which its table begins, below the note and the headings
LETTER = 1  # the size of paper
LONGEST_NAMED = 100  # letters that the condition of a colour may hold, at most

Put = Callable[[int, int, Any], object]


class Writer:
    """A workbook while it is written; `places`: of each level in its ladder."""

    def __init__(self, path: Path, title: str, footer: str, places: dict[str, float], whole_levels: bool) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(path, options | {"strings_to_numbers": False})
        self._book.set_properties({"title": title, "created": MADE})
        self._footer = f"&L{footer.replace('&', '&&')}&R&A, &P / &N"
        self._places, self._whole_levels = places, whole_levels
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._book.close()

    def summary(self, name: str, note: str, parts: Sequence[Part], sheets: Sequence[tuple[str, str]]) -> None:
        """The first sheet: parts below one another, and a line with a link to each of the other sheets."""
        sheet = self._sheet(name, [34, 14, 14, 60])
        sheet.set_row(0, 30)
        row = 0
        self._text(sheet, 0, 0, note, bold=True, font_size=12)
        for part in parts:
            row += 2
            for place, heading in enumerate(part.headings):
                self._text(sheet, row, place, heading, bold=True, bottom=1, bg_color="#E8EDF2")
            for line in part.lines:
                row += 1
                for place, cell in enumerate(line):
                    self._any(sheet, row, place, cell)
        row += 2
        self._text(sheet, row, 0, WORDS["workbook"]["summary"]["sheets"], bold=True, bottom=1, bg_color="#E8EDF2")
        link = self._format(font_color="#0B5394", underline=1, valign="top")
        for each, about in sheets:
            row += 1
            sheet.write_url(row, 0, f"internal:'{each}'!A1", link, each)
            self._text(sheet, row, 1, about)
        sheet.freeze_panes(1, 0)

    def table(self, table: Sheet, note: str) -> None:
        """A note, the headings, which stay in sight, and the rows with a filter."""
        sheet = self._sheet(table.name, [column.width for column in table.columns])
        self._text(sheet, 0, 0, note, italic=True)
        sheet.set_row(1, 45)
        for place, column in enumerate(table.columns):
            about = {"bold": True, "bottom": 1, "bg_color": "#E8EDF2", "text_wrap": True, "valign": "top"}
            self._text(sheet, 1, place, column.heading, **about)
        puts = [self._put(sheet, column.kind) for column in table.columns]
        last = FIRST - 1
        for last, cells in enumerate(table.rows, FIRST):
            for place, cell in enumerate(cells):
                if cell is not None and cell != "":
                    puts[place](last, place, cell)
        sheet.freeze_panes(FIRST, table.frozen)
        sheet.autofilter(1, 0, max(last, FIRST), len(table.columns) - 1)
        sheet.repeat_rows(0, 1)
        self._marks(sheet, table.columns, max(last, FIRST))

    def _sheet(self, name: str, widths: Sequence[int]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.set_paper(LETTER)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(0)
        sheet.set_footer(self._footer)
        return sheet

    def _format(self, **about: Any) -> Format:
        key = tuple(sorted(about.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(about)
        return self._formats[key]

    def _text(self, sheet: Worksheet, row: int, place: int, text: str, **about: Any) -> None:
        """A text as it is. One that a spreadsheet would run when somebody edits its cell is marked as a text."""
        if text.startswith(RUN_BY_SPREADSHEETS):
            about |= {"quote_prefix": True}
        if text.startswith("<r>") and text.endswith("</r>"):
            text += " "  # else XlsxWriter takes it for XML of its own and writes it as it is
        sheet.write_string(row, place, text, self._format(**about) if about else None)

    def _any(self, sheet: Worksheet, row: int, place: int, cell: Any) -> None:
        if isinstance(cell, Figure):
            self._figure(sheet, row, place, cell)
        elif isinstance(cell, int):
            sheet.write_number(row, place, cell, self._format(num_format="#,##0", valign="top"))
        elif cell is not None and cell != "":
            self._text(sheet, row, place, cell, text_wrap=place in (0, 3), valign="top")

    def _figure(self, sheet: Worksheet, row: int, place: int, figure: Figure) -> None:
        sheet.write_number(row, place, figure.number, self._format(num_format=_decimals(figure.decimals), valign="top"))

    def _put(self, sheet: Worksheet, kind: Kind) -> Put:
        """How a cell of the kind is written."""
        if kind in ("whole", "number", "share"):
            shown = {"whole": "#,##0", "number": "General", "share": "0.0%"}[kind]
            number = self._format(num_format=shown, valign="top")
            return lambda row, place, cell: sheet.write_number(row, place, cell, number)
        if kind == "result":
            return lambda row, place, cell: self._figure(sheet, row, place, cell)
        if kind == "level" and self._whole_levels:
            level = self._format(num_format="0", align="center", valign="top")

            def put(row: int, place: int, cell: str) -> object:
                if cell in self._places:
                    return sheet.write_number(row, place, int(cell), level)
                return self._text(sheet, row, place, cell, align="center", valign="top")

            return put
        about: dict[str, Any] = {"valign": "top"}
        about |= {"id": {"num_format": "@"}, "long": {"text_wrap": True}}.get(kind, {})
        about |= {"align": "center"} if kind in ("answer", "level") else {}
        return lambda row, place, cell: self._text(sheet, row, place, cell, **about)

    def _marks(self, sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
        """Colours beside the words of levels and answers; ids that look like numbers are meant as texts."""
        texts = []
        for place, column in enumerate(columns):
            cells = (FIRST, place, last, place)
            if column.kind == "level":
                for name, at in self._places.items():
                    if len(name) <= LONGEST_NAMED:
                        self._when(sheet, cells, self._named(name), bg_color=colour(at))
            elif column.kind == "answer":
                self._when(sheet, cells, '"yes"', bold=True, bg_color="#E3E3E3")
                self._when(sheet, cells, '"unsure"', italic=True, bg_color="#FFF2CC")
                self._when(sheet, cells, '"assumed"', italic=True, bg_color="#FFF2CC")
            if column.kind in ("id", "text", "level"):
                texts.append(xlsxwriter.utility.xl_range(*cells))
        if texts:
            sheet.ignore_errors({"number_stored_as_text": " ".join(texts)})

    def _when(self, sheet: Worksheet, cells: tuple[int, int, int, int], value: str | int, **about: Any) -> None:
        shown = self._format(**about)
        sheet.conditional_format(*cells, {"type": "cell", "criteria": "==", "value": value, "format": shown})

    def _named(self, level: str) -> str | int:
        return int(level) if self._whole_levels else '"' + level.replace('"', '""') + '"'


def _decimals(decimals: int | None) -> str:
    return "General" if decimals is None else f"0.{'0' * decimals}".rstrip(".")
