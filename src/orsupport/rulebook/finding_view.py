"""A rulebook as `check` looks at it: which sort of thing each name is, and how a wrong name is spoken of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Set
from typing import Literal, TypeVar

from orsupport.rulebook import entries
from orsupport.rulebook.names import Name, Names
from orsupport.rulebook.reading import Finding, did_you_mean

Sort = Literal["flag", "text", "quantity", "number", "indicator", "measure", "family", "rule", "list", "day"]
SORTS: dict[Sort, str] = {
    "flag": "a fact that is true or false",
    "text": "a fact that holds a text",
    "quantity": "a fact that holds a number",
    "number": "a number, under [number]",
    "indicator": "an indicator",
    "measure": "a measure",
    "family": "a family",
    "rule": "a rule",
    "list": "a list of codes, under [count.list]",
    "day": "a day of the year, under [count.day]",
}
MEASURED: Set[Sort] = frozenset({"quantity", "indicator", "measure"})
HOLDS: Set[Sort] = frozenset({"flag", "rule"})
SPLITS: Set[Sort] = frozenset({"flag", "text"})
NUMBERS: Set[Sort] = frozenset({"number"})
LIMITS: Set[Sort] = MEASURED | NUMBERS
GATHERED: Set[Sort] = MEASURED | {"family"}
RATED: Set[Sort] = frozenset({"indicator", "measure", "family"})
COUNTED: Set[Sort] = RATED | HOLDS
RULES: Set[Sort] = frozenset({"rule"})
INDICATORS: Set[Sort] = frozenset({"indicator"})
LISTS: Set[Sort] = frozenset({"list"})
DAYS: Set[Sort] = frozenset({"day"})
TAKEN_AWAY: Set[Sort] = GATHERED | NUMBERS
WANTED: dict[Set[Sort], str] = {
    MEASURED: "an indicator or a measure",
    HOLDS: "a rule or a fact that is true or false",
    SPLITS: "a fact of texts, or of true and false,",
    NUMBERS: "a name under [number]",
    LIMITS: "a number or a measure",
    GATHERED: "an indicator, a measure or a family",
    RATED: "an indicator, a measure or a family",
    COUNTED: "an indicator, a measure, a family or a rule",
    RULES: "a rule",
    INDICATORS: "an indicator",
    LISTS: "a list of codes, under [count.list],",
    DAYS: "a day of the year, under [count.day],",
    TAKEN_AWAY: "a measure, a family or a number",
}

Kind = TypeVar("Kind", bound=entries.Measured)


class View:
    """A typed rulebook with its names. `twice`: names that stand for two things, of which nothing more is said."""

    def __init__(self, book: entries.Rulebook) -> None:
        self.book, self.names = book, Names(book)
        counts = Counter(name for names in self.names.sections().values() for name in names)
        self.twice = {name for name, count in counts.items() if count > 1}

    def sort(self, name: str) -> Sort | None:
        """Which sort of thing the name is; None where the file does not know it."""
        found = self.names.get(name)
        if found is None:
            return None
        if isinstance(found.entry, entries.Fact):
            kinds: dict[str, Sort] = {"flag": "flag", "text": "text", "number": "quantity"}
            return "flag" if found.entry.is_ is not None else kinds[found.entry.kind]
        if found.section == "measure":
            return "measure" if found.members is None else "family"
        sections: dict[str, Sort] = {"number": "number", "indicator": "indicator", "rule": "rule"}
        sections |= {"count.list": "list", "count.day": "day"}
        return sections[found.section]

    def named(self, name: str, wanted: Set[Sort]) -> Name | None:
        """What the name means, where it is one thing, and of a wanted sort."""
        return None if name in self.twice or self.sort(name) not in wanted else self.names.get(name)

    def measures(self, kind: type[Kind]) -> Iterator[tuple[str, Kind]]:
        """The measures of one kind, each with its path."""
        for name, measure in self.book.measure.items():
            if isinstance(measure, kind):
                yield f"measure.{name}", measure

    def unfit(self, name: str, wanted: Set[Sort], also: tuple[str, ...] = ()) -> str | None:
        """What is wrong with a name that stands where such a thing is wanted. `also`: what else might be meant."""
        if name in self.twice:
            return None
        sort = self.sort(name)
        if sort is None:
            return self.unknown(name, wanted, also)
        if sort in wanted:
            return None
        if sort == "family":
            members = (self.names.get(name) or _NOTHING).members or ("member",)
            return f"'{name}' is a family of {len(members)}; name one of it, such as '{name}.{members[0]}'"
        said = f"'{name}' is {SORTS[sort]}; {WANTED[wanted]} is wanted here"
        if sort == "text" and wanted == HOLDS:
            condition = f'{{ label = "…", column = "{name}", is = ["…"] }}'
            said += f" (a condition on a text is a fact of its own: {condition})"
        if sort == "flag" and wanted == RULES:
            said += f': give it a rule of its own, with all = ["{name}"], and name that'
        return said

    def unknown(self, name: str, wanted: Set[Sort], also: tuple[str, ...] = ()) -> str:
        family, dot, member = name.partition(".")
        whole = self.names.get(family) if dot else None
        if whole is not None:
            if whole.members is None:
                return f"'{name}' is not known here: '{family}' has no members"
            guess = did_you_mean(name, [f"{family}.{each}" for each in whole.members])
            return f"'{name}' is not known here: '{family}' has no '{member}'{guess}"
        if re.fullmatch(r"-?[\d.,]+%?|-?\d+\s*/\s*\d+", name):
            return (
                f"the figure {name} stands where a name is wanted: give it a name under [number], with unit and source"
            )
        every = self.names.all()
        fitting = [each for each in every if self.sort(each) in wanted]
        guess = did_you_mean(name.lower(), [*also, *fitting]) or did_you_mean(name.lower(), every)
        return f"'{name}' is not known here{guess}"

    def plain_figure(self, name: str) -> entries.Figured | entries.Line | None:
        """A number that is one figure for the whole State."""
        number = self.book.number.get(name)
        return number if isinstance(number, entries.Figured | entries.Line) else None

    def key(self, path: str, name: str | None, wanted: Set[Sort]) -> Iterator[Finding]:
        """A key that holds a name, or nothing."""
        if name is not None and (fault := self.unfit(name, wanted)):
            yield Finding(path, fault)

    def asked_of_places(self, path: str, name: str | None) -> Iterator[Finding]:
        """A key that names for which schools something holds: a fact, or a rule of schools or groups."""
        yield from self.key(path, name, HOLDS)
        found = self.named(name, HOLDS) if name else None
        if found is not None and found.level == "district":
            yield Finding(path, f"'{name}' is a rule at district; a fact, or a rule at school or group, is wanted here")


Examiner = Callable[[View], Iterator[Finding]]
_NOTHING = Name("", "measure", None, "any")


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Names as they are read aloud."""
    return ", ".join(f"'{name}'" for name in names)


def shown(figure: object) -> str:
    """A figure as it was written, or nearly: 67, 66.7, 2/3."""
    text = str(figure)
    top, slash, bottom = text.partition("/")
    if not slash:
        return text
    rest = int(bottom)
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return f"{int(top) / int(bottom):.12g}" if rest == 1 else text


def fault_of_year(year: str) -> str | None:
    """What is wrong with a school year: its second part is not the year after its first."""
    next_one = f"{year[:4]}-{(int(year[:4]) + 1) % 100:02d}"
    return None if year == next_one else f"'{year}' is no school year; did you mean '{next_one}'?"
