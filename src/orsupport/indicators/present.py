"""Students who were not at the school on the census day, or not for half of the year."""

from __future__ import annotations

import narwhals as nw

from orsupport.indicators.rows import Former, Reason, is_
from orsupport.rulebook import Rulebook
from orsupport.rulebook.count_entries import CountBase, OnDay, Present
from orsupport.rulebook.entries import Figured

DAY, HALF = "enrolled_on_census_day", "full_academic_year"


def reasons_of(entry: Present) -> tuple[list[Reason], list[str]]:
    """Who does not count, as the rules file has it, and the columns that say so.

    A student of another school on the census day counts in neither population. A student who attended for less than
    half of the year is out of accountability and in the report card: 20 U.S.C. 6311(c)(4)(F)(i).
    """
    found: list[Reason] = []
    on_day = isinstance(entry, OnDay) and entry.census_day
    if on_day:
        found.append(Reason("not known whether enrolled at the school on the census day", nw.col(DAY).is_null()))
        found.append(Reason("not enrolled at the school on the census day", not_true(DAY)))
    if entry.full_year:
        says = "at the school for less than half of the year"
        found.append(Reason("not known whether at the school for half of the year", nw.col(HALF).is_null(), False))
        found.append(Reason(says, not_true(HALF), report=False))
    return found, [column for column, said in ((DAY, on_day), (HALF, entry.full_year)) if said]


def not_true(column: str) -> nw.Expr:
    return ~is_(nw.col(column))


def among(column: str, values: list[str]) -> nw.Expr:
    """Rows whose code is one of a list; an empty cell is none of them."""
    return is_(nw.col(column).is_in(values))


def figure(book: Rulebook, name: str) -> tuple[int, int]:
    """A plain number of the rules file as a whole number over a whole number; a share as its percent."""
    number = book.number[name]
    assert isinstance(number, Figured), name
    value = number.value * 100 if number.unit == "share" else number.value
    return value.numerator, value.denominator


def codes(book: Rulebook, name: str) -> list[str]:
    assert book.count is not None
    return list(book.count.list[name].values)


def former_of(entry: CountBase, book: Rulebook) -> dict[str, Former]:
    """The groups whose former members count, for how many years, and the column that says when they left."""
    assert book.count is not None
    columns = book.count.exit_year
    return {group: Former(columns[group], figure(book, name)[0]) for group, name in entry.former.items()}
