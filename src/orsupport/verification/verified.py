"""The verification of a run folder: everything worked out anew, and every file held against that."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from os import PathLike
from pathlib import Path

from orsupport.bounds import RUN, read_bytes
from orsupport.problems import InputError, Problem
from orsupport.tables.raw import sha256_of
from orsupport.trace.arrays import ARRAYS
from orsupport.verification.anew import Anew, empty_folders_in, files_in, work_out
from orsupport.verification.changelog import answers_since, changelog, versions
from orsupport.verification.differences import MOST_CELLS, Cell, Difference, Verification
from orsupport.verification.outputs_held import Held, held_against
from orsupport.verification.said import Said, compare_said, understood, wrongly_noted
from orsupport.verification.sources import changed_input, changed_rules, originals
from orsupport.verification.trace_files import version_in
from orsupport.version import VERSION

HEADING = "Nothing to verify."
Tell = Callable[[str], None]


def verify(run: str | PathLike[str], data: str | PathLike[str] | None = None, tell: Tell | None = None) -> Verification:
    """Whether a run folder is what its inputs, rules and year give, and, with a data folder, whether that still holds
    what was read.

    Works the run out anew beside the folder for temporary files. `tell`: is told what is being looked at. Raises
    `InputError` where the folder is no run folder or the data folder is none.
    """
    folder, given = Path(run), None if data is None else Path(data)
    file = folder / "run.json"
    if not file.is_file():
        raise InputError([Problem(str(run), "", "is no run folder: there is no run.json in it")], HEADING)
    if given is not None and not given.is_dir():
        raise InputError([Problem("", "", "there is no such folder", example=str(data))], HEADING)
    said = understood(read_bytes(file, RUN))
    tell = tell or (lambda what: None)
    with tempfile.TemporaryDirectory(prefix="orsupport-verify-") as place:
        tell("the inputs, worked out anew")
        return _Verifying(folder, said, work_out(folder, said, Path(place) / "run"), given, tell).verified()


class _Verifying:
    """One run folder, held against the one worked out anew."""

    def __init__(self, folder: Path, said: Said, anew: Anew, data: Path | None, tell: Tell) -> None:
        self.folder, self.said, self.anew, self.data, self.tell = folder, said, anew, data, tell
        known = versions(log := changelog())
        self.other_version = said.version != VERSION and said.version in known
        self.since = answers_since(log, said.version, VERSION) if self.other_version else []
        self.recorded = said.checksums
        self.noted: list[Cell] = []  # checksums in run.json that are not those of files that are sound
        self.found: list[Difference] = []

    def verified(self) -> Verification:
        there = files_in(self.folder)
        inputs = {file for file in self.recorded if file.startswith("inputs/")}
        due = {"run.json", "rules.toml"} | inputs | (self.anew.files or set(self.recorded))
        sources = [file for file in sorted(due & there) if _is_source(file)]
        outputs = [file for file in sorted(due & there) if file not in sources and file != "run.json"]
        self.found += self.anew.why
        self.found += [Difference(file, "is missing") for file in sorted(due - there)]
        self.found += [Difference(file, "does not belong to the run") for file in sorted(there - due)]
        empty = empty_folders_in(self.folder)
        self.found += [Difference(f"{name}/", "is an empty folder that does not belong to the run") for name in empty]
        for file in sources:
            self._looked_at(file, self._source)
        changed = any(_is_source(each.file) for each in self.found)
        for file in outputs:
            self._looked_at(file, self._output)
        causes = [each for each in self.found if _is_source(each.file)]
        others = [each for each in self.found if each not in causes]
        self.found = causes + self._run_json() + others
        tables = 0
        if self.data is not None:
            tables, found = originals(self.folder, self.said, self.data, self.tell)
            self.found += found
        version = {"run": self.said.version, "answers_since": self.since}
        notes = (*self._of_version(), *self._of_sources(changed))
        return Verification(str(self.folder), len(due | there), tables, tuple(self.found), notes, version)

    def _looked_at(self, file: str, look: Callable[[str], None]) -> None:
        self.tell(file)
        if not (self.folder / file).is_file():
            self.found.append(Difference(file, "is no file"))
            return
        try:
            look(file)
        except OSError as error:
            self.found.append(Difference(file, f"cannot be opened: {error.strerror}"))

    def _source(self, file: str) -> None:
        recorded = self.recorded.get(file)
        if recorded is None:
            if file.startswith("inputs/") and self.said.document:
                self.found.append(Difference(file, "is not among the inputs that run.json lists"))
            return
        stands = sha256_of(self.folder / file)
        if stands == recorded:
            return
        if wrongly_noted(recorded, stands):
            self._note(file, recorded, stands)
        elif file == "rules.toml":
            self.found.append(changed_rules(self.folder, recorded))
        else:
            self.found.append(changed_input(self.folder, file, recorded, self.data))

    def _output(self, file: str) -> None:
        stands = sha256_of(self.folder / file)
        held = Held(self.folder / file, stands, self.recorded.get(file), self.other_version)
        anew = self.anew.folder / file if self.anew.folder is not None else None
        difference = held_against(file, held, anew, self.anew.checksums.get(file))
        if difference is None and held.recorded not in (None, stands):
            self._note(file, held.recorded or "", stands)
        elif difference is not None:
            self.found.append(difference)

    def _note(self, file: str, recorded: str, stands: str) -> None:
        self.noted.append(Cell(None, (), f"sha256 of {file}", recorded, stands))

    def _run_json(self) -> list[Difference]:
        """What differs in `run.json`: its entries, the checksums of sound files, the version."""
        cells, more, says = list(self.noted), 0, self.said.problem
        if self.anew.folder is not None:
            compared = compare_said(self.said, self.anew.said, self.other_version)
            cells, more, says = cells + list(compared.cells), compared.more, compared.says
        if self.other_version:
            kept = version_in(self.folder / "trace" / ARRAYS)
            cells += [] if kept == self.said.version else [Cell(None, (), "orsupport", self.said.version, kept)]
        if not cells and not says:
            return []
        more += max(0, len(cells) - MOST_CELLS)
        return [Difference("run.json", says or "is not what is worked out anew", tuple(cells[:MOST_CELLS]), more)]

    def _of_version(self) -> list[str]:
        wrote = self.said.version
        if wrote == VERSION or not wrote:
            return []
        if not self.other_version:
            return [f"orsupport {wrote} wrote it, a version that the changelog of {VERSION}, which verifies, has not."]
        heading = f"orsupport {wrote} wrote it, {VERSION} verifies it; of trace/ only the checksum is looked at."
        if not self.since:
            return [heading, "The changelog names no answer that can differ between them."]
        return [
            heading,
            "Answers that can differ between them, by the changelog:",
            *(f"* {line}" for line in self.since),
        ]

    def _of_sources(self, changed: bool) -> list[str]:
        if self.anew.folder is None:
            return ["It cannot be worked out anew: its files are held against the checksums in run.json alone."]
        if changed:
            return ["Its inputs or rules are not those that were read: other answers may follow from that alone."]
        return []


def _is_source(file: str) -> bool:
    """Whether a file of a run folder is what the run was made from."""
    return file == "rules.toml" or file.startswith("inputs/")
