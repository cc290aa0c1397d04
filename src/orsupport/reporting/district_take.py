"""What it would take for the schools of a district: to leave the list, and who is near the line and not on it."""

from __future__ import annotations

from collections import defaultdict

from orsupport.reporting import shown
from orsupport.reporting.addresses import section_of
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS, with_names
from orsupport.take import NEAR


def district_take(content: Content, rows: list[Row], take: dict[str, list[Row]]) -> Row:
    """For each of these schools what turns its answers, the fewest students first: `leave`, `come_on`. `unsure`:
    whether it is open of any near the line that it is on the list. `without`: the reason why the others have no line,
    and these."""
    found: dict[str, list[Row]] = {"leave": [], "come_on": []}
    without: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        entries = take.get(row["school_id"], [])
        for each in entries:
            found["leave" if each["would"] == "leave" else "come_on"].append(_line(content, row, each))
        if not entries:
            without[_why(content, row)].append(row["school_name"])
    for lines in found.values():
        lines.sort(key=lambda each: (each["students"] is None, each["students"] or 0))
    return {**found, "without": list(without.items()), "unsure": any(each["unsure"] for each in found["come_on"])}


def _line(content: Content, row: Row, each: Row) -> Row:
    return {
        "at": section_of(row["school_id"]),
        "school": row["school_name"],
        "outcome": each["status"],
        "students": each["students"],
        "says": _says(each),
        "kept_by": [with_names(why) for why in each["kept_by"]],
        "value": bool(each["changes"]) and each["students"] is None,
        "decided": each["decided"] is not None,
        "unsure": row.get(content.names[each["status"]]) == "unsure",
    }


def _says(each: Row) -> str:
    """How many students more or fewer, whether that is better or worse, and what it would turn."""
    if each["students"] is None:
        return ""
    signs = {part["students"] > 0 for part in each["changes"] if part["students"]}
    words = WORDS["district"]["mixed" if len(signs) != 1 else "more" if signs == {True} else "fewer"]
    way = "better" if each["would"] == "leave" else "worse"
    return str(words[way].format(n=each["students"], outcome=each["status"]))


def _why(content: Content, row: Row) -> str:
    """Why a school has no line: closed, not judged, or on no list and not near one."""
    is_open = content.is_open[row["school_id"]]
    if is_open and row["judged"] == "yes" and not row["outcome"]:
        return str(WORDS["district"]["far"].format(n=NEAR))
    return shown.outcome(row, is_open)
