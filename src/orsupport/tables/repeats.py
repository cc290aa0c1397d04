"""Rows that share a key with an earlier row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from orsupport.tables.arrays import Rows, codes_of

MARKS_FOR_EACH_ROW = 32  # how much memory a list of every possible key may take before sorting is better
FEWEST_MARKS = 1 << 20


def repeats(keys: Sequence[pa.DictionaryArray]) -> tuple[Rows, int] | None:
    """The rows whose key an earlier row has, and the position of the row that the first of them repeats.

    None where there is no such row. A row with a blank key repeats nothing.
    """
    known, places, size = _places(keys)
    if size <= max(FEWEST_MARKS, MARKS_FOR_EACH_ROW * len(places)):
        seen = np.zeros(size, dtype=bool)
        seen[places] = True
        if np.count_nonzero(seen) == len(places):
            return None
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    later = order[1:][ordered[1:] == ordered[:-1]]
    if not len(later):
        return None
    earlier = int(np.argmax(places == places[later.min()]))
    where = np.zeros(len(keys[0]), dtype=bool)
    positions = np.arange(len(where)) if known is None else np.flatnonzero(known)
    where[positions[later]] = True
    return where, int(positions[earlier])


def _places(keys: Sequence[pa.DictionaryArray]) -> tuple[Rows | None, npt.NDArray[np.int64], int]:
    """Which rows have a whole key (None: all), one number for each whole key, and how many keys there could be."""
    known = None
    if any(key.null_count for key in keys):
        known = np.logical_and.reduce([codes_of(key) >= 0 for key in keys])
    places = np.zeros(len(keys[0]) if known is None else np.count_nonzero(known), dtype=np.int64)
    size = 1
    for key in keys:
        codes = codes_of(key)
        names = max(len(key.dictionary), 1)
        if size * names >= 2**62:
            kept, places = np.unique(places, return_inverse=True)
            size = len(kept)
        places = places * names
        places += codes if known is None else codes[known]
        size *= names
    return known, places, size
