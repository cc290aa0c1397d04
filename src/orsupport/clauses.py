"""What a clause answers at every place, and what a rule makes of its clauses."""

from __future__ import annotations

from typing import Literal

import numpy as np

from orsupport.answers import NO, YES, Answers, Value, answer_of_value, constant, meets, negated
from orsupport.context import Context
from orsupport.counts import year_number
from orsupport.exact import Exact
from orsupport.rulebook.clauses import Clause, Comparison, Named, read_clause
from orsupport.rulebook.entries import Rule

At = Literal["group", "school", "district"]


def answer(context: Context, clause: Clause, at: At) -> Answers:
    """The clause at every place of the level: (schools, groups), (schools, 1) or (districts, 1)."""
    if isinstance(clause, Comparison):
        return _at(comparison(context, clause), at)
    found = _named(context, clause, at)
    return negated(found) if clause.negated else found


def comparison(context: Context, clause: Comparison) -> Answers:
    """`measure op limit`, wherever the two are."""
    value, limit = operands(context, clause)
    return meets(value, clause.operator, limit)


def operands(context: Context, clause: Comparison) -> tuple[Value, Value]:
    """The measure and the limit of a comparison; the name of a level is its position."""
    value = context.value(clause.measure)
    if value.ladder is not None and clause.limit in value.ladder.names:
        return value, constant(Exact.of(value.ladder.names.index(clause.limit)), "level")
    named = context.names.get(clause.measure)
    member = clause.measure if named is not None and named.section == "indicator" else None
    return value.in_points(), context.value(clause.limit, member).in_points()


def _named(context: Context, clause: Named, at: At) -> Answers:
    if clause.word == "rated":
        return _at(answer_of_value(context.value(clause.name)), at)
    if clause.word == "was":
        return _at(context.was(clause.name), at)
    answers = context.answer(clause.name)
    if clause.word == "any_group":
        asked = [context.places.groups.index(group) for group in context.book.groups.asked]
        wide = np.broadcast_to(answers, context.places.shape)
        return wide[:, asked].max(axis=1, initial=NO, keepdims=True)
    if clause.word == "any_school":
        most: Answers = np.full((len(context.places.district_ids), 1), NO, dtype=np.int8)
        is_open = context.places.open
        np.maximum.at(most[:, 0], context.places.district_of[is_open], answers[is_open, 0])
        return most
    return _at(answers, at)


def _at(answers: Answers, at: At) -> Answers:
    """In a school rule, whatever is asked of groups is read for all students."""
    return answers[:, :1] if at == "school" else answers


def rule_answer(context: Context, rule: Rule) -> Answers:
    """The rule at every place of its level: `all` is the least of its clauses, `any` the greatest. A closed school is
    not judged, and outside `in_years` nobody is asked: both are no."""
    places = context.places
    districts = (len(places.district_ids), 1)
    shape = {"group": places.shape, "school": (places.shape[0], 1), "district": districts}[rule.at]
    if not asked_in(rule, context.year):
        return np.full(shape, NO, dtype=np.int8)
    texts = rule.all if rule.all is not None else rule.any or []
    meet = np.minimum if rule.all is not None else np.maximum
    total: Answers = np.full(shape, YES if rule.all is not None else NO, dtype=np.int8)
    for text in texts:
        clause = read_clause(text)
        assert not isinstance(clause, str)
        total = meet(total, answer(context, clause, rule.at))
    if rule.at != "district":
        total = np.where(places.open[:, None], total, NO).astype(np.int8)
    return total


def asked_in(rule: Rule, year: int) -> bool:
    """Whether the rule is asked in a school year."""
    return rule.in_years is None or year in [year_number(each) for each in rule.in_years]


def asks_any_group(rule: Rule) -> list[str]:
    """The group rules that a school rule asks of any student group."""
    clauses = [read_clause(text) for text in (rule.all or rule.any or [])]
    return [each.name for each in clauses if isinstance(each, Named) and each.word == "any_group"]
