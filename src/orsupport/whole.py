"""A folder that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def may_be_replaced(target: Path, mark: str) -> bool:
    """Whether a folder may be written at the place: nothing is there, or an empty folder, which is taken away, or one
    with the file that marks an earlier folder of the same kind."""
    if target.is_dir() and not any(target.iterdir()):
        target.rmdir()
    return not target.exists() or (target / mark).is_file()


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A folder beside the final place to write into; it is moved there in one step where nothing went wrong."""
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield work
        work.chmod(0o755)
        if target.exists():
            _replace(target, work)
        else:
            os.rename(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _replace(target: Path, work: Path) -> None:
    """Put the new folder in the place of the earlier one; where that fails, the earlier one stays."""
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        os.rename(target, aside / "earlier")
        os.rename(work, target)
    finally:
        if not target.exists():
            os.rename(aside / "earlier", target)
        shutil.rmtree(aside, ignore_errors=True)
