"""How the benchmarks measure: both sides in turn in one run, medians, ratios with three significant digits."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple


class SkippedError(Exception):
    """A benchmark that cannot be measured here; the text says why."""


class Ratio(NamedTuple):
    """One ratio by name, and what was measured, in words."""

    name: str
    value: float
    says: str

    def __str__(self) -> str:
        return f"ratio {self.name} {self.value:#.3g}"


def seconds(what: Callable[[], object]) -> float:
    """How long a call takes, without the time to free what it leaves behind and without a garbage collection."""
    gc.collect()
    start = time.perf_counter()
    left_behind = what()
    end = time.perf_counter()
    del left_behind
    return end - start


def in_turn(one: Callable[[], object], other: Callable[[], object], turns: int) -> tuple[list[float], list[float]]:
    """The seconds of both, A B A B, after one turn that is not counted."""
    first, second = [], []
    for turn in range(turns + 1):
        times = seconds(one), seconds(other)
        if turn:
            first.append(times[0])
            second.append(times[1])
    return first, second


def spread(times: list[float]) -> str:
    """The median with the least and the greatest, in milliseconds."""
    return f"{1000 * median(times):.0f} ms ({1000 * min(times):.0f} to {1000 * max(times):.0f}, {len(times)} times)"
