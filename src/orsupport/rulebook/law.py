"""What of a rules file does not go with 20 U.S.C. 6311, each finding with its citation; and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.rulebook import entries, law_count, law_weights
from orsupport.rulebook.finding_view import View, listed, shown
from orsupport.rulebook.law_lists import atsi, clock, cycle, graduation, lowest
from orsupport.rulebook.law_reads import STATUTE, in_percent
from orsupport.rulebook.reading import Finding

SIZE = f"{STATUTE}(c)(3)"
INDICATORS = f"{STATUTE}(c)(4)(B)"
PARTICIPATION = f"{STATUTE}(c)(4)(E)(ii)"
TESTED = 95  # percent of all students, and of each group
LISTS = f"{STATUTE}(c)(4)(D)(i)"
TARGETED = f"{STATUTE}(d)(2)(C)"


def breaks_of(book: entries.Rulebook) -> list[Finding]:
    """Everything that does not go with the statute, and everything that could not be told, in the file's order."""
    view = View(book)
    found = [
        *_smallest(view),
        *_every_group(view),
        *_participation(view),
        *law_weights.weights(view),
        *law_count.counted(view),
        *_categories(view),
    ]
    if book.federal.csi is not None:
        for examiner in (lowest, graduation, clock, cycle):
            found += examiner(view)
    if book.federal.atsi is not None and book.federal.csi is not None:
        found += atsi(view)
    return list(dict.fromkeys(found))


def _smallest(view: View) -> Iterator[Finding]:
    """One smallest number for all students and every group."""
    figures: dict[str, list[str]] = {}
    for name, indicator in view.book.indicator.items():
        number = view.book.number.get(indicator.smallest or "")
        if isinstance(number, entries.ByFact):
            if number.by == "student_group" and len(set(number.values.values())) > 1:
                says = (
                    f"'{indicator.smallest}' differs by student group; it must be one for all students and every group"
                )
                yield Finding(f"indicator.{name}.smallest", says, law=SIZE)
        elif indicator.federal is not None:
            said = shown(number.value) if isinstance(number, entries.Figured) else indicator.smallest or "none"
            figures.setdefault(said, []).append(name)
    if len(figures) > 1:
        each = "; ".join(f"{figure} for {listed(names)}" for figure, names in figures.items())
        yield Finding("indicator", f"the smallest number differs by indicator: {each}", True, SIZE)


def _every_group(view: View) -> Iterator[Finding]:
    """Every indicator but that of English learners is asked of all students and of every group."""
    groups = ["all", *view.book.groups.asked]
    for name, indicator in view.book.indicator.items():
        if indicator.federal in (None, "english"):
            continue
        number = view.book.number.get(indicator.smallest or "")
        by_group = isinstance(number, entries.ByFact) and number.by == "student_group"
        asked = indicator.groups if indicator.groups is not None else groups
        values = number.values if isinstance(number, entries.ByFact) and by_group else None
        lacking = [group for group in groups if group not in asked or (values is not None and group not in values)]
        if lacking:
            says = f"is not asked of {listed(lacking)}; only English progress may leave groups out"
            yield Finding(f"indicator.{name}", says, law=INDICATORS)


def _participation(view: View) -> Iterator[Finding]:
    """Achievement is measured of at least 95 percent of the students who were to be tested."""
    for name, indicator in view.book.indicator.items():
        if indicator.federal != "achievement" or indicator.kind != "share":
            continue
        path = f"indicator.{name}"
        least = f"the denominator is at least {TESTED} percent of the students to be tested"
        figure = in_percent(view, indicator.participation) if indicator.participation else None
        if indicator.participation is None:
            says = f"says no `participation`: {least}, which the data must then have seen to"
            yield Finding(path, says, True, PARTICIPATION)
        elif figure is not None and figure < TESTED:
            says = f"'{indicator.participation}' is {shown(figure)} percent; {least}"
            yield Finding(f"{path}.participation", says, law=PARTICIPATION)


def _categories(view: View) -> Iterator[Finding]:
    """What could not be told, for want of [federal] or of `federal` on an indicator."""
    federal = view.book.federal
    if federal.csi is None:
        says = (
            "does not say which rule is csi, so five percent, graduation, the clock and the cycle could not be checked"
        )
        yield Finding("federal", says, True, LISTS)
    if federal.atsi is None:
        yield Finding("federal", "does not say which rule is atsi, so its test could not be checked", True, TARGETED)
    if not any(indicator.federal for indicator in view.book.indicator.values()):
        says = 'none says what it is to the statute (federal = "achievement", …), so weights could not be checked'
        yield Finding("indicator", says, True, INDICATORS)
