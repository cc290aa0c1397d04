"""What a run was made from: its rules and inputs held against their checksums, and against the data at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from orsupport.rulebook import shipped
from orsupport.tables.columns import FORMATS, SHAPES
from orsupport.tables.raw import sha256_of
from orsupport.verification.csv_files import compare_csv
from orsupport.verification.differences import MOST_CELLS, Cell, Difference
from orsupport.verification.parquet_files import compare_parquet
from orsupport.verification.rows import Compared
from orsupport.verification.said import Said, wrongly_noted

CHANGED = "was changed after it was read: its checksum is not the one in run.json"
IN_DATA = "in the data"
AS_READ = "as read"


def changed_rules(folder: Path, recorded: str) -> Difference:
    """Where `rules.toml` is not the text that was read; line by line where that text is one of the shipped files."""
    for name, path in shipped().items():
        text = path.read_text(encoding="utf-8")
        if hashlib.sha256(text.encode()).hexdigest() == recorded:
            lines = (folder / "rules.toml").read_bytes().decode("utf-8", "backslashreplace").split("\n")
            cells = _lines(lines, text.split("\n"))
            return Difference("rules.toml", CHANGED, cells[:MOST_CELLS], max(0, len(cells) - MOST_CELLS), (), name)
    return Difference("rules.toml", CHANGED)


def _lines(lines: list[str], others: list[str]) -> tuple[Cell, ...]:
    if len(lines) != len(others):
        return (Cell(None, (), "lines", str(len(lines)), str(len(others))),)
    pairs = enumerate(zip(lines, others, strict=True), 1)
    return tuple(Cell(number, (), "", one, two) for number, (one, two) in pairs if one != two)


def changed_input(folder: Path, file: str, recorded: str, data: Path | None) -> Difference:
    """Where an input is not the file that was read; cell by cell where the data still hold that file."""
    here = [path for path in tables_in(data).get(Path(file).stem, []) if sha256_of(path) == recorded] if data else []
    if not here:
        hint = "" if data else "; with --data, where the table is still at hand, its cells can be named"
        return Difference(file, CHANGED + hint)
    return _difference(file, CHANGED, folder / file, here[0], IN_DATA)


def originals(folder: Path, said: Said, data: Path, tell: Callable[[str], None]) -> tuple[int, list[Difference]]:
    """How many tables the run read, and where those of the data are not what was read."""
    recorded = {Path(file).name: noted for file, noted in said.checksums.items() if file.startswith("inputs/")}
    kept = {path.name: sha256_of(path) for path in sorted(folder.glob("inputs/*")) if path.is_file()}
    read = recorded if said.document else kept
    there = tables_in(data)
    found = []
    for name, noted in read.items():
        tell(f"{name} of the data")
        as_read = kept[name] if name in kept and wrongly_noted(noted, kept[name]) else noted
        if (difference := _original(folder, data, name, as_read, there.pop(Path(name).stem, []))) is not None:
            found.append(difference)
    for paths in there.values():
        found += [Difference(str(path), "was not there when the run was made") for path in paths]
    return len(read), found


def _original(folder: Path, data: Path, name: str, as_read: str, paths: list[Path]) -> Difference | None:
    if len(paths) != 1:
        is_there = f"is there {len(paths)} times" if paths else "is not there any more"
        return Difference(str(data / name), is_there)
    path = paths[0]
    if path.suffix.lower() != Path(name).suffix:
        return Difference(str(path), f"is in another format: the run read {name}")
    if sha256_of(path) == as_read:
        return None
    says = "is not the table that was read: its checksum is not the one in run.json"
    copy = folder / "inputs" / name
    return _difference(str(path), says, path, copy, AS_READ) if copy.is_file() else Difference(str(path), says)


def tables_in(data: Path) -> dict[str, list[Path]]:
    """The files of each table in a data folder."""
    found: dict[str, list[Path]] = {}
    for path in sorted(data.iterdir()):
        if path.suffix.lower() in FORMATS and path.stem.lower() in SHAPES and not path.is_dir():
            found.setdefault(path.stem.lower(), []).append(path)
    return found


def _difference(file: str, says: str, stands: Path, other: Path, against: str) -> Difference:
    compared = _compared(stands, other)
    says += f"; {compared.says}" if compared.says else "" if compared.cells else "; every cell is the same"
    return Difference(file, says, compared.cells, compared.more, compared.keys, against)


def _compared(stands: Path, other: Path) -> Compared:
    table = stands.stem.lower()
    if stands.suffix.lower() == ".csv":
        return compare_csv(stands.read_bytes(), other.read_bytes(), table, given=True)
    return compare_parquet(stands, other, table, given=True)
