"""What a comparison counts: in what the runs differ, answers before and after, changes by cause."""

from __future__ import annotations

from collections import Counter
from typing import Any

from orsupport.comparison.mixtures import Mixtures
from orsupport.comparison.sides import Side


def differing(mixtures: Mixtures) -> list[dict[str, Any]]:
    """Each component that differs, with how many differences it has and where they stand."""
    found: list[dict[str, Any]] = []
    for name in mixtures.differing:
        taken = mixtures.of([name])
        each: dict[str, Any] = {"component": name, "differences": int(taken.sum())}
        if name == "rules":
            each["entries"] = [entry.path for entry in mixtures.rules.entries]
        elif name == "year":
            each |= {"from": mixtures.years[0], "to": mixtures.years[1]}
        else:
            each["rows"] = {table: count for table, count in mixtures.rows(taken).items() if count}
        found.append(each)
    return found


def without_effect(mixtures: Mixtures) -> dict[str, Any]:
    """What differs and can alter no answer: texts, sources and the like of the rules, names and reasons in tables."""
    rows = {name: part.silent for name, part in mixtures.tables.items() if part.silent}
    return {"rules": mixtures.rules.silent, "rows": rows}


def counts(sides: tuple[Side, Side]) -> dict[str, Any]:
    """How many schools and districts have each answer, and each status surely, in the first run and in the second."""
    counted: dict[str, Any] = {}
    for of in ("school", "district"):
        tallies = [Counter(state.answer for place, state in each.states.items() if place.of == of) for each in sides]
        held = [
            Counter(
                name
                for place, state in each.states.items()
                if place.of == of
                for name, answer in state.statuses
                if answer == "yes"
            )
            for each in sides
        ]
        counted[f"{of}s"] = {
            "there": [sum(tally.values()) for tally in tallies],
            "answers": _side_by_side(tallies),
            "statuses": _side_by_side(held),
            "decided": [sum(place.of == of for place in each.by_rules) for each in sides],
        }
    return counted


def _side_by_side(counts: list[Counter[str]]) -> dict[str, list[int]]:
    return {name: [count[name] for count in counts] for name in dict.fromkeys(sorted([*counts[0], *counts[1]]))}


def tally(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every cause with its schools and districts; they add up to the changes, for each change has one cause."""
    found: dict[str, dict[str, Any]] = {}
    for each in changes:
        row = found.setdefault(str(each["cause"]), {"cause": each["cause"], "schools": 0, "districts": 0})
        row[f"{each['of']}s"] += 1
    return sorted(found.values(), key=lambda row: (len(row["cause"]), len(row["cause"][0]), str(row["cause"])))
