"""Graduation and completion: diplomas of an adjusted cohort, four years or more after it began ninth grade."""

from __future__ import annotations

import narwhals as nw

from orsupport.indicators.present import among, codes, figure, former_of, not_true
from orsupport.indicators.rows import FamilyRows, Reason, is_, laid_out
from orsupport.rulebook import Rulebook
from orsupport.rulebook.count_entries import Graduation


def rows(indicator: str, entry: Graduation, book: Rulebook) -> FamilyRows:
    """Students of the adjusted cohort with a diploma by the end of the summer after year `after`: met over counted.

    One row of `cohorts` is a student at the last accountable school: who entered ninth grade for the first time in
    `cohort_year`, or came in later with the students of that year. Counted: every row but the removals that the rules
    file lists, each with papers; who leaves without papers stays. Met: a diploma of the list, dated on or before the
    last day of the summer after the `after`-th school year. The result stands in that year: cohort 2020-21, four years,
    2023-24. A diploma without a date is not met. Less than half a year at the school leaves nobody out of a cohort, so
    accountability and report card are one population.

    Source: 20 U.S.C. 7801(25) and, for more than four years, (23).
    """
    assert book.count is not None
    diploma = among("diploma", codes(book, entry.diplomas))
    removal = among("exit_type", codes(book, entry.removals))
    years, _ = figure(book, entry.after)
    month, day = (int(part) for part in book.count.day[entry.summer_ends].day.split("-"))
    dated = nw.col("diploma_date")
    of_year, of_month, of_day = (
        part.cast(nw.Int64) for part in (dated.dt.year(), dated.dt.month(), dated.dt.day())
    )  # some libraries keep a month in eight bits
    on = of_year * 10_000 + of_month * 100 + of_day
    last = (nw.col("cohort_year").str.slice(0, 4).cast(nw.Int64) + years) * 10_000 + (100 * month + day)
    in_time = is_(on <= last)
    reasons = [
        Reason("removed from the cohort, with papers", removal & is_(nw.col("exit_documented"))),
    ]
    parts, lanes, left_out = laid_out(reasons, diploma & in_time)
    stays = lanes["counted"]
    parts |= {
        "without_papers": removal & not_true("exit_documented"),
        "without_date": diploma & dated.is_null(),
        "too_late": diploma & ~dated.is_null() & ~in_time,
    }
    noted = {
        "left without papers, and stays in the cohort": stays & nw.col("without_papers"),
        "a diploma without a date, not met": stays & nw.col("without_date"),
        "a diploma after the last day of the summer, not met": stays & nw.col("too_late"),
    }
    return FamilyRows(
        indicator,
        entry,
        "cohorts",
        ("exit_type", "exit_documented", "diploma", "diploma_date"),
        parts,
        lanes,
        left_out,
        noted,
        year="cohort_year",
        years_later=years - 1,
        former=former_of(entry, book),
    )
