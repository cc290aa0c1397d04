"""Ranks of a whole country's schools, by places that can be told without ranking."""

from types import SimpleNamespace

import numpy as np
import pytest

from orsupport.answers import UNSURE, YES, Value
from orsupport.exact import Exact
from orsupport.measures.ranking import rank


@pytest.mark.parametrize("bottoms", ["one", "many"])
def test_a_hundred_thousand_schools_have_the_places_that_they_were_given(bottoms: str) -> None:
    count = 100_000
    order = np.random.default_rng(1).permutation(count)[:, None]  # each school's own place, counted from nought
    below = 7 if bottoms == "one" else 1 + order % 5
    numbers = Exact(order * below, below)
    sure = np.full((count, 1), YES, dtype=np.int8)
    value = Value(numbers, numbers, sure, np.zeros((count, 1), dtype=np.int8), "percent")
    context = SimpleNamespace(
        names=SimpleNamespace(get=lambda name: None),
        value=lambda name: value,
        places=SimpleNamespace(open=np.ones(count, dtype=bool)),
    )
    entry = SimpleNamespace(of="score", frame=None, by=None, ties="low", as_="place", decimals=None)
    found = rank(context, entry, "schools")  # type: ignore[arg-type]
    assert (found.low.numerators == order + 1).all()
    assert not found.low.below(found.high).any()


def test_a_percentile_never_lies_above_a_hundred() -> None:
    """Schools of 1, 2 and 3, the last two of which are perhaps ranked: each is at most the strongest of all ranked."""
    numbers = Exact(np.array([[1], [2], [3]]))
    held = np.array([[YES], [UNSURE], [UNSURE]], dtype=np.int8)
    value = Value(numbers, numbers, held, np.zeros((3, 1), dtype=np.int8), "percent")
    context = SimpleNamespace(
        names=SimpleNamespace(get=lambda name: None),
        value=lambda name: value,
        places=SimpleNamespace(open=np.ones(3, dtype=bool)),
    )
    entry = SimpleNamespace(of="score", frame=None, by=None, ties="low", as_="percentile", decimals=0)
    found = rank(context, entry, "percentile")  # type: ignore[arg-type]
    ends = [(int(found.low.fraction((row, 0))), int(found.high.fraction((row, 0)))) for row in range(3)]
    assert ends == [(33, 100), (67, 100), (100, 100)]
