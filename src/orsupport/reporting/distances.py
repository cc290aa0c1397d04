"""How far a school is from where each level begins, in the unit of the indicator and in students."""

from __future__ import annotations

from decimal import Decimal

from orsupport.explanation.figures import Node
from orsupport.reporting import shown
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS, named


def distances(
    content: Content,
    place_id: str,
    cells: list[Node],
    groups: list[str],
    take: list[Row],
    limits: dict[tuple[str, str], list[Row]],
) -> list[Row]:
    """By indicator, of all students and of these groups: the level, where the others begin, each limit that is no
    level, and how far that is. Where levels begin is said once for the rows for which it is the same."""
    students: dict[tuple[str, str], list[str]] = {}
    for each in take:
        for part in each["changes"]:
            students.setdefault((part["student_group"], part["indicator"]), []).append(_students(each, part))
    found: list[Row] = []
    for cell in sorted(cells, key=lambda each: content.numbers[each["indicator"]]):
        if cell["student_group"] not in ("all", *groups) or (cell["value"] is None and cell["value_low"] is None):
            continue
        cuts = content.cuts_of(place_id, cell["indicator"], cell["student_group"])
        asked = limits.get((cell["student_group"], cell["indicator"]), [])
        if not cuts and not asked:
            continue
        about = {"indicator": cell["label"], "cuts": [_begins(content, cut) for cut in cuts]}
        if not found or about != {key: found[-1][key] for key in about}:
            found.append(about | {"rows": []})
        found[-1]["rows"].append(
            {
                "group": named(cell["student_group"]),
                "level": cell["level"] or "",
                "result": shown.result(cell),
                "masked": shown.is_masked(cell),
                "cuts": [{"level": cut["level"]} | gap(_ends(cell, "value"), _ends(cut, "begins")) for cut in cuts],
                "limits": [_from_limit(cell, limit) for limit in asked],
                "students": [said for said in students.get((cell["student_group"], cell["indicator"]), []) if said],
            }
        )
    return found


def _begins(content: Content, cut: Row) -> Row:
    return {"level": cut["level"], "begins": shown.begins(cut), "assumed": content.assumes(cut)}


def _from_limit(cell: Node, limit: Row) -> Row:
    """How far the result is above or below a limit."""
    at = shown.begins({"begins": None, "begins_low": limit["low"], "begins_high": limit["high"]})
    at = shown.figure(limit["low"]) if limit["low"] == limit["high"] else at
    return limit | {"at": at} | gap(_ends(cell, "value"), (limit["low"], limit["high"]))


def _ends(row: Row, name: str) -> tuple[float | None, float | None]:
    return (row[name], row[name]) if row[name] is not None else (row[f"{name}_low"], row[f"{name}_high"])


def gap(value: tuple[float | None, float | None], at: tuple[float | None, float | None]) -> Row:
    """How far one is above or below the other, an interval where one of them is; nothing where that is not known, or
    where it could be on either side."""
    ends = [Decimal(repr(each)) for each in (*value, *at) if each is not None]
    if len(ends) < 4:
        return {"away": "", "side": ""}
    low, high = ends[0] - ends[3], ends[1] - ends[2]
    if low == high == 0:
        return {"away": "", "side": "at"}
    if low <= 0 <= high:
        return {"away": "", "side": ""}
    near, far = sorted((abs(float(low)), abs(float(high))))
    away = shown.figure(near)
    if near != far:
        away = WORDS["school"]["interval"].format(low=away, high=shown.figure(far))
    return {"away": away, "side": "above" if low > 0 else "below"}


def _students(each: Row, part: Row) -> str:
    """How many students more or fewer one answer asks for here; nothing where it asks for a published value."""
    if part["students"] is None:
        return ""
    words = WORDS["school"]["to_leave" if each["would"] == "leave" else "to_come_on"]
    students = part.get("moves") or part["students"]
    word = WORDS["school"]["more" if students > 0 else "fewer"]
    return str(words.format(n=abs(students), word=word, outcome=each["status"]))
