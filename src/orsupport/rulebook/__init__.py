"""A State's rules in one era, read from a file: typed, every name known, every unit fitting."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any

from orsupport.bounds import SETTINGS, read_text
from orsupport.rulebook.districts import in_words_of_districts
from orsupport.rulebook.entries import Rulebook
from orsupport.rulebook.files import find, parse, shipped
from orsupport.rulebook.finding_shared import said_once
from orsupport.rulebook.finding_view import View
from orsupport.rulebook.findings import findings_of
from orsupport.rulebook.reading import Finding, typed

__all__ = ["Finding", "Rulebook", "RulesError", "examine", "load", "shipped"]


class RulesError(ValueError):
    """A rules file that cannot be used. `findings` lists everything wrong with it, each with its path."""

    def __init__(self, name: str, findings: list[Finding]) -> None:
        self.name, self.findings = name, findings
        super().__init__(name, findings)

    def __str__(self) -> str:
        count = len(self.findings)
        heading = f"The rules file {self.name} cannot be used. {count} problem{'s' if count != 1 else ''}:"
        return "\n".join([heading, *(f"  {finding}" for finding in self.findings)])


def examine(rules: str | PathLike[str] | Mapping[str, Any]) -> tuple[Rulebook | None, list[Finding]]:
    """The rulebook, if it can be used, and everything that `check` says of it, warnings included.

    `rules`: the name of a shipped file, a path, or a mapping as TOML gives it.
    """
    text = ""
    if isinstance(rules, Mapping):
        import tomli_w  # only where rules come from a program, and must still stand in the run folder as a file

        raw: Mapping[str, Any] | Finding = rules
        try:
            text = tomli_w.dumps(dict(rules))
        except (TypeError, ValueError, AttributeError, RecursionError) as error:
            return None, [Finding("rules file", f"cannot be written as TOML: {error}")]
        if isinstance(read := parse(text), Finding):
            return None, [read]
    else:
        path = find(str(rules))
        if isinstance(path, Finding):
            return None, [path]
        try:
            text = read_text(path, SETTINGS)
        except OSError as error:
            return None, [Finding(str(rules), f"cannot be read: {error.strerror}")]
        except UnicodeDecodeError as error:
            return None, [Finding(str(rules), f"cannot be read: {error}")]
        raw = parse(text)
    if isinstance(raw, Finding):
        return None, [raw]
    book, findings, refused = typed(raw, text)
    if book is None:
        return None, findings
    rates_districts = book.rates_districts
    findings = list(dict.fromkeys(said_once(View(book), findings)))
    more = findings_of(book)
    if findings:  # what follows only from an entry that was refused is no finding of its own
        told = {each.path for each in findings}
        more = [each for each in more if not each.warning and not _follows(each, refused) and each.path not in told]
    findings += more
    if rates_districts:
        findings = [in_words_of_districts(finding) for finding in findings]
    return (None if any(not finding.warning for finding in findings) else book), findings


def _follows(finding: Finding, refused: set[str]) -> bool:
    return any(f"'{name}'" in finding.says or f"'{name}." in finding.says for name in refused)


def load(rules: str | PathLike[str] | Mapping[str, Any]) -> Rulebook:
    """The rulebook of a shipped name, a path or a mapping; `RulesError` with every problem where it cannot be used."""
    book, findings = examine(rules)
    if book is None:
        name = "given" if isinstance(rules, Mapping) else str(rules)
        raise RulesError(name, [finding for finding in findings if not finding.warning])
    return book


def typed_text(text: str) -> Rulebook:
    """The rulebook of a text that was accepted before, as a run folder keeps it."""
    raw = parse(text)
    book, findings, _ = (None, [raw], set()) if isinstance(raw, Finding) else typed(raw, text)
    if book is None or findings:
        raise RulesError("rules.toml", findings)
    return book
