"""Which indicators and which student groups drive identification."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import YES
from orsupport.clauses import answer
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS, named
from orsupport.rulebook.clauses import Named, read_clause


def indicators(content: Content) -> list[Row]:
    """How many places are at each level, of those with a level for all students, ladder by ladder."""
    at: dict[str, Counter[str]] = {name: Counter() for name in content.book.indicator}
    for place_id, rows in content.ratings.items():
        for row in rows if content.is_open[place_id] else []:
            if row["student_group"] == "all" and row["level"] is not None:
                at[row["indicator"]][row["level"]] += 1
    by_ladder: dict[tuple[str, ...], list[Row]] = {}
    for name, counts in at.items():
        if counts:
            ladder = tuple(content.ladders[name])
            numbers = [counts[level] for level in ladder]
            row = {"label": content.book.indicator[name].label, "counts": numbers, "of": counts.total()}
            by_ladder.setdefault(ladder, []).append(row)
    return [{"levels": list(ladder), "rows": rows} for ladder, rows in by_ladder.items()]


def by_rule(content: Content) -> list[Row]:
    """For each name, how many places have it by which rule, and how many by that rule alone. A place that has the name
    by several counts with each."""
    found = []
    for name, rule in content.names.items():
        if rule not in content.book.rule:
            continue
        holds = np.broadcast_to(content.run.trace.answer(rule)[:, 0] == YES, len(content.places))
        labels = [(label, mask) for label, mask in _deciding(content, rule, holds) if mask.any()]
        by_label = {label: np.any([mask for each, mask in labels if each == label], axis=0) for label, _ in labels}
        many = np.sum([*by_label.values(), np.zeros(len(holds), dtype=np.int64)], axis=0)
        rows = [(label, int(mask.sum()), int((mask & (many == 1)).sum())) for label, mask in by_label.items()]
        found.append({"name": name, "count": int(holds.sum()), "rows": rows})
    return found


def _deciding(content: Content, rule: str, holds: NDArray[np.bool_]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """What a rule holds by, through rules that only choose or repeat, down to those that ask for several things at
    once, as in the headline of an explanation; each with the places of `holds` where it does."""
    entry, trace = content.book.rule[rule], content.run.trace
    clauses = [read_clause(text) for text in entry.all or entry.any or []]
    rest = np.zeros(len(holds), dtype=bool)
    if entry.years > 1 or (entry.all is not None and len(clauses) > 1):
        yield entry.label, holds
        return
    for clause in clauses:
        assert not isinstance(clause, str)
        here = holds & (answer(trace, clause, "school")[:, 0] == YES)
        if not isinstance(clause, Named) or clause.negated or clause.name not in content.book.rule:
            rest |= here
        elif clause.word == "any_group":
            yield WORDS["state"]["a_group"].format(label=content.book.rule[clause.name].label), here
        elif clause.word is None:
            yield from _deciding(content, clause.name, here)
        else:
            rest |= here
    yield entry.label, rest


def lowest_of_status(content: Content) -> Row:
    """Of the places with each name, in how many all students, or a student group that the name is for, are at the
    lowest level of each indicator."""
    names = [name for name, rule in content.names.items() if rule in content.book.rule]
    found: dict[str, dict[str, set[str]]] = {name: {} for name in names}
    of: Counter[str] = Counter()
    for place_id, place in content.places.items():
        held = [name for name in names if place[content.names[name]] == "yes"]
        of.update(held)
        lowest = [row for row in content.ratings.get(place_id, []) if _is_lowest(content, row)] if held else []
        for name in held:
            for group in (place.get(f"{content.names[name]}_groups") or "all").split():
                for row in lowest:
                    if row["student_group"] == group:
                        found[name].setdefault(row["indicator"], set()).add(place_id)
    labels = [
        (entry.label, [len(found[name].get(indicator, ())) for name in names])
        for indicator, entry in content.book.indicator.items()
        if any(indicator in found[name] for name in names)
    ]
    return {"names": [(name, of[name]) for name in names], "rows": labels}


def _is_lowest(content: Content, row: Row) -> bool:
    ladder = content.ladders[row["indicator"]]
    return bool(ladder and row["level"] == ladder[0])


def groups(content: Content) -> Row:
    """How many places each name is given to for each student group."""
    first = next(iter(content.places.values()), {})
    names = [name for name, rule in content.names.items() if f"{rule}_groups" in first]
    at: dict[str, Counter[str]] = {name: Counter() for name in names}
    for row in content.places.values():
        for name in names:
            at[name].update(content.groups_of(row, content.names[name]))
    listed = [group for group in content.book.groups.asked if any(counts[group] for counts in at.values())]
    return {"statuses": names, "rows": [(named(group), [at[name][group] for name in names]) for group in listed]}
