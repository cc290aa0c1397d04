"""One table as it was found, before anything in it is understood."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa


@dataclass(frozen=True)
class Source:
    """Where a table came from: enough to tell later whether the same bytes were read.

    `name`: the file's name, such as "schools.csv" ("schools.parquet" for a frame in memory); `path`: None for a frame;
    `sha256`: of the file's bytes, in hexadecimal, "" for a frame; `rows`: how many rows were read.
    """

    name: str
    path: Path | None
    sha256: str
    rows: int


def sha256_of(file: Path) -> str:
    """The checksum of a file's bytes, in hexadecimal."""
    with file.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest()


@dataclass(frozen=True)
class Raw:
    """A table's cells as found; row 0 of `cells` is called `first_row`, or by `row_numbers` where rows were skipped."""

    cells: pa.Table
    first_row: int = 1
    row_numbers: npt.NDArray[np.int64] | None = None


class UnreadableError(Exception):
    """A file or frame that holds no table; the message says why, to the person who made it."""

    def __init__(self, problem: str, row: int | None = None, example: str = "") -> None:
        super().__init__(problem)
        self.row = row
        self.example = example
