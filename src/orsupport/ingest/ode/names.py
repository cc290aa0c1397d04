"""The names that ODE gives to things, from the package's data file and the analyst's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any

from orsupport.bounds import SETTINGS, parse_toml, read_text
from orsupport.ingest.ode.wording import plain
from orsupport.problems import InputError, Problem

KINDS = ("assessment", "attendance", "cohort_4yr", "cohort_5yr", "glance")
THINGS = ("student_group", "grade", "subject", "institution", "school_type", "district", "sheet", "column")
SET_ASIDE = "set_aside"
DECIDE = "decide: why is this student group not read?"


@dataclass
class Known:
    """The names of one kind of thing: what we call each, or why it is not read; keys are plain names.

    `ours`: everything that we call by a name. `spelt`: each name as ODE writes it.
    """

    targets: dict[str, str] = field(default_factory=dict)
    aside: dict[str, str] = field(default_factory=dict)
    ours: set[str] = field(default_factory=set)
    spelt: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Names:
    """Every name that ODE is known to use, by thing (`student_group`, `column.assessment`, ...)."""

    of: Mapping[str, Known]

    def columns(self, kind: str) -> Known:
        return self.of[f"column.{kind}"]


def load_names(extra: str | PathLike[str] | None = None) -> Names:
    """The names that come with the package, and those of a file of the same form, which adds to them.

    Raises InputError, which lists everything that is wrong with that file.
    """
    of = {thing: Known() for thing in THINGS if thing != "column"} | {f"column.{kind}": Known() for kind in KINDS}
    own = tomllib.loads((files("orsupport.ingest.ode") / "names.toml").read_text(encoding="utf-8"))
    for thing, table in _things(own, []):
        _add(of[thing], table, None, [], thing)
    if extra is not None:
        problems: list[Problem] = []
        for thing, table in _things(_read(Path(extra)), problems):
            _add(of[thing], table, {*of[thing].ours}, problems, thing)
        if problems:
            raise InputError(problems, "The file of names cannot be used.")
    return Names(of)


def _read(path: Path) -> dict[str, Any]:
    try:
        return parse_toml(read_text(path, SETTINGS).removeprefix("\ufeff"))
    except OSError as error:
        problem = f"the file cannot be opened: {error.strerror}"
    except UnicodeDecodeError:
        problem = "the file is not in UTF-8"
    except tomllib.TOMLDecodeError as error:
        problem = f"is no TOML: {error}"
    raise InputError([Problem(str(path), "", problem)], "The file of names cannot be used.")


def _things(document: Mapping[str, Any], problems: list[Problem]) -> list[tuple[str, Mapping[str, Any]]]:
    """Each table of the document with the thing that it names."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for thing, table in document.items():
        if thing not in THINGS or not isinstance(table, dict):
            problems.append(Problem("--names", f"[{thing}]", f"there is no such table; there are {', '.join(THINGS)}"))
        elif thing != "column":
            found.append((thing, table))
        else:
            for kind, columns in table.items():
                if kind in KINDS and isinstance(columns, dict):
                    found.append((f"column.{kind}", columns))
                else:
                    known = ", ".join(f"column.{each}" for each in KINDS)
                    problems.append(
                        Problem("--names", f"[column.{kind}]", f"there is no such table; there are {known}")
                    )
    return found


def _add(known: Known, table: Mapping[str, Any], ours: set[str] | None, problems: list[Problem], thing: str) -> None:
    aside = table.get(SET_ASIDE, {})
    for place, given, into in (
        (thing, {key: value for key, value in table.items() if key != SET_ASIDE}, known.targets),
        (f"{thing}.{SET_ASIDE}", aside if isinstance(aside, dict) else {SET_ASIDE: aside}, known.aside),
    ):
        for key, listed in given.items():
            if key == DECIDE:
                says = f"say why they are not read, or write them under [{thing}] beside a group: nobody else can know"
                problems.append(Problem("--names", f"[{place}]", says, example=", ".join(map(str, listed))))
                continue
            if not (isinstance(listed, list) and all(isinstance(name, str) for name in listed)):
                problems.append(Problem("--names", f"[{place}] {key}", 'must be a list of names: ["one", "another"]'))
                continue
            if ours is not None and into is known.targets and key not in ours:
                choice = ", ".join(sorted(ours)) or f"none: only [{thing}.{SET_ASIDE}] can be added to"
                problems.append(Problem("--names", f"[{place}] {key}", f"there is no such name; there are {choice}"))
                continue
            for name in listed:
                known.targets.pop(plain(name), None)
                known.aside.pop(plain(name), None)
                into[plain(name)] = key
                known.spelt[plain(name)] = name
    if ours is None:
        known.ours |= {key for key in table if key != SET_ASIDE}
