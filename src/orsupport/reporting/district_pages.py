"""The pages of some districts, written one after another."""

from __future__ import annotations

from pathlib import Path

from orsupport.reporting.addresses import file_of
from orsupport.reporting.content import Content, Row
from orsupport.reporting.district import district
from orsupport.reporting.pages import Pages
from orsupport.reporting.pictures import Pictures

AT_ONCE = 20  # schools: a step of the progress


def shares(content: Content) -> list[list[str]]:
    """The districts in shares of about so many schools; a large district is a share of its own. The largest first, so
    that none of two processes is left alone with one."""
    found: list[list[str]] = []
    size = AT_ONCE
    for district_id in content.districts:
        more = len(content.schools_of[district_id])
        if size + more > AT_ONCE:
            found.append([])
            size = 0
        found[-1].append(district_id)
        size += more
    return sorted(found, key=lambda ids: -sum(len(content.schools_of[each]) for each in ids))


def write_districts(
    content: Content, pages: Pages, pictures: Pictures, take: dict[str, list[Row]], ids: list[str], folder: Path
) -> None:
    """The pages of these districts, in a folder. `take`: what it would take, by school."""
    for each in ids:
        text = pages.district(district(content, each, pictures, take))
        (folder / file_of(each)).write_text(text, encoding="utf-8")
