"""Where the real files are: in the folder that ORSUPPORT_REAL_DATA names. They are never part of the repository."""

import os
from pathlib import Path

import pytest

FOLDER = os.environ.get("ORSUPPORT_REAL_DATA")


def real(name: str) -> Path:
    """A folder of real files, or a skip that says why."""
    if not FOLDER:
        pytest.skip("ORSUPPORT_REAL_DATA is not set: the real files are not at hand")
    return Path(FOLDER) / name
