"""The figures that the made-up State aims at, as they stand in calibration.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

KINDS = ("elementary", "middle", "high")
EDGE = 1e-4


@cache
def calibration() -> dict[str, Any]:
    """Every figure with its source, by section of calibration.toml."""
    return tomllib.loads((Path(__file__).parent / "calibration.toml").read_text(encoding="utf-8"))


@cache
def order_of_years() -> tuple[int, ...]:
    """The places of the simulated years as they are drawn: those that are written first, so that more earlier years
    change none of them."""
    years = calibration()["years"]
    first = years["simulated"].index(years["written"])
    return (*range(first, len(years["simulated"])), *range(first))


@cache
def normal(share: float) -> float:
    """The standard normal score below which this share (0 to 1) lies."""
    return NormalDist().inv_cdf(share)


def log_odds(rate: Any) -> Numbers:
    """Log odds of rates (shares, 0 to 1), held away from 0 and 1."""
    bounded = np.clip(np.asarray(rate, dtype=np.float64), EDGE, 1 - EDGE)
    return np.log(bounded / (1 - bounded))


def rate_of(odds: Any) -> Numbers:
    """Rates (shares, 0 to 1) of log odds."""
    return 1 / (1 + np.exp(-np.asarray(odds, dtype=np.float64)))


def normal_scores(values: Numbers) -> Numbers:
    """Each value's rank as a standard normal score, so that any such set has the same spread."""
    count = len(values)
    scores = np.array([normal((place + 0.5) / count) for place in range(count)])
    ranked = np.empty(count)
    ranked[np.argsort(values, kind="stable")] = scores
    return ranked


def spread(scores: Numbers, points: list[list[float]]) -> Numbers:
    """What stands at each normal score: straight lines between the points, and on beyond the outermost ones.

    `points`: [percent of schools below, figure] in any scale; a figure's place on its scale.
    """
    at = np.array([normal(below / 100) for below, _ in points])
    figures = np.array([figure for _, figure in points], dtype=np.float64)
    inside = np.interp(scores, at, figures)
    low = figures[0] + (scores - at[0]) * (figures[1] - figures[0]) / (at[1] - at[0])
    high = figures[-1] + (scores - at[-1]) * (figures[-1] - figures[-2]) / (at[-1] - at[-2])
    return np.where(scores < at[0], low, np.where(scores > at[-1], high, inside))


def spread_of_rates(scores: Numbers, points: list[list[float]]) -> Numbers:
    """As `spread`, of percents, along their log odds; shares, 0 to 1."""
    return rate_of(spread(scores, [[below, float(log_odds(percent / 100))] for below, percent in points]))
