"""The levels of a school by student group, and the row of figures that each was counted from."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from orsupport.explanation.figures import Node
from orsupport.reporting import shown
from orsupport.reporting.addresses import slug
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS, named


def grid(content: Content, cells: list[Node], place_id: str) -> Row:
    """Student groups down, indicators across, in each cell the level and the result."""
    with_figures = [cell for cell in cells if _has_figures(cell)]
    asked = {cell["indicator"] for cell in cells if cell["why"] not in ("not asked", "missing")}
    names = [name for name in content.book.indicator if name in asked]
    groups = list(
        dict.fromkeys(cell["student_group"] for cell in with_figures if cell["why"] not in ("no result", "missing"))
    )
    by_place = {(cell["student_group"], cell["indicator"]): cell for cell in cells}
    return {
        "indicators": [content.book.indicator[name].label for name in names],
        "rows": [
            {
                "group": group,
                "name": named(group),
                "cells": [_level(content, by_place.get((group, name)), place_id) for name in names],
            }
            for group in groups
        ],
    }


def figures(content: Content, cells: list[Node], place_id: str) -> list[Row]:
    """Every result with what it was counted from, in which years, and its source: by indicator, and in each the student
    groups. `spans`: over how many rows the years of a row stand; nought where they are those of the row above. `of`:
    what a share was divided by; `reckoned`: others than the students counted."""
    found = []
    for name, entry in content.book.indicator.items():
        mine = [cell for cell in cells if cell["indicator"] == name and _has_figures(cell)]
        rows = [_figures(content, cell, place_id) for cell in mine]
        for _, alike in groupby(rows, key=itemgetter("years")):
            first, *others = alike
            first["spans"] = 1 + len(others)
        about = {"indicator": entry.label, "source": entry.source, "assumed": entry.standing == "assumed"}
        found += [about | {"rows": rows}] if rows else []
    return found


def _has_figures(cell: Node) -> bool:
    numbers = ("expected", "counted", "met", "value", "value_low", "counted_low")
    return bool(cell["why"] != "not asked" and (cell["school_years"] or any(cell[key] is not None for key in numbers)))


def key_of(content: Content, cell: Node, place_id: str) -> str:
    """The place of a row of figures on its page: the school, the student group and the indicator by number."""
    group = content.group_numbers[cell["student_group"]]
    return f"{slug(place_id)}.{group}.{content.numbers[cell['indicator']]}"


def _level(content: Content, cell: Node | None, place_id: str) -> Row | None:
    if cell is None:
        return None
    ladder = content.ladders[cell["indicator"]]
    return {
        "key": key_of(content, cell, place_id) if _has_figures(cell) else "",
        "level": cell["level"],
        "place": shown.level_place(ladder, cell["level"]),
        "result": shown.result(cell),
        "masked": shown.is_masked(cell),
        "why": _why(content, cell),
    }


def why(reason: str) -> str:
    """Why a result is not rated, in words."""
    return str(WORDS["why"].get(reason, reason))


def _why(content: Content, cell: Node) -> str:
    """The same of a result; where only earlier years hold one, in which year it is wanting."""
    if cell["why"] == "no result" and cell["school_years"]:
        return str(WORDS["page"]["no_result_in"].format(year=content.said["school_year"]))
    return why(cell["why"])


def _figures(content: Content, cell: Node, place_id: str) -> Row:
    denominator = cell.get("denominator")
    is_share = all(cell[name] is not None for name in ("met", "counted", "value"))
    return {
        "key": key_of(content, cell, place_id),
        "group": named(cell["student_group"]),
        "years": cell["school_years"],
        "spans": 0,
        "expected": shown.count(cell["expected"]),
        "counted": shown.count(cell["counted"], cell["counted_low"], cell["counted_high"]),
        "counted_masked": cell["counted"] is None and cell["counted_low"] is not None,
        "met": shown.count(cell["met"]),
        "of": "" if not is_share else shown.figure(cell["counted"] if denominator is None else denominator),
        "reckoned": is_share and denominator not in (None, cell["counted"]),
        "result": shown.result(cell),
        "masked": shown.is_masked(cell),
        "level": cell["level"] or "",
        "why": _why(content, cell),
    }
