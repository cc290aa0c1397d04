"""The Oregon Department of Education's public files, as downloaded -> a data folder."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike

from orsupport.ingest.ode.agreement import NamesError, refuse_unless_usable, set_repeats_aside
from orsupport.ingest.ode.found import Found
from orsupport.ingest.ode.names import load_names
from orsupport.ingest.ode.reading import HEADING, PROCESSES, Tell, files_in, read_files
from orsupport.ingest.ode.schools import schools_table
from orsupport.ingest.ode.summary import Ingested
from orsupport.ingest.ode.title_i import TitleI, is_title_i, read_title_i
from orsupport.ingest.ode.underserved import summed
from orsupport.ingest.ode.write import refuse_unless_ours, results_table, write
from orsupport.problems import InputError, Problem

__all__ = ["Ingested", "NamesError", "files_in", "ingest"]

Place = str | PathLike[str]


def ingest(
    folder: Place,
    out: Place,
    title_i: Place | None = None,
    names: Place | None = None,
    processes: int = PROCESSES,
    tell: Tell | None = None,
) -> Ingested:
    """Write the data folder `out` from the Department's files in `folder`, and say what was read.

    `title_i`: which schools receive Title I-A funds. `names`: names to add to those that are known. `tell` is called
    with the name of each file that has been read. Raises InputError, which lists every problem, before anything is
    written.
    """
    refuse_unless_ours(out)
    known = load_names(names)
    paths, others = files_in(folder)
    receives = read_title_i(title_i) if title_i is not None else None
    statuses = [path for path in paths if is_title_i(path)]
    paths = [path for path in paths if path not in statuses]
    files = read_files(paths, known, processes, tell)
    unrecognised = [found.file for found in files if not found.recognised and not found.problems]
    ignored = sorted(unrecognised + others)
    files = [found for found in files if found.file not in unrecognised]
    if not files:
        problem = "holds no assessment, attendance, cohort or At-A-Glance file of the Department's"
        raise InputError([Problem(str(folder), "", problem, example=", ".join(ignored[:3]))], HEADING)
    refuse_unless_usable(files, known)
    set_repeats_aside(files)
    results = [result for found in files for result in found.results]
    results += summed(results)
    schools = schools_table(files, receives.receives if receives else {}, known)
    aside = _set_aside(files, ignored, receives, {school["school_id"] for school in schools})
    table = results_table(results)
    write(out, schools, table, aside)
    return Ingested(
        tuple(files),
        tuple(results),
        tuple(schools),
        tuple(aside),
        tuple(ignored),
        receives,
        tuple(path.name for path in statuses),
    )


def _set_aside(
    files: Sequence[Found], ignored: Sequence[str], receives: TitleI | None, schools: set[str]
) -> list[tuple[str, ...]]:
    """The rows of set_aside.csv; a column or a file that is not read has no count of rows."""
    rows: list[tuple[str, ...]] = []
    for found in files:
        rows += [(found.file, *key, str(count)) for key, count in sorted(found.set_aside.items())]
        rows += [(found.file, *column, "") for column in found.columns]
    if receives is not None:
        strange = sum(1 for school_id in receives.receives if school_id not in schools)
        aside = dict(receives.set_aside)
        if strange:
            aside["", "schools that no other file names", "no results"] = strange
        rows += [(receives.file, *key, str(count)) for key, count in sorted(aside.items())]
    return rows + [(name, "", "file", "not recognised", "") for name in ignored]
