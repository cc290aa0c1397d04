"""The lines of an explanation as a tree, so that a page can nest and fold them."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from markupsafe import Markup, escape

from orsupport.reporting.words import WORDS, with_names

OPEN = 2  # how deep a page is unfolded as it opens
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


def unfolding(nodes: list[dict[str, Any]], sources: Container[str]) -> Markup:
    """The tree as nested lists, folded below the second. `sources`: the keys that a page explains."""
    return Markup(f'<ul class="why">{_items(nodes, sources, 0)}</ul>' if nodes else "")


def _items(nodes: list[dict[str, Any]], sources: Container[str], depth: int) -> str:
    items = []
    for node in nodes:
        answer = f"<b class={node['answer']}>{WORDS['answers'][node['answer']]}</b> " if node["answer"] else ""
        said = f"{answer}{escape(node['text'])}{_source(node['source'], () if node['below'] else sources)}"
        if node["below"]:
            open_ = " open" if depth < OPEN else ""
            below = _items(node["below"], sources, depth + 1)
            said = f"<details{open_}><summary>{said}</summary><ul>{below}</ul></details>"
        items.append(f"<li>{said}</li>")
    return "".join(items)


def _source(source: str, sources: Container[str]) -> str:
    """A source by its key, which leads to its title, with what is said beside it. No link stands in what unfolds."""
    if not source:
        return ""
    key = source.partition(", ")[0]
    look = " class=assumed" if source.endswith(", assumed") else ""
    if key not in sources:
        return f" <cite{look}>{escape(source)}</cite>"
    return f" <a{look} href=#source-{escape(key)}>{escape(source)}</a>"
