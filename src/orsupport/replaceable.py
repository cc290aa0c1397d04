"""Which earlier folder may be replaced: one of the same kind that holds nothing of anybody's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from orsupport.problems import InputError, Problem
from orsupport.whole import HEADING

LEFT_BY_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")


class Replaceable(NamedTuple):
    """Which earlier folders may be replaced: those with the file `mark`, and in them only files that `belong` (asked
    by their paths in the folder). `called`: what such a folder is, as in "the run"."""

    mark: str
    called: str
    belongs: Callable[[str], bool]
    heading: str = HEADING

    def refuse(self, target: Path, otherwise: str) -> None:
        """Raise InputError unless nothing is at the place, or an empty folder, or such a folder and nothing else.
        `otherwise`: what is said where it is no such folder."""
        if not target.exists() or (target.is_dir() and not any(target.iterdir())):
            return
        if not target.is_dir() or not (target / self.mark).is_file():
            raise InputError([Problem(str(target), "", f"is there already and {otherwise}")], self.heading)
        others = sorted(name for name in _files_in(target) if not self.belongs(name))
        if others:
            named = ", ".join(others[:3]) + (f" and {len(others) - 3:,} more" if len(others) > 3 else "")
            holds = "a file that is" if len(others) == 1 else "files that are"
            move = "move it" if len(others) == 1 else "move them"
            says = f"holds {holds} not of {self.called}: {named}; {move} or name another place"
            raise InputError([Problem(str(target), "", says)], self.heading)


def _files_in(folder: Path) -> Iterator[str]:
    """The files below a folder by their paths in it, without what file managers leave there."""
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        for name in [*files, *links]:
            if name not in LEFT_BY_SYSTEMS:
                yield Path(place, name).relative_to(folder).as_posix()
