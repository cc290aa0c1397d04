"""Texts and words to whole numbers: 0 for the first one met, 1 for the next, -1 for a blank cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.tables.arrays import codes_of, marks, one_array

Codes = NDArray[np.int32]
Words = NDArray[np.uint64]
SHORT = 12  # bytes of a text that Arrow keeps within the sixteen bytes of its view
FIRST_SIZE = 1 << 10
SAMPLE = 1 << 10


def has_runs(words: Words) -> bool:
    """Whether nearly all of the first rows are as the row before, as in a table that is sorted."""
    first = words[:SAMPLE]
    return bool(8 * np.count_nonzero(first[1:] == first[:-1]) > 7 * len(first))


class Texts:
    """Texts in the order in which they were first met; two texts are one if every byte agrees.

    Short texts are found by a compiled loop over Arrow's string views, longer ones by Arrow's own dictionaries.
    """

    def __init__(self) -> None:
        self.size = 0
        self._keys = np.zeros((FIRST_SIZE, 2), np.uint64)
        self._codes = np.full(FIRST_SIZE, -1, np.int32)
        self._long: dict[str, int] = {}

    def codes(self, column: pa.Array | pa.ChunkedArray, known_only: bool = False) -> Codes:
        """The code of every row, -1 where the cell is blank, or not known where only known texts are asked for."""
        array = one_array(column)
        if pa.types.is_dictionary(array.type):
            rows, of_names = codes_of(array), self.codes(array.dictionary, known_only)
            return np.append(of_names, np.int32(-1))[rows].astype(np.int32)
        out = np.zeros(len(array), np.int32)
        if not len(array):
            return out
        if array.null_count:
            out[~marks(array.is_valid())] = -1
        if pa.types.is_null(array.type):
            return out
        if array.type != pa.string_view():
            array = pc.cast(array, pa.string_view())
        views = np.frombuffer(array.buffers()[1], np.uint64, 2 * len(array), 16 * array.offset).reshape(-1, 2)
        self._short(views, known_only, out)
        long = np.flatnonzero(out == -2)
        if len(long):
            self._find_long(array, long, known_only, out)
        return out

    def texts(self) -> list[str]:
        """Every text, by its code."""
        found: list[str] = [""] * self.size
        filled = np.flatnonzero(self._codes >= 0)
        for place, code in zip(filled.tolist(), self._codes[filled].tolist(), strict=True):
            raw = self._keys[place].tobytes()
            found[code] = raw[4 : 4 + raw[0]].decode()
        for text, code in self._long.items():
            found[code] = text
        return found

    def _short(self, views: Words, known_only: bool, out: Codes) -> None:
        from orsupport.counting import kernel_codes

        runs = has_runs(views[:, 0])
        while len(out):
            done, self.size = kernel_codes.code_texts(views, self._keys, self._codes, self.size, known_only, runs, out)
            views, out = views[done:], out[done:]
            if len(out):
                self._grow()

    def _grow(self) -> None:
        filled = np.flatnonzero(self._codes >= 0)
        keys, codes = self._keys[filled], self._codes[filled]
        size = 4 * len(self._codes)
        while size < 4 * self.size:
            size *= 2
        self._keys, self._codes = np.zeros((size, 2), np.uint64), np.full(size, -1, np.int32)
        self._put(keys, codes)

    def _put(self, keys: Words, codes: Codes) -> None:
        from orsupport.counting import kernel_codes

        order = np.zeros(len(codes), np.int32)
        kernel_codes.code_texts(keys, self._keys, self._codes, 0, False, False, order)
        filled = np.flatnonzero(self._codes >= 0)
        self._codes[filled] = codes[self._codes[filled]]

    def _find_long(self, array: pa.Array, rows: Any, known_only: bool, out: Codes) -> None:
        some = array.cast(pa.large_string()).take(pa.array(rows)).dictionary_encode()
        of_names = []
        for name in some.dictionary.to_pylist():
            if name not in self._long and not known_only:
                self._long[name] = self.size
                self.size += 1
            of_names.append(self._long.get(name, -1))
        out[rows] = np.array(of_names, np.int32)[codes_of(some)]


class WordCodes:
    """Words in the order in which they were first met; `room`: about how many there may be."""

    def __init__(self, room: int = FIRST_SIZE // 4) -> None:
        self.size = 0
        places = 1 << (4 * max(room, 1) - 1).bit_length()
        self._keys = np.zeros((places, 2), np.uint64)
        self._codes = np.full(places, -1, np.int32)
        self._firsts = np.zeros(places, np.int64)

    def codes(self, words: Words, known_only: bool = False) -> tuple[Codes, NDArray[np.int64]]:
        """The code of every row, and the row that each new code was first met in."""
        from orsupport.counting import kernel_codes

        out, row, before, runs = np.empty(len(words), np.int32), 0, self.size, has_runs(words)
        while row < len(out):
            known = self.size
            done, self.size = kernel_codes.code_words(
                words[row:], self._keys, self._codes, self.size, known_only, runs, out[row:], self._firsts
            )
            self._firsts[known : self.size] += row
            row += done
            if row < len(out):
                self._grow()
        return out, self._firsts[before : self.size].copy()

    def _grow(self) -> None:
        from orsupport.counting import kernel_codes

        filled = np.flatnonzero(self._codes >= 0)
        keys, codes = self._keys[filled], self._codes[filled]
        words = np.zeros(self.size, np.uint64)
        words[codes] = keys[:, 0]
        size = 4 * len(self._codes)
        self._keys, self._codes = np.zeros((size, 2), np.uint64), np.full(size, -1, np.int32)
        firsts = np.zeros(size, np.int64)
        kernel_codes.code_words(words, self._keys, self._codes, 0, False, False, np.empty(self.size, np.int32), firsts)
        firsts[: self.size] = self._firsts[: self.size]
        self._firsts = firsts
