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
from orsupport.reporting.moved import earlier, refuse_unless_earlier
from orsupport.reporting.packet import write_packet
from orsupport.reporting.side_by_side import write_site
from orsupport.stored import opened
from orsupport.whole import HEADING, appearing, followed

MARK = "orsupport-report.txt"  # what tells a folder of pages from anything else
PACKET_MARK = "orsupport-packet.txt"  # and a district's packet
MARKED = "{what} written by orsupport report. Internal: contains small groups.\n"
WRITTEN = {MARK, "index.html", side_by_side.WORKBOOK}
PACKET_WRITTEN = {PACKET_MARK, "index.html", packet.WORKBOOK}
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
    written, and how many there are. `processes`: one or two. Raises `InputError` where something else is at the place
    or it is inside a run folder, where `since` is a later run or one of another State, where the run does not know the
    district, or where one is no run folder, and `RulesError` where the rules of a run folder cannot be used.
    """
    folder = Path(out)
    refuse = refuse_unless_pages if district is None else refuse_unless_packet
    refuse(folder)
    before = earlier(since if isinstance(since, Run) else Path(since)) if since is not None else None
    found = run if isinstance(run, Run) else opened(run).again()
    if before is not None:
        refuse_unless_earlier(before, found)
    content = Content(found, before)
    if district is not None and district not in content.districts:
        says = f"there is no district {district} in this run"
        raise InputError([Problem("districts", "district_id", says)], "Nothing to report.")
    with appearing(folder, refuse) as work:
        if district is not None:
            (work / PACKET_MARK).write_text(MARKED.format(what="A district's packet"), encoding="utf-8")
            write_packet(content, district, work)
        else:
            (work / MARK).write_text(MARKED.format(what="Pages"), encoding="utf-8")
            write_site(content, before, work, tell, processes)


def refuse_unless_pages(folder: Path) -> None:
    """Only nothing, an empty folder or earlier pages of a State may be replaced."""

    def belongs(file: str) -> bool:
        return file in WRITTEN or (file.startswith("districts/district-") and file.endswith(".html"))

    _refuse_in_a_run(folder)
    holds = "holds a district's packet, not the pages of a State" if _is(folder, PACKET_MARK) else "holds no pages"
    Replaceable(MARK, "the pages", belongs).refuse(folder, f"{holds}: name another place")


def refuse_unless_packet(folder: Path) -> None:
    """Only nothing, an empty folder or an earlier packet may be replaced."""
    _refuse_in_a_run(folder)
    holds = "holds the pages of a State, not a district's packet" if _is(folder, MARK) else "holds no district's packet"
    belongs = PACKET_WRITTEN.__contains__
    Replaceable(PACKET_MARK, "the packet", belongs).refuse(folder, f"{holds}: name another place")


def _is(folder: Path, mark: str) -> bool:
    return (folder / mark).is_file()


def _refuse_in_a_run(folder: Path) -> None:
    """Raises `InputError` where the place is inside a run folder, which holds what its run wrote and nothing else."""
    for above in followed(folder).parents:
        if _is(above, "run.json") and _is(above, "rules.toml"):
            says = f"is inside a run folder, {above}, which would then be damaged: name another place"
            raise InputError([Problem(str(folder), "", says)], HEADING)
