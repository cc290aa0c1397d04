"""Years in a status: how long a school, or one of its groups, has held it without a break, up to last year."""

from __future__ import annotations

from orsupport.answers import Value, constant
from orsupport.context import Working
from orsupport.counts import year_number
from orsupport.exact import Exact
from orsupport.rulebook.entries import YearsIn


def years_in(context: Working, entry: YearsIn) -> Value:
    """The years, at the level of the rule that gives the status; always there."""
    paused = [year_number(year) for year in entry.paused]
    at = context.book.level_of_status(entry.status)
    return constant(Exact(context.history.years_in(entry.status, context.year, paused, at)), "years")
