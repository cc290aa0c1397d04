"""Attendance: regular attenders, or the chronically absent, by the part of enrolled days that was attended."""

from __future__ import annotations

import narwhals as nw

from orsupport.indicators.present import figure, former_of, reasons_of
from orsupport.indicators.rows import FamilyRows, Reason, laid_out
from orsupport.rulebook import Rulebook
from orsupport.rulebook.count_entries import Attendance

HUNDREDTHS = 100  # days are read as whole hundredths of a day


def rows(indicator: str, entry: Attendance, book: Rulebook) -> FamilyRows:
    """Students whose attended days are more than (at least, less than, at most) a percent of their enrolled days.

    One row of `attendance` is a student at a school in a year. Counted: enrolled for at least one day, for at least
    `enrolled_at_least` days where the rules file says so, and there on the census day, which is here the last day
    counted, such as the first school day in May. Met: 100 × attended against percent × enrolled, in whole numbers, so
    that exactly 90 percent is not more than 90 percent.

    Source: 20 U.S.C. 6311(c)(4)(B)(v), (c)(4)(F)(i); bar and window are the State's.
    """
    reasons, columns = reasons_of(entry)
    enrolled, attended = (nw.col(name).cast(nw.Int64) for name in ("days_enrolled", "days_attended"))
    reasons += [
        Reason("not known how many days enrolled or attended", enrolled.is_null() | attended.is_null()),
        Reason("enrolled for no day", enrolled <= 0),
    ]
    if entry.enrolled_at_least is not None:
        top, bottom = figure(book, entry.enrolled_at_least)
        few = enrolled * bottom < top * HUNDREDTHS
        reasons.append(Reason("enrolled for fewer days than count", few))
    (comparison, bar), *_ = entry.bars.items()
    top, bottom = figure(book, bar)
    part, whole = attended * (100 * bottom), enrolled * top
    meets = {"more_than": part > whole, "at_least": part >= whole, "less_than": part < whole, "at_most": part <= whole}
    parts, lanes, left_out = laid_out(reasons, meets[comparison])
    read = ("days_enrolled", "days_attended", *columns)
    return FamilyRows(indicator, entry, "attendance", read, parts, lanes, left_out, former=former_of(entry, book))
