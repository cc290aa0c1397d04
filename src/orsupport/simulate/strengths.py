"""How strong each school is in each indicator and year, and how poor: normal scores that go together as published."""

from __future__ import annotations

import numpy as np

from orsupport.simulate.calibration import KINDS, Flags, Numbers, calibration, normal_scores, order_of_years
from orsupport.simulate.schools import Schools

TRAITS = (
    "poverty",
    "ela",
    "math",
    "ela_growth",
    "math_growth",
    "elp",
    "attenders",
    "ninth",
    "graduation",
    "completion",
    "participation",
)
FOLLOWS = {"ela": "achievement", "math": "achievement", "ela_growth": "growth", "math_growth": "growth"}
FOLLOWS |= {"completion": "graduation", "participation": "attenders"}


def strengths(draw: np.random.Generator, schools: Schools) -> dict[str, Numbers]:
    """Standard normal scores by trait within each kind of school; float64 [school, year], poverty alike each year."""
    years = len(calibration()["years"]["simulated"])
    lasting = draw.standard_normal((len(schools), len(TRAITS)))
    passing = draw.standard_normal((years, len(schools), len(TRAITS)))[np.argsort(order_of_years())]
    moved = _moved(schools)
    found = {trait: np.zeros((len(schools), years)) for trait in TRAITS}
    keep = np.array([_persistence(trait) for trait in TRAITS])
    for kind, name in enumerate(KINDS):
        here = schools.kinds == kind
        root = _root(name)
        for year in range(years):
            mixed = np.sqrt(keep) * (lasting[here] @ root) + np.sqrt(1 - keep) * (passing[year, here] @ root)
            for column, trait in enumerate(TRAITS):
                found[trait][here, year] = normal_scores(np.round(mixed[:, column] + moved[trait][here], 9))
    return found


def _persistence(trait: str) -> float:
    asked = calibration()["persistence"]
    return 1.0 if trait == "poverty" else asked[FOLLOWS.get(trait, trait)] / 100


def _root(kind: str) -> Numbers:
    """A matrix that gives independent normal scores the correlations of a kind of school."""
    matrix = np.eye(len(TRAITS))
    for one, other, value in [*calibration()["together"]["every"], *calibration()["together"][kind]]:
        matrix[TRAITS.index(one), TRAITS.index(other)] = matrix[TRAITS.index(other), TRAITS.index(one)] = value
    values, vectors = np.linalg.eigh(matrix)
    possible = (vectors * np.maximum(values, 0.02)) @ vectors.T
    scale = np.sqrt(np.diag(possible))
    return np.linalg.cholesky(possible / np.outer(scale, scale)).T


def _moved(schools: Schools) -> dict[str, Numbers]:
    """How far a school's traits lie off for what it is: alternative, virtual, charter, large."""
    asked = calibration()["shift"]
    size = np.zeros(len(schools))
    for kind in range(len(KINDS)):
        here = schools.kinds == kind
        size[here] = normal_scores(schools.sizes[here].astype(np.float64))
    flags: dict[str, Numbers | Flags] = {**schools.facts, "size": size}
    return {
        trait: sum(
            (asked[what].get(trait, 0.0) * flags[what] for what in ("alternative", "virtual", "charter", "size")),
            np.zeros(len(schools)),
        )
        for trait in TRAITS
    }


def title_i(schools: Schools, poverty: Numbers) -> Flags:
    """The poorest schools of each kind receive Title I funds; State-run ones do not."""
    receives = np.zeros(len(schools), dtype=bool)
    for kind, name in enumerate(KINDS):
        here = np.flatnonzero((schools.kinds == kind) & ~schools.facts["state_run"])
        count = round(len(here) * calibration()["title_i"][name] / 100)
        receives[here[np.argsort(-poverty[here], kind="stable")[:count]]] = True
    return receives
