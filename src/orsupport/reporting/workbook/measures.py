"""The measures of a school that people look for beside its outcome: scores, grades, and what the file has shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from orsupport.answers import NO, YES
from orsupport.reporting.words import WORDS
from orsupport.reporting.workbook.scope import Scope, labels
from orsupport.reporting.workbook.sheet import Column, Figure, Kind, exact
from orsupport.rulebook.entries import Band, Index, Table

T = WORDS["workbook"]


class Measured(NamedTuple):
    """A column with a cell for each school (or rated district), for all students."""

    column: Column
    cells: list[Any]


def measures(scope: Scope, but: tuple[str, ...]) -> list[Measured]:
    """Scores, levels of the whole place and shown measures, none of `but`; masked ones between two figures."""
    book, found = scope.book, []
    called = labels(book.measure)
    for name, entry in book.measure.items():
        about = scope.trace.names.get(name)
        if about is None or about.level not in ("group", "school") or about.members or name in but:
            continue
        if entry.show or isinstance(entry, Band | Table | Index):
            found += _measured(scope, name, called[name], getattr(entry, "decimals", None))
    return found


def _measured(scope: Scope, name: str, called: str, decimals: int | None) -> list[Measured]:
    value = scope.trace.value(name)
    low, high = (end.wide(value.shape)[scope.rows][:, :1] for end in (value.low, value.high))
    held = value.held[scope.rows, 0].tolist()
    is_point = [not below for below in low.below(high)[:, 0].tolist()]
    sure = [there == YES and point for there, point in zip(held, is_point, strict=True)]
    perhaps = [there != NO and not known for there, known in zip(held, sure, strict=True)]
    if value.ladder is not None:
        names, unsure = value.ladder.names, WORDS["answers"]["unsure"]
        levels: list[Any] = _where([names[position] for position in low.numerators[:, 0].tolist()], sure)
        levels = [unsure if open_ else level for level, open_ in zip(levels, perhaps, strict=True)]
        return [Measured(Column(called, "level", 12), levels)]
    kind: Kind = "share" if value.unit == "share" else "result"
    least, most = (_figures(end.fractions(), value.unit, decimals) for end in (low, high))
    found = [Measured(Column(called, kind, 12), _where(least, sure))]
    if any(perhaps):
        for words, cells in (("at_least", least), ("at_most", most)):
            column = Column(T["column"][words].format(measure=called), kind, 12)
            found.append(Measured(column, _where(cells, perhaps)))
    return found


def _figures(fractions: list[Fraction], unit: str, decimals: int | None) -> list[Any]:
    if unit == "share":
        return [float(each) for each in fractions]
    return [exact(each) if decimals is None else Figure(float(each), decimals) for each in fractions]


def _where(cells: list[Any], shown: list[bool]) -> list[Any]:
    return [cell if there else None for cell, there in zip(cells, shown, strict=True)]
