"""A workbook held against the bounds before it is opened: how much is packed in it, and how far its cells reach.

What a file says of its own sizes is not believed: every part is unpacked once, a piece at a time, and only measured.
"""

from __future__ import annotations

import re
import string
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from orsupport.bounds import MIB, SHEET_CELLS, WORKBOOK, WORKBOOK_UNPACKED, in_units, refuse

COLUMN = rb"""[A-Za-z]{2,}\d"""  # of a cell beyond column Z
ROW = rb"""[A-Za-z]*\d{6,}"""  # of a cell or row beyond row 99,999
USUAL = re.compile(rb'r="(' + COLUMN + rb")"), re.compile(rb'r="(' + ROW + rb")")
ANY_WAY = re.compile(rb"""r\s*=\s*["'](""" + COLUMN + rb")"), re.compile(rb"""r\s*=\s*["'](""" + ROW + rb")")  # slower
UNUSUAL = (b"r =", b"r\t=", b"r\n=", b"r\r=", b"r= ", b"r=\t", b"r=\n", b"r=\r", b"r='")
NEAR_COLUMN, NEAR_ROW = 26, 99_999  # where neither is found
DIGIT, LETTER = b"0123456789", string.ascii_letters.encode()
LOCAL = 30  # bytes of the head before a packed part
CELL = 64  # bytes of the longest cell reference that may lie across two pieces
DAMAGED = "is no workbook that can be read: cut short, damaged or protected"


class RefusedWorkbookError(Exception):
    """A workbook that is not opened; the text says why."""


def refuse_large(path: Path) -> None:
    """Raise RefusedWorkbookError where a workbook is larger than the bounds, and OSError where it is no file."""
    refuse(path, WORKBOOK)
    with path.open("rb") as file:
        if file.read(2) != b"PK":  # .xls is not packed
            return
        try:
            with ZipFile(file) as book:
                parts = book.infolist()
            _measure(file, parts)
        except (BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError, UnicodeError) as error:
            raise RefusedWorkbookError(DAMAGED) from error


def _measure(file: BinaryIO, parts: list[ZipInfo]) -> None:
    declared = sum(part.file_size for part in parts)
    size = 0
    if declared > WORKBOOK_UNPACKED:
        raise RefusedWorkbookError(_too_large(declared))
    for part in parts:
        reach = _Reach()
        for piece in _unpacked(file, part):
            size += len(piece)
            if size > WORKBOOK_UNPACKED:
                raise RefusedWorkbookError(_too_large(size))
            reach.look(piece)


def _too_large(size: int) -> str:
    return f"the workbook has {in_units(size)} or more once unpacked; at most {in_units(WORKBOOK_UNPACKED)} are read"


def _unpacked(file: BinaryIO, part: ZipInfo) -> Iterator[bytes]:
    """A part of the file, a piece at a time, however long it says it is."""
    file.seek(part.header_offset)
    head = file.read(LOCAL)
    name, extra = struct.unpack("<HH", head[26:30])
    file.seek(part.header_offset + LOCAL + name + extra)
    left = part.compress_size
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile(part.filename)
    inflate = zlib.decompressobj(-15) if part.compress_type == ZIP_DEFLATED else None
    while left > 0 and (packed := file.read(min(left, MIB))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, MIB)
            packed = inflate.unconsumed_tail


class _Reach:
    """How far the cells of a sheet of an .xlsx file reach, while its text goes by.

    An .ods file is held to as many cells by the library that reads it.
    """

    def __init__(self) -> None:
        self.before: bytes | None = None
        self.is_sheet = False
        self.column, self.row = NEAR_COLUMN, NEAR_ROW

    def look(self, piece: bytes) -> None:
        if self.before is None:
            self.is_sheet = b"worksheet" in piece
        if not self.is_sheet:
            self.before = b""
            return
        text = (self.before or b"") + piece
        self.before = text[-CELL:]
        columns, rows = ANY_WAY if any(way in text for way in UNUSUAL) else USUAL
        self.column = max([self.column, *map(_column, set(columns.findall(text)))])
        self.row = max([self.row, *map(_row, rows.findall(text))])
        if self.column * self.row > SHEET_CELLS:
            reaches = f"a sheet reaches to column {self.column:,} and row {self.row:,}"
            raise RefusedWorkbookError(f"{reaches}; at most {SHEET_CELLS:,} cells are read: delete what stands far out")


def _column(letters: bytes) -> int:
    """The number of a column that is written in letters."""
    column = 0
    for letter in letters.rstrip(DIGIT).upper()[:8]:
        column = 26 * column + letter - 64
    return column


def _row(cell: bytes) -> int:
    """The number of a row, or of the row of a cell such as AB12."""
    return int(cell.lstrip(LETTER)[:12])
