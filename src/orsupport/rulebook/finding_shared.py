"""Keys written once for a whole section: known to what stands in it, and spoken of once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from orsupport.rulebook import entries
from orsupport.rulebook.count_entries import FAMILIES, CodeList, ProblemRule, YearDay
from orsupport.rulebook.files import parse
from orsupport.rulebook.finding_view import View
from orsupport.rulebook.reading import MEASURES, Finding, did_you_mean

MODELS: dict[str, list[type[entries.Entry]]] = {
    "indicator": [entries.Indicator],
    "measure": list(MEASURES.values()),
    "rule": [entries.Rule],
    "count.indicator": list(FAMILIES.values()),
    "count.list": [CodeList],
    "count.day": [YearDay],
    "count.problem": [ProblemRule],
}


def _keys(section: str) -> dict[str, Any]:
    """The keys that any entry of the section may have."""
    fields = [(name, field.alias) for model in MODELS[section] for name, field in model.model_fields.items()]
    return dict.fromkeys(alias or name for name, alias in fields)


@lru_cache(maxsize=1)  # of one file it is asked several times
def _as_written(text: str) -> dict[str, Any] | Finding:
    return parse(text) if text else {}


def _sections(view: View) -> Iterator[tuple[str, dict[str, Any], dict[str, Mapping[str, Any]]]]:
    """The sections whose plain keys hold for every entry: their plain keys, and their entries as written."""
    raw = _as_written(view.book.text)
    count = raw.get("count", {}) if isinstance(raw, dict) else {}
    for section in MODELS:
        within, name = (count, section.removeprefix("count.")) if section.startswith("count.") else (raw, section)
        table = within.get(name, {}) if isinstance(within, Mapping) else {}
        if not isinstance(table, Mapping):
            continue
        plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
        yield section, plain, {key: value for key, value in table.items() if isinstance(value, Mapping)}


def shared(view: View) -> Iterator[Finding]:
    """Plain keys of a section that nothing in it knows."""
    for section, plain, _ in _sections(view):
        known = list(_keys(section))
        for key in plain:
            if key not in known:
                hint = f"; an entry is written {key} = {{ … }}, and the keys are {', '.join(known)}"
                says = f"'{key}' is no key of anything in [{section}]{did_you_mean(key, known) or hint}"
                yield Finding(f"{section}.{key}", says)


def said_once(view: View, findings: list[Finding]) -> Iterator[Finding]:
    """The findings; what is wrong with a shared key is said of the section, not of each entry that takes it over."""
    taken_over = {
        f"{section}.{name}.{key}": f"{section}.{key}"
        for section, plain, written in _sections(view)
        for key in plain
        for name, entry in written.items()
        if key not in entry
    }
    for finding in findings:
        whole, bracket, _ = finding.path.partition("[")
        path = taken_over.get(whole)
        yield (
            finding
            if path is None
            else finding._replace(path=finding.path.replace(whole, path, 1) if bracket else path)
        )
