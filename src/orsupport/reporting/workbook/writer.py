"""Sheets written with XlsxWriter: nothing that a spreadsheet would run, and no clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from orsupport.reporting.words import WORDS
from orsupport.reporting.workbook.levels import colour
from orsupport.reporting.workbook.look import ALONG, BELOW, HEADED, INDENT, ON_A_PAGE, height, number_format
from orsupport.reporting.workbook.sheet import Column, Figure, Kind, Part, Sheet

MADE = datetime(1980, 1, 1)  # in the place of a clock: the same run gives the same bytes
MOST_ROWS = 1_000_000  # of a sheet, which holds 1,048,576
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")
FIRST = 2  # the row of a sheet on which its table begins, below the note and the headings
LETTER = 1  # the size of paper
LONGEST_NAMED = 100  # letters that the condition of a colour may hold, at most

Put = Callable[[int, int, Any], object]


class Writer:
    """A workbook while it is written; `places`: of each level in its ladder. `in_memory`: it is small enough to be held
    there until it is written, which takes less time, and a text that stands in many cells is written once."""

    def __init__(
        self, path: Path, title: str, footer: str, places: dict[str, float], whole_levels: bool, in_memory: bool
    ) -> None:
        options = {"constant_memory": not in_memory, "strings_to_formulas": False, "strings_to_urls": False}
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
        widths = [44, 12, 12, 90]
        sheet = self._sheet(name, widths)
        sheet.set_row(0, 30)
        row = 0
        self._text(sheet, 0, 0, note, bold=True, font_size=12)
        for part in parts:
            row += 2
            for place, heading in enumerate(part.headings):
                self._text(sheet, row, place, heading, **HEADED)
            for line in part.lines:
                row += 1
                sheet.set_row(row, height(list(zip(line, widths, strict=False))))
                for place, cell in enumerate(line):
                    self._any(sheet, row, place, cell)
        row += 2
        self._text(sheet, row, 0, WORDS["workbook"]["summary"]["sheets"], **HEADED)
        link = self._format(font_color="#0B5394", underline=1, valign="top")
        for each, about in sheets:
            row += 1
            sheet.set_row(row, height([(about, widths[-1])]))
            sheet.write_url(row, 0, f"internal:'{each}'!A1", link, each)
            self._any(sheet, row, len(widths) - 1, about)
        sheet.freeze_panes(1, 0)

    def table(self, table: Sheet, note: str, on_one_page: bool = False) -> None:
        """A note, the headings, which stay in sight, and the rows with a filter. `on_one_page`: all columns of a row
        are printed on one page, however small."""
        sheet = self._sheet(table.name, [column.width for column in table.columns])
        self._text(sheet, 0, 0, note, italic=True)
        sheet.set_row(1, height([(column.heading, max(column.width - 2, 1)) for column in table.columns]))
        for place, column in enumerate(table.columns):
            about = HEADED | ALONG.get(column.kind, {})
            self._text(sheet, 1, place, column.heading, **about, text_wrap=True, valign="top")
        puts = [self._put(sheet, column.kind) for column in table.columns]
        wrapped = [(place, column.width) for place, column in enumerate(table.columns) if column.kind == "long"]
        last = FIRST - 1
        for last, cells in enumerate(table.rows, FIRST):
            if wrapped:
                sheet.set_row(last, height([(cells[place], width) for place, width in wrapped]))
            for place, cell in enumerate(cells):
                if cell is not None and cell != "":
                    puts[place](last, place, cell)
        sheet.freeze_panes(FIRST, table.frozen)
        sheet.autofilter(1, 0, max(last, FIRST), len(table.columns) - 1)
        sheet.repeat_rows(0, 1)
        sheet.repeat_columns(0, table.frozen - 1)
        pages = ceil(sum(column.width for column in table.columns) / ON_A_PAGE)
        sheet.fit_to_pages(1 if on_one_page else pages, 0)
        self._marks(sheet, table.columns, max(last, FIRST))

    def _sheet(self, name: str, widths: Sequence[int]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.set_paper(LETTER)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(self._footer)
        return sheet

    def _format(self, **about: Any) -> Format:
        key = tuple(sorted(about.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(about)
        return self._formats[key]

    def _text(self, sheet: Worksheet, row: int, place: int, text: str, **about: Any) -> None:
        self._texts(sheet, **about)(row, place, text)

    def _texts(self, sheet: Worksheet, **about: Any) -> Put:
        """Writes a text as it is. One that a spreadsheet would run when somebody edits its cell is marked as a text."""
        shown, marked = self._format(**about), self._format(**about, quote_prefix=True)
        write = sheet.write_string

        def put(row: int, place: int, text: str) -> None:
            if text.startswith("<r>") and text.endswith("</r>"):
                text += " "  # else XlsxWriter takes it for XML of its own and writes it as it is
            write(row, place, text, marked if text.startswith(RUN_BY_SPREADSHEETS) else shown)

        return put

    def _figures(self, sheet: Worksheet) -> Put:
        """Writes a `Figure`, shown to its decimals."""
        shown: dict[int | None, Format] = {}

        def put(row: int, place: int, figure: Figure) -> None:
            number, decimals = figure
            if decimals not in shown:
                shown[decimals] = self._format(num_format=number_format(decimals), valign="top")
            sheet.write_number(row, place, number, shown[decimals])

        return put

    def _any(self, sheet: Worksheet, row: int, place: int, cell: Any) -> None:
        """A cell of the summary."""
        if isinstance(cell, Figure):
            self._figures(sheet)(row, place, cell)
        elif isinstance(cell, int):
            sheet.write_number(row, place, cell, self._format(num_format="#,##0", valign="top"))
        elif cell is not None and cell != "":
            self._text(sheet, row, place, cell, text_wrap=place in (0, 3), valign="top", **INDENT if place > 1 else {})

    def _put(self, sheet: Worksheet, kind: Kind) -> Put:
        """How a cell of the kind is written."""
        if kind == "result":
            return self._figures(sheet)
        if kind in ("whole", "number", "share"):
            shown = {"whole": "#,##0", "number": "General", "share": "0.0%"}[kind]
            number = self._format(num_format=shown, valign="top")
            return lambda row, place, cell: sheet.write_number(row, place, cell, number)
        about: dict[str, Any] = {"valign": "top"}
        beside: dict[str, dict[str, Any]] = {"id": {"num_format": "@"}, "long": {"text_wrap": True}}
        about |= beside.get(kind, {})
        about |= ALONG.get(kind, {})
        text = self._texts(sheet, **about)
        if kind != "level" or not self._whole_levels:
            return text
        level = self._format(num_format="0", align="center", valign="top")

        def put(row: int, place: int, cell: str) -> None:
            if cell.isdigit():
                sheet.write_number(row, place, int(cell), level)
            else:
                text(row, place, cell)

        return put

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
        cells = (FIRST, 0, last, len(columns) - 1)
        line = {"type": "formula", "criteria": "=TRUE", "format": self._format(**BELOW)}
        sheet.conditional_format(*cells, line)  # the last: some spreadsheets take only the first that holds
        if texts:
            sheet.ignore_errors({"number_stored_as_text": " ".join(texts)})

    def _when(self, sheet: Worksheet, cells: tuple[int, int, int, int], value: str | int, **about: Any) -> None:
        shown = self._format(**about, **BELOW)
        sheet.conditional_format(*cells, {"type": "cell", "criteria": "==", "value": value, "format": shown})

    def _named(self, level: str) -> str | int:
        return int(level) if self._whole_levels else '"' + level.replace('"', '""') + '"'
