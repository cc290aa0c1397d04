"""The sources that a page cites by their keys, with their titles."""

from __future__ import annotations

from orsupport.reporting import shown
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS, listed


def cited(content: Content, page: Row, keys: set[str]) -> list[tuple[str, Row]]:
    """Every source that a line of the page names, and those of `keys`, in the order of the rules file."""
    found = set(keys)
    left = [*page.get("why", [])]
    for section in page.get("sections", []):
        left += [*section["why"], *section["judged"], *section["take"]]
    while left:
        node = left.pop()
        if node["source"]:
            found.add(node["source"].partition(",")[0])
        left += node["below"]
    return [(key, source_of(content, key)) for key in content.book.source if key in found]


def source_of(content: Content, key: str) -> Row:
    entry = content.book.source.get(key)
    if entry is None:
        return {"title": key, "url": None, "date": None}
    return {"title": entry.title, "url": entry.url, "date": entry.date}


def reckoned(content: Content) -> list[str]:
    """For each share of the students that has to take part, what a result is of where fewer did, and of which
    indicators."""
    found: dict[str, list[str]] = {}
    for entry in content.book.indicator.values():
        if entry.participation:
            found.setdefault(entry.participation, []).append(entry.label)
    lines = []
    for number, labels in found.items():
        limit = content.book.number[number]
        value = getattr(limit, "value", None)
        percent = (
            number.replace("_", " ") if value is None else f"{shown.figure(float(value))} {WORDS['page']['percent']}"
        )
        source = source_of(content, limit.source)["title"]
        words = WORDS["school"]["reckoned"]
        lines.append(words.format(percent=percent, indicators=listed(labels), source=source))
    return lines
