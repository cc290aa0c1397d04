"""The folder of pages, written whole or not at all."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from os import PathLike
from pathlib import Path

from orsupport.identification import Run
from orsupport.problems import InputError, Problem
from orsupport.report.content import Content
from orsupport.report.district_pages import shares, write_districts
from orsupport.report.helper import Helper
from orsupport.report.moved import Earlier, earlier
from orsupport.report.packet import write_packet
from orsupport.report.pages import Pages
from orsupport.report.pictures import Pictures
from orsupport.report.state import state
from orsupport.report.workbook import write_workbook
from orsupport.stored import opened
from orsupport.whole import appearing, may_be_replaced

MARK = "orsupport-report.txt"  # what tells a folder of pages from anything else
MARKED = "Pages written by orsupport report. Internal: contains small groups.\n"
WORKBOOK = "workbook.xlsx"
ALONE = 120  # schools: where there are no more, a second process would take longer to start than to help
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
            _Site(content, before, work, tell).write(processes)


def refuse_unless_pages(folder: Path) -> None:
    """Only nothing, an empty folder or earlier pages may be replaced."""
    if not may_be_replaced(folder, MARK):
        raise InputError([Problem(str(folder), "", "is there already and holds no pages: name another place")])


class _Site:
    """The pages while they are written: what is left to do, taken by two processes."""

    def __init__(self, content: Content, since: Earlier | None, folder: Path, tell: Tell | None) -> None:
        self.content, self.since, self.folder, self.tell = content, since, folder, tell
        self.left = deque(shares(content))
        self.size = len(content.places)
        self.workbook_is_left = True
        self.written = 0
        self.lock = threading.Lock()
        self.drawn: dict[object, object] | None = None
        self.is_drawn = threading.Event()

    def write(self, processes: int) -> None:
        (self.folder / "districts").mkdir()
        helper = self._helper() if processes > 1 and self.size > ALONE else None
        beside = threading.Thread(target=self._beside, args=(helper,), daemon=True) if helper is not None else None
        try:
            if beside is not None:
                beside.start()
            pages, pictures = Pages(self.content), Pictures(self.content)
            self.drawn = pictures.drawn
            self.is_drawn.set()
            (self.folder / "index.html").write_text(pages.state(state(self.content, pictures)), encoding="utf-8")
            self._here(pages, pictures)
            if beside is not None:
                while beside.is_alive():
                    beside.join(0.1)
                    self._said(0)
                self._here(pages, pictures)  # what a second process that ended early has left
            if self.workbook_is_left:
                write_workbook(self.content, self.folder / WORKBOOK)
        finally:
            if helper is not None:
                helper.end()

    def _helper(self) -> Helper | None:
        try:
            return Helper(self.content.run, self.since, self.folder)
        except OSError:
            return None

    def _here(self, pages: Pages, pictures: Pictures) -> None:
        while (ids := self._next()) is not None:
            write_districts(self.content, pages, pictures, ids, self.folder / "districts")
            self._said(self._schools(ids))

    def _beside(self, helper: Helper) -> None:
        """Hand over to the second process until nothing is left, or until it has ended."""
        ids: list[str] | None = None
        try:
            helper.do("workbook", WORKBOOK)
            self.workbook_is_left = False
            self.is_drawn.wait()
            helper.do("drawn", self.drawn)
            while (ids := self._next()) is not None:
                helper.do("districts", ids)
                with self.lock:
                    self.written += self._schools(ids)
        except (OSError, EOFError):
            if ids is not None:
                self.left.append(ids)

    def _next(self) -> list[str] | None:
        try:
            return self.left.popleft()
        except IndexError:
            return None

    def _schools(self, ids: list[str]) -> int:
        return sum(len(self.content.schools_of[each]) for each in ids)

    def _said(self, more: int) -> None:
        """Only the first thread tells."""
        with self.lock:
            self.written += more
        if self.tell is not None:
            self.tell(self.written, self.size)
