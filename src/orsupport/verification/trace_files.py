"""Two archives of arrays held against one another: by name, type and values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orsupport.trace import VERSION_KEY
from orsupport.verification.differences import MOST_CELLS, NONE_THERE, Cell
from orsupport.verification.rows import Compared


def compare_arrays(stands: Path, other: Path) -> Compared:
    """The arrays in which the first archive differs from the second."""
    try:
        return _compared(stands, other)
    except Exception as error:  # a damaged archive fails in any way that a zip, its inflation or a header can
        return Compared(says=f"cannot be read ({type(error).__name__})")


def version_in(archive: Path) -> str:
    """The version that wrote the arrays; "" where that cannot be read."""
    try:
        with np.load(archive) as held:
            return str(held[VERSION_KEY])
    except Exception:
        return ""


def _compared(stands: Path, other: Path) -> Compared:
    cells = []
    with np.load(stands) as one, np.load(other) as two:
        for name in dict.fromkeys([*two.files, *one.files]):
            if name not in one.files or name not in two.files:
                words = [f"{_shape(held[name])}" if name in held.files else NONE_THERE for held in (one, two)]
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
