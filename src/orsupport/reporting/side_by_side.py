"""The pages of a State written by two processes, each taking from one list what is left to do."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

from orsupport.reporting.content import Content, Row
from orsupport.reporting.district_pages import shares, write_districts
from orsupport.reporting.helper import Helper
from orsupport.reporting.moved import Earlier
from orsupport.reporting.pages import Pages
from orsupport.reporting.pictures import Pictures
from orsupport.reporting.state import state
from orsupport.reporting.workbook import write_workbook

WORKBOOK = "workbook.xlsx"
ALONE = 120  # schools: where there are no more, a second process takes longer to start than it helps
Tell = Callable[[int, int], None]


def write_site(content: Content, since: Earlier | None, folder: Path, tell: Tell | None, processes: int) -> None:
    """The State's page, the districts' and the workbook. `tell`: called with how much is done, and of how much."""
    (folder / "districts").mkdir()
    helper = None
    if processes > 1 and len(content.places) > ALONE:
        try:
            helper = Helper(content.run, since, folder)
        except OSError:  # no second process may be started here
            helper = None
    site = _Site(content, folder, tell, helper)
    try:
        site.write()
    finally:
        if helper is not None:
            helper.end()
            site.mine.set()
            site.beside.join()
            helper.close()


class _Site:
    """The pages while they are written. What it would take is worked out first, half by each process."""

    def __init__(self, content: Content, folder: Path, tell: Tell | None, helper: Helper | None) -> None:
        self.content, self.folder, self.tell, self.helper = content, folder, tell, helper
        self.left = deque(shares(content))
        self.workbook_is_left = True
        self.done: Counter[str] = Counter()
        ids = list(content.places)
        self.halves = (ids[::2], ids[1::2]) if helper is not None else (ids, [])
        self.take: dict[str, list[Row]] = {}
        self.drawn: dict[str, str] = {}
        self.mine, self.other = threading.Event(), threading.Event()
        self.beside = threading.Thread(target=self._beside, daemon=True)

    def write(self) -> None:
        if self.helper is not None:
            self.beside.start()
        pages, pictures = Pages(self.content), Pictures(self.content)
        self.drawn = pictures.drawn
        page = pages.state(state(self.content, pictures))
        (self.folder / "index.html").write_text(page, encoding="utf-8")
        self.take |= self._taken(self.halves[0])
        self.mine.set()
        if self.helper is not None:
            self.other.wait()
        left = [each for each in self.halves[1] if each not in self.take]
        self.take |= self._taken(left) if left else {}
        self._here(pages, pictures)
        while self.beside.is_alive():
            self.beside.join(0.1)
            self._say()
        self._here(pages, pictures)  # what a second process that ended early has left
        if self.workbook_is_left:
            write_workbook(self.content, self.folder / WORKBOOK)

    def _taken(self, ids: list[str]) -> dict[str, list[Row]]:
        def said(done: int, of: int) -> None:
            self.done["take"] = len(ids) * done // max(of, 1)
            self._say()

        return self.content.take(ids, said)

    def _here(self, pages: Pages, pictures: Pictures) -> None:
        while (ids := self._next()) is not None:
            write_districts(self.content, pages, pictures, self.take, ids, self.folder / "districts")
            self.done["here"] += self._schools(ids)
            self._say()

    def _beside(self) -> None:
        """Hand over to the second process until nothing is left, or until it has ended."""
        assert self.helper is not None
        ids: list[str] | None = None
        try:
            self.take |= self.helper.do("take", self.halves[1])
            self.done["take beside"] = len(self.halves[1])
            self.other.set()
            self.mine.wait()
            self.helper.do("known", (self.drawn, self.take))
            self.helper.do("workbook", WORKBOOK)
            self.workbook_is_left = False
            while (ids := self._next()) is not None:
                self.helper.do("districts", ids)
                self.done["beside"] += self._schools(ids)
        except (OSError, EOFError):
            if ids is not None:
                self.left.append(ids)
        finally:
            self.other.set()

    def _next(self) -> list[str] | None:
        try:
            return self.left.popleft()
        except IndexError:
            return None

    def _schools(self, ids: list[str]) -> int:
        return sum(len(self.content.schools_of[each]) for each in ids)

    def _say(self) -> None:
        """Only the first thread tells: working out is half of the work, and writing the other half."""
        if self.tell is not None:
            self.tell(self.done.total(), 2 * len(self.content.places))
