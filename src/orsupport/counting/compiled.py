"""Loops as machine code, without Python's lock: whole numbers in and out. The only module that imports numba.

A loop that finds its tables full stops, says how many rows it did, and is called for the rest with larger ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

Loop = TypeVar("Loop", bound=Callable[..., Any])
Word = np.uint64
Words = NDArray[np.uint64]
Codes = NDArray[np.int32]
Bytes = NDArray[np.uint8]


def compiled(loop: Loop) -> Loop:
    """A loop as machine code, kept beside the module or in the user's cache where either can be written."""
    try:
        made: Any = numba.njit(nogil=True, cache=True)(loop)
    except RuntimeError:
        made = numba.njit(nogil=True)(loop)
    return made
