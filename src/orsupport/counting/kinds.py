"""Rows that agree in every column asked are of one kind: what the indicators say is asked once for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.counting.codes import Codes, Texts, WordCodes, Words
from orsupport.tables.arrays import one_array

Sort = Literal["flag", "text", "small", "large"]
"""How a column goes into a kind: true, false or blank; a text; a whole number from 0 to 254; too many values for it."""

BITS: dict[Sort, int] = {"flag": 2, "text": 12, "small": 8}
EARLIER = 24  # bits for the kind so far, where one word does not hold all columns
SMALL = 254
MOST_TEXTS = (1 << BITS["text"]) - 2
MOST_KINDS = (1 << EARLIER) - 2


def is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(inner) or pa.types.is_large_string(inner) or inner == pa.string_view()


def sort_of(array: pa.Array) -> Sort:
    """The sort of a column by its type and, for whole numbers, by what is in it."""
    if pa.types.is_boolean(array.type) or pa.types.is_null(array.type):
        return "flag"
    if is_text(array.type):
        return "text"
    if pa.types.is_integer(array.type):
        ends = pc.min_max(array)
        least, greatest = ends["min"].as_py(), ends["max"].as_py()
        if least is None or (least >= 0 and greatest <= SMALL):
            return "small"
    return "large"


class Kinds:
    """The kinds of row among columns of given sorts, numbered as they are first met."""

    def __init__(self, sorts: Sequence[Sort]) -> None:
        self.sorts = tuple(sorts)
        self._texts = [Texts() if sort == "text" else None for sort in sorts]
        self._steps: list[WordCodes] = []

    def of(self, columns: Sequence[pa.Array]) -> tuple[Codes, NDArray[np.int64]] | None:
        """The kind of every row, and the row that each new kind was first met in; None where they are too many."""
        from orsupport.counting import kernel_codes

        rows = len(columns[0]) if columns else 0
        words, used, step = np.zeros(rows, np.uint64), 0, 0
        flags = [column for column, sort in zip(columns, self.sorts, strict=True) if sort == "flag"]
        maps = [each for column in flags for each in (bitmap(column), validity(column))]
        for first in range(0, len(maps), 8):
            if used + 8 > 64:
                words, used, step = self._folded(words, step)
            kernel_codes.gather_bits(stacked(maps[first : first + 8], rows), used, words)
            used += min(8, len(maps) - first)
        for column, sort, texts in zip(columns, self.sorts, self._texts, strict=True):
            if sort == "flag":
                continue
            if used + BITS[sort] > 64:
                words, used, step = self._folded(words, step)
            codes: Any = texts.codes(column) if texts else small_numbers(column, -1)
            if texts and texts.size > MOST_TEXTS:
                return None
            kernel_codes.put(words, codes, used)
            used += BITS[sort]
        found = self._step(step).codes(words)
        return None if any(each.size > MOST_KINDS for each in self._steps) else found

    def _step(self, step: int) -> WordCodes:
        if step == len(self._steps):
            self._steps.append(WordCodes())
        return self._steps[step]

    def _folded(self, words: Words, step: int) -> tuple[Words, int, int]:
        codes, _ = self._step(step).codes(words)
        return codes.astype(np.uint64), EARLIER, step + 1


def small_numbers(column: pa.Array, blank: int) -> NDArray[Any]:
    """The whole numbers of a column as numpy has them, a blank cell as the given number."""
    array = one_array(column)
    if array.type != pa.int64():
        array = array.cast(pa.int64())
    if array.null_count:
        array = array.fill_null(blank)
    if not len(array):
        return np.zeros(0, np.int64)
    return np.frombuffer(array.buffers()[1], np.int64, len(array), 8 * array.offset)


def bitmap(column: pa.Array) -> NDArray[np.uint8]:
    """A flag column as bytes of eight rows each, from the first row on; what stands in blank cells is not said."""
    if pa.types.is_null(column.type) or not len(column):
        return np.zeros((len(column) + 7) // 8, np.uint8)
    return _bits(column.buffers()[1], column.offset, len(column))


def validity(column: pa.Array) -> NDArray[np.uint8]:
    """Which cells are filled, as `bitmap` has it."""
    size = (len(column) + 7) // 8
    if pa.types.is_null(column.type) or not len(column):
        return np.zeros(size, np.uint8)
    held = column.buffers()[0]
    return np.full(size, 255, np.uint8) if held is None else _bits(held, column.offset, len(column))


def members_bitmap(column: pa.Array) -> NDArray[np.uint8]:
    """True cells alone, as `bitmap` has it."""
    bits = bitmap(column)
    return bits & validity(column) if column.null_count else bits


def _bits(buffer: pa.Buffer, offset: int, rows: int) -> NDArray[np.uint8]:
    held = np.frombuffer(buffer, np.uint8)
    if offset % 8 == 0:
        return held[offset // 8 : (offset + rows + 7) // 8]
    return np.packbits(np.unpackbits(held, count=offset + rows, bitorder="little")[offset:], bitorder="little")


def stacked(maps: Sequence[NDArray[np.uint8]], rows: int) -> NDArray[np.uint8]:
    """Bitmaps under one another, their number filled up to a multiple of eight."""
    out = np.zeros((-(-len(maps) // 8) * 8, (rows + 7) // 8), np.uint8)
    for place, each in enumerate(maps):
        out[place] = each
    return out
