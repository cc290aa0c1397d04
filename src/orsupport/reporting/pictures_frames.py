"""How the schools lie in an indicator: those that one set of cuts holds for, with their results and their levels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.ratings import id_column
from orsupport.reporting.words import WORDS
from orsupport.rulebook.entries import Band, Indicator

if TYPE_CHECKING:
    from orsupport.reporting.content import Content, Row

TICKS = (1, 2, 5, 10)
WHOLE = {"percent": (0.0, 100.0), "percentile": (0.0, 100.0), "share": (0.0, 1.0)}
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Frame:
    """The open schools that an indicator rates by the same cuts.

    `of`: which schools, in words, where these are not all; `rows`: the places of this kind, rated or not. `values`: of
    those that are rated; `masked`: how many more are known to lie between two figures. `cuts`: rows of the table of
    cuts. `levels`: the names of the indicator's levels, lowest first; `ladder`: those that one of these schools may
    have.
    """

    key: str
    name: str
    entry: Indicator
    of: str
    rows: Flags
    values: list[float]
    masked: int
    cuts: list[Row]
    levels: list[str]
    ladder: list[str]
    lower: bool
    edge: str

    @property
    def unit(self) -> str:
        return self.entry.measured_in

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The ends of the scale: those of its unit, unless all lies near its lower end or outside of it."""
        said = self.values + [end for cut in self.cuts for end in _ends(cut)]
        low, high = min(said, default=0.0), max(said, default=0.0)
        whole = WHOLE.get(self.unit)
        if whole and whole[0] <= low and high <= whole[1] and high > whole[1] / 4:
            return whole
        low = 0.0 if whole and low >= 0 else low
        tick = self._tick(high - low)
        first = tick * math.floor(low / tick + 1e-9)
        return round(first, 9), round(max(tick * math.ceil(high / tick - 1e-9), first + tick), 9)

    def _tick(self, span: float) -> float:
        rough = (span or 1.0) / 5
        power = 10.0 ** math.floor(math.log10(rough))
        return next(step * power for step in TICKS if step * power >= rough * (1 - 1e-9))

    def bars(self, of_a_tick: int = 10) -> list[tuple[float, float, int]]:
        """From, to and how many schools; the last bar holds its upper end."""
        low, high = self.ends
        width = self._tick(high - low) / of_a_tick
        if self.entry.decimals is not None:
            width = max(width, 10.0**-self.entry.decimals)
        many = max(round((high - low) / width), 1)
        counts = [0] * many
        for value in self.values:
            counts[min(max(int((value - low) / width + 1e-9), 0), many - 1)] += 1
        at = [round(low + width * each, 9) for each in range(many)] + [high]
        return [(low, high, count) for (low, high), count in zip(pairwise(at), counts, strict=True)]

    def zones(self) -> list[tuple[float, float, str]]:
        """From, to and the level of a result there; nothing where a mask leaves the level open."""
        if len(self.ladder) < 2 or any(cut["begins_low"] is None for cut in self.cuts):
            return []
        low, high = self.ends
        inner = {end for cut in self.cuts for end in _ends(cut) if low < end < high}
        at = [low, *sorted(inner), high]
        found: list[tuple[float, float, str]] = []
        for begins, ends in pairwise(at):
            level = self._level((begins + ends) / 2)
            if found and level == found[-1][2]:
                found[-1] = (found[-1][0], ends, level)
            else:
                found.append((begins, ends, level or ""))
        return [zone for zone in found if zone[2]]

    def _level(self, value: float) -> str | None:
        surely = perhaps = self.ladder[0]
        for level in self.ladder:
            for cut in self.cuts:
                if cut["level"] == level:
                    low, high = _ends(cut)
                    near, far = (high, low) if self.lower else (low, high)
                    surely = level if self._reaches(value, far) else surely
                    perhaps = level if self._reaches(value, near) else perhaps
        return surely if surely == perhaps else None

    def _reaches(self, value: float, begins: float) -> bool:
        return value <= begins if self.lower else value >= begins


