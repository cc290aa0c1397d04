"""What the operating system is asked for so that a folder is replaced in one step and a living process is known."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

HERE = -100  # AT_FDCWD: paths as this process sees them
EXCHANGE = 2  # RENAME_EXCHANGE
CANNOT = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM)


def exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system or its disk has no such step."""
    renameat2 = None if os.name == "nt" else getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in CANNOT or number == errno.ENOENT:
        return False
    raise OSError(number, os.strerror(number), str(other))


def wait_for(folder: Path) -> int | None:
    """Hold a folder for as long as this process lives; None where the system cannot."""
    if fcntl is None:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        os.close(handle)
        return None
    return handle


@contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Whether no living process holds the folder; while it is asked, this one does."""
    handle = None
    try:
        if fcntl is not None:
            handle = os.open(folder, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if handle is not None:
            os.close(handle)
        handle = None
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)
