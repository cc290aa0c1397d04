"""How far a school is from where each level begins, in the unit of the indicator and in students."""

from __future__ import annotations

from decimal import Decimal

from orsupport.explanation.figures import Node
from orsupport.reporting import shown
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS, named


def distances(content: Content, place_id: str, cells: list[Node], groups: list[str], take: list[Row]) -> list[Row]:
    """Of all students and of these groups: the level, where the others begin, and how far that is."""
    students: dict[tuple[str, str], list[str]] = {}
    for each in take:
        for part in each["changes"]:
            students.setdefault((part["student_group"], part["indicator"]), []).append(_students(each, part))
    found = []
    for cell in cells:
        if cell["student_group"] not in ("all", *groups) or (cell["value"] is None and cell["value_low"] is None):
            continue
        cuts = content.cuts_of(place_id, cell["indicator"], cell["student_group"])
        if not cuts:
            continue
        found.append(
            {
                "group": named(cell["student_group"]),
                "indicator": cell["label"],
                "level": cell["level"] or "",
                "result": shown.result(cell),
                "masked": shown.is_masked(cell),
                "cuts": [_away(content, cell, cut) for cut in cuts],
                "students": [said for said in students.get((cell["student_group"], cell["indicator"]), []) if said],
            }
        )
    return found


def _away(content: Content, cell: Node, cut: Row) -> Row:
    """How far the result is above or below where the level begins; nothing where one of the two is not known."""
    text, side = "", ""
    if cut["begins"] is not None and cell["value"] is not None:
        gap = Decimal(repr(cell["value"])) - Decimal(repr(cut["begins"]))
        side = "at" if gap == 0 else "above" if gap > 0 else "below"
        text = "" if gap == 0 else shown.figure(abs(float(gap)))
    assumed = _assumed(content, cut)
    return {"level": cut["level"], "begins": shown.begins(cut), "away": text, "side": side, "assumed": assumed}


def _assumed(content: Content, cut: Row) -> bool:
    entry = content.book.number.get(cut["basis"].partition(":")[0])
    return entry is not None and entry.standing == "assumed"


def _students(each: Row, part: Row) -> str:
    """How many students more or fewer one answer asks for here; nothing where it asks for a published value."""
    if part["students"] is None:
        return ""
    words = WORDS["school"]["to_leave" if each["would"] == "leave" else "to_come_on"]
    word = WORDS["school"]["more" if part["students"] > 0 else "fewer"]
    return str(words.format(n=abs(part["students"]), word=word, outcome=each["status"]))
