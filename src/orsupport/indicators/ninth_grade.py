"""Ninth grade on track: credits earned by the end of the first year of high school."""

from __future__ import annotations

import narwhals as nw

from orsupport.indicators.present import figure, former_of, not_true, reasons_of
from orsupport.indicators.rows import FamilyRows, Reason, laid_out
from orsupport.rulebook import Rulebook
from orsupport.rulebook.count_entries import NinthGrade

HUNDREDTHS = 100  # credits are read as whole hundredths of a credit


def rows(indicator: str, entry: NinthGrade, book: Rulebook) -> FamilyRows:
    """First-year high-school students with at least a percent of the credits of a diploma: met over counted.

    One row of `credits` is a student at a school in a year. Counted: in the first year of high school, with credits
    known. Met: 100 × earned is at least percent × required, where required is the State's number of credits, or the
    district's where `credits_required` says more.

    Source: a school quality indicator of the State, 20 U.S.C. 6311(c)(4)(B)(v), (c)(4)(F)(i).
    """
    reasons, columns = reasons_of(entry)
    first, earned = "first_year_of_high_school", nw.col("credits_earned").cast(nw.Int64)
    reasons = [
        Reason("not known whether in the first year of high school", nw.col(first).is_null()),
        Reason("not in the first year of high school", not_true(first)),
        *reasons,
        Reason("not known how many credits earned", earned.is_null()),
    ]
    top, bottom = figure(book, entry.share)
    credits_asked, out_of = figure(book, entry.required)
    part = earned * (100 * bottom)
    of_state = part * out_of >= top * credits_asked * HUNDREDTHS
    own = nw.col("credits_required").cast(nw.Int64)
    meets = of_state & (own.is_null() | (part >= own * top).fill_null(True))
    parts, lanes, left_out = laid_out(reasons, meets)
    read = ("credits_earned", "credits_required", first, *columns)
    former = former_of(entry, book)
    lacking = ("credits_required",)
    return FamilyRows(indicator, entry, "credits", read, parts, lanes, left_out, former=former, may_lack=lacking)
