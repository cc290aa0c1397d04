"""Rules as wholes: clauses at all, their years, the names that they give, and the statute's categories."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.rulebook import entries
from orsupport.rulebook.finding_clauses import described
from orsupport.rulebook.finding_view import MEASURED, RULES, View, fault_of_year
from orsupport.rulebook.reading import Finding, did_you_mean

CATEGORIES = ("csi", "tsi", "atsi")
COUNTS = ("rated_indicators", "level1_indicators")


def rules(view: View) -> Iterator[Finding]:
    """`all` or `any`, the years in which a rule is asked, and the names that the outputs look for."""
    for name, rule in view.book.rule.items():
        path = f"rule.{name}"
        if rule.all is not None and rule.any is not None:
            says = "says both `all` and `any`: give one list a rule of its own, and name that rule in the other"
            yield Finding(path, says)
        elif rule.all is None and rule.any is None:
            yield Finding(path, 'says neither `all` nor `any`: write its clauses, such as all = ["title_i"]')
        for key, texts in (("all", rule.all), ("any", rule.any)):
            if texts == []:
                yield Finding(f"{path}.{key}", "lists no clause: write at least one")
        yield from _in_years(view, path, rule)
    judged = view.book.rule.get("judged")
    if judged is not None and judged.at != "school":
        says = "the rule named 'judged' says which schools are judged: write at = \"school\", or give it another name"
        yield Finding("rule.judged.at", says)
    for name in COUNTS:
        measure = view.book.measure.get(name)
        if measure is not None and measure.kind != "count":
            yield Finding(
                f"measure.{name}", f"'{name}' fills a column of counts: write kind = \"count\", or name it otherwise"
            )


def _in_years(view: View, path: str, rule: entries.Rule) -> Iterator[Finding]:
    book = view.book
    if rule.in_years == []:
        yield Finding(
            f"{path}.in_years", "lists no year, so this rule is never asked: leave it out, or list school years"
        )
    for position, year in enumerate(rule.in_years or []):
        where = f"{path}.in_years[{position}]"
        if fault := fault_of_year(year):
            yield Finding(where, fault)
        elif not book.covers(year) and not (book.to and book.to < book.from_):
            era = f"{book.from_} to {book.to}" if book.to else f"{book.from_} on"
            yield Finding(where, f"{year} is outside the years of this file ({era}), so the rule is not asked then")


def outcomes(view: View) -> Iterator[Finding]:
    """The names of schools and districts: rules of their level, none that an earlier one always takes."""
    for level, names in (("school", view.book.outcome.school), ("district", view.book.outcome.district)):
        earlier: list[tuple[str, str]] = []
        for label, rule in names.items():
            path = f"outcome.{level}.{label}"
            yield from _a_rule(view, path, rule, (level,))
            for first, taken_by in earlier:
                if always_takes(view, taken_by, rule):
                    why = "is the same rule" if taken_by == rule else f"holds wherever '{rule}' holds"
                    yield Finding(
                        path, f"is never given: '{taken_by}', which gives {first}, stands before it and {why}"
                    )
                    break
            earlier.append((label, rule))
    if not view.book.outcome.school and view.book.outcome.school_else is None:
        instance = '"In need of support" = "in_need"' if view.book.rates_districts else 'CSI = "csi"'
        says = (
            f"names no school, so nobody is identified: write [outcome.school] and under it, for instance, {instance}"
        )
        yield Finding("outcome.school", says, warning=True)
    for level, band in (("school", view.book.outcome.school_else), ("district", view.book.outcome.district_else)):
        yield from _else(view, f"outcome.{level}.else", band, level) if band else ()
    labels: dict[str, str] = {"unsure": "a word of the outputs", "identified": "a word of the outputs"}
    for label in view.book.outcome.school:
        if label.lower() in labels:
            yield Finding(
                f"outcome.school.{label}", f"'{label}' is already {labels[label.lower()]}; choose another name"
            )
        labels[label.lower()] = f"the name '{label}'"
    if "unsure" in (label.lower() for label in view.book.outcome.district):
        yield Finding("outcome.district", "'unsure' is already a word of the outputs; choose another name")


def brings(view: View) -> Iterator[Finding]:
    """What a name brings is said of a name that schools or districts are given."""
    outcome = view.book.outcome
    known = [*outcome.school, *outcome.district]
    for name in view.book.brings:
        if name not in known and not (outcome.school_else or outcome.district_else):
            guess = did_you_mean(name, known) or f" (there are: {', '.join(known)})"
            yield Finding(f"brings.{name}", f"'{name}' is no name under [outcome]{guess}")


def _else(view: View, path: str, name: str, level: str) -> Iterator[Finding]:
    """What names a place where no rule holds: one band or table, of those places."""
    yield from view.key(path, name, MEASURED)
    found = view.named(name, MEASURED)
    if found is None:
        return
    if found.levels is None:
        yield Finding(path, f"'{name}' has no levels: a band or a table is wanted here, whose level is then the name")
    elif (found.level == "district") != (level == "district"):
        whose = "districts" if found.level == "district" else "schools"
        yield Finding(path, f"'{name}' is of {whose}; what names a {level} is of {level}s")


def federal(view: View) -> Iterator[Finding]:
    """The statute's categories are rules of schools; the rules behind the reason rows are of groups."""
    said = view.book.federal
    for key in CATEGORIES:
        name = getattr(said, key)
        if name is not None:
            yield from _a_rule(view, f"federal.{key}", name, ("school",))
    for code, name in said.reasons.items():
        yield from _a_rule(view, f"federal.reasons.{code}", name, ("school", "group"))
    for key, name in said.groups.items():
        if key not in CATEGORIES:
            guess = did_you_mean(key.lower(), list(CATEGORIES)) or f"; write {', '.join(CATEGORIES)}"
            yield Finding(f"federal.groups.{key}", f"'{key}' is none of the categories{guess}")
        yield from _a_rule(view, f"federal.groups.{key}", name, ("group",))


def _a_rule(view: View, path: str, name: str, levels: tuple[str, ...]) -> Iterator[Finding]:
    if fault := view.unfit(name, RULES):
        yield Finding(path, fault)
    found = view.named(name, RULES)
    if found is not None and found.level not in levels:
        yield Finding(path, f"'{name}' is {described(found)}; a rule at {' or '.join(levels)} is wanted here")


def always_takes(view: View, earlier: str, later: str) -> bool:
    """Whether the earlier of two rules plainly holds wherever the later does."""
    known = _follows(view, later, frozenset())

    def holds(name: str, within: frozenset[str]) -> bool:
        rule = view.book.rule.get(name)
        if name in known or rule is None or name in within or rule.in_years is not None or rule.years > 1:
            return name in known
        inside = within | {name}
        if rule.all:
            return all(holds(_plain(text), inside) for text in rule.all)
        return any(holds(_plain(text), inside) for text in rule.any or [])

    return holds(earlier, frozenset())


def _follows(view: View, name: str, within: frozenset[str]) -> set[str]:
    """The clauses that hold wherever a rule holds, itself among them."""
    rule = view.book.rule.get(name)
    if rule is None or name in within:
        return {name}
    clauses = rule.all or (rule.any if rule.any is not None and len(rule.any) == 1 else [])
    return {name}.union(*(_follows(view, _plain(text), within | {name}) for text in clauses))


def _plain(text: str) -> str:
    return " ".join(text.split())
