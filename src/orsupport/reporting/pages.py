"""The templates, with the fixed text and what stands on every page."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from orsupport.reporting import shown
from orsupport.reporting.cited import reckoned
from orsupport.reporting.content import Content, Row
from orsupport.reporting.moved_part import answer
from orsupport.reporting.pictures import level_styles
from orsupport.reporting.tree import unfolding
from orsupport.reporting.words import WORDS, listed
from orsupport.version import VERSION

PARTS = (
    "outcomes", "tiers", "moved", "schools", "districts", "statuses", "cuts", "drivers", "groups", "unsure", "assumed",
    "set-aside", "overrides", "sources",
)  # fmt: skip


ENDS = ("</td>", "</th>", "</tr>", "</li>")


class Pages:
    """Lays out pages. `to_state`: where a district's page finds that of the State; empty in a packet."""

    def __init__(self, content: Content, to_state: str = "../index.html") -> None:
        self.environment = Environment(
            loader=PackageLoader("orsupport.reporting"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.page = _page(content) | {"to_state": to_state, "style": _tight("style.css"), "script": _tight("page.js")}
        self.environment.globals |= {"t": WORDS, "page": self.page, "answer": answer, "figure": shown.figure}
        self.environment.globals["tree"] = partial(unfolding, sources=content.book.source)

    def state(self, state: Row) -> str:
        self.page["parts"] = [each for each in PARTS if _stands(each, state)]
        return _without_ends(self.environment.get_template("state.html").render(state=state))

    def district(self, district: Row) -> str:
        return _without_ends(self.environment.get_template("district.html").render(district=district))


def _tight(file: str) -> Markup:
    """The style or script of every page, without its comments, and without the spaces that only its readers need."""
    text = (Path(__file__).parent / "templates" / file).read_text(encoding="utf-8")
    text = re.sub(r"/\*[^*]*\*/|^ *//[^\n]*|^ +", "", text, flags=re.MULTILINE)
    return Markup(
        re.sub(r"\s*([{};,])\s*|(?<=:) ", r"\1", text) if file.endswith(".css") else text.replace("\n\n", "\n")
    )


def _without_ends(page: str) -> str:
    """The page without the ends of rows, cells and items, which HTML lets one leave out: a tenth of a page."""
    for end in ENDS:
        page = page.replace(f"{end}\n", "").replace(end, "")
    return page


def _page(content: Content) -> dict[str, Any]:
    said, book = content.said, content.book
    labels = {name: entry.label for name, entry in book.indicator.items()}
    labels |= {name: entry.label for name, entry in book.fact.items()}
    rules = {**content.names, **content.tiers}
    since = content.moved.before.year if content.moved else ""
    first = next(iter(content.places.values()), {})
    return {
        "title": book.title,
        "levels": level_styles(content),
        "sources": list(book.source),
        "assumed_levels": content.assumed_levels,
        "reckoned": reckoned(content),
        "year": said["school_year"],
        "rules": book.id,
        "version": VERSION,
        "partial": listed([labels[name] for name in (*said["indicators_absent"], *said["facts_absent"])])
        if said["partial"]
        else "",
        "outside_era": said["outside_era"],
        "rates_districts": content.rates_districts,
        "since": since,
        "counts": any(row.get("rated_indicators") is not None for row in content.places.values()),
        "statuses": [name for name, rule in content.names.items() if rule in first],
        "names": [
            (name, book.rule[rule].label, book.rule[rule].standing == "assumed")
            for name, rule in rules.items()
            if rule in book.rule
        ],
        "headings": {each: WORDS["state"][each.replace("-", "_")].format(year=since) for each in PARTS},
    }


def _stands(part: str, state: Row) -> bool:
    """Whether the page of the State has this part."""
    if part == "drivers":
        return bool(state["by_rule"] or state["indicators"] or state["lowest"]["rows"])
    if part == "groups":
        return bool(state["groups"]["rows"])
    return part not in ("outcomes", "moved", "schools", "cuts") or bool(state[part])
