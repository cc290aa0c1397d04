"""A folder or a file that appears whole or not at all, whatever ends the process that writes it.

It is written beside its final place, under a hidden name that its process holds, and put there in one step. What a
process that was killed left under such a name is taken away by the next that writes to the same place.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from orsupport.problems import InputError, Problem
from orsupport.swap import exchanged, held, wait_for

HEADING = "Nothing was written."
WORK = ".part-"  # between the name of the place and eight letters
EARLIER = ".earlier"
AT_ONCE = 8  # files of which the disk is asked at once whether it has them
TAKEN = (errno.EEXIST, errno.ENOTEMPTY, errno.EISDIR, errno.ENOTDIR)

placed: list[Path] = []
"""What this process has put in its place."""

Refuse = Callable[[Path], None]
"""Raises InputError where something is at the place that may not be replaced."""


@contextmanager
def appearing(target: Path, refuse: Refuse) -> Iterator[Path]:
    """A folder to write into; where nothing went wrong, it takes the place of what is at the target, in one step.

    A link is followed and stays. `refuse` is asked before anything is written, and again before it is moved.
    """
    place = followed(target)
    with _beside(place, target) as (beside, made):
        recover(place)
        refuse(target)
        work, lock = _held_folder(beside)
        made.append(work)
        try:
            yield work
            work.chmod(0o755)
            _to_disk(work)
            refuse(target)
            _put(work, place)
            placed.append(target)
            _sync(place.parent)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            if lock is not None:
                os.close(lock)


@contextmanager
def appearing_file(target: Path, refuse: Refuse) -> Iterator[Path]:
    """A file to write; where nothing went wrong and no other came there meanwhile, it is moved to the target."""
    place = followed(target)
    with _beside(place, target) as (beside, made):
        refuse(target)
        handle, name = tempfile.mkstemp(prefix=beside.name, dir=beside.parent)
        os.close(handle)
        work = Path(name)
        made.append(work)
        try:
            yield work
            work.chmod(0o644)
            _sync(work)
            refuse(target)
            os.replace(work, place)
            placed.append(target)
            _sync(place.parent)
        finally:
            work.unlink(missing_ok=True)


def followed(target: Path) -> Path:
    """Where a link leads, or the place itself. Raises InputError where links lead in a circle."""
    place = Path(os.path.realpath(target))
    if place.is_symlink():
        raise InputError([Problem(str(target), "", "is a link that leads in a circle: name another place")], HEADING)
    return place


def recover(place: Path) -> None:
    """Put back the earlier folder, where a process was killed after it had moved it aside."""
    aside = place.with_name(f".{place.name}{EARLIER}")
    if aside.is_dir():
        with suppress(OSError):
            os.rename(aside, place)  # fails where something is at the place
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _beside(place: Path, target: Path) -> Iterator[tuple[Path, list[Path]]]:
    """The start of a hidden name beside the place; folders that had to be made for it go again where writing fails.

    An error of the disk is said of the target and not of a hidden name.
    """
    missing = [folder for folder in place.parents if not folder.exists()]
    made: list[Path] = []
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _clear(place)
        yield place.with_name(f".{place.name}{WORK}"), made
    except BaseException as error:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError) and _is_about(error, place, [*made, *missing]):
            says = os.strerror(error.errno) if error.errno else str(error)
            raise OSError(error.errno or 0, says, str(target)) from error
        raise


def _is_about(error: OSError, place: Path, made: list[Path]) -> bool:
    if error.filename is None:
        return True
    for name in (error.filename, error.filename2):
        about = Path(os.fsdecode(name)) if name is not None else None
        if about is not None and any(each in (about, *about.parents) for each in (place, *made)):
            return True
        if about is not None and about.parent == place.parent and about.name.startswith(f".{place.name}"):
            return True
    return False


def _held_folder(beside: Path) -> tuple[Path, int | None]:
    """A new hidden folder, and what shows other processes that this one lives."""
    while True:
        work = Path(tempfile.mkdtemp(prefix=beside.name, dir=beside.parent))
        lock = wait_for(work)
        if work.exists():  # else another process took it for one that was left behind
            return work, lock
        if lock is not None:
            os.close(lock)


def _clear(place: Path) -> None:
    """Take away what processes that live no more have left beside the place."""
    start = f".{place.name}{WORK}"
    for left in list(place.parent.iterdir()):
        if left.name.startswith(start) and len(left.name) == len(start) + 8 and left.is_dir():
            with held(left) as mine:
                if mine:
                    shutil.rmtree(left, ignore_errors=True)


def _put(work: Path, place: Path) -> None:
    """Put the new folder in the place of the earlier one, which is then where the new one was."""
    while True:
        try:
            if not place.exists() or not any(place.iterdir()):
                os.rename(work, place)
                return
        except OSError as error:  # another process was faster, or an empty folder is in the way of a rename
            if error.errno not in TAKEN and not isinstance(error, FileNotFoundError | PermissionError):
                raise
        if exchanged(work, place):
            return
        aside = place.with_name(f".{place.name}{EARLIER}")
        with suppress(FileNotFoundError):
            os.rename(place, aside)
        try:
            os.rename(work, place)
        except OSError as error:
            recover(place)
            if error.errno not in TAKEN:
                raise
        else:
            shutil.rmtree(aside, ignore_errors=True)
            return


def _to_disk(folder: Path) -> None:
    """So that a power cut after the last step does not leave empty files."""
    places = [Path(parent, name) for parent, _, files in os.walk(folder) for name in (*files, ".")]
    with ThreadPoolExecutor(AT_ONCE) as beside:  # a disk takes many files in little more time than one
        list(beside.map(_sync, places))


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
