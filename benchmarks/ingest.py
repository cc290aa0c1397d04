"""`ingest_vs_openpyxl`, `ingest_parallel`: reading the Department's workbooks, against pandas, and with two processes.

Both need the real files, in the folder `ode` of the one that ORSUPPORT_REAL_DATA names; without them they are skipped.

`ingest_vs_openpyxl`: our time to read the workbooks and turn every row into a result or a reason, over the time that
`pandas.read_excel(engine="openpyxl")` takes for their cells alone. `ingest_parallel`: our time with two processes over
our time with one; starting the processes is part of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pandas as pd

from benchmarks.measuring import Ratio, SkippedError, in_turn, spread
from orsupport.ingest.ode.names import load_names
from orsupport.ingest.ode.reading import files_in, read_files
from orsupport.ingest.ode.workbooks import WORKBOOKS

OPENPYXL_TURNS = 1
PARALLEL_TURNS = 5


def workbooks() -> list[Path]:
    """The real workbooks. Raises SkippedError where they are not at hand."""
    folder = os.environ.get("ORSUPPORT_REAL_DATA")
    if not folder:
        raise SkippedError("skipped: ORSUPPORT_REAL_DATA is not set, so the real files are not at hand")
    return [path for path in files_in(Path(folder) / "ode")[0] if path.suffix in WORKBOOKS]


def ours(paths: list[Path], processes: int) -> Callable[[], object]:
    """Our reading, with so many processes."""
    names = load_names()
    return lambda: read_files(paths, names, processes)


def with_openpyxl(paths: list[Path]) -> Callable[[], object]:
    """The cells of every sheet, as pandas and openpyxl read them."""
    return lambda: [pd.read_excel(path, sheet_name=None, engine="openpyxl") for path in paths]


def against_openpyxl() -> Ratio:
    """Our reading, as the command does it, and that of pandas with openpyxl, in turn."""
    paths = workbooks()
    one, other = in_turn(ours(paths, 2), with_openpyxl(paths), OPENPYXL_TURNS)
    alone, _ = in_turn(ours(paths, 1), lambda: None, OPENPYXL_TURNS)
    says = (
        f"{len(paths)} workbooks: {spread(one)} with two processes; pandas with openpyxl {spread(other)}\n"
        f"  with one process {spread(alone)}, a ratio of {median(alone) / median(other):#.3g}"
    )
    return Ratio("ingest_vs_openpyxl", median(one) / median(other), says)


def parallel() -> Ratio:
    """Our reading with two processes and with one, in turn."""
    paths = workbooks()
    two, one = in_turn(ours(paths, 2), ours(paths, 1), PARALLEL_TURNS)
    says = f"{len(paths)} workbooks, {os.cpu_count()} processors: {spread(two)} with two, {spread(one)} with one"
    return Ratio("ingest_parallel", median(two) / median(one), says)
