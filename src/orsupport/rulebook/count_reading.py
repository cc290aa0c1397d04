"""The section `[count]` of a rules file, typed entry by entry, as the other sections are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from orsupport.rulebook import count_entries as counts
from orsupport.rulebook.basics import Entry, Finding, did_you_mean

Validated = Callable[[type[Any], Mapping[str, Any], str, list[Finding]], Any]
NAMED: dict[str, type[Entry]] = {"list": counts.CodeList, "day": counts.YearDay, "problem": counts.ProblemRule}


def typed_count(raw: Any, validated: Validated, findings: list[Finding], refused: set[str]) -> Any:
    """The entries of `[count]` that have the form of their kind; what is wrong with the others goes to `findings`."""
    if not isinstance(raw, Mapping):
        return raw  # said with the file as a whole
    section: dict[str, Any] = dict(raw)
    for key in (*NAMED, "indicator"):
        table = section.get(key)
        if not isinstance(table, Mapping):
            continue
        shared = {name: value for name, value in table.items() if not isinstance(value, Mapping)}
        typed: dict[str, Any] = {}
        for name, entry in table.items():
            path = f"count.{key}.{name}"
            if isinstance(entry, Mapping):
                model = _family(entry, path) if key == "indicator" else NAMED[key]
                if isinstance(model, Finding):
                    findings.append(model)
                    typed[name] = None
                    continue
                own = {word: value for word, value in shared.items() if word in model.model_fields}
                typed[name] = validated(model, own | dict(entry), path, findings)
        section[key] = {name: entry for name, entry in typed.items() if entry is not None}
        refused |= {name for name, entry in typed.items() if entry is None}
    whole = validated(counts.CountSection, section, "count", findings)
    return whole if whole is not None else counts.CountSection()


def _family(entry: Mapping[str, Any], path: str) -> type[counts.CountBase] | Finding:
    known = ", ".join(f'"{family}"' for family in counts.FAMILIES)
    if "family" not in entry:
        return Finding(path, f"says no family; the families are {known}")
    family = str(entry["family"])
    guess = did_you_mean(family, list(counts.FAMILIES)) or f"; the families are {known}"
    return counts.FAMILIES.get(family) or Finding(f"{path}.family", f"'{family}' is no family{guess}")
