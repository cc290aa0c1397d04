"""Which indicators and which student groups drive identification."""

from __future__ import annotations

from collections import Counter

from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import named


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
