"""A State's own files, columns and codes -> the record tables: `mapping.toml`, read and checked.

[assessments]
file = "tests_2025.parquet"

[assessments.column]
student_id = "ID"
subject = { column = "CONTENT_AREA", codes = { READING = "ela", MATHEMATICS = "math" } }
took_part = { column = "SCORE", is_not = ["No Score"] }

[assessments.group]
hispanic_latino = { column = "ETHNICITY", is = ["Hispanic"] }
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any

from orsupport.bounds import SETTINGS, parse_toml, read_text
from orsupport.problems import Problem
from orsupport.records.columns import SHAPES, Column
from orsupport.records.kinds import WANTED, meaning_of
from orsupport.tables.columns import SHAPES as CONTRACT

FILE_NAME = "mapping.toml"
FORMS = "column, codes, is, is_not, value"


@dataclass(frozen=True)
class Origin:
    """Where the cells of a column come from: a column of the State's file, and what its codes mean.

    `codes`: the State's code -> ours, "" for none; `true`: the codes that are true, or with `negated` those that are
    false; `value`: the same cell in every row, where there is no column.
    """

    column: str = ""
    codes: Mapped[str, str] | None = None
    true: tuple[str, ...] | None = None
    negated: bool = False
    value: str | None = None


@dataclass(frozen=True)
class TableMapping:
    """Which file holds a table, and where its columns and its groups come from."""

    file: str = ""
    columns: dict[str, Origin] = field(default_factory=dict)
    groups: dict[str, Origin] = field(default_factory=dict)


@dataclass
class Mapping:
    """A whole mapping file; `name` is what problems call it."""

    name: str = FILE_NAME
    tables: dict[str, TableMapping] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def say(self, where: str, problem: str, example: str = "") -> None:
        self.problems.append(Problem(self.name, where, problem, example=example))

    def said_of(self, table: str) -> bool:
        """Whether something is wrong with what it says of a table."""
        return any(problem.column.partition(".")[0] == table for problem in self.problems)


def read_mapping(source: str | PathLike[str] | Mapped[str, Any]) -> Mapping:
    """The mapping of a TOML file or of a mapping in memory, together with everything that is wrong with it."""
    if isinstance(source, Mapped):
        found, raw = Mapping("mapping"), dict(source)
    else:
        found = Mapping(Path(source).name)
        try:
            raw = parse_toml(read_text(source, SETTINGS))
        except OSError as error:
            found.say("", f"the file cannot be opened: {error.strerror}", str(source))
            return found
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            found.say("", f"the file is no TOML: {error}")
            return found
    for name, section in raw.items():
        if name not in SHAPES and name not in CONTRACT:
            found.say(name, "no record table", _meant(name, [*SHAPES, *CONTRACT]))
        elif not isinstance(section, Mapped):
            found.say(name, f"is {section!r} alone; write a table: [{name}], file = …, [{name}.column]")
        else:
            found.tables[name] = _table(name, section, found)
    return found


def _table(name: str, section: Mapped[str, Any], found: Mapping) -> TableMapping:
    known = ["file", "column", "group"] if name in SHAPES else ["file"]
    for key in section:
        if key not in known:
            found.say(f"{name}.{key}", f"not known here; a table has {', '.join(known)}", _meant(key, known))
    file = section.get("file", "")
    if not isinstance(file, str):
        found.say(f"{name}.file", "must be the name of a file or folder", repr(file))
        file = ""
    columns: dict[str, Origin] = {}
    groups: dict[str, Origin] = {}
    for part, into in (("column", columns), ("group", groups)):
        entries = section.get(part, {}) if part in known else {}
        if not isinstance(entries, Mapped):
            found.say(f"{name}.{part}", 'must be a table: name = "the file\'s column"', repr(entries))
            continue
        for own, written in entries.items():
            column = SHAPES[name].column(own)
            where = f"{name}.{part}.{own}"
            if part == "column" and column is None:
                names = list(SHAPES[name].names)
                hint = _meant(own, names) or f"the columns are {', '.join(names)}"
                found.say(where, f"no column of {name}; a student group stands in [{name}.group]", hint)
            elif part == "group" and column is not None:
                found.say(where, f"is a column of {name}, and no student group")
            else:
                origin = _origin(where, column or Column(own, "flag", ""), written, found)
                if origin is not None:
                    into[own] = origin
    return TableMapping(file, columns, groups)


def _origin(where: str, column: Column, written: Any, found: Mapping) -> Origin | None:
    if isinstance(written, str):
        return Origin(written)
    if not isinstance(written, Mapped):
        found.say(where, 'must be the name of a column of the file, or { column = "…", codes = { … } }', repr(written))
        return None
    before = len(found.problems)
    for key in written:
        if key not in FORMS.split(", "):
            found.say(f"{where}.{key}", f"not known here; the keys are {FORMS}", _meant(key, FORMS.split(", ")))
    meanings = [key for key in ("codes", "is", "is_not", "value") if key in written]
    if len(meanings) > 1:
        found.say(where, f"has {' and '.join(meanings)}: keep one")
    if ("column" in written) == ("value" in written):
        found.say(where, "says no column of the file" if "column" not in written else "has column and value: keep one")
    name = written.get("column", "")
    if not isinstance(name, str):
        found.say(f"{where}.column", "must be the name of a column of the file", repr(name))
    if {"is", "is_not"} & set(meanings) and column.kind != "flag":
        found.say(where, f"is and is_not make true or false; {column.name} holds a {column.kind}: write codes")
    value = _checked(where, column, written["value"], found) if "value" in written else None
    codes = None
    if "codes" in written:
        if isinstance(written["codes"], Mapped) and written["codes"]:
            codes = {
                str(code): _checked(f"{where}.codes.{code}", column, meaning, found)
                for code, meaning in written["codes"].items()
            }
        else:
            found.say(f"{where}.codes", 'must be a table: { "the State\'s code" = "ours" }', repr(written["codes"]))
    true = next((written[key] for key in ("is", "is_not") if key in written), None)
    if true is not None and (not isinstance(true, list) or not true):
        found.say(where, "is and is_not hold a list of codes", repr(true))
        true = None
    if len(found.problems) > before:
        return None
    return Origin(
        name, codes, None if true is None else tuple(_text(code) for code in true), "is_not" in written, value
    )


def _checked(where: str, column: Column, meaning: Any, found: Mapping) -> str:
    """A meaning as text, after it was held against the kind of its column."""
    text = _text(meaning)
    if text and meaning_of(column, text) is None:
        found.say(where, f"{column.name}: {WANTED[column.kind]}", repr(meaning))
    return text


def _text(meaning: Any) -> str:
    return str(meaning).lower() if isinstance(meaning, bool) else str(meaning)


def _meant(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, 1, 0.6)
    return f"did you mean {close[0]}?" if close else ""
