"""Graduation and completion: diplomas of an adjusted cohort, four years or more after it began ninth grade."""

from __future__ import annotations

from functools import reduce
from operator import and_

import narwhals as nw

from orsupport.indicators.present import among, codes, figure, former_of, not_true
from orsupport.indicators.rows import Coded, FamilyRows, Reason, is_, laid_out
from orsupport.rulebook import Rulebook
from orsupport.rulebook.count_entries import Graduation


def rows(indicator: str, entry: Graduation, book: Rulebook) -> FamilyRows:
    """Students of the adjusted cohort with a diploma by the end of the summer after year `after`: met over counted.

    One row of `cohorts` is a student at the last accountable school: who entered ninth grade for the first time in
    `cohort_year`, or came in later with the students of that year. Counted: every row but the removals that the rules
    file lists, each with papers; who leaves without papers stays. Met: a diploma of the list, dated on or before the
    last day of the summer after the `after`-th school year. The result stands in that year: cohort 2020-21, four years,
    2023-24. A diploma without a date is not met, nor one before the entry where a rule on that problem says `not met`.
    Less than half a year at the school leaves nobody out of a cohort, so accountability and report card are one
    population.

    Source: 20 U.S.C. 7801(25) and, for more than four years, (23).
    """
    assert book.count is not None
    diploma = among("diploma", codes(book, entry.diplomas))
    removal = among("exit_type", codes(book, entry.removals))
    named = _named(book)
    years, _ = figure(book, entry.after)
    month, day = (int(part) for part in book.count.day[entry.summer_ends].day.split("-"))
    dated = nw.col("diploma_date")
    of_year, of_month, of_day = (
        part.cast(nw.Int64) for part in (dated.dt.year(), dated.dt.month(), dated.dt.day())
    )  # some libraries keep a month in eight bits
    on = of_year * 10_000 + of_month * 100 + of_day
    last = (nw.col("cohort_year").str.slice(0, 4).cast(nw.Int64) + years) * 10_000 + (100 * month + day)
    in_time = is_(on <= last)
    rule = book.count.problem.get("diploma_before_entry")
    asked = ["entry_date"] if rule is not None and rule.then == "not met" else []
    meets = {"in_time": in_time, **{column: ~is_(dated < nw.col(column)) for column in asked}}
    reasons = [
        Reason("removed from the cohort, with papers", removal & is_(nw.col("exit_documented"))),
    ]
    parts, lanes, left_out = laid_out(reasons, reduce(and_, meets.values(), diploma))
    worth_knowing = {
        "left without papers, and stays in the cohort": removal & not_true("exit_documented"),
        **{each.says: ~nw.col(each.column).is_null() & ~among(each.column, list(each.named)) for each in named},
        "a diploma without a date, not met": diploma & dated.is_null(),
        "a diploma after the last day of the summer, not met": diploma & ~dated.is_null() & ~in_time,
    }
    if asked:
        worth_knowing["a diploma before the entry, not met"] = diploma & ~meets["entry_date"]
    parts |= {f"note_{place}": each for place, each in enumerate(worth_knowing.values())}
    noted = {says: lanes["counted"] & nw.col(f"note_{place}") for place, says in enumerate(worth_knowing)}
    return FamilyRows(
        indicator,
        entry,
        "cohorts",
        ("exit_type", "exit_documented", "diploma", "diploma_date", *asked),
        parts,
        lanes,
        left_out,
        noted,
        year="cohort_year",
        years_later=years - 1,
        former=former_of(entry, book),
        may_lack=tuple(asked),
        codes=named,
    )


def _named(book: Rulebook) -> tuple[Coded, ...]:
    """The exits and the diplomas that the cohorts of the rules file name, those of four years or of more."""
    assert book.count is not None
    cohorts = [each for each in book.count.indicator.values() if isinstance(each, Graduation)]
    exits = {code: None for each in cohorts for code in codes(book, each.removals)}
    diplomas = {code: None for each in cohorts for code in codes(book, each.diplomas)}
    return (
        Coded("exit_type", tuple(exits), "an exit that no list names, and stays in the cohort"),
        Coded("diploma", tuple(diplomas), "a diploma that no list names, not met"),
    )
