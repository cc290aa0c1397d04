"""A run folder opened again: the data, the rulebook and the year that it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from orsupport.evaluation import Evaluation
from orsupport.identification import Run, identify, not_yet_worked_out
from orsupport.intact import refuse_damaged, said_of
from orsupport.rulebook import Rulebook, load
from orsupport.tables import Data, read

HEADING = "The run folder cannot be used."


@dataclass(frozen=True)
class Stored:
    """What stands in a run folder. `said`: its `run.json`."""

    folder: Path
    data: Data
    rules: Rulebook
    year: str
    said: dict[str, Any]

    def again(self) -> Run:
        """The same identification, worked out anew."""
        return identify(self.data, self.rules, self.year, any_year=True)

    def not_yet_worked_out(self) -> Evaluation:
        """The same with each name worked out when it is asked for."""
        return not_yet_worked_out(self.data, self.rules, self.year, any_year=True)


def opened(run: str | PathLike[str]) -> Stored:
    """The inputs, the rules and the year of a run folder.

    Raises `InputError` where it is no run folder, where a file of it was changed after it was written, or where its
    `run.json` or inputs cannot be read, and `RulesError` where its rules cannot be used.
    """
    folder = Path(run)
    said = said_of(folder, HEADING)
    refuse_damaged(folder, said, heading=HEADING)
    return made_from(folder, said)


def made_from(folder: Path, said: dict[str, Any]) -> Stored:
    """The inputs, the rules and the year of a run folder that was held against its `run.json` (`said`) already."""
    return Stored(folder, read(folder / "inputs"), load(folder / "rules.toml"), str(said["school_year"]), said)
