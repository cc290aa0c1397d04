"""A run folder: inputs, rules, tables, trace and `run.json`, written whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet

from orsupport.problems import InputError, Problem
from orsupport.ratings import plain
from orsupport.replaceable import Replaceable
from orsupport.tables.columns import FORMATS, SHAPES
from orsupport.tables.raw import Source, sha256_of
from orsupport.trace.arrays import ARRAYS, EARLIER
from orsupport.trace.saving import save
from orsupport.version import FORMAT, VERSION
from orsupport.whole import appearing

if TYPE_CHECKING:
    from orsupport.identification import Run

BOTH_FORMATS = ("schools", "groups", "districts")
PARQUET_ONLY = ("ratings", "cuts")
FILES = {
    *("run.json", "rules.toml", f"trace/{ARRAYS}", f"trace/{EARLIER}"),
    *(f"{name}.csv" for name in BOTH_FORMATS),
    *(f"{name}.parquet" for name in (*BOTH_FORMATS, *PARQUET_ONLY)),
    *(f"inputs/{name}{kind}" for name in SHAPES for kind in FORMATS),
}


def write(run: Run, folder: str | PathLike[str]) -> None:
    """Write the run folder beside its final place and move it there in one step.

    An earlier run at the place is replaced; anything else there is refused. No clock, path or machine name is written:
    the same versions give the same bytes.
    """
    with appearing(Path(folder), refuse_unless_run) as work:
        _fill(run, work)


def refuse_unless_run(target: Path) -> None:
    """Only nothing, an empty folder or an earlier run may be replaced."""
    Replaceable("run.json", "the run", belongs).refuse(target, "is no run folder: name another place")


def belongs(file: str) -> bool:
    """Whether a run writes a file of this path in its folder."""
    return file in FILES


def _fill(run: Run, work: Path) -> None:
    (work / "inputs").mkdir()
    inputs = _write_inputs(run, work / "inputs")
    (work / "rules.toml").write_text(run.rules.text, encoding="utf-8")
    with ThreadPoolExecutor(1) as beside:  # pyarrow writes while Python works on
        written = [
            beside.submit(_write_parquet, run.table(name), work / f"{name}.parquet")
            for name in (*PARQUET_ONLY, *BOTH_FORMATS)
        ]
        for name in BOTH_FORMATS:
            write_csv(run.table(name), work / f"{name}.csv")
        save(run.trace, work / "trace")
        summary = run.summary
        for each in written:
            each.result()
    rows = {name: run.table(name).num_rows for name in (*BOTH_FORMATS, *PARQUET_ONLY)}
    outputs = [
        {"name": path.name, "sha256": sha256_of(path), "rows": rows[path.stem]}
        for path in sorted(work.iterdir())
        if path.stem in rows
    ]
    text = run.rules.text.encode()
    head = {
        "format": FORMAT,
        "orsupport": VERSION,
        "rules": {"id": run.rules.id, "sha256": hashlib.sha256(text).hexdigest()},
        "inputs": inputs,
        "outputs": outputs,
        "trace": [{"name": path.name, "sha256": sha256_of(path)} for path in sorted((work / "trace").iterdir())],
    }
    document = json.dumps(head | summary, indent=1, ensure_ascii=False)
    (work / "run.json").write_text(document + "\n", encoding="utf-8")


def _write_parquet(table: pa.Table, path: Path) -> None:
    pa.parquet.write_table(plain(table), path)


def _write_inputs(run: Run, folder: Path) -> list[dict[str, object]]:
    """The tables as read: a file byte for byte, a frame as Parquet."""
    listed: list[dict[str, object]] = []
    for source in run.data.sources:
        path = folder / source.name
        if source.path is not None:
            _copy(source, path)
        else:
            pa.parquet.write_table(getattr(run.data, path.stem), path)
        listed.append({"name": source.name, "sha256": source.sha256 or sha256_of(path), "rows": source.rows})
    return listed


def _copy(source: Source, path: Path) -> None:
    assert source.path is not None
    shutil.copyfile(source.path, path)
    if sha256_of(path) != source.sha256:
        problem = "the file was changed while schools were identified from it: identify again"
        raise InputError([Problem(path.stem, "", problem)])


def write_csv(table: pa.Table, path: Path) -> None:
    """A table as CSV, written by the standard library, so that no other library's next version changes a byte."""
    columns = [column.to_pylist() for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows(zip(*columns, strict=True))
