"""How many schools each district has, and of which kinds: one school for all in a valley, dozens in a city."""

from __future__ import annotations

import numpy as np

from orsupport.simulate.calibration import KINDS, Whole, calibration

ELEMENTARY, MIDDLE, HIGH = range(3)


def district_sizes(schools: int) -> list[int]:
    """Schools of each district, largest first; as in the State it follows, or as near as can be at another size."""
    asked = calibration()["districts"]
    pattern = sorted((size for size, times in asked["sizes"] for _ in range(times)), reverse=True)
    districts = max(round(len(pattern) * schools / asked["schools"]), 1)
    sizes = [pattern[int((place + 0.5) * len(pattern) / districts)] for place in range(districts)]
    while (excess := sum(sizes) - schools) != 0:
        large = [place for place, size in enumerate(sizes) if size > 1] if excess > 0 else [*range(districts)]
        for place in large[: abs(excess)]:
            sizes[place] -= 1 if excess > 0 else -1
    return sorted(sizes, reverse=True)


def kinds_of_districts(draw: np.random.Generator, sizes: list[int]) -> Whole:
    """The kind of every school, district after district: each has a high school where it can, the State its shares."""
    shares = np.array([calibration()["kinds"][kind] for kind in KINDS], dtype=np.float64)
    kinds = np.concatenate([_kinds_of_one(draw, size) for size in sizes])
    within = np.repeat(sizes, sizes)
    quota = np.rint(shares / shares.sum() * len(kinds)).astype(np.int64)
    quota[ELEMENTARY] += len(kinds) - quota.sum()
    order = np.argsort(-(within >= 5).astype(np.int64) + draw.random(len(kinds)), kind="stable")
    for place in order:
        over = np.bincount(kinds, minlength=3) - quota
        if over[kinds[place]] > 0:
            kinds[place] = int(np.argmin(over))
    return kinds


def _kinds_of_one(draw: np.random.Generator, size: int) -> Whole:
    if size == 1:
        return np.array([HIGH if draw.random() < 0.6 else ELEMENTARY])
    if size == 2:
        return np.array([ELEMENTARY, HIGH])
    if size == 3:
        return np.array([ELEMENTARY, MIDDLE if draw.random() < 0.5 else ELEMENTARY, HIGH])
    high, middle = max(round(0.27 * size), 1), max(round(0.17 * size), 1)
    return np.repeat([ELEMENTARY, MIDDLE, HIGH], [size - high - middle, middle, high])


def spans_of(draw: np.random.Generator, kinds: Whole, within: Whole) -> list[str]:
    """The grades of every school, as `K-5`: the widest spans where a district has the fewest schools."""
    spans = np.empty(len(kinds), dtype=object)
    for kind, name in enumerate(KINDS):
        places = np.flatnonzero(kinds == kind)
        wanted = calibration()["spans"][name]
        widest = ["K-12", "K-8", "7-12", "K-6", "6-12"]
        first = [span for span in widest if span in wanted]
        rest = [span for span in wanted if span not in widest]
        counts = {span: wanted[span] / sum(wanted.values()) * len(places) for span in [*first, *rest]}
        ends = np.rint(np.cumsum(list(counts.values()))).astype(np.int64)
        names = np.repeat(np.array(list(counts), dtype=object), np.diff(ends, prepend=0))
        wide = ends[len(first) - 1] if first else 0
        names[wide:] = names[wide:][draw.permutation(len(names) - wide)]
        order = np.argsort(np.log(within[places]) + draw.normal(0, 0.7, len(places)), kind="stable")
        spans[places[order]] = names
    return [str(span) for span in spans]
