"""The folder of pages or a packet, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path

from orsupport.identification import Run
from orsupport.problems import InputError, Problem
from orsupport.replaceable import Replaceable
from orsupport.reporting import packet, side_by_side
from orsupport.reporting.content import Content
from orsupport.reporting.moved import earlier
from orsupport.reporting.packet import write_packet
from orsupport.reporting.side_by_side import write_site
from orsupport.stored import opened
from orsupport.whole import appearing

MARK = "orsupport-report.txt"  # what tells a folder of pages from anything else
MARKED = "Pages written by orsupport report. Internal: contains small groups.\n"
WRITTEN = {MARK, "index.html", side_by_side.WORKBOOK, packet.WORKBOOK}
Tell = Callable[[int, int], None]


def report(
    run: Run | str | PathLike[str],
    out: str | PathLike[str],
    district: str | None = None,
    since: Run | str | PathLike[str] | None = None,
    tell: Tell | None = None,
    processes: int = 2,
) -> None:
    """Pages of the State and of each district and a workbook, in a folder; with `district`, that district's packet.

    `run`: a run or its folder; `since`: an earlier one, to show what moved. `tell`: called with how many schools are
    written, and how many there are. `processes`: one or two. Raises `InputError` where something else is at the place,
    where the run does not know the district, or where one is no run folder, and `RulesError` where the rules of a run
    folder cannot be used.
    """
    folder = Path(out)
    refuse_unless_pages(folder)
    before = earlier(since if isinstance(since, Run) else Path(since)) if since is not None else None
    found = run if isinstance(run, Run) else opened(run).again()
    content = Content(found, before)
    if district is not None and district not in content.districts:
        says = f"there is no district {district} in this run"
        raise InputError([Problem("districts", "district_id", says)], "Nothing to report.")
    with appearing(folder, refuse_unless_pages) as work:
        (work / MARK).write_text(MARKED, encoding="utf-8")
        if district is not None:
            write_packet(content, district, work)
        else:
            write_site(content, before, work, tell, processes)


def refuse_unless_pages(folder: Path) -> None:
    """Only nothing, an empty folder or earlier pages may be replaced."""

    def belongs(file: str) -> bool:
        return file in WRITTEN or (file.startswith("districts/district-") and file.endswith(".html"))

    Replaceable(MARK, "the pages", belongs).refuse(folder, "holds no pages: name another place")
