"""Exact numbers in arrays say what Python's own fractions say, however long the numbers are."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from orsupport.exact import Exact, greatest, least
from orsupport.exact.whole import narrow

LONG = st.one_of(st.integers(-200, 200), st.integers(-(10**12), 10**12), st.integers(-(10**30), 10**30))
BOTTOM = st.one_of(st.integers(1, 200), st.integers(1, 25).map(lambda power: 10**power), st.integers(1, 10**22))
Numbers = tuple[Exact, list[Fraction]]


def whole(numbers: list[int]) -> Any:
    return narrow(np.array([*numbers, None], dtype=object)[:-1].reshape(-1, 1))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Numbers, Numbers]:
    """Two arrays of the same size, each over one denominator or over one a place, with the fractions that they are."""
    size = draw(st.integers(0, 3))

    def drawn() -> Numbers:
        tops = draw(st.lists(LONG, min_size=size, max_size=size))
        if draw(st.booleans()):
            bottom = draw(BOTTOM)
            return Exact(whole(tops), bottom), [Fraction(top, bottom) for top in tops]
        bottoms = draw(st.lists(BOTTOM, min_size=size, max_size=size))
        return Exact(whole(tops), whole(bottoms)), [Fraction(*each) for each in zip(tops, bottoms, strict=True)]

    return drawn(), drawn()


def half_up(number: Fraction, decimals: int) -> Fraction:
    return Fraction(floor(number * 10**decimals + Fraction(1, 2)), 10**decimals)


OF_TWO: dict[str, tuple[Callable[[Exact, Exact], Exact], Callable[[Fraction, Fraction], Fraction]]] = {
    "sum": (lambda one, other: one + other, lambda one, other: one + other),
    "difference": (lambda one, other: one - other, lambda one, other: one - other),
    "least": (least, min),
    "greatest": (greatest, max),
}


@pytest.mark.parametrize("name", OF_TWO)
@settings(deadline=None)
@given(pairs())
def test_two_arrays_give_what_their_fractions_give(name: str, drawn: tuple[Numbers, Numbers]) -> None:
    (one, ones), (other, others) = drawn
    ours, plain = OF_TWO[name]
    found = ours(one, other)
    assert found.wide((len(ones), 1)).fractions() == [plain(*each) for each in zip(ones, others, strict=True)]


@settings(deadline=None)
@given(pairs(), LONG, BOTTOM, st.integers(0, 5))
def test_factors_quotients_and_rounding_are_exact(
    drawn: tuple[Numbers, Numbers], top: int, bottom: int, decimals: int
) -> None:
    (one, ones), (other, others) = drawn
    shape = (len(ones), 1)
    assert one.times(Fraction(top, bottom)).wide(shape).fractions() == [each * Fraction(top, bottom) for each in ones]
    assert one.rounded(decimals).wide(shape).fractions() == [half_up(each, decimals) for each in ones]
    away = [half_up(abs(each), decimals) * (1 if each >= 0 else -1) for each in ones]
    assert one.rounded(decimals, "half away").wide(shape).fractions() == away
    assert one.floor().ravel().tolist() == [floor(each) for each in ones]
    assert one.reduced().wide(shape).fractions() == ones
    assume(all(each > 0 for each in others))
    assert one.divided(other).wide(shape).fractions() == [a / b for a, b in zip(ones, others, strict=True)]


@settings(deadline=None)
@given(pairs())
def test_comparisons_and_tables_are_those_of_the_fractions(drawn: tuple[Numbers, Numbers]) -> None:
    (one, ones), (other, others) = drawn
    both = list(zip(ones, others, strict=True))
    assert np.broadcast_to(one.below(other), (len(both), 1)).ravel().tolist() == [a < b for a, b in both]
    assert np.broadcast_to(one.equals(other), (len(both), 1)).ravel().tolist() == [a == b for a, b in both]
    assert one.floats().ravel().tolist() == pytest.approx([float(each) for each in ones], rel=1e-12)