def frames(content: Content) -> Iterator[Frame]:
    """The frames of every indicator with results of all students."""
    ratings = content.run.table("ratings")
    ratings = ratings.filter(pc.equal(ratings["student_group"].cast(pa.string()), "all"))
    place = _codes(ratings, id_column(content.book))
    is_open = content.run.trace.places.open[place]
    indicator = ratings["indicator"].cast(pa.string()).to_numpy(zero_copy_only=False)
    value = ratings["value"].to_numpy()
    masked = np.isnan(value) & ratings["value_low"].is_valid().to_numpy()
    for number, name in enumerate(content.book.indicator):
        cuts = [cut for cut in content.cuts if cut["indicator"] == name and cut["student_group"] == "all"]
        here = is_open & (indicator == name)
        for among, (kinds, rows) in enumerate(_by_kind(content, cuts)):
            mine = here & rows[place]
            values = [float(each) for each in value[mine] if not np.isnan(each)]
            if values:
                entry = content.book.indicator[name]
                held = [cut for cut in cuts if not cut["schools_of"] or cut["schools_of"] in kinds]
                is_known = bool(kinds) or all(not cut["schools_of"] for cut in cuts)
                ladder, lower, edge = _ladder(content, name, held if is_known else [])
                of = "; ".join(_in_words(content, kind) for kind in kinds)
                of = of or ("" if is_known else str(WORDS["picture"]["kind_not_known"]))
                key = f"picture-{number}-{among}"
                hidden, levels = int(masked[mine].sum()), content.ladder(name)
                yield Frame(key, name, entry, of, rows, values, hidden, held, levels, ladder, lower, edge)


def _ladder(content: Content, name: str, cuts: list[Row]) -> tuple[list[str], bool, str]:
    """The levels that these cuts lead to, whether lower is better, and whether a level begins at its cut or beyond."""
    entry = content.book.indicator[name]
    banded = content.run.trace.banded(name)
    band = content.book.measure.get(banded) if banded else None
    if not isinstance(band, Band):
        return [], entry.better == "lower", "at"
    begin = {cut["level"] for cut in cuts}
    ladder = [band.lowest, *(level for level in content.ladder(name)[1:] if level in begin)] if cuts else []
    return ladder, (band.better or entry.better) == "lower", band.edge


def _by_kind(content: Content, cuts: list[Row]) -> list[tuple[tuple[str, ...], Flags]]:
    """The places by the kinds of schools that the cuts name; no kind for those of none of them."""
    named = list(dict.fromkeys(cut["schools_of"] for cut in cuts if cut["schools_of"]))
    if not named:
        return [((), np.ones(len(content.run.trace.places.open), dtype=bool))]
    of = np.array([_is_of(content, kind) for kind in named])
    found = []
    for column in np.unique(of, axis=1).T[::-1]:
        kinds = tuple(kind for kind, holds in zip(named, column, strict=True) if holds)
        found.append((kinds, (of == column[:, None]).all(axis=0)))
    return found


def _is_of(content: Content, schools_of: str) -> Flags:
    """Which places a kind of schools holds: `fact = value`, or several of these."""
    holds = np.ones(len(content.run.trace.places.open), dtype=bool)
    for part in schools_of.split("; "):
        fact, _, value = part.partition(" = ")
        codes, kinds = content.run.trace.kinds(fact)
        holds &= codes == kinds.index(value) if value in kinds else False
    return holds


def _in_words(content: Content, schools_of: str) -> str:
    answers = {"true": WORDS["answers"]["yes"], "false": WORDS["answers"]["no"]}
    parts = [part.partition(" = ") for part in schools_of.split("; ")]
    return "; ".join(f"{content.book.fact[fact].label}: {answers.get(value, value)}" for fact, _, value in parts)


def _ends(cut: Row) -> list[float]:
    return [] if cut["begins_low"] is None else [cut["begins_low"], cut["begins_high"]]


def _codes(table: pa.Table, name: str) -> NDArray[Any]:
    column = table[name].combine_chunks()
    column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    return column.indices.to_numpy().astype(np.int64)
