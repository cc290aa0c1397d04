"""The made-up schools: where they stand, what they are, how large, and from when to when they are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from orsupport.simulate.calibration import KINDS, Flags, Numbers, Whole, calibration, normal_scores, spread
from orsupport.simulate.districts import HIGH, district_sizes, kinds_of_districts, spans_of
from orsupport.simulate.names import made_up_names

LEVEL = {"elementary": "Elementary School", "middle": "Middle School", "high": "High School"}


@dataclass(frozen=True)
class Schools:
    """What a school is, before anybody sits in it: one entry a school in every array, district after district.

    `kinds`: places in KINDS. `sizes`: pupils. `first` and `last`: places in the simulated years. `predecessors`:
    (school, prior school, place of the year, kind of change), schools by their place.
    """

    ids: list[str]
    names: list[str]
    district: Whole
    district_names: list[str]
    kinds: Whole
    within: Whole
    spans: list[str]
    sizes: Whole
    facts: dict[str, Flags]
    first: Whole
    last: Whole
    predecessors: list[tuple[int, int, int, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ids)

    def there(self, year: int) -> Flags:
        """The schools that are there in a simulated year, by its place."""
        return (self.first <= year) & (self.last >= year)

    @property
    def open(self) -> Flags:
        return self.last == len(calibration()["years"]["simulated"]) - 1


@cache
def grades_of(span: str) -> tuple[int, ...]:
    """The grades of `K-5`, kindergarten as 0."""
    low, high = (0 if end == "K" else int(end) for end in span.split("-"))
    return (*range(low, high + 1),)


def make_schools(draw: np.random.Generator, schools: int) -> Schools:
    """So many schools, closed ones included, in as many districts as the State whose figures it follows would have."""
    sizes = district_sizes(schools)
    names = made_up_names(draw, schools + len(sizes))
    within = np.repeat(sizes, sizes).astype(np.int64)
    district = np.repeat(draw.permutation(len(sizes)), sizes).astype(np.int64)
    kinds = kinds_of_districts(draw, sizes)
    state_run = _state_run(within, district)
    kinds[state_run] = HIGH
    spans = spans_of(draw, kinds, within)
    facts = _facts(draw, kinds, spans, within, state_run)
    for place in np.flatnonzero(facts["alternative"]):
        spans[place] = "9-12"
    pupils = _sizes(draw, kinds, spans, within, facts)
    made = Schools(
        [str(1001 + place) for place in range(schools)],
        [f"{name} {_level(kinds[place], spans[place])}" for place, name in enumerate(names[:schools])],
        district,
        [f"{name} SD {number + 1}" for number, name in enumerate(names[schools:])],
        kinds,
        within,
        spans,
        pupils,
        facts,
        np.zeros(schools, dtype=np.int64),
        np.full(schools, len(calibration()["years"]["simulated"]) - 1),
    )
    if state_run.any():
        made.district_names[int(district[state_run][0])] = f"{names[-1]} State Programs"
    return made


def _level(kind: int, span: str) -> str:
    return "School" if span == "K-12" else LEVEL[KINDS[kind]]


def scaled(name: str, schools: int) -> int:
    """How many of a State's schools are something special."""
    asked = calibration()
    return round(asked["special"][name] * schools / asked["districts"]["schools"])


def _state_run(within: Whole, district: Whole) -> Flags:
    """The schools of one district of the right size, run by the State's own department."""
    count = scaled("state_run", len(within))
    fitting = district[within == max(count, 1)]
    return (district == fitting[-1]) if count and len(fitting) else np.zeros(len(within), dtype=bool)


def _facts(
    draw: np.random.Generator, kinds: Whole, spans: list[str], within: Whole, state_run: Flags
) -> dict[str, Flags]:
    schools = len(kinds)
    span = np.array(spans)
    chance = draw.random(schools)
    free = ~state_run

    def chosen(name: str, liking: Numbers, among: Flags) -> Flags:
        order = np.argsort(-(liking * among) + chance * 0.5 + 10 * ~among, kind="stable")
        flags = np.zeros(schools, dtype=bool)
        flags[order[: min(scaled(name, schools), int(among.sum()))]] = True
        return flags

    alternative = chosen("alternative", draw.random(schools), free & (kinds == HIGH) & (within >= 4) & (span != "K-12"))
    many = free & ~alternative & (within >= 3)
    charter = chosen("charter", draw.random(schools) + 0.4 * (kinds == HIGH), many)
    wide = np.isin(span, ["K-12", "6-12", "7-12", "K-8"])
    virtual = chosen("virtual", 0.4 * wide + 0.3 * charter + 0.3 * (kinds == HIGH) + draw.random(schools) * 0.3, many)
    return {"charter": charter, "virtual": virtual, "alternative": alternative, "state_run": state_run}


def _sizes(draw: np.random.Generator, kinds: Whole, spans: list[str], within: Whole, facts: dict[str, Flags]) -> Whole:
    """Pupils enrolled: large schools stand in large districts, and few sit in an alternative or State-run one."""
    span = np.array(spans)
    wish = 0.55 * np.log(within) + draw.normal(0, 0.8, len(kinds))
    wish -= 1.6 * facts["alternative"] + 3 * facts["state_run"] + 0.5 * facts["charter"]
    wish -= 0.1 * np.isin(span, ["K-12", "7-12", "6-12"]) + 1.5 * np.isin(span, ["K-K", "K-1"])
    sizes = np.zeros(len(kinds))
    for kind, name in enumerate(KINDS):
        here = kinds == kind
        points = [[below, float(np.log(pupils))] for below, pupils in calibration()["sizes"][name]]
        sizes[here] = np.exp(np.minimum(spread(normal_scores(wish[here]), points), points[-1][1]))
    return np.maximum(np.rint(sizes), 3).astype(np.int64)
