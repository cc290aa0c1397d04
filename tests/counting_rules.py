"""Rules files that say little more than how student records are counted."""

from __future__ import annotations

from typing import Any

from orsupport.indicators.family import FamilyRows, family_rows
from orsupport.rulebook import Rulebook, load

NUMBERS = {
    "bar": (3, "level"),
    "share": (90, "percent"),
    "days": (75, "days"),
    "two": (2, "years"),
    "four": (4, "years"),
}


def book(asked: list[str], combined: dict[str, list[str]] | None = None, **entries: dict[str, Any]) -> Rulebook:
    """Rules that ask some groups and count some indicators."""
    given = {name for name, entry in entries.items() if entry["family"] == "growth percentiles"}
    indicators = {
        name: {"kind": "given", "unit": "percentile"} if name in given else {"kind": "share"} for name in entries
    }
    return load(
        {
            "format": 1,
            "id": "counting",
            "title": "Counting alone",
            "from": "2015-16",
            "source": {"plan": {"title": "Made up for this test"}},
            "groups": {"asked": asked, "combined": combined or {}},
            "number": {
                name: {"value": value, "unit": unit, "source": "plan", "show": True}
                for name, (value, unit) in NUMBERS.items()
            },
            "indicator": {
                name: {**entry, "label": name, "source": "plan", "show": True} for name, entry in indicators.items()
            },
            "count": {
                "list": {
                    "diplomas": {"label": "Diplomas", "values": ["regular"], "source": "plan", "show": True},
                    "removals": {"label": "Ways out", "values": ["emigrated"], "source": "plan", "show": True},
                },
                "day": {"summer_end": {"label": "End of the summer", "day": "08-31", "source": "plan", "show": True}},
                "indicator": {name: {**entry, "source": "plan"} for name, entry in entries.items()},
            },
        }
    )


def families_of(rules: Rulebook) -> list[FamilyRows]:
    """The indicators that the rules count."""
    assert rules.count is not None
    return [family_rows(name, entry, rules) for name, entry in rules.count.indicator.items()]


def achievement(subject: str, **more: Any) -> dict[str, Any]:
    return {"family": "achievement", "subject": subject, "bar": "bar", **more}


ATTENDERS = {"family": "attendance", "more_than": "share", "enrolled_at_least": "days"}
GRADUATION = {
    "family": "graduation",
    "after": "four",
    "diplomas": "diplomas",
    "removals": "removals",
    "summer_ends": "summer_end",
}
