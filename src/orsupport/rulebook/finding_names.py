"""Names themselves: how they are written, used once, not taken by the language or by a column; and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from orsupport.rulebook import entries
from orsupport.rulebook.clauses import WORDS
from orsupport.rulebook.finding_view import View, fault_of_year, listed
from orsupport.rulebook.names import BUILT_IN_MEASURES, IDENTIFIED
from orsupport.rulebook.reading import BUILT_IN_FACTS, Finding, did_you_mean

BUILT_IN = (IDENTIFIED, *BUILT_IN_MEASURES)
LANGUAGE = (*WORDS, "not", "was", "all", "any", "else", "indicator", "student_group", "groups", "schools")
COLUMNS = ("school_id", "school_name", "district_id", "district_name", "outcome", "tier")


def names(view: View) -> Iterator[Finding]:
    """Every name that an entry is given."""
    sections = view.names.sections()
    first: dict[str, str] = {}
    for section, members in sections.items():
        for name in members:
            path = f"{section}.{name}"
            if name in first and name in BUILT_IN_FACTS and section != "fact":
                yield Finding(path, f"'{name}' is a fact that every rules file has; give this another name")
            elif name in first:
                yield Finding(
                    path, f"'{name}' is also the name of {first[name]}; each name may stand for one thing only"
                )
            else:
                first[name] = path
            yield from _written(path, name)
            if name in BUILT_IN:
                yield Finding(path, f"'{name}' is built in and cannot be said again; give this another name")
            elif name in LANGUAGE:
                yield Finding(path, f"'{name}' is a word of the rules language; give this another name")
            elif section == "rule" and name in columns(view):
                yield Finding(
                    path, f"'{name}' is a column of the tables that a run writes; give this rule another name"
                )


def columns(view: View) -> set[str]:
    """The columns of a run that a rule's own column would meet."""
    return {*COLUMNS, *(f"{label.lower()}_schools" for label in [*view.book.outcome.school, "unsure"])}


def _written(path: str, name: str) -> Iterator[Finding]:
    if re.fullmatch(r"[a-z][a-z0-9_]*", name):
        return
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").lstrip("0123456789_")
    hint = f": write '{plain}'" if plain else ""
    yield Finding(path, f"a name is lower-case letters, digits and underscores, and begins with a letter{hint}")


def sources(view: View) -> Iterator[Finding]:
    """The source of every entry."""
    book = view.book
    if not book.source:
        example = 'plan = { title = "State plan, 2023" }'
        yield Finding(
            "source", f"the section [source] is missing: write [source] and under it, for instance, {example}"
        )
        return
    sections: dict[str, Mapping[str, entries.Sourced | entries.Brings]] = {
        "number": book.number,
        "indicator": book.indicator,
        "measure": book.measure,
        "rule": book.rule,
        "brings": book.brings,
    }
    for section, members in sections.items():
        for name, entry in members.items():
            if entry.source not in book.source:
                guess = did_you_mean(entry.source.lower(), list(book.source))
                known = "" if guess else f" (there are: {', '.join(book.source)})"
                yield Finding(f"{section}.{name}.source", f"'{entry.source}' is no source under [source]{guess}{known}")


def facts(view: View) -> Iterator[Finding]:
    """Facts: a unit where there is a number and only there, a condition on texts that says texts."""
    for name, fact in view.book.fact.items():
        path = f"fact.{name}"
        if fact.kind == "number" and fact.unit is None:
            yield Finding(path, "a fact of kind 'number' needs a unit: write unit = \"students\", for instance")
        elif fact.kind != "number" and fact.unit is not None:
            yield Finding(
                f"{path}.unit", f"a fact of kind '{fact.kind}' has no unit: leave it out, or write kind = \"number\""
            )
        if fact.is_ is not None and fact.kind != "flag":
            yield Finding(f"{path}.is", f'with `is` a fact is true or false: leave out kind = "{fact.kind}"')
        if fact.is_ == []:
            yield Finding(
                f"{path}.is", "lists no text, so this fact is true nowhere: list the texts for which it is true"
            )


def years(view: View) -> Iterator[Finding]:
    """The school years for which the file is written."""
    book = view.book
    for key, year in (("from", book.from_), ("to", book.to)):
        if year and (fault := fault_of_year(year)):
            yield Finding(key, fault)
    if book.to is not None and book.to < book.from_:
        yield Finding("to", f"{book.to} is before {book.from_}, where `from` begins: turn the two round")


def groups(view: View) -> Iterator[Finding]:
    """Student groups: each once, never all students; combined ones asked or shown; those that indicators name."""
    book = view.book
    known = book.group_names
    seen: dict[str, str] = {"all": "all students, who are always rated"}
    for key, names_of_key in (("asked", book.groups.asked), ("also", book.groups.also)):
        for position, group in enumerate(names_of_key):
            path = f"groups.{key}[{position}]"
            if not group or re.search(r"\s", group):
                yield Finding(
                    path, f"'{group}' may not be empty or hold a space: write it as the data do, with underscores"
                )
            elif group in seen:
                yield Finding(path, f"'{group}' stands here already: {seen[group]}")
            seen.setdefault(group, f"[groups] {key} has it")
    for group, parts in book.groups.combined.items():
        yield from _combined(view, group, parts)
    for name, indicator in book.indicator.items():
        path = f"indicator.{name}.groups"
        if indicator.groups == []:
            yield Finding(path, "lists no group, so nobody is asked: leave it out to ask every group")
        for position, group in enumerate(indicator.groups or []):
            if group not in known:
                yield Finding(f"{path}[{position}]", unknown_group(group, known))


def _combined(view: View, group: str, parts: list[str]) -> Iterator[Finding]:
    book, path = view.book, f"groups.combined.{group}"
    known = book.group_names
    if group not in known:
        guess = did_you_mean(group, known[1:])
        yield Finding(path, f"'{group}' is neither in `asked` nor in `also`, so nobody would rate it{guess}")
    if len(parts) < 2:
        yield Finding(
            path, f"is added up from {listed(parts) or 'nothing'}: name two parts or more, which do not overlap"
        )
    for position, part in enumerate(parts):
        where = f"{path}[{position}]"
        if part == group or part == "all" or part in book.groups.combined:
            what = "itself" if part == group else "all students" if part == "all" else "a combined group"
            yield Finding(where, f"'{part}' is {what}; a part is a group of the data that overlaps with no other part")
        elif part in parts[:position]:
            yield Finding(where, f"'{part}' is a part already; its students would be counted twice")
        elif part not in known:
            guess = did_you_mean(part, known[1:])
            says = f"'{part}' is neither in `asked` nor in `also`: its students are only added to '{group}'{guess}"
            yield Finding(where, says, warning=True)


def unknown_group(group: str, known: list[str]) -> str:
    return f"'{group}' is no student group under [groups]{did_you_mean(group.lower(), known) or ' (nor all)'}"
