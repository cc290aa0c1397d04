"""Exact numbers in arrays: whole-number numerators over whole-number denominators, never binary floats."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orsupport.exact.whole import Whole, as_array, largest, narrow, plus, times

__all__ = ["Exact", "choose", "decimals_of", "greatest", "least"]


class Exact:
    """An array of exact numbers, `numerators / denominators`; the denominators are one positive number or an array."""

    __slots__ = ("denominators", "numerators")

    def __init__(self, numerators: Whole, denominators: Whole | int = 1) -> None:
        self.numerators = numerators
        self.denominators = denominators

    @classmethod
    def of(cls, number: Fraction | int) -> Exact:
        """One number, shaped (1, 1) so that it meets any array of places."""
        fraction = Fraction(number)
        return cls(as_array(fraction.numerator).reshape(1, 1), fraction.denominator)

    @classmethod
    def of_fractions(cls, numbers: list[Fraction], shape: tuple[int, ...]) -> Exact:
        """Fractions of any kind, one a place."""
        top = np.array([number.numerator for number in numbers] + [None], dtype=object)[:-1].reshape(shape)
        bottom = np.array([number.denominator for number in numbers] + [None], dtype=object)[:-1].reshape(shape)
        return cls(narrow(top), narrow(bottom))

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(np.broadcast_shapes(self.numerators.shape, np.shape(self.denominators)))

    def __getitem__(self, key: Any) -> Exact:
        bottom = self.denominators
        return Exact(self.numerators[key], bottom if isinstance(bottom, int) else bottom[key])

    def fraction(self, place: Any) -> Fraction:
        """The number at one place."""
        bottom = self.denominators if isinstance(self.denominators, int) else int(self.denominators[place])
        return Fraction(int(self.numerators[place]), bottom)

    def fractions(self) -> list[Fraction]:
        """Every number in order, as fractions."""
        tops = np.broadcast_to(self.numerators, self.shape).ravel().tolist()
        if isinstance(self.denominators, int):
            return [Fraction(top, self.denominators) for top in tops]
        bottoms = np.broadcast_to(self.denominators, self.shape).ravel().tolist()
        return [Fraction(top, bottom) for top, bottom in zip(tops, bottoms, strict=True)]

    def floats(self) -> NDArray[np.float64]:
        """The nearest floats, for tables and never for a comparison."""
        if self.numerators.dtype == object:
            return np.array([float(number) for number in self.fractions()]).reshape(self.shape)
        result: NDArray[np.float64] = np.asarray(self.numerators / self.denominators, dtype=np.float64)
        return result

    def wide(self, shape: tuple[int, ...]) -> Exact:
        """The same numbers over a larger shape."""
        bottom = self.denominators
        if self.numerators.shape == shape and (isinstance(bottom, int) or bottom.shape == shape):
            return self
        return Exact(
            np.broadcast_to(self.numerators, shape),
            bottom if isinstance(bottom, int) else np.broadcast_to(bottom, shape),
        )

    def scattered(self, places: Whole, size: int) -> Exact:
        """The numbers of a flat array at their places among `size`, and nought elsewhere."""
        top, bottom = np.zeros(size, dtype=self.numerators.dtype), np.ones(size, dtype=self.numerators.dtype)
        top[places], bottom[places] = self.numerators, self.denominators
        return Exact(top, bottom)

    def __neg__(self) -> Exact:
        return Exact(-self.numerators, self.denominators)

    def __add__(self, other: Exact) -> Exact:
        if _same_bottom(self, other):
            return Exact(plus(self.numerators, other.numerators), self.denominators)
        top = plus(times(self.numerators, other.denominators), times(other.numerators, self.denominators))
        return Exact(top, _bottoms(self, other)).reduced()

    def __sub__(self, other: Exact) -> Exact:
        return self + -other

    def times(self, factor: Fraction | int) -> Exact:
        """Every number multiplied by the same exact factor."""
        by = Fraction(factor)
        bottom = self.denominators
        down = bottom * by.denominator if isinstance(bottom, int) else times(bottom, by.denominator)
        return Exact(times(self.numerators, by.numerator), down)

    def divided(self, other: Exact) -> Exact:
        """Place by place, by numbers above zero."""
        top = times(self.numerators, other.denominators)
        bottom = times(other.numerators, self.denominators)
        return Exact(top, bottom).reduced()

    def reduced(self) -> Exact:
        """The same numbers with common factors taken out, where the denominators are an array that has grown large."""
        if isinstance(self.denominators, int) or max(largest(self.numerators), largest(self.denominators)) < 2**31:
            return self
        shape = self.shape
        top, bottom = np.broadcast_to(self.numerators, shape), np.broadcast_to(self.denominators, shape)
        common = np.gcd(top, bottom)
        return Exact(narrow(top // common), narrow(bottom // common))

    def rounded(self, decimals: int | None, mode: str = "half up") -> Exact:
        """Rounded half up (towards more), or half away from zero; without decimals the number stays exact."""
        if decimals is None:
            return self
        scale = 10**decimals
        twice = 2 * self.denominators if isinstance(self.denominators, int) else times(self.denominators, 2)
        if mode == "half away":
            size = Exact(np.abs(self.numerators), self.denominators).rounded(decimals)
            return Exact(np.where(self.numerators < 0, -size.numerators, size.numerators), scale)
        top = times(self.numerators, 2 * scale)
        bottom = self.denominators
        total = plus(top, np.asarray(bottom, dtype=top.dtype if top.dtype == object else None))
        return Exact(narrow(total // twice), scale)

    def floor(self) -> Whole:
        """The greatest whole numbers that are not above these."""
        return narrow(np.asarray(self.numerators // as_array(self.denominators)))

    def below(self, other: Exact) -> NDArray[np.bool_]:
        """Where this number is less than the other."""
        left, right = _level(self, other)
        return np.asarray(left < right, dtype=bool)

    def equals(self, other: Exact) -> NDArray[np.bool_]:
        left, right = _level(self, other)
        return np.asarray(left == right, dtype=bool)

    def order(self) -> NDArray[np.intp]:
        """Positions from the smallest to the largest number of a flat array; equal numbers keep their order."""
        if isinstance(self.denominators, int):
            return np.argsort(self.numerators, kind="stable")
        numbers = self.fractions()
        return np.array(sorted(range(len(numbers)), key=numbers.__getitem__), dtype=np.intp)


def _same_bottom(left: Exact, right: Exact) -> bool:
    one, other = left.denominators, right.denominators
    return isinstance(one, int) and isinstance(other, int) and one == other


def _bottoms(left: Exact, right: Exact) -> Whole | int:
    one, other = left.denominators, right.denominators
    if isinstance(one, int):
        return one * other if isinstance(other, int) else times(other, one)
    return times(one, other)


def _level(left: Exact, right: Exact) -> tuple[Whole, Whole]:
    """The two numerators over one denominator."""
    if _same_bottom(left, right):
        return left.numerators, right.numerators
    return times(left.numerators, right.denominators), times(right.numerators, left.denominators)


def choose(condition: NDArray[np.bool_], yes: Exact, no: Exact) -> Exact:
    """Place by place, the one number where the condition holds and the other where it does not."""
    if yes is no:
        return yes
    if _same_bottom(yes, no):
        return Exact(np.where(condition, yes.numerators, no.numerators), yes.denominators)
    bottom = np.where(condition, as_array(yes.denominators), as_array(no.denominators))
    return Exact(np.where(condition, yes.numerators, no.numerators), bottom)


def least(left: Exact, right: Exact) -> Exact:
    return left if left is right else choose(right.below(left), right, left)


def greatest(left: Exact, right: Exact) -> Exact:
    return left if left is right else choose(left.below(right), right, left)


def decimals_of(numbers: NDArray[np.float64], most: int = 9) -> Exact:
    """The decimals that were written, from the floats that a file reader made of them; absent numbers become 0."""
    known = np.where(np.isfinite(numbers), numbers, 0.0)
    for places in range(most + 1):
        scale = 10.0**places
        whole = np.rint(known * scale)
        if np.abs(whole).max(initial=0) < 2**52 and np.array_equal(whole / scale, known):
            return Exact(whole.astype(np.int64), 10**places)
    written = [Decimal(repr(number)) for number in known.ravel().tolist()]
    places = max(-int(number.normalize().as_tuple().exponent) for number in written)
    whole_numbers = [int(number.scaleb(places)) for number in written]
    return Exact(np.array([*whole_numbers, None], dtype=object)[:-1].reshape(known.shape), 10 ** max(places, 0))
