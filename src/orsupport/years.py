"""A rule over the school years that it asks for, the one of the run and those before it."""

from __future__ import annotations

import numpy as np

from orsupport.answers import NO, UNSURE, Answers
from orsupport.clauses import asked_in, rule_answer
from orsupport.context import Working
from orsupport.rulebook.entries import Rule


def over_years(context: Working, rule: Rule) -> Answers:
    """Whether the rule holds in every one of its years; a year before the data begin cannot tell. `in_years` is about
    the year that is asked, not about those before it."""
    if not asked_in(rule, context.year):
        return rule_answer(context, rule)
    always = rule.model_copy(update={"in_years": None})
    answers = _in_one_year(context, always)
    for back in range(1, rule.years):
        answers = np.minimum(answers, _in_one_year(context.at(context.year - back), always))
    return answers


def _in_one_year(context: Working, rule: Rule) -> Answers:
    answers = rule_answer(context, rule)
    if context.is_earlier and context.year < min(context.counts.years):
        is_open = context.places.open[:, None] if rule.at != "district" else np.ones((1, 1), dtype=bool)
        return np.broadcast_to(np.where(is_open, UNSURE, NO), answers.shape).astype(np.int8)
    return answers
