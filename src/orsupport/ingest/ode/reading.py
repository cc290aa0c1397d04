"""A folder of files -> what each of them gave, several files at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from os import PathLike
from pathlib import Path

from orsupport.bounds import WORKBOOK, RefusedFileError, refuse
from orsupport.ingest.ode.found import Found
from orsupport.ingest.ode.names import Names
from orsupport.ingest.ode.workbooks import TEXTS, WORKBOOKS, read_file
from orsupport.problems import InputError, Problem

PROCESSES = 2
UNMEASURED = (".xls", ".xlsb")  # only in a process of their own: a cell far out may end the process that reads them
HEADING = "The files cannot be used."

Tell = Callable[[str], None]


def files_in(folder: str | PathLike[str]) -> tuple[list[Path], list[str]]:
    """The workbooks and CSV files of a folder, and the names of its other files. Raises InputError."""
    place = Path(folder)
    try:
        entries = sorted(place.iterdir(), key=lambda entry: entry.name)
    except FileNotFoundError:
        problem = "there is no such folder"
    except NotADirectoryError:
        problem = "this is a file: give the folder that holds the files of the Department"
    except OSError as error:
        problem = f"the folder cannot be opened: {error.strerror}"
    else:
        seen = [entry for entry in entries if not entry.name.startswith((".", "~$"))]
        wanted = [entry for entry in seen if entry.suffix.lower() in WORKBOOKS + TEXTS]
        refused = [*map(_no_file, wanted)]
        if any(refused):
            problems = [Problem(path.name, "", why) for path, why in zip(wanted, refused, strict=True) if why]
            raise InputError(problems, HEADING)
        return wanted, [entry.name for entry in seen if entry not in wanted and entry.is_file()]
    raise InputError([Problem(str(folder), "", problem)], HEADING)


def _no_file(path: Path) -> str:
    """Why what is called like a file of the Department's cannot be opened as one; "" where it can."""
    try:
        refuse(path, WORKBOOK)
    except RefusedFileError as error:
        return str(error.strerror) if not path.is_file() else ""  # of a large file its reader says more
    except OSError as error:
        return f"the file cannot be opened: {error.strerror}"
    return ""


def read_files(
    paths: Sequence[Path], names: Names, processes: int = PROCESSES, tell: Tell | None = None
) -> list[Found]:
    """What each file gave, in the order of the paths; `tell` is called with a file's name when it has been read."""
    books = sum(1 for path in paths if path.suffix.lower() in WORKBOOKS)
    workers = min(processes, books, os.cpu_count() or 1)
    found: dict[Path, Found] = {}
    if workers < 2 and not any(path.suffix.lower() in UNMEASURED for path in paths):
        for path in paths:
            found[path] = read_file(path, names)
            if tell is not None:
                tell(path.name)
        return [found[path] for path in paths]
    largest_first = sorted(paths, key=lambda path: -path.stat().st_size)
    context = multiprocessing.get_context("spawn")
    ends_at_once = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # without a word, as this process has one
    try:
        with ProcessPoolExecutor(max(workers, 1), context, ends_at_once) as pool:
            asked = {pool.submit(read_file, path, names): path for path in largest_first}
            for done in as_completed(asked):
                found[asked[done]] = done.result()
                if tell is not None:
                    tell(asked[done].name)
    except BrokenProcessPool as error:
        problem = "reading was stopped from outside, perhaps for want of memory"
        raise InputError([Problem("", "", problem)], HEADING) from error
    return [found[path] for path in paths]
