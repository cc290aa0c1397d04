"""Counting a second time, in plain Python: a dictionary, a loop over rows, nothing shared with the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def count(
    rows: Iterable[Row],
    lanes: Mapping[str, Callable[[Row], bool]],
    groups_of: Callable[[Row, str], Iterable[str]],
    year: str = "school_year",
    later: int = 0,
    drop: Callable[[int], bool] = lambda number: False,
) -> Counter[tuple[str, str, int, str]]:
    """Students by lane, school, school year of the result and group; a row without a school or a year is nowhere."""
    found: Counter[tuple[str, str, int, str]] = Counter()
    for number, row in enumerate(rows):
        if drop(number) or row["school_id"] is None or row[year] is None:
            continue
        for lane, holds in lanes.items():
            if holds(row):
                for group in {"all", *groups_of(row, lane)}:
                    found[lane, row["school_id"], int(row[year][:4]) + later, group] += 1
    return found


def achievement(subject: str, bar: int) -> dict[str, Callable[[Row], bool]]:
    """Percent proficient in a subject, of students who were at the school for half of the year."""

    def here(row: Row) -> bool:
        return row["subject"] == subject

    def scored(row: Row) -> bool:
        return here(row) and row["took_part"] is True and row["level"] is not None

    def stayed(row: Row) -> bool:
        return row["full_academic_year"] is True

    return {
        "expected": lambda row: here(row) and stayed(row),
        "counted": lambda row: scored(row) and stayed(row),
        "met": lambda row: scored(row) and stayed(row) and row["level"] >= bar,
        "report_expected": here,
        "report_counted": scored,
        "report_met": lambda row: scored(row) and row["level"] >= bar,
    }


def attenders(more_than: int, at_least: int) -> dict[str, Callable[[Row], bool]]:
    """Students enrolled for so many hundredths of a day who attended more than so many percent of them."""

    def counts(row: Row) -> bool:
        enrolled, attended = row["days_enrolled"], row["days_attended"]
        return enrolled is not None and attended is not None and enrolled >= at_least

    def stayed(row: Row) -> bool:
        return row["full_academic_year"] is True

    def met(row: Row) -> bool:
        return counts(row) and 100 * row["days_attended"] > more_than * row["days_enrolled"]

    return {
        "counted": lambda row: counts(row) and stayed(row),
        "met": lambda row: met(row) and stayed(row),
        "report_counted": counts,
        "report_met": met,
    }


def percentiles(rows: Iterable[Row], subject: str, group: str | None, school: str, years: Sequence[str]) -> list[int]:
    """The growth percentiles of the students who count in accountability."""
    return [
        row["growth_percentile"]
        for row in rows
        if row["subject"] == subject
        and row["school_id"] == school
        and row["school_year"] in years
        and row["growth_percentile"] is not None
        and row["full_academic_year"] is True
        and (group is None or row[group] is True)
    ]
