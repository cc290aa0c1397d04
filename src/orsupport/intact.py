"""A run folder held against what its `run.json` says of it, before an answer is read from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orsupport.bounds import RUN, read_bytes
from orsupport.problems import InputError, Problem
from orsupport.tables.raw import sha256_of

TEXTS = {"school_year": str, "orsupport": str, "rules": dict, "partial": bool}
LISTS = ("inputs", "outputs", "trace", "overrides")
NOTHING = "Nothing to explain."


def said_of(folder: Path, heading: str = NOTHING) -> dict[str, Any]:
    """What `run.json` says. Raises InputError where there is none, it is damaged, or it is of no run."""
    file = folder / "run.json"
    if not file.is_file():
        raise InputError([Problem(str(folder), "", "is no run folder: there is no run.json in it")], heading)
    try:
        said = json.loads(read_bytes(file, RUN))
    except OSError as error:
        raise InputError([Problem(str(file), "", f"cannot be opened: {error.strerror}")], heading) from error
    except (ValueError, RecursionError) as error:
        raise InputError([Problem(str(file), "", f"cannot be read ({type(error).__name__})")], heading) from error
    if not isinstance(said, dict) or not _is_of_a_run(said):
        raise InputError([Problem(str(file), "", "is not what `identify` writes: identify again")], heading)
    return said


def _is_of_a_run(said: dict[str, Any]) -> bool:
    lists = [said.get(name, []) for name in LISTS]
    return (
        all(isinstance(said.get(name), kind) for name, kind in TEXTS.items())
        and all(isinstance(each, list) and all(isinstance(entry, dict) for entry in each) for each in lists)
        and all("sha256" in entry and isinstance(entry.get("name"), str) for each in lists[:3] for entry in each)
    )


def refuse_damaged(folder: Path, said: dict[str, Any], names: tuple[str, ...]) -> None:
    """Raise InputError with each of these files, the rules file and the trace that is not what was written."""
    listed = {entry["name"]: entry["sha256"] for entry in said["outputs"]}
    wanted = {name: listed.get(name) for name in names} | {"rules.toml": said["rules"].get("sha256")}
    wanted |= {f"trace/{entry['name']}": entry["sha256"] for entry in said.get("trace", [])}
    problems = []
    for name, sha256 in wanted.items():
        try:
            found = sha256_of(folder / name)
        except (OSError, ValueError):
            found = ""
        if not found or found != sha256:
            says = "is not what was written" if found else "is missing or cannot be opened"
            problems.append(Problem(name, "", f"{says}: the run folder is damaged, identify again"))
    if problems:
        raise InputError(problems, NOTHING)
