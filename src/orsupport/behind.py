"""The whole numbers behind a value, kept so that it can be explained: the students of a pool subject by subject, the
place of a rank and among how many schools, the students of an indicator in an earlier year, the years of a clock."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, YES
from orsupport.context import Working
from orsupport.counts import year_number
from orsupport.indicators.pooled import Pool, only
from orsupport.indicators.results import pooled_years
from orsupport.measures.pooling import part_of, whether_asked
from orsupport.measures.ranking import rank
from orsupport.rulebook.entries import Indicator, Pooled, Rank, YearsIn

Whole = NDArray[np.int64]
MOST_YEARS = 63  # as many as whole numbers of 64 bits hold


def behind(context: Working, name: str) -> dict[str, Whole]:
    """By what they are, whole numbers at every place, -1 where unknown; of other kinds none. Years are bits, the
    lowest the first that `years_behind` gives."""
    entry: Any = context.book.indicator.get(name) or context.book.measure.get(name)
    if isinstance(entry, Indicator):
        return _of_pool(context.result(name).pool, context.places.shape)
    if isinstance(entry, Pooled):
        return _of_subjects(context, entry)
    if isinstance(entry, YearsIn):
        paused = [year_number(year) for year in entry.paused]
        level = context.book.level_of_status(entry.status)
        return {"years": context.history.years_held(entry.status, context.year, paused, level)}
    return _of_rank(context, entry) if isinstance(entry, Rank) else {}


def years_behind(context: Any, name: str) -> list[int]:
    """The years that the bits stand for."""
    entry: Any = context.book.indicator.get(name) or context.book.measure.get(name)
    if isinstance(entry, Indicator):
        return pooled_years(entry, context.year)
    if isinstance(entry, YearsIn):
        return list(range(context.year - 1, context.year - MOST_YEARS, -1))
    return list(range(context.year - entry.years + 1, context.year + 1))


def _of_pool(pool: Pool, shape: tuple[int, ...]) -> dict[str, Whole]:
    columns = {name: getattr(pool, name) for name in ("expected", "counted", "met", "counted_low")}
    columns["years"] = pool.years_seen
    return {name: np.asarray(column).reshape(shape) for name, column in columns.items()}


def _of_subjects(context: Working, entry: Pooled) -> dict[str, Whole]:
    years = list(range(context.year - entry.years + 1, context.year + 1))
    size = int(np.prod(context.places.shape))
    found: dict[str, Whole] = {}
    for name in entry.of:
        part = part_of(context, context.counts, name, years, entry.each_at_least)
        inside = (whether_asked(context, name) != NO).ravel()
        by_year = [[only(batch, inside[batch.rows.place]) for batch in batches] for batches in part.by_year]
        pool = Pool(size, part.scale, part.base_scale, by_year)
        found |= {f"{name}/{key}": column for key, column in _of_pool(pool, context.places.shape).items()}
    return found


def _of_rank(context: Working, entry: Rank) -> dict[str, Whole]:
    place = rank(context, entry.model_copy(update={"as_": "place", "decimals": None}), "schools")
    shape = place.shape
    inside = np.where(context.places.open, YES, NO).astype(np.int8)
    if entry.frame:
        inside = np.minimum(inside, context.answer(entry.frame)[:, 0])
    member = np.minimum(np.broadcast_to(context.value(entry.of).held, shape), inside[:, None])
    codes = context.kinds(entry.by)[0] if entry.by else np.zeros(shape[0], dtype=np.int64)
    least, most = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for code in np.unique(codes).tolist():
        of_kind, may_be = (codes == code)[:, None], ((codes == code) | (codes < 0) | (code < 0))[:, None]
        least = np.where(of_kind, np.count_nonzero((member == YES) & of_kind, axis=0), least)
        most = np.where(of_kind, np.count_nonzero((member > 1) & may_be, axis=0), most)
    found = {"place_low": place.low, "place_high": place.high}
    return {key: end.wide(shape).numerators for key, end in found.items()} | {"least": least, "most": most}
