"""A folder, frames, or both -> the tables as found, each with its source."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any

from orsupport.bounds import TABLE, read_bytes
from orsupport.problems import Problem
from orsupport.tables.columns import FORMATS, SHAPES, Shape
from orsupport.tables.csv_file import read_csv
from orsupport.tables.frames import read_frame
from orsupport.tables.misnamed import misnamed
from orsupport.tables.parquet_file import read_parquet
from orsupport.tables.raw import Raw, Source, UnreadableError

RECORD_TABLES = ("enrolments", "assessments", "attendance", "cohorts", "credits", "english_proficiency", "growth")


def collect(
    folder: str | PathLike[str] | None, frames: Mapping[str, Any]
) -> tuple[dict[str, tuple[Raw, Source]], bool, list[Problem]]:
    """The tables that could be read, whether none that is there or required is absent from them, and the problems."""
    found: dict[str, tuple[Raw, Source]] = {}
    problems: list[Problem] = []
    entries = _entries(folder, problems) if folder is not None else []
    complete = entries is not None
    paths = _paths(entries or [])
    for name, shape in SHAPES.items():
        files = paths.get(name, [])
        frame = frames.get(name)
        if len(files) + (frame is not None) > 1:
            given = [path.name for path in files] + (["a frame in memory"] if frame is not None else [])
            problems.append(Problem(name, "", f"given more than once, keep one: {' and '.join(given)}"))
            complete = False
        elif files or frame is not None:
            try:
                found[name] = _file(files[0], shape, problems) if files else _frame(frame, shape, problems)
            except UnreadableError as error:
                problems.append(
                    Problem(name, "", str(error), None if error.row is None else 1, error.row, error.example)
                )
                complete = False
        elif shape.required and entries is not None:
            problems.append(_missing(name, folder))
            complete = False
    lacking = [name for name, shape in SHAPES.items() if not shape.required and name not in paths]
    lacking = [name for name in lacking if frames.get(name) is None]
    problems += misnamed([entry for entry in entries or [] if not entry.is_dir()], [], lacking)
    return found, complete, problems


def _entries(folder: str | PathLike[str], problems: list[Problem]) -> list[Path] | None:
    """What is in the folder, sorted; None where there is no folder to look into."""
    try:
        return sorted(Path(folder).iterdir())
    except FileNotFoundError:
        problems.append(Problem("", "", "there is no such folder", example=str(folder)))
    except NotADirectoryError:
        problems.append(Problem("", "", "this is a file: give the folder that holds the tables", example=str(folder)))
    except OSError as error:
        problems.append(Problem("", "", f"the folder cannot be opened: {error.strerror}", example=str(folder)))
    return None


def _paths(entries: Sequence[Path]) -> dict[str, list[Path]]:
    """The files of each table."""
    paths: dict[str, list[Path]] = {}
    for entry in entries:
        if entry.suffix.lower() in FORMATS and entry.stem.lower() in SHAPES:
            paths.setdefault(entry.stem.lower(), []).append(entry)
    return {name: [entry for entry in found if not entry.is_dir()] or found for name, found in paths.items()}


def _missing(name: str, folder: str | PathLike[str] | None) -> Problem:
    if folder is None:
        return Problem(name, "", "the table is missing: it is required")
    problem = f"the table is missing: the folder has neither {name}.csv nor {name}.parquet"
    entries = {entry.name.lower(): entry.name for entry in Path(folder).iterdir()}
    if name == "results" and any(Path(entry).stem in RECORD_TABLES for entry in entries):
        return Problem(name, "", "the table is missing; here are student records: count them first (orsupport count)")
    near = get_close_matches(f"{name}.csv", entries, 1, 0.7) or get_close_matches(f"{name}.parquet", entries, 1, 0.7)
    return Problem(name, "", problem, example=f"did you mean {entries[near[0]]}?" if near else "")


def _file(path: Path, shape: Shape, problems: list[Problem]) -> tuple[Raw, Source]:
    try:
        data = read_bytes(path, TABLE)
    except OSError as error:
        raise UnreadableError(f"the file cannot be opened: {error.strerror}") from error
    if path.suffix.lower() == ".csv":
        raw, found = read_csv(data, shape)
        problems += found
    else:
        raw = read_parquet(data, shape)
    name = shape.name + path.suffix.lower()
    return raw, Source(name, path, hashlib.sha256(data).hexdigest(), raw.cells.num_rows)


def _frame(frame: Any, shape: Shape, problems: list[Problem]) -> tuple[Raw, Source]:
    raw, found = read_frame(frame, shape)
    problems += found
    return raw, Source(f"{shape.name}.parquet", None, "", raw.cells.num_rows)
