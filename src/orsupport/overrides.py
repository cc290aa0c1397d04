"""Decisions taken by people: the outcome of a school or the tier of a district, applied last and never to a rule."""

from __future__ import annotations

from typing import Any, Literal

import pyarrow as pa

from orsupport.problems import Problem
from orsupport.rulebook import Rulebook
from orsupport.rulebook.entries import Band, Table
from orsupport.rulebook.measure_names import level_names
from orsupport.tables import Data

Decision = dict[str, Any]
Of = Literal["school", "district"]

YEARS_AFTER = 5

TAKEN_OFF: dict[Of, str] = {"school": "not identified", "district": "no tier"}
"""What a decision says that takes a school off the list, or a district out of every tier: the outcome is left empty,
as that of a school that no rule names. An empty cell cannot say it: empty means unknown."""


def decisions(data: Data) -> list[Decision]:
    """The rows of `overrides`, each of a school or of a district, with outcome, reason, authority and date."""
    return [] if data.overrides is None else list(data.overrides.to_pylist())


def may_be_decided(book: Rulebook, of: Of) -> list[str]:
    """The outcomes of a school, or the tiers of a district, that a person may decide on; none where the rules file
    names no such thing."""
    rated = "school" if book.rates_districts else of
    names = [*(book.outcome.school if rated == "school" else book.outcome.district)]
    otherwise = book.outcome.school_else if rated == "school" else book.outcome.district_else
    measure = book.measure.get((otherwise or "").partition(".")[0])
    if isinstance(measure, Band):
        names += level_names(measure)
    elif isinstance(measure, Table):
        names += measure.levels
    return [*dict.fromkeys(names), TAKEN_OFF[of]] if names else []


def misdecided(data: Data, rules: Rulebook) -> list[Problem]:
    """Decisions that the rules file does not know: an outcome or a tier that it does not give."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    known = {of: may_be_decided(rules, of) for of in TAKEN_OFF}
    for row, decision in enumerate(decisions(data)):
        ids = {"school": decision["school_id"], "district": decision["district_id"]}
        for of, names in known.items():
            if not ids[of] or not decision["outcome"] or None not in ids.values():
                continue  # said of the table
            if of == "school" and rules.rates_districts:
                says = f"{rules.id} rates districts: name the district in district_id"
                found.setdefault(("school_id", says), []).append((row, ids[of]))
            elif not names:
                says = f"{rules.id} gives a {of} no {_called(of)}, so none can be decided"
                found.setdefault(("outcome", says), []).append((row, decision["outcome"]))
            elif decision["outcome"] not in names:
                found.setdefault(("outcome", _unknown(of, names, decision["outcome"], rules)), []).append(
                    (row, decision["outcome"])
                )
    first = 2 if any(source.name == "overrides.csv" for source in data.sources) else 1
    return [
        Problem("overrides", column, says, len(rows), rows[0][0] + first, rows[0][1])
        for (column, says), rows in found.items()
    ]


def _called(of: Of) -> str:
    return "outcome" if of == "school" else "tier"


def _unknown(of: Of, names: list[str], given: str, rules: Rulebook) -> str:
    says = f"no {_called(of)} that {rules.id} gives a {of}: write {', '.join(names[:-1])} or {names[-1]}"
    labels = {rule: label for label, rule in (rules.outcome.school | rules.outcome.district).items()}
    spelt = {name.casefold(): name for name in names}
    meant = spelt.get(given.strip().casefold()) or labels.get(given)
    return f"{says}; did you mean {meant}?" if meant in names else says


def applied(labels: pa.Array, ids: pa.Array, of: Of, decided: list[Decision]) -> pa.Array:
    """The labels of schools (or districts) with those that a person decided in their place; null where they took the
    place off."""
    changed = {each[f"{of}_id"]: each["outcome"] for each in decided if each.get(f"{of}_id")}
    if not changed:
        return labels
    pairs = zip(ids.to_pylist(), labels.to_pylist(), strict=True)
    given = (changed.get(each, label) for each, label in pairs)
    return pa.array([None if label == TAKEN_OFF[of] else label for label in given], pa.string())


def far_in_time(decided: list[Decision], school_year: str) -> list[Decision]:
    """The decisions of a day before the school year of the run began, or more than five years after that: those of
    another year's run, perhaps, or a slip of the pen."""
    first, last = f"{school_year[:4]}-07-01", f"{int(school_year[:4]) + YEARS_AFTER}-12-31"
    return [each for each in decided if not first <= str(each.get("date", first)) <= last]


def beside_the_rules(decided: list[Decision], said: dict[Of, dict[str, str | None]]) -> list[Decision]:
    """Every decision with what the rules said of its place (`by_rules`, null: nothing) and whether the two differ.
    `said`: the outcome of every school and the tier of every district by the rules alone, by id."""
    found = []
    for each in decided:
        of: Of = "school" if each.get("school_id") else "district"
        by_rules = said[of].get(each[f"{of}_id"])
        found.append(each | {"by_rules": by_rules, "differs": each["outcome"] != (by_rules or TAKEN_OFF[of])})
    return found
