"""Which function works out which kind of number."""

from __future__ import annotations

from fractions import Fraction

from orsupport.answers import Value, constant
from orsupport.context import Working
from orsupport.exact import Exact
from orsupport.numbers.average import average
from orsupport.numbers.figures import by_value, line, line_value
from orsupport.numbers.found import FoundNumber
from orsupport.numbers.lowest import lowest
from orsupport.numbers.percentile import percentile
from orsupport.rulebook.entries import Average, ByFact, Figured, Found, Line, Lowest, Percentile, Rulebook


def figure(book: Rulebook, name: str, year: int) -> Fraction:
    """A number of the file that is one figure for the whole State."""
    entry = book.number[name]
    if isinstance(entry, Figured):
        return entry.value
    assert isinstance(entry, Line)
    return line(entry, year)


def percent(book: Rulebook, name: str, year: int) -> Fraction:
    """A number of the file that is one percentage, written as a percent or as a share."""
    return figure(book, name, year) * (100 if unit_of(book, name) == "share" else 1)


def unit_of(book: Rulebook, name: str) -> str | None:
    """The unit of a number that is written in the file."""
    entry = book.number[name]
    return None if isinstance(entry, Found) else entry.unit


def written(context: Working, entry: Figured | Line | ByFact) -> Value:
    """A number written in the file, as a limit at every place."""
    if isinstance(entry, Figured):
        return constant(Exact.of(entry.value), entry.unit)
    return line_value(entry, context.year) if isinstance(entry, Line) else by_value(entry, context)


def taken(context: Working, entry: Found, of: str) -> FoundNumber:
    """A number found in the data, of a measure."""
    book, year = context.book, context.year
    fewest = int(figure(book, entry.fewest, year)) if entry.fewest else 0
    if isinstance(entry, Average):
        return average(context, entry, of, fewest)
    named = context.names.get(of)
    lower = named is not None and named.lower_is_better
    if isinstance(entry, Lowest):
        share = unit_of(book, entry.take) in ("percent", "share")
        take = percent(book, entry.take, year) / 100 if share else figure(book, entry.take, year)
        return lowest(context, entry, take, share, fewest, lower)
    assert isinstance(entry, Percentile)
    return percentile(context, entry, of, percent(book, entry.take, year) / 100, fewest, lower)
