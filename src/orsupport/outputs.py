"""The contract's output tables, made from the arrays of an identification."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.answers import NO, UNSURE, WORDS, YES, Answers
from orsupport.clauses import asks_any_group
from orsupport.cuts import cuts
from orsupport.evaluation import Evaluation
from orsupport.exact import Exact
from orsupport.overrides import Decision, Of, applied, beside_the_rules
from orsupport.ratings import id_column, ratings
from orsupport.rulebook import Rulebook

COUNT_COLUMNS = ("rated_indicators", "level1_indicators")


def words(answers: Answers) -> pa.Array:
    """Answers as yes, no and unsure."""
    return pa.array(WORDS, pa.string()).take(pa.array(answers.ravel().astype(np.int32)))


def schools(trace: Evaluation) -> pa.Table:
    """One row a school, in the order of `schools`; none where its rows are districts."""
    rows = rated(trace)
    return rows.slice(0, 0) if trace.book.rates_districts else rows


def rated(trace: Evaluation) -> pa.Table:
    """One row a school; or one a district, where the file rates districts."""
    book, table = trace.book, trace.places.table
    columns: dict[str, pa.Array] = {
        name: table[name].combine_chunks()
        for name in ("school_id", "school_name", "district_id", "district_name", "school_type")
    }
    columns["judged"] = words(judged(trace))
    columns["outcome"] = outcome_of_schools(trace)
    rules = [name for name, rule in book.rule.items() if rule.at == "school"]
    for name in rules:
        columns.setdefault(name, words(trace.answer(name)))
    for name in rules:
        if asked := asks_any_group(book.rule[name]):
            columns[f"{name}_groups"] = _groups_that_hold(trace, asked)
    for name in COUNT_COLUMNS:
        columns[name] = _low_count(trace, name, slice(0, 1))
    return pa.table(columns)


def groups(trace: Evaluation) -> pa.Table:
    """One row a school and group, all students first."""
    book, places = trace.book, trace.places
    count = len(places.groups)
    schools = pa.array(np.repeat(np.arange(len(places.school_ids), dtype=np.int32), count))
    group = pa.array(np.tile(np.arange(count, dtype=np.int32), len(places.school_ids)))
    columns = {
        id_column(trace.book): places.school_ids.take(schools),
        "student_group": pa.array(places.groups).take(group),
    }
    for name, rule in book.rule.items():
        if rule.at == "group":
            columns[name] = words(trace.answer(name))
    for name in COUNT_COLUMNS:
        columns[name] = _low_count(trace, name, slice(None))
    return pa.table(columns)


def districts(trace: Evaluation) -> pa.Table:
    """One row a district, in the order in which `schools` first names them."""
    book, places = trace.book, trace.places
    if book.rates_districts:
        rows = rated(trace).drop_columns(["school_id", "school_name", "school_type"])
        return rows.rename_columns(["tier" if name == "outcome" else name for name in rows.column_names])
    first = np.unique(places.district_of, return_index=True)[1]
    found = trace.value("identified_schools").low
    share = trace.value("identified_share")
    columns: dict[str, pa.Array] = {
        "district_id": places.district_ids,
        "district_name": places.table["district_name"].combine_chunks().take(pa.array(first)),
        "schools": pa.array(places.open_in_district),
        "identified_schools": pa.array(found.numerators[:, 0]),
        "identified_share": pa.array(share.low.floats()[:, 0], mask=share.held[:, 0] == NO),
    }
    given = outcome_of_schools(trace)
    for label in [*book.outcome.school, "unsure"]:
        holds = np.asarray(pc.equal(given, label).fill_null(False).to_numpy(zero_copy_only=False))
        columns[f"{label.lower()}_schools"] = _in_districts(trace, holds)
    columns["tier"] = applied(tiers_by_rules(trace), places.district_ids, "district", trace.decided)
    for name, rule in book.rule.items():
        if rule.at == "district":
            columns[name] = words(trace.answer(name))
    return pa.table(columns)


TABLES: dict[str, Callable[[Evaluation], pa.Table]] = {
    "schools": schools,
    "groups": groups,
    "districts": districts,
    "ratings": ratings,
    "cuts": cuts,
}


def judged(trace: Evaluation) -> Answers:
    """Whether the rules could reach each school: the rule `judged`, else whether anything of it is rated."""
    if "judged" in trace.book.rule:
        return trace.answer("judged")
    held = np.full((trace.places.shape[0], 1), NO, dtype=np.int8)
    for name in trace.book.indicator:
        held = np.maximum(held, trace.value(name).held[:, :1])
    result: Answers = np.where(trace.places.open[:, None], held, NO).astype(np.int8)
    return result


def outcome_of_schools(trace: Evaluation) -> pa.Array:
    """The outcome of every school (or rated district); where a person decided, that."""
    return applied(outcomes_by_rules(trace), trace.places.school_ids, rated_as(trace.book), trace.decided)


def outcomes_by_rules(trace: Evaluation) -> pa.Array:
    """The outcome of every school (or rated district), whatever a person decided."""
    given = outcome(trace, trace.book.outcome.school, len(trace.places.school_ids))
    return _or_level(trace, given, trace.book.outcome.school_else, trace.places.open)


def tiers_by_rules(trace: Evaluation) -> pa.Array:
    """The tier of every district, whatever a person decided."""
    given = outcome(trace, trace.book.outcome.district, len(trace.places.district_ids))
    return _or_level(trace, given, trace.book.outcome.district_else, np.ones(len(given), dtype=bool))


def decisions_beside_the_rules(trace: Evaluation) -> list[Decision]:
    """Every decision that a person took, with what the rules said of its school or district."""
    if not trace.decided:
        return []
    places, rated = trace.places, rated_as(trace.book)
    said: dict[Of, dict[str, str | None]] = {"school": {}, "district": {}}
    said[rated] = dict(zip(places.school_ids.to_pylist(), outcomes_by_rules(trace).to_pylist(), strict=True))
    if rated == "school":
        tiers = tiers_by_rules(trace).to_pylist()
        said["district"] = dict(zip(places.district_ids.to_pylist(), tiers, strict=True))
    return beside_the_rules(trace.decided, said)


def rated_as(book: Rulebook) -> Of:
    """What the rows of `schools` are."""
    return "district" if book.rates_districts else "school"


def _or_level(trace: Evaluation, given: pa.Array, band: str | None, open_: NDArray[np.bool_]) -> pa.Array:
    """Where no rule gave a name, the level of the band that the file names with `else`."""
    if band is None:
        return given
    value = trace.value(band)
    assert value.ladder is not None
    rows = len(given)
    low = np.broadcast_to(value.low.wide(value.shape).numerators[:, 0], rows)
    high = np.broadcast_to(value.high.wide(value.shape).numerators[:, 0], rows)
    held = np.broadcast_to(value.held[:, 0], rows)
    names = [*value.ladder.names, "unsure"]
    position = np.where((held == YES) & (low == high), low, len(names) - 1)
    levels = pa.array(names, pa.string()).take(pa.array(position, mask=(held == NO) | ~open_))
    return pc.coalesce(given, levels)


def outcome(trace: Evaluation, names: dict[str, str], rows: int) -> pa.Array:
    """The first name whose rule is not no: itself where the rule holds, `unsure` where that cannot be told."""
    position = np.full(rows, -1, dtype=np.int32)
    for place, rule in enumerate(names.values()):
        answers = trace.answer(rule)[:, 0]
        position = np.where((position < 0) & (answers == YES), place, position)
        position = np.where((position < 0) & (answers == UNSURE), len(names), position)
    labels = pa.array([*names, "unsure"], pa.string())
    return labels.take(pa.array(position, mask=position < 0))


def _groups_that_hold(trace: Evaluation, rules: list[str]) -> pa.Array:
    asked = trace.book.groups.asked
    places = [trace.places.groups.index(group) for group in asked]
    most = np.maximum.reduce([np.broadcast_to(trace.answer(rule), trace.places.shape) for rule in rules])
    holds = ((most == YES) & trace.places.open[:, None])[:, places]
    packed = np.packbits(holds, axis=1)
    kinds = np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel()
    _, rows, kind_of = np.unique(kinds, return_index=True, return_inverse=True)
    texts = [" ".join(group for group, yes in zip(asked, holds[row], strict=True) if yes) for row in rows.tolist()]
    return pa.array([text or None for text in texts], pa.string()).take(pa.array(kind_of))


def _low_count(trace: Evaluation, name: str, columns: slice) -> pa.Array:
    rows = trace.places.shape[0] * len(range(*columns.indices(len(trace.places.groups))))
    if name not in trace.book.measure:
        return pa.nulls(rows, pa.int64())
    low: Exact = trace.value(name).low.wide(trace.places.shape)
    return pa.array(low.rounded(0).numerators[:, columns].ravel())


def _in_districts(trace: Evaluation, holds: NDArray[np.bool_]) -> pa.Array:
    places = trace.places
    return pa.array(np.bincount(places.district_of[holds & places.open], minlength=len(places.district_ids)))
