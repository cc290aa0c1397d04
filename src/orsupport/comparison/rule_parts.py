"""How two rules files differ, entry by entry, and the rulebook with some of these differences taken over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from orsupport.rulebook import Rulebook
from orsupport.rulebook.findings import findings_of

SECTIONS = ("fact", "number", "indicator", "measure", "rule")
WHOLE = ("groups", "outcome")
SILENT_SECTIONS = ("format", "id", "title", "from", "to", "source", "brings", "federal", "count")
SILENT_KEYS = ("label", "source", "standing", "show", "federal")
"""What identifies nobody: texts, sources, what is only shown, the codes of the federal files, how records are counted,
and the years of the file, for a comparison re-runs a year whether the file covers it or not."""


@dataclass(frozen=True)
class Entry:
    """One entry that differs. `keys`: what in it may alter an answer, each with `path`, `from` and `to`; `label`: what
    people call it; `unit`: of a number."""

    section: str
    name: str
    how: str
    keys: list[dict[str, Any]] = field(default_factory=list)
    label: str = ""
    unit: str = ""

    @property
    def path(self) -> str:
        return f"{self.section}.{self.name}" if self.name else self.section


class RulesPart:
    """The entries that differ between the rules files of two runs: removed, changed, added, in this order."""

    def __init__(self, first: Rulebook, second: Rulebook) -> None:
        self.first, self.second = first, second
        self.entries: list[Entry] = []
        self.silent: list[str] = []
        self._mixed: dict[bytes, Rulebook | None] = {}
        if first.text == second.text:
            return
        if first.rates != second.rates:
            self.entries = [Entry("rates", "", "changed", [_key("rates", first.rates, second.rates)])]
            return
        found = [entry for section in SECTIONS for entry in self._of_section(section)]
        found += [
            entry
            for section in WHOLE
            for entry in _compared(section, "", _dump(first, section), _dump(second, section), self.silent)
        ]
        found = [self._called(entry) for entry in found]
        order = ("removed", "changed", "added")
        self.entries = sorted(found, key=lambda entry: order.index(entry.how))
        for section in SILENT_SECTIONS:
            if _dump(first, section) != _dump(second, section):
                self.silent.append(section)

    def _of_section(self, section: str) -> list[Entry]:
        names = dict.fromkeys([*getattr(self.first, section), *getattr(self.second, section)])
        found = []
        for name in names:
            old, new = (getattr(book, section).get(name) for book in (self.first, self.second))
            if old is None or new is None:
                found.append(Entry(section, name, "added" if old is None else "removed"))
            else:
                dumped = [_opened(each) for each in (old, new)]
                found += _compared(section, name, dumped[0], dumped[1], self.silent)
        return found

    def _called(self, entry: Entry) -> Entry:
        old, new = (getattr(book, entry.section) for book in (self.first, self.second))
        there = (new.get(entry.name) or old.get(entry.name)) if entry.name else None
        label, unit = (str(getattr(there, key, None) or "") for key in ("label", "unit"))
        return replace(entry, label=label, unit=unit)

    def __len__(self) -> int:
        return len(self.entries)

    def mixed(self, taken: NDArray[np.bool_]) -> Rulebook | None:
        """The first run's rulebook with the entries that are `taken` as in the second; None where they do not fit."""
        if not taken.any():
            return self.first
        if taken.all():
            return self.second
        key = np.packbits(taken).tobytes()
        if key not in self._mixed:
            self._mixed[key] = self._put_together(taken)
        return self._mixed[key]

    def _put_together(self, taken: NDArray[np.bool_]) -> Rulebook | None:
        sections: dict[str, Any] = {section: dict(getattr(self.first, section)) for section in SECTIONS}
        for entry, is_taken in zip(self.entries, taken, strict=True):
            if not is_taken:
                continue
            if not entry.name:
                sections[entry.section] = getattr(self.second, entry.section)
            elif entry.how == "removed":
                del sections[entry.section][entry.name]
            else:
                sections[entry.section][entry.name] = getattr(self.second, entry.section)[entry.name]
        book = self.first.model_copy(update=sections)
        return None if any(not finding.warning for finding in findings_of(book)) else book


def _compared(section: str, name: str, old: Any, new: Any, silent: list[str]) -> list[Entry]:
    path = f"{section}.{name}" if name else section
    keys = list(_differences(path, old, new))
    told = [key for key in keys if key["path"].removeprefix(f"{path}.").partition(".")[0] not in SILENT_KEYS]
    silent += [key["path"] for key in keys if key not in told]
    return [Entry(section, name, "changed", told)] if told else []


def _dump(book: Rulebook, section: str) -> Any:
    """A section as a rules file has it, its names and keys in the file's order."""
    found = _opened(getattr(book, "from_" if section == "from" else section))
    if section == "outcome":
        named = {"school": book.outcome.school_else, "district": book.outcome.district_else}
        found = {of: {**found[of], **({"else": named[of]} if named[of] else {})} for of in named}
    return found


def _opened(value: Any) -> Any:
    """An entry with everything in it as tables, lists and plain values."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields.items()
        return {field.alias or name: _opened(getattr(value, name)) for name, field in fields}
    if isinstance(value, dict):
        return {name: _opened(each) for name, each in value.items()}
    return [_opened(each) for each in value] if isinstance(value, list | tuple) else value


def _differences(path: str, old: Any, new: Any) -> list[dict[str, Any]]:
    if old == new and list(old if isinstance(old, dict) else ()) == list(new if isinstance(new, dict) else ()):
        return []
    if isinstance(old, dict) and isinstance(new, dict) and old != new:
        names = dict.fromkeys([*old, *new])
        return [each for name in names for each in _differences(f"{path}.{name}", old.get(name), new.get(name))]
    return [_key(path, old, new)]


def _key(path: str, old: Any, new: Any) -> dict[str, Any]:
    return {"path": path, "from": _plain(old), "to": _plain(new)}


def _plain(value: Any) -> Any:
    """A value as a rules file writes it, fit for JSON."""
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return int(value)
        decimal = float(value)
        return decimal if Fraction(repr(decimal)) == value else str(value)
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
