"""What the files of policy cases and of counting cases share: how they are read, and what a case may leave out."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

Case = TypeVar("Case")
RULES = Path(__file__).resolve().parent.parent / "rules"


class CaseError(ValueError):
    """A case that cannot be run as it is written."""


def known(where: str, table: Any, keys: set[str]) -> None:
    """Refuse a key that is none of these."""
    if not isinstance(table, dict):
        raise CaseError(f"{where}: a table is wanted, not {table!r}")
    for key in table:
        if key not in keys:
            raise CaseError(f"{where}: '{key}' is not known here; known: {', '.join(sorted(keys))}")


def text(where: str, table: dict[str, Any], key: str, pattern: str = r".*\S.*") -> str:
    """A text that must be there."""
    value = table.get(key, "")
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.DOTALL):
        raise CaseError(f"{where}: '{key}' is missing, empty or not in the form wanted: {value!r}")
    return value


def one_of(where: str, what: str, value: Any, allowed: Any) -> None:
    """Refuse what is none of these."""
    if value not in allowed:
        raise CaseError(f"{where}: no {what} {value!r} here; there are: {', '.join(sorted(allowed))}")


def read_cases(
    name: str, content: str, read_case: Callable[[str, dict[str, Any]], Case], shared: set[str]
) -> list[Case]:
    """One case, or several in [[case]]; the keys `shared` above [[case]] hold for each without its own."""
    try:
        top = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise CaseError(f"{name}: {error}") from error
    if "case" not in top:
        return [read_case(name, top)]
    known(name, top, {"case", *shared})
    above = {key: value for key, value in top.items() if key != "case"}
    return [read_case(f"{name}, case {place}", {**above, **table}) for place, table in enumerate(top["case"], 1)]


def every_case(folder: Path, read_file: Callable[[str, str], list[Any]]) -> list[Any]:
    """The cases of every file in a folder, each under the file's name and its title; a file that cannot be read is its
    error."""
    found: list[Any] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            cases: list[Any] = read_file(path.name, path.read_text("utf-8"))
        except CaseError as error:
            cases = [error]
        found += [pytest.param(case, id=f"{path.stem}: {getattr(case, 'title', 'unreadable')}") for case in cases]
    return found


def shipped_rules(where: str, name: str) -> dict[str, Any]:
    """A shipped rules file as TOML gives it."""
    one_of(where, "rules file", name, {path.stem for path in RULES.glob("*.toml")})
    return tomllib.loads((RULES / f"{name}.toml").read_text("utf-8"))


def with_numbers(rules: dict[str, Any], figures: dict[str, Any]) -> dict[str, Any]:
    """The rules with plain figures in place of numbers. A cut found in the data has no unit of its own (it takes that
    of whatever is banded), so its figure is put where the ladders name it."""
    rules = copy.deepcopy(rules)
    if figures:
        rules["source"]["the_case"] = {"title": "the case"}
    for name, figure in figures.items():
        one_of("number", "number", name, rules["number"])
        if "unit" in rules["number"][name]:
            unit = rules["number"][name]["unit"]
            rules["number"][name] = {"value": figure, "unit": unit, "source": "the_case"}
            continue
        del rules["number"][name]
        for measure in rules["measure"].values():
            if isinstance(measure, dict) and name in measure.get("begins", {}).values():
                measure["source"] = "the_case"
                measure["begins"] = {
                    level: figure if begin == name else begin for level, begin in measure["begins"].items()
                }
    return rules


def facts_of(rules: dict[str, Any]) -> dict[str, Any]:
    """The columns of `schools` that a rules file asks for: flags false, everything else blank."""
    return {
        fact.get("column", name): None if "is" in fact or fact.get("kind", "flag") != "flag" else False
        for name, fact in rules.get("fact", {}).items()
    }


def school_row(school: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """A row of `schools`: elementary, of Title I, open, in district D1, every flag false, unless the case says."""
    district = school.get("district_id", "D1")
    row = {
        "school_id": school["school_id"],
        "school_name": school["school_id"],
        "district_id": district,
        "district_name": district,
        "school_type": "elementary",
        "title_i": True,
        "open": True,
        **facts,
        **school,
    }
    return {column: None if value == "" else value for column, value in row.items()}
