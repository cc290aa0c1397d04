"""A second process that writes districts' pages and the workbook; `python -m orsupport.report.helper` runs it.

It is told what to do through its input and answers each time with a line. It is a process of its own kind, and not a
copy of this one, so that it works alike on every system and from any program; where it cannot be started or ends
early, what was left to it is done here.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

from orsupport.identification import Run
from orsupport.report.moved import Earlier

DONE = b"done\n"


class Helper:
    """The second process, seen from the first. Each method raises `OSError` or `EOFError` where it has ended."""

    def __init__(self, run: Run, since: Earlier | None, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "orsupport.report.helper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(each for each in sys.path if each)},
        )
        self._begun = False
        self._opening = (run.data, run.rules, run.year, since, str(folder))

    def do(self, what: str, given: Any) -> None:
        """Have one thing done: `districts` with their ids, or the `workbook`; returns when it is done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if not self._begun:
            self._begun = True
            pickle.dump(self._opening, self._process.stdin)
        pickle.dump((what, given), self._process.stdin)
        self._process.stdin.flush()
        if self._process.stdout.readline() != DONE:
            raise EOFError("the second process has ended")

    def end(self) -> None:
        """Let it go, whatever it does."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was not read before it ended
                    continue


def work(told: BinaryIO, answers: BinaryIO) -> None:
    """What the second process does until its input ends."""
    from orsupport.identification import identify
    from orsupport.report.content import Content
    from orsupport.report.district_pages import write_districts
    from orsupport.report.pages import Pages
    from orsupport.report.pictures import Pictures
    from orsupport.report.workbook import write_workbook

    data, rules, year, since, place = pickle.load(told)
    folder = Path(place)
    content = Content(identify(data, rules, year, any_year=True), since)
    pages, pictures = Pages(content), Pictures(content)
    while True:
        try:
            what, given = pickle.load(told)
        except EOFError:
            return
        if what == "drawn":
            pictures = Pictures(content, given)
        elif what == "workbook":
            write_workbook(content, folder / given)
        else:
            write_districts(content, pages, pictures, given, folder / "districts")
        answers.write(DONE)
        answers.flush()


if __name__ == "__main__":
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    work(sys.stdin.buffer, own)
