"""The sheet of ratings, every cell that has a result or hides one, and the sheet of cuts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.answers import REASON_WORDS, Reason
from orsupport.ratings import plain
from orsupport.reporting.cited import source_of
from orsupport.reporting.words import WORDS, named
from orsupport.reporting.workbook.schools import who
from orsupport.reporting.workbook.scope import Scope
from orsupport.reporting.workbook.sheet import Column, Figure, Sheet
from orsupport.rulebook.entries import Found

T = WORDS["workbook"]
LEFT_OUT = [REASON_WORDS[reason] for reason in (Reason.NOT_ASKED, Reason.MISSING, Reason.NO_RESULT)]
TEXTS = ("school_years",)
COUNTS = ("expected", "counted", "counted_low", "counted_high", "met")
MET, COUNTED, HIDDEN = COUNTS.index("met"), COUNTS.index("counted"), COUNTS.index("counted_low")
RESULTS = ("value", "value_low", "value_high")


def ratings(scope: Scope, most_rows: int) -> Iterator[Sheet]:
    """Every rated or masked cell; more sheets where there are more rows than `most_rows`."""
    table = scope.run.table("ratings")
    code = table[scope.id].combine_chunks().indices
    mine = pc.is_in(code, value_set=pa.array(scope.rows.astype(np.int32)))
    shown = pc.and_(mine, _holds_something(table)).combine_chunks()
    row_of, table = code.filter(shown), plain(table.filter(shown))
    left = int(pc.sum(mine).as_py() or 0) - table.num_rows
    columns = [*who(scope), Column(T["column"]["group"], "text", 30), Column(T["column"]["indicator"], "text", 30)]
    columns += [Column(T["column"]["years"], "text", 24)]
    columns += [Column(T["column"][name], "whole") for name in COUNTS]
    columns += [Column(T["column"]["divided_by"], "number")]
    columns += [Column(T["column"][name], "result") for name in RESULTS]
    columns += [Column(T["column"]["unit"], "text", 10), Column(T["column"]["level"], "level")]
    columns += [Column(T["column"]["masked"], "text", 9), Column(T["column"]["why"], "text", 12)]
    about = T["about"]["ratings"].format(left=f"{left:,}", words=", ".join(LEFT_OUT))
    for number, start in enumerate(range(0, max(table.num_rows, 1), most_rows), 1):
        name = T["sheet"]["ratings"] + ("" if number == 1 else f" {number}")
        part = slice(start, most_rows)
        rows = _rows(scope, table.slice(part.start, part.stop), row_of.slice(part.start, part.stop))
        yield Sheet(name, about, columns, rows, frozen=4)


def _holds_something(table: pa.Table) -> pa.ChunkedArray:
    """Whether a cell has a reason of its own, or anybody was counted in it in some year."""
    found = pc.invert(pc.is_in(plain(table.select(["why"]))["why"], value_set=pa.array(LEFT_OUT)))
    for name in (*COUNTS, *RESULTS):
        found = pc.or_(found, pc.not_equal(table[name], 0).fill_null(False))
    return found


def _rows(scope: Scope, table: pa.Table, row_of: pa.Array) -> Iterator[list[Any]]:
    book = scope.book
    students = {name: scope.trace.denominator(name) for name in book.indicator}
    divided = {
        name: found.wide(scope.trace.places.shape).floats() for name, found in students.items() if found is not None
    }
    position = {name: place for place, name in enumerate(scope.trace.places.groups)}
    groups = {name: named(name) for name in position}
    labels, units = scope.indicators, {name: each.measured_in for name, each in book.indicator.items()}
    decimals = {name: each.decimals for name, each in book.indicator.items()}
    masked = T["masked"]
    names = [scope.id, "student_group", "indicator", *TEXTS, *COUNTS, *RESULTS, "level", "why"]
    columns = (table[name].to_pylist() for name in names)
    for row, cells in zip(row_of.to_pylist(), zip(*columns, strict=True), strict=True):
        place, group, indicator, years, *counts, value, low, high, level, why = cells
        of = divided.get(indicator)
        met, counted = counts[MET], counts[COUNTED]
        known = met is not None and counted is not None and value is not None
        by = None if not known else counted if of is None else float(of[row, position[group]])
        shown = (None if each is None else Figure(each, decimals[indicator]) for each in (value, low, high))
        hidden = low is not None or counts[HIDDEN] is not None or why == "masked"
        yield [
            *(place, scope.named[place], groups[group], labels[indicator], years, *counts, by, *shown),
            *(units[indicator], level, masked if hidden else "", why),
        ]


def cuts(scope: Scope) -> Sheet:
    """Where each level of each indicator began in the State."""
    columns = [Column(T["column"]["indicator"], "text", 34), Column(T["column"]["group"], "text", 20)]
    columns += [Column(T["column"]["schools_of"], "text", 24), Column(T["column"]["level"], "level")]
    columns += [Column(T["column"][name], "result") for name in ("begins", "begins_low", "begins_high")]
    columns += [Column(T["column"]["unit"], "text", 10), Column(T["column"]["basis"], "long", 60)]
    columns += [Column(T["column"]["from_schools"], "whole"), Column(T["column"]["standing"], "answer")]
    columns += [Column(T["column"]["source"], "long", 46)]
    return Sheet(T["sheet"]["cuts"], T["about"]["cuts"], columns, _cuts(scope), frozen=1)


def _cuts(scope: Scope) -> Iterator[list[Any]]:
    book = scope.book
    for cut in scope.run.table("cuts").to_pylist():
        number = book.number.get(cut["basis"].partition(":")[0])
        decimals = number.decimals if isinstance(number, Found) else book.indicator[cut["indicator"]].decimals
        ends = (_shown(cut[name], decimals) for name in ("begins", "begins_low", "begins_high"))
        unit = book.indicator[cut["indicator"]].measured_in
        standing, source = "", ""
        if number is not None:
            standing, source = number.standing, source_of(scope.content, number.source)["title"]
        yield [
            *(scope.indicators[cut["indicator"]], named(cut["student_group"]), cut["schools_of"], cut["level"], *ends),
            *(unit, cut["basis"], cut["from_schools"], standing, source),
        ]


def _shown(figure: float | None, decimals: int | None) -> Figure | None:
    """A figure with these decimals, or with as many as it has where these would hide some."""
    if figure is None:
        return None
    return Figure(figure, decimals if decimals is not None and round(figure, decimals) == figure else None)
