"""The ladders of a band: one, or one for each value of a fact or for each indicator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orsupport.rulebook import entries
from orsupport.rulebook.finding_view import SPLITS, View, listed
from orsupport.rulebook.names import Name
from orsupport.rulebook.reading import Finding, did_you_mean


def ladders_of(band: entries.Band) -> dict[str, dict[str, Any]]:
    """Where levels begin, by the value for which the ladder stands; one ladder for all stands under no value."""
    if band.by is None:
        return {"": {key: begin for key, begin in band.begins.items() if not isinstance(begin, dict)}}
    return {key: begins for key, begins in band.begins.items() if isinstance(begins, dict)}


def split(view: View, path: str, band: entries.Band, members: list[Name]) -> Iterator[Finding]:
    """One ladder, or one for each value of `by`."""
    if band.by is None:
        for key, begin in band.begins.items():
            if isinstance(begin, dict):
                says = f"'{key}' is a ladder of its own: say by what, with `by` and a fact, or by = \"indicator\""
                yield Finding(f"{path}.begins.{key}", says)
        return
    for key, begin in band.begins.items():
        if not isinstance(begin, dict):
            says = f"there is a ladder for each {band.by}: write {key} = {{ level = figure, … }}, or leave out `by`"
            yield Finding(f"{path}.begins.{key}", says)
    given = list(band.begins)
    if band.by == "indicator":
        names = [member.name for member in members]
        required, allowed, what = names, names, "an indicator that is banded here"
    else:
        fault = view.unfit(band.by, SPLITS, ("indicator",))
        yield from (
            [Finding(f"{path}.by", f'{fault} (or "indicator")' if view.sort(band.by) else fault)] if fault else []
        )
        if any(member.level == "district" for member in members):
            yield Finding(f"{path}.by", f"'{band.by}' is a fact of schools, but what is banded is of districts")
        values = ladder_values(view, band.by)
        if values is None:
            return
        (required, allowed), what = values, f"a value of '{band.by}'"
    if lacking := missing(required, given):
        yield Finding(f"{path}.begins", f"a ladder is missing for {lacking}")
    for key in given if allowed else []:
        if key not in allowed:
            guess = did_you_mean(key.lower(), allowed) or f" (there are: {', '.join(allowed)})"
            yield Finding(f"{path}.begins.{key}", f"'{key}' is not {what}{guess}")


def ladder_values(view: View, by: str) -> tuple[list[str], list[str]] | None:
    """The values for which a ladder must be there, and all that are allowed (none: any); None where `by` is wrong."""
    if view.named(by, SPLITS) is None:
        return None
    if view.sort(by) == "flag":
        return ["false", "true"], ["false", "true"]
    column = view.book.fact[by].column or by
    facts = [(name, fact) for name, fact in view.book.fact.items() if (fact.column or name) == column]
    return list(dict.fromkeys(text for _, fact in facts for text in fact.is_ or [])), []


def missing(values: list[str], given: list[str]) -> str:
    """The values that are not given, read aloud; and a guess where one was misspelt."""
    lacking = [value for value in values if value not in given]
    guesses = [did_you_mean(value, [each for each in given if each not in values]) for value in lacking]
    return listed(lacking) + next((guess for guess in guesses if guess), "") if lacking else ""
