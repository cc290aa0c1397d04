"""A second process that writes districts' pages and the workbook; `python -m orsupport.reporting.helper` runs it.

It is told what to do through its input and answers each time with a line. It is a process of its own kind, and not a
copy of this one, so that it works alike on every system and from any program; where it cannot be started or ends
early, what was left to it is done here.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from orsupport.identification import Run
from orsupport.reporting.moved import Earlier


class Helper:
    """The second process, seen from the first. A method raises `OSError` or `EOFError` where it has ended."""

    def __init__(self, run: Run, since: Earlier | None, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "orsupport.reporting.helper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(each for each in sys.path if each)},
        )
        self._opening: Any = (run.data, run.rules, run.year, since, str(folder))

    def do(self, what: str, given: Any) -> Any:
        """Have one thing done, and what it gave: see `work`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        for said in ([self._opening] if self._opening is not None else []) + [(what, given)]:
            pickle.dump(said, self._process.stdin)
        self._opening = None
        self._process.stdin.flush()
        try:
            return pickle.load(self._process.stdout)
        except pickle.UnpicklingError as error:
            raise EOFError("the second process has ended") from error

    def end(self) -> None:
        """Let it go, whatever it does; what waits for its answer then finds that it has ended."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """After it has ended, and nobody waits for it any more."""
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not read before it ended
                if stream is not None:
                    stream.close()


def work(told: BinaryIO, answers: BinaryIO) -> None:
    """What the second process does until its input ends.

    `take`: works out for these places what it would take. `known`: is given the drawings, and what it would take of
    all. `workbook`: writes it under the name. `districts`: writes the pages of these.
    """
    from orsupport.identification import identify
    from orsupport.reporting.content import Content
    from orsupport.reporting.district_pages import write_districts
    from orsupport.reporting.pages import Pages
    from orsupport.reporting.pictures import Pictures
    from orsupport.reporting.workbook import write_workbook

    data, rules, year, since, place = pickle.load(told)
    folder = Path(place)
    content = Content(identify(data, rules, year, any_year=True), since)
    pages, pictures, take = Pages(content), Pictures(content), {}
    while True:
        try:
            what, given = pickle.load(told)
        except EOFError:
            return
        gave = None
        if what == "take":
            gave = content.take(given)
        elif what == "known":
            drawn, take = given
            pictures = Pictures(content, drawn)
        elif what == "workbook":
            write_workbook(content, folder / given)
        else:
            write_districts(content, pages, pictures, take, given, folder / "districts")
        pickle.dump(gave, answers)
        answers.flush()


if __name__ == "__main__":
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    work(sys.stdin.buffer, own)
