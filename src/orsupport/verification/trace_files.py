"""Two files of arrays held against one another: by name, type and values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orsupport.trace.arrays import VERSION_KEY, Arrays, read_arrays
from orsupport.verification.differences import MOST_CELLS, NONE_THERE, Cell
from orsupport.verification.rows import Compared


def compare_arrays(stands: Path, other: Path) -> Compared:
    """The arrays in which the first file differs from the second."""
    try:
        return _compared(read_arrays(stands), read_arrays(other))
    except Exception as error:  # a damaged file fails in any way that Parquet, its unpacking or a row of it can
        return Compared(says=f"cannot be read ({type(error).__name__})")


def version_in(file: Path) -> str:
    """The version that wrote the arrays; "" where that cannot be read."""
    try:
        return str(read_arrays(file)[VERSION_KEY])
    except Exception:
        return ""


def _compared(one: Arrays, two: Arrays) -> Compared:
    cells = []
    for name in dict.fromkeys([*two, *one]):
        if name not in one or name not in two:
            words = [_shape(held[name]) if name in held else NONE_THERE for held in (one, two)]
            cells.append(Cell(None, (), name, *words))
        elif (cell := _difference(name, one[name], two[name])) is not None:
            cells.append(cell)
    return Compared(tuple(cells[:MOST_CELLS]), max(0, len(cells) - MOST_CELLS))


def _difference(name: str, one: NDArray[Any], two: NDArray[Any]) -> Cell | None:
    """The first value that differs, with how many there are."""
    if one.dtype != two.dtype or one.shape != two.shape:
        return Cell(None, (), name, _shape(one), _shape(two))
    differs = np.atleast_1d(one != two)
    if not differs.any():
        return None
    first = int(np.argmax(differs))
    count = int(np.count_nonzero(differs))
    which = "the only one that differs" if count == 1 else f"the first of {count:,} that differ"
    of = f", value {first + 1:,} of {differs.size:,}: {which}" if differs.size > 1 else ""
    return Cell(None, (), f"{name}{of}", str(one.ravel()[first]), str(two.ravel()[first]))


def _shape(array: NDArray[Any]) -> str:
    return f"{array.dtype} {' x '.join(map(str, array.shape))}".strip()
