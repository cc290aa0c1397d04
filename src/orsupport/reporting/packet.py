"""A district's packet: its page and its workbook, to send in the window in which it can object."""

from __future__ import annotations

from pathlib import Path

from orsupport.reporting.content import Content
from orsupport.reporting.district import district
from orsupport.reporting.pages import Pages
from orsupport.reporting.pictures import Pictures
from orsupport.reporting.workbook import write_workbook

WORKBOOK = "packet.xlsx"


def write_packet(content: Content, district_id: str, folder: Path) -> None:
    """`index.html`, with everything inline, and `packet.xlsx`, of this district alone."""
    pages = Pages(content, to_state="")
    take = content.take([row["school_id"] for row in content.schools_of[district_id]])
    page = pages.district(district(content, district_id, Pictures(content), take))
    (folder / "index.html").write_text(page, encoding="utf-8")
    write_workbook(content, folder / WORKBOOK, district_id)
