"""The earlier years on which the rules and measures of a file look back, and what they read there."""

from __future__ import annotations

from orsupport.evaluation import Evaluation
from orsupport.rulebook.entries import Difference, Earlier, Rulebook
from orsupport.rulebook.names import Names


def looked_back_on(trace: Evaluation) -> dict[int, tuple[Evaluation, set[str]]]:
    """The earlier years that rules and measures look back on, worked out, each with the names that are read there."""
    found: dict[int, tuple[Evaluation, set[str]]] = {}
    look_back = _looking_back(trace.book)
    asked = [(trace, name) for name in look_back]
    while asked:
        at, name = asked.pop()
        names = _read_by(trace.names, name) - {name}
        for year in (at.year - back for back in look_back[name]):
            there, known = found.setdefault(year, (at.at(year), set()))
            for each in sorted(names - known):
                if each in trace.book.rule or each in trace.book.fact:
                    there.answer(each)
                elif trace.names.is_family(each):
                    there.family(each)
                elif each not in trace.book.number:
                    there.value(each)
            asked += [(there, each) for each in sorted(names - known) if each in look_back]
            known |= names
    return found


def _looking_back(book: Rulebook) -> dict[str, list[int]]:
    """Every rule and measure that reads earlier years, and how many years ago each is."""
    found = {name: list(range(1, rule.years)) for name, rule in book.rule.items() if rule.years > 1}
    for name, measure in book.measure.items():
        if isinstance(measure, Earlier | Difference) and measure.years_ago:
            found[name] = [measure.years_ago]
    return found


def _read_by(names: Names, name: str) -> set[str]:
    """The name, and all that it reads through any number of steps."""
    found: set[str] = set()
    open_ends = [name]
    while open_ends:
        each = open_ends.pop()
        if each not in found:
            found.add(each)
            open_ends += [read.partition(".")[0] for read, _ in names.reads(each)]
    return found
