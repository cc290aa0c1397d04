"""Whole numbers in arrays: int64 as long as every sum and product surely fits, Python's own from there on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[Any]  # int64, or object where a number would not fit
ROOM = 2**62


def as_array(number: Whole | int) -> Whole:
    """One number as an array; numpy itself would make unsigned numbers of those above 2**63."""
    if isinstance(number, int):
        return np.array(number, dtype=np.int64 if abs(number) < ROOM else object)
    return number


def largest(numbers: Whole | int) -> int:
    if isinstance(numbers, int):
        return abs(numbers)
    if numbers.size == 0:
        return 0
    return max(abs(int(numbers.max())), abs(int(numbers.min())))


def times(left: Whole, right: Whole | int) -> Whole:
    if isinstance(right, int) and right == 1:
        return left
    by = largest(right)
    if left.dtype != object and max(largest(left) * by, by) >= ROOM:
        left = left.astype(object)
    product: Whole = left * right
    return product


def plus(left: Whole, right: Whole) -> Whole:
    if left.dtype != object and largest(left) + largest(right) >= ROOM:
        left = left.astype(object)
    total: Whole = left + right
    return total


def narrow(numbers: Whole) -> Whole:
    return numbers.astype(np.int64) if numbers.dtype == object and largest(numbers) < ROOM else numbers
