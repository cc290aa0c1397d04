"""What of how student records are counted does not go with 20 U.S.C. 6311 and 7801."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.rulebook import count_entries as counts
from orsupport.rulebook import entries
from orsupport.rulebook.finding_view import View, listed
from orsupport.rulebook.law_reads import STATUTE
from orsupport.rulebook.reading import Finding

FORMER = f"{STATUTE}(b)(3)(B)"
PARTIAL = f"{STATUTE}(c)(4)(F)(i)"
DEFINED = "20 U.S.C. 7801"
REGULAR = f"{DEFINED}(43)"
LONGEST, FOUR = 4, 4  # years as a former English learner; years of the cohort that the statute names first
REMOVALS = ("transferred_out", "emigrated", "prison_or_juvenile_facility", "deceased")
# Words of this library, and codes of CEDS 000138.
FULL = ("regular", "advanced", "alternate", "00806", "00807", "00808", "00809", "75000")
LESSER = ("modified", "00810")
NO_DIPLOMA = ("extended", "adult", "equivalency", "certificate", "00813", "00814", "00815", "00816")


def counted(view: View) -> Iterator[Finding]:
    """Former English learners, students of part of a year, diplomas and removals."""
    for name, entry in (view.book.count.indicator if view.book.count else {}).items():
        path = f"count.indicator.{name}"
        yield from _former(view, path, entry)
        yield from _half_a_year(path, entry)
        indicator = view.book.indicator.get(name)
        if isinstance(entry, counts.Graduation) and indicator is not None and indicator.federal == "graduation":
            yield from _cohort(view, entry)


def _former(view: View, path: str, entry: counts.CountEntry) -> Iterator[Finding]:
    """Former English learners: four years at most, and in results of the tests only."""
    assert view.book.count is not None
    for group, name in entry.former.items():
        number = view.book.number.get(name)
        if view.book.count.exit_year.get(group) != "english_learner_exit_year":
            continue
        if isinstance(number, entries.Figured) and number.value > LONGEST:
            says = f"'{name}' is {number.value} years; former English learners may count for {LONGEST} at most"
            yield Finding(f"{path}.former.{group}", says, law=FORMER)
        if not isinstance(entry, counts.Achievement | counts.GrowthPercentiles):
            says = "former English learners may count in results of the tests; this is none"
            yield Finding(f"{path}.former.{group}", says, law=FORMER)


def _half_a_year(path: str, entry: counts.CountEntry) -> Iterator[Finding]:
    """Who attended for less than half of the year may not be used to differentiate schools."""
    days = isinstance(entry, counts.Attendance) and entry.enrolled_at_least is not None
    if isinstance(entry, counts.Present) and not entry.full_year and not days:
        says = "counts students who were at the school for less than half of the year, who are for the report card only"
        yield Finding(f"{path}.full_year", says, True, PARTIAL)


def _cohort(view: View, entry: counts.Graduation) -> Iterator[Finding]:
    """The diplomas that graduate, and the ways out of an adjusted cohort."""
    assert view.book.count is not None
    after = view.book.number.get(entry.after)
    longer = isinstance(after, entries.Figured) and after.value > FOUR
    rate = f"{DEFINED}({23 if longer else 25})"
    diplomas, removals = (view.book.count.list.get(name) for name in (entry.diplomas, entry.removals))
    codes = diplomas.values if diplomas is not None else []
    path = f"count.list.{entry.diplomas}.values"
    if lesser := [code for code in codes if code in LESSER]:
        says = f"{listed(lesser)}: a regular diploma is the one that most students are awarded, or a higher one"
        yield Finding(path, says, True, REGULAR)
    if none := [code for code in codes if code in NO_DIPLOMA]:
        says = f"{listed(none)}: an equivalency, a certificate or a lesser credential is no regular diploma"
        yield Finding(path, says, law=REGULAR)
    if unknown := [code for code in codes if code not in (*FULL, *LESSER, *NO_DIPLOMA)]:
        says = f"whether {listed(unknown)} is a regular diploma cannot be told; known are {', '.join(FULL[:3])}"
        yield Finding(path, says, True, rate)
    if other := [code for code in (removals.values if removals is not None else []) if code not in REMOVALS]:
        says = f"{listed(other)} takes nobody out of a cohort; only {', '.join(REMOVALS)} do"
        yield Finding(f"count.list.{entry.removals}.values", says, law=rate)
