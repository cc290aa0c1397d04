"""A run folder held against what its `run.json` says of it, before an answer is read from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orsupport.bounds import RUN, read_bytes
from orsupport.counts import year_name
from orsupport.problems import InputError, Problem
from orsupport.tables.columns import FORMATS, SHAPES
from orsupport.tables.raw import sha256_of
from orsupport.trace.arrays import ARRAYS, read_arrays

TEXTS = {"school_year": str, "orsupport": str, "rules": dict, "partial": bool}
NAMES = ("indicators_absent", "facts_absent")
LISTS = ("inputs", "outputs", "trace", "overrides")
NOTHING = "Nothing to explain."
DAMAGED = "the run folder is damaged; orsupport verify says where"


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
        "inputs" in said
        and "outputs" in said
        and all(isinstance(said.get(name), list) for name in NAMES)
        and all(isinstance(said.get(name), kind) for name, kind in TEXTS.items())
        and all(isinstance(each, list) and all(isinstance(entry, dict) for entry in each) for each in lists)
        and all("sha256" in entry and isinstance(entry.get("name"), str) for each in lists[:3] for entry in each)
    )


def refuse_damaged(
    folder: Path, said: dict[str, Any], names: tuple[str, ...] | None = None, heading: str = NOTHING
) -> None:
    """Raise InputError with each file of a run folder that was changed after it was written.

    The inputs, the rules, the trace and the tables of these names are held against the checksums in `run.json`; where
    no names are given, every table. The school year that it names is held against the trace's.
    """
    tables = {entry["name"]: entry["sha256"] for entry in said["outputs"]}
    due = tables if names is None else {name: tables.get(name) for name in names}
    due |= {"rules.toml": said["rules"].get("sha256")}
    due |= {f"{part}/{entry['name']}": entry["sha256"] for part in ("inputs", "trace") for entry in said.get(part, [])}
    wrong = {name: _wrong_with(folder / name, sha256) for name, sha256 in due.items()}
    listed = {entry["name"] for entry in said.get("inputs", [])}
    for file in sorted(folder.glob("inputs/*")):
        if file.name not in listed and file.stem.lower() in SHAPES and file.suffix.lower() in FORMATS:
            wrong[f"inputs/{file.name}"] = "is not of the run"
    problems = [Problem(name, "", f"{says}: {DAMAGED}") for name, says in wrong.items() if says]
    if not problems and (year := _year_in(folder / "trace" / ARRAYS)) not in (None, said["school_year"]):
        says = f"names {said['school_year']}, and the answers are of {year}: {DAMAGED}"
        problems.append(Problem("run.json", "school_year", says))
    if problems:
        raise InputError(problems, heading)


def _year_in(file: Path) -> str | None:
    """The school year of a trace; None where it was written in another form."""
    if not file.is_file():
        return None
    return year_name(int(read_arrays(file, ["year"])["year"]))


def _wrong_with(file: Path, sha256: str | None) -> str:
    try:
        if not file.exists():
            return "is missing"
        if not file.is_file():
            return "is no file"
        return "" if sha256_of(file) == sha256 else "is not what was written"
    except (OSError, ValueError) as error:
        return f"cannot be opened ({type(error).__name__})"
