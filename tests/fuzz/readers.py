"""What is fuzzed: each reader with its seeds, how they are damaged, and what is called with the damaged file.

A reader may refuse with `InputError` or `RulesError`, which the command says in words; anything else is a fault.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from zlib import crc32

import pyarrow.csv
import pyarrow.parquet

import orsupport as ors
from fuzz.changes import (
    Change,
    bytes_changed,
    cells_changed,
    json_changed,
    parquet_changed,
    part_changed,
    toml_changed,
)
from orsupport import counting
from orsupport.explanation import explain
from orsupport.ingest.ode.names import load_names
from orsupport.ingest.ode.title_i import read_title_i
from orsupport.ingest.ode.workbooks import read_file
from orsupport.problems import InputError
from orsupport.records import open_records
from orsupport.records.mapping import read_mapping
from orsupport.rulebook import RulesError, examine
from orsupport.rulebook.clauses import read_clause, read_half
from orsupport.stored import opened
from orsupport.tables import gather

ROOT = Path(__file__).resolve().parents[2]
FIXTURES, RULES = ROOT / "fixtures", ROOT / "rules"
REFUSED = (InputError, RulesError)
TEXT: tuple[Change, ...] = (bytes_changed, cells_changed, cells_changed)
PARQUET: tuple[Change, ...] = (bytes_changed, bytes_changed, parquet_changed)
TOML: tuple[Change, ...] = (bytes_changed, toml_changed, toml_changed)
PACKED: tuple[Change, ...] = (bytes_changed, part_changed, part_changed)


@dataclass(frozen=True)
class Reader:
    """`share`: of the time. `seeds`: a file's name and its bytes. `read`: what is called with the folder in which the
    damaged file lies, and the file's name."""

    share: float
    seeds: Callable[[], list[tuple[str, bytes]]]
    changes: Callable[[str], tuple[Change, ...]]
    read: Callable[[Path, str], None]

    def made(self, random: Random) -> tuple[str, bytes]:
        """A damaged file."""
        name, data = random.choice(self.seeds())
        change = random.choice(self.changes(name))
        try:
            data = change(random, data)
        except (UnicodeDecodeError, ValueError, IndexError, KeyError):
            data = bytes_changed(random, data)
        return name, bytes_changed(random, data) if random.random() < 0.1 else data


def _changes(name: str) -> tuple[Change, ...]:
    by_ending = {".parquet": PARQUET, ".toml": TOML, ".xlsx": PACKED, ".npz": PACKED}
    return (bytes_changed, json_changed) if name.endswith(".json") else by_ending.get(Path(name).suffix, TEXT)


def _only_bytes(name: str) -> tuple[Change, ...]:
    return (bytes_changed,)


@cache
def _tables() -> list[tuple[str, bytes]]:
    found = []
    for folder, names in (
        ("tiny", ("schools", "results")),
        ("hour", ("statuses",)),
        ("oregon-like", ("predecessors",)),
    ):
        found += [(f"{name}.csv", (FIXTURES / folder / f"{name}.csv").read_bytes()) for name in names]
    found.append(("overrides.csv", OVERRIDES))
    for name, data in list(found):
        sink = pyarrow.BufferOutputStream()
        table = pyarrow.csv.read_csv(pyarrow.BufferReader(data))
        pyarrow.parquet.write_table(table, sink)
        found.append((name.replace(".csv", ".parquet"), sink.getvalue().to_pybytes()))
    return found


OVERRIDES = (
    b"school_id,district_id,outcome,tier,reason,authority,date\n"
    b"1,,None,,Counts corrected after the district's appeal,Assistant Superintendent,2025-11-20\n"
)


def _data(folder: Path, name: str) -> None:
    """A table of a data folder, damaged; one in four with the rest of its ten schools, and judged if it is accepted."""
    whole = one_in(4, folder / name)
    for table in ("schools", "results"):
        if Path(name).stem != table and whole:
            shutil.copyfile(FIXTURES / "tiny" / f"{table}.csv", folder / f"{table}.csv")
    data, problems = gather(folder)
    str(InputError(problems))
    if data is not None and not problems:
        ors.identify(data, _tiny_rules(), None, any_year=True)


@cache
def _tiny_rules() -> ors.Rulebook:
    return ors.rules(FIXTURES / "tiny" / "rules.toml")


@cache
def _tiny_data() -> ors.Data:
    return ors.read(FIXTURES / "tiny")


@cache
def _rule_files() -> list[tuple[str, bytes]]:
    files = [FIXTURES / "tiny" / "rules.toml", *sorted((ROOT / "tests" / "faults" / "base").glob("*.toml"))]
    files += [RULES / "oregon-2023.toml", *sorted((ROOT / "tests" / "states").glob("*.toml"))]
    return [(f"{file.stem}.toml", file.read_bytes()) for file in files]


def _rules(folder: Path, name: str) -> None:
    book, findings = examine(folder / name)
    for finding in findings:
        str(finding)
    if book is not None and one_in(8, folder / name):
        ors.identify(_tiny_data(), book, None, any_year=True)


