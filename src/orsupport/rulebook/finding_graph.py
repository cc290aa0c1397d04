"""What reads what: names that lead back to themselves, and names that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from orsupport.rulebook import entries, finding_count
from orsupport.rulebook.finding_view import View
from orsupport.rulebook.names import BUILT_IN_MEASURES, IDENTIFIED
from orsupport.rulebook.reading import Finding

KEPT = {"rule": ("judged",), "measure": ("rated_indicators", "level1_indicators")}


def reads_of(view: View, name: str) -> dict[str, str]:
    """The names of the file that a name reads, without their members, each with its path inside the entry."""
    known = set(view.names.all())
    found: dict[str, str] = {}
    for other, path in view.names.reads(name):
        family = other.partition(".")[0]
        if family in known:
            found.setdefault(family, path)
    return found


def circles(view: View) -> Iterator[Finding]:
    """Every way in which names lead back to themselves."""
    names = list(dict.fromkeys(view.names.all()))
    paths = {name: reads_of(view, name) for name in names}
    graph = {name: list(reads) for name, reads in paths.items()}
    where = {name: section for section, members in view.names.sections().items() for name in members}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1][:-1]
            start = min(range(len(circle)), key=lambda place: names.index(circle[place]))
            circle = circle[start:] + circle[:start]
            reader, read = circle[0], circle[-1]
            graph[reader].remove(read)
            path = f"{where[reader]}.{reader}{paths[reader][read]}" if reader in where else reader
            yield Finding(path, f"leads back to itself: {' -> '.join([*circle, reader])}")
        else:
            return


def unused(view: View) -> Iterator[Finding]:
    """Numbers, indicators, measures and rules that nobody reads and that do not ask to be shown."""
    book = view.book
    federal = book.federal
    used = {*book.outcome.school.values(), *book.outcome.district.values(), *federal.reasons.values()}
    used |= {band for band in (book.outcome.school_else, book.outcome.district_else) if band}
    used |= {name for _, name in finding_count.names_read(book)}
    used |= {*federal.groups.values(), *(rule for rule in (federal.csi, federal.tsi, federal.atsi) if rule)}
    for reader in view.names.all():
        if reader not in (IDENTIFIED, *BUILT_IN_MEASURES):
            used |= set(reads_of(view, reader)) - {reader}
    for section in ("number", "indicator", "measure", "rule"):
        for name, entry in getattr(book, section).items():
            assert isinstance(entry, entries.Sourced)
            if name in used or entry.show or name in KEPT.get(section, ()) or name in view.twice:
                continue
            what = "no indicator, measure, number or rule reads it" if section == "number" else "nothing reads it"
            says = f"is not used: {what}. Take it out, or write show = true to keep it in the outputs"
            yield Finding(f"{section}.{name}", says, warning=True)
