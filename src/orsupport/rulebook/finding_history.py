"""Differences, earlier years and statuses: what is taken from what, and which rule gives a status."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.rulebook import entries
from orsupport.rulebook.clauses import Named, read_clause
from orsupport.rulebook.finding_clauses import clauses_of
from orsupport.rulebook.finding_limits import fits, has_points, no_points, two_units
from orsupport.rulebook.finding_measures import members_of, parts
from orsupport.rulebook.finding_view import GATHERED, RULES, TAKEN_AWAY, View, fault_of_year
from orsupport.rulebook.names import Name
from orsupport.rulebook.reading import Finding, did_you_mean
from orsupport.rulebook.status_names import rule_meant


def differences(view: View) -> Iterator[Finding]:
    """Every difference of the file."""
    for path, measure in view.measures(entries.Difference):
        yield from parts(view, path, measure.of, GATHERED)
        if measure.minus is None and measure.years_ago is None:
            says = "says neither `minus` nor `years_ago`: write what is taken away, or years_ago = 1 for a change"
            yield Finding(path, says)
        elif measure.minus is not None and measure.years_ago is not None:
            yield Finding(path, "says both `minus` and `years_ago`: take away one of them")
        if measure.rounding != "half up" and measure.decimals is None:
            yield Finding(f"{path}.rounding", "rounds nothing, for the difference says no `decimals`")
        yield from view.key(f"{path}.minus", measure.minus, TAKEN_AWAY)
        yield from _minus(view, path, measure)


def _minus(view: View, path: str, measure: entries.Difference) -> Iterator[Finding]:
    members = members_of(view, measure.of)
    for member in members:
        if not has_points(member):
            yield Finding(f"{path}.of", no_points(member))
            return
    minus = view.named(measure.minus, TAKEN_AWAY) if measure.minus else None
    if minus is None:
        return
    whole = isinstance(measure.of, str) and (view.names.get(measure.of) or minus).members
    if minus.members is not None and whole and set(whole) != set(minus.members):
        says = f"'{minus.name}' does not have the members of '{measure.of}': they are taken away member by member"
        yield Finding(f"{path}.minus", says)
    elif minus.members is not None and not whole and isinstance(measure.of, str):
        yield Finding(f"{path}.minus", f"'{minus.name}' is a family, '{measure.of}' is not: name one member")
    if isinstance(minus.entry, entries.Found) and minus.entry.of is None:
        yield Finding(f"{path}.minus", f"'{minus.name}' does not say of what it is taken: add `of` to it")
        return
    for away in _opened(view, minus):
        if not has_points(away):
            yield Finding(f"{path}.minus", no_points(away))
            return
        for member in members:
            if not fits(member.unit, away.unit):
                yield Finding(f"{path}.minus", f"{two_units(away, member)}: they have no difference")
                return


def _opened(view: View, minus: Name) -> list[Name]:
    return view.names.gathered(minus.name) if minus.members is not None else [minus]


def earlier(view: View) -> Iterator[Finding]:
    """Every measure that is another one, some years ago."""
    for path, measure in view.measures(entries.Earlier):
        yield from view.key(f"{path}.of", measure.of, GATHERED)


def years_in(view: View) -> Iterator[Finding]:
    """Every count of years in a status."""
    for path, measure in view.measures(entries.YearsIn):
        yield from given_status(view, f"{path}.status", measure.status)
        for place, year in enumerate(measure.paused):
            if fault := fault_of_year(year):
                yield Finding(f"{path}.paused[{place}]", fault)
            elif year in measure.paused[:place]:
                yield Finding(f"{path}.paused[{place}]", f"{year} stands in the list already")


def was(view: View) -> Iterator[Finding]:
    """Clauses that ask for a status which no rule gives."""
    for name, rule in view.book.rule.items():
        for place, text in clauses_of(rule):
            clause = read_clause(text)
            if isinstance(clause, Named) and clause.word == "was" and view.sort(clause.name) is None:
                yield from given_status(view, f"rule.{name}.{place}", clause.name)


def given_status(view: View, path: str, status: str) -> Iterator[Finding]:
    """A status is named like the rule that gives it; one that no rule gives can only stand in `statuses`."""
    if view.sort(status) is None and (meant := rule_meant(view.book, status)):
        yield Finding(path, f"'{status}' is no rule: a status is named like the rule that gives it; write '{meant}'")
    elif view.sort(status) is None:
        guess = did_you_mean(status, list(view.book.rule))
        says = f"no rule of this file gives the status '{status}': only rows of `statuses` can hold it{guess}"
        yield Finding(path, says, warning=True)
    elif fault := view.unfit(status, RULES):
        yield Finding(path, fault)
