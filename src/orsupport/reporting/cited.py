"""The sources that a page cites by their keys, with their titles."""

from __future__ import annotations

from orsupport.reporting.content import Content, Row


def cited(content: Content, page: Row, keys: set[str]) -> list[tuple[str, Row]]:
    """Every source that a line of the page names, and those of `keys`, in the order of the rules file."""
    found = set(keys)
    left = [*page.get("why", [])]
    for section in page.get("sections", []):
        left += [*section["why"], *section["judged"]]
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
