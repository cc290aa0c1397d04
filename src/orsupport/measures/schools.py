"""How many schools of a district are identified, and which share of its open schools."""

from __future__ import annotations

import numpy as np

from orsupport.answers import NO, UNSURE, YES, Answers, Reason, Value
from orsupport.context import Context
from orsupport.exact import Exact
from orsupport.rulebook.names import IDENTIFIED


def in_districts(context: Context, rule: str) -> tuple[Value, Value]:
    """The schools of each district for which the rule holds, surely and possibly, and their share of the open ones."""
    places = context.places
    answers = context.answer(rule)[:, 0]
    districts = len(places.district_ids)

    def count(holds: np.ndarray) -> np.ndarray:
        return np.bincount(places.district_of[holds & places.open], minlength=districts).astype(np.int64)[:, None]

    low, high = Exact(count(answers == YES)), Exact(count(answers >= UNSURE))
    of = places.open_in_district[:, None]
    sure = np.full(of.shape, YES, dtype=np.int8)
    schools = Value(low, high, sure, np.zeros(of.shape, np.int8), "schools")
    held: Answers = np.where(of > 0, YES, NO).astype(np.int8)
    why = np.where(of > 0, Reason.NONE, Reason.NO_RESULT).astype(np.int8)
    bottom = np.maximum(of, 1)
    share = Value(Exact(low.numerators, bottom), Exact(high.numerators, bottom), held, why, "share")
    return schools, share


def identified(context: Context) -> dict[str, Value]:
    """The two measures of a district that every rules file has."""
    schools, share = in_districts(context, IDENTIFIED)
    return {"identified_schools": schools, "identified_share": share}