@cache
def _clauses() -> list[tuple[str, bytes]]:
    found = []

    def walk(part: object) -> None:
        if isinstance(part, str) and len(part) < 60:
            found.append(("clause.txt", part.encode()))
        for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            walk(each)

    for _, data in _rule_files():
        walk(tomllib.loads(data.decode()).get("rule", {}))
    return found


def _clause(folder: Path, name: str) -> None:
    text = (folder / name).read_bytes().decode("utf-8", "surrogateescape")
    read_clause(text)
    read_half(text)


@cache
def _records() -> list[tuple[str, bytes]]:
    found = [(file.name, file.read_bytes()) for file in sorted((FIXTURES / "records-tiny").glob("*.csv"))]
    for name, data in list(found):
        sink = pyarrow.BufferOutputStream()
        pyarrow.parquet.write_table(pyarrow.csv.read_csv(pyarrow.BufferReader(data)), sink)
        found.append((name.replace(".csv", ".parquet"), sink.getvalue().to_pybytes()))
    return found


@cache
def _oregon() -> ors.Rulebook:
    return ors.rules("oregon-2023")


def _count(folder: Path, name: str) -> None:
    """A records folder, one of whose tables is damaged, read whole, and one in ten counted."""
    records = list((FIXTURES / "records-tiny").glob("*.csv")) if one_in(10, folder / name) else []
    for file in records or [FIXTURES / "records-tiny" / "schools.csv"]:
        if file.stem != Path(name).stem:
            shutil.copyfile(file, folder / file.name)
    if records:
        counting.count(folder, _oregon())
        return
    found = open_records(folder)
    for table in found.tables.values():
        for piece in table.pieces(table.columns, checked=table.columns):
            piece.table.validate()
    found.refuse()


@cache
def _mappings() -> list[tuple[str, bytes]]:
    return [
        (file.name, file.read_bytes())
        for file in (ROOT / "tests" / "mappings").glob("*.toml")
        if "rules" not in file.name
    ] + [("mapping.toml", MAPPING)]


MAPPING = b"""[assessments]
file = "tests.csv"
[assessments.column]
student_id = "ID"
subject = { column = "CONTENT_AREA", codes = { READING = "ela", MATHEMATICS = "math" } }
took_part = { column = "SCORE", is_not = ["No Score"] }
school_year = { value = "2024-25" }
[assessments.group]
hispanic_latino = { column = "ETHNICITY", is = ["Hispanic"] }
"""


def _mapping(folder: Path, name: str) -> None:
    str(InputError(read_mapping(folder / name).problems))


@cache
def _department() -> list[tuple[str, bytes]]:
    from fuzz.department import files

    return files()


@cache
def _names() -> object:
    return load_names()


def _workbook(folder: Path, name: str) -> None:
    if name.endswith(".toml"):
        load_names(folder / name)
    elif name.startswith("title_i"):
        read_title_i(folder / name)
    else:
        found = read_file(folder / name, _names())  # type: ignore[arg-type]
        str(InputError(found.problems))


@cache
def _run() -> dict[str, bytes]:
    """The files of a run folder of the ten schools."""
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        ors.identify(_tiny_data(), _tiny_rules()).write(Path(place) / "run")
        return {
            str(file.relative_to(Path(place) / "run")): file.read_bytes()
            for file in (Path(place) / "run").rglob("*")
            if file.is_file()
        }


def _stored() -> list[tuple[str, bytes]]:
    return [(name.replace("/", "~"), data) for name, data in _run().items()]


def _explained(folder: Path, name: str) -> None:
    """A run folder, one of whose files is damaged, explained and opened again."""
    run = folder / "run"
    for each, data in _run().items():
        (run / each).parent.mkdir(parents=True, exist_ok=True)
        (run / each).write_bytes((folder / name).read_bytes() if each == name.replace("~", "/") else data)
    asked: tuple[Callable[[], object], ...] = (
        lambda: explain(run, school="102").whole(),
        lambda: str(explain(run, district="10")),
        lambda: opened(run),
        lambda: ors.statuses_of(str(run)),
    )
    asked[crc32((folder / name).read_bytes()) % len(asked)]()


READERS = {
    "data": Reader(0.3, _tables, _changes, _data),
    "rules": Reader(0.22, _rule_files, _changes, _rules),
    "clauses": Reader(0.04, _clauses, _only_bytes, _clause),
    "records": Reader(0.14, _records, _changes, _count),
    "mapping": Reader(0.08, _mappings, _changes, _mapping),
    "department": Reader(0.14, _department, _changes, _workbook),
    "run": Reader(0.1, _stored, _changes, _explained),
}


def one_in(many: int, file: Path) -> bool:
    """Whether the slower part is tried too: for one in so many files, always the same ones."""
    return crc32(file.read_bytes()) % many == 0


def tried(reader: str, folder: Path, name: str, data: bytes) -> None:
    """Read a damaged file; raises what is not said in words."""
    (folder / name).write_bytes(data)
    try:
        READERS[reader].read(folder, name)
    except REFUSED as error:
        str(error)
