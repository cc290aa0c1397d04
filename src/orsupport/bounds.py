"""What is read at most. A file that is larger, or that is no file, is refused before it is read.

Each bound is several times the largest that a State is known or can be worked out to have.
"""

from __future__ import annotations

import errno
import stat
import tomllib
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

MIB, GIB = 1 << 20, 1 << 30

SETTINGS = 1 * MIB  # rules, mappings, names: the longest shipped has 0.02
RUN = 64 * MIB  # run.json: a few kilobytes, and a line for each decision of a person
TABLE = 2 * GIB  # a table of a data folder, read whole: 9,000 schools, 20 groups, 10 indicators, 6 years have 0.7
TABLE_UNPACKED = 8 * GIB  # the same as Parquet, as its footer says: what must fit in memory
TABLE_ROWS = 100_000_000  # those schools have 11 million
COLUMNS = 2_000  # of any table: a data folder has about 30
RECORDS = 128 * GIB  # a file of student records, read piece by piece: 50 million rows have about 5
RECORD_ROWS = 4_000_000_000
ROW_GROUP = 8 * GIB  # of a Parquet file of records, unpacked: one is in memory at a time
WORKBOOK = 256 * MIB  # a workbook or CSV file of a Department: the largest seen has 3
WORKBOOK_UNPACKED = 1 * GIB
SHEET_CELLS = 100_000_000  # up to the last cell that is filled: the largest seen has 0.7 million
STUDENTS = 999_999_999  # of one row of results: more than live in any State
DEPTH = 50  # tables and lists inside one another in a settings file: rules have 5
DIGITS = 40  # of a number in a settings file, before or after the point

KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class RefusedFileError(OSError):
    """A file that is not read: too large, or no file. `strerror` says which."""

    def __init__(self, why: str, path: str | PathLike[str]) -> None:
        super().__init__(errno.EFBIG, why, str(path))


def refuse(path: str | PathLike[str], most: int) -> None:
    """Raise RefusedFileError where the path is no file or has more bytes, and OSError where there is none."""
    about = Path(path).stat()
    for is_kind, called in KINDS:
        if is_kind(about.st_mode):
            raise RefusedFileError(f"it is {called}, and no file", path)
    if about.st_size > most:
        raise RefusedFileError(too_large(about.st_size, most), path)


def too_large(found: int, most: int) -> str:
    return f"it has {in_units(found)}; at most {in_units(most)} are read"


def in_units(size: int) -> str:
    for unit, called in ((GIB, "GB"), (MIB, "MB")):
        if size >= unit:
            return f"{size / unit:,.1f} {called}"
    return f"{size:,} bytes"


def read_bytes(path: str | PathLike[str], most: int) -> bytes:
    """The bytes of a file. Raises OSError, RefusedFileError where there are more than so many."""
    refuse(path, most)
    with Path(path).open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise RefusedFileError(too_large(len(data), most), path)
    return data


def read_text(path: str | PathLike[str], most: int) -> str:
    """The text of a file in UTF-8, with line ends as the system's editors show them. Raises OSError,
    UnicodeDecodeError."""
    return read_bytes(path, most).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def parse_toml(text: str, number: Callable[[str], Any] = float) -> dict[str, Any]:
    """A TOML text. Raises tomllib.TOMLDecodeError, also where it is nested too deeply or has a number too long."""

    def bounded(figure: str) -> Any:
        if not any(letter.isdigit() for letter in figure):
            raise tomllib.TOMLDecodeError(f"{figure} is no number that can be used")
        digits, _, power = figure.lower().replace("_", "").partition("e")
        if len(digits) > 2 * DIGITS or abs(int(power or 0)) > DIGITS:
            raise tomllib.TOMLDecodeError(f"the number {shortened(figure)} has too many digits")
        return number(figure)

    try:
        found = tomllib.loads(text, parse_float=bounded)
    except RecursionError:
        raise tomllib.TOMLDecodeError("tables or lists are nested too deeply") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # a date that is none, or a whole number of thousands of digits
        raise tomllib.TOMLDecodeError(f"a number or a date cannot be read: {str(error).partition(';')[0]}") from None
    _refuse_depth(found)
    return found


def shortened(figure: str) -> str:
    return figure if len(figure) <= 24 else f"{figure[:20]}…"


def _refuse_depth(found: Any) -> None:
    layer = [found]
    for _ in range(DEPTH):
        layer = [part for each in layer for part in (each.values() if isinstance(each, dict) else each)]
        for each in layer:
            if type(each) is int and abs(each) >= 10**DIGITS:
                raise tomllib.TOMLDecodeError(f"the number {shortened(str(each))} has too many digits")
        layer = [each for each in layer if isinstance(each, dict | list)]
        if not layer:
            return
    raise tomllib.TOMLDecodeError("tables or lists are nested too deeply")
