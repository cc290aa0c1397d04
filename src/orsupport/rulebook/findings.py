"""What `check` says of a typed rulebook: names, levels, units, bands, rules, outcomes; every problem at once."""

from __future__ import annotations

from orsupport.rulebook.entries import Rulebook
from orsupport.rulebook.reading import Finding


def findings_of(book: Rulebook) -> list[Finding]:
    return []
