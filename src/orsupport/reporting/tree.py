"""The lines of an explanation as a tree, so that a page can nest and fold them."""

from __future__ import annotations

from typing import Any

from orsupport.reporting.words import with_names

MARKS = {"yes": "yes", "no": "no", "?": "unsure"}


def tree(lines: list[str]) -> list[dict[str, Any]]:
    """Each line with its answer (`yes`, `no`, `unsure` or none), its text, and the lines that stand below it."""
    top: list[dict[str, Any]] = []
    open_: list[tuple[int, list[dict[str, Any]]]] = [(-1, top)]
    for line in lines:
        text = line.lstrip(" ")
        if not text:
            continue
        depth = len(line) - len(text)
        depth -= 5 if depth % 2 else 0  # a line without an answer, set to stand below the words of those beside it
        while open_[-1][0] >= depth:
            open_.pop()
        node = _node(text)
        open_[-1][1].append(node)
        open_.append((depth, node["below"]))
    return top


def _node(text: str) -> dict[str, Any]:
    mark, gap, rest = text.partition(" ")
    is_marked = mark in MARKS and (rest.startswith(" ") or mark == "yes")
    said = rest.strip() if is_marked and gap else text
    before, bracket, source = said.rpartition("   [") if said.endswith("]") else ("", "", "")
    return {
        "answer": MARKS[mark] if is_marked else "",
        "text": with_names(before if bracket else said),
        "source": source.removesuffix("]"),
        "below": [],
    }
