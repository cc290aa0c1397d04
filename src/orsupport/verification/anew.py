"""A run worked out anew from the inputs, the rules and the year that stand in its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orsupport.folder import write
from orsupport.identification import identify
from orsupport.problems import InputError, Problem
from orsupport.replaceable import LEFT_BY_SYSTEMS
from orsupport.rulebook import Rulebook, RulesError, load
from orsupport.tables import Data, gather
from orsupport.verification.differences import Difference
from orsupport.verification.said import Said, entries


@dataclass(frozen=True)
class Anew:
    """The run folder worked out anew. `folder`: None where that could not be done; `why`: what stood in the way."""

    folder: Path | None
    said: dict[str, Any] = field(default_factory=dict)
    why: tuple[Difference, ...] = ()

    @property
    def files(self) -> set[str]:
        return files_in(self.folder) if self.folder is not None else set()

    @property
    def checksums(self) -> dict[str, str]:
        return {file: entry["sha256"] for file, entry in entries(self.said)}


def files_in(folder: Path) -> set[str]:
    """The files below a folder, by their paths in it, without what file managers leave there."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return {path.relative_to(folder).as_posix() for path in found if path.name not in LEFT_BY_SYSTEMS}


def empty_folders_in(folder: Path) -> list[str]:
    """The folders below a run folder with nothing in them, but those that a run makes."""
    found = [path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink() and not any(path.iterdir())]
    return sorted({path.relative_to(folder).as_posix() for path in found} - {"inputs", "trace"})


def work_out(folder: Path, said: Said, into: Path) -> Anew:
    """Work the run out anew and write it."""
    data, problems = gather(folder / "inputs")
    why = _of_inputs(folder, problems)
    rules: Rulebook | None = None
    try:
        rules = load(folder / "rules.toml")
    except RulesError as error:
        why.append(Difference("rules.toml", "cannot be used: " + "; ".join(map(str, error.findings))))
    if data is not None and not problems:
        why += _of_year(said, data)
    if data is None or rules is None or why:
        return Anew(None, why=tuple(why))
    try:
        write(identify(data, rules, said.year or None, any_year=True), into)
    except InputError as error:
        return Anew(None, why=tuple(_of_inputs(folder, error.problems)))
    return Anew(into, json.loads((into / "run.json").read_text(encoding="utf-8")))


def _of_inputs(folder: Path, problems: list[Problem]) -> list[Difference]:
    """What is wrong with the inputs, by file."""
    names = {path.stem: path.name for path in sorted(folder.glob("inputs/*.*"))}
    says: dict[str, list[str]] = {}
    for problem in problems:
        where = f"{problem.column}: " if problem.column else ""
        row = f" (row {problem.first_row}: {problem.example})" if problem.first_row is not None else ""
        file = f"inputs/{names.get(problem.table, problem.table)}".rstrip("/")
        says.setdefault(file, []).append(f"{where}{problem.problem}{row}")
    return [Difference(file, "cannot be used: " + "; ".join(each)) for file, each in says.items()]


def _of_year(said: Said, data: Data) -> list[Difference]:
    years = data.results["school_year"].combine_chunks().unique().to_pylist()
    if said.year in years or not said.document:
        return []
    return [Difference("run.json", f"school_year: no row of the results is of {said.year or 'an unknown year'}")]
