"""One output file, held against its checksum in `run.json` and against the file worked out anew."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from orsupport.trace.arrays import ARRAYS
from orsupport.verification.csv_files import compare_csv
from orsupport.verification.differences import Difference
from orsupport.verification.parquet_files import compare_parquet
from orsupport.verification.rows import Compared
from orsupport.verification.said import wrongly_noted
from orsupport.verification.trace_files import compare_arrays

CHANGED = "was changed after it was written"
SAME_VALUES = "its bytes are not those that were written; its values are the same"
AS_WRITTEN = "is as it was written, but not what is worked out anew"


class Held(NamedTuple):
    """A file of a run folder, its checksum, the one in `run.json` if there is one, and whether another version wrote
    it."""

    path: Path
    stands: str
    recorded: str | None
    other_version: bool


def held_against(file: str, held: Held, anew: Path | None, due: str | None) -> Difference | None:
    """What is wrong with the file, if anything is; None also where only the checksum in `run.json` is wrong. `anew`:
    the file worked out anew, None where that could not be done; `due`: its checksum."""
    written = held.recorded == held.stands
    if held.stands == due:
        return None
    if anew is None or not anew.is_file() or (held.other_version and file.startswith("trace/")):
        wrong = held.recorded is not None and not wrongly_noted(held.recorded, held.stands)
        return None if written or not wrong else Difference(file, CHANGED)
    compared = _compared(held.path, anew)
    if not compared.differs and written and held.path.suffix != ".csv":
        return None
    if not compared.differs and held.path.suffix != ".csv":
        near = held.recorded is not None and wrongly_noted(held.recorded, held.stands)
        return None if near else Difference(file, SAME_VALUES)
    says = AS_WRITTEN if written else CHANGED
    says += f"; {compared.says}" if compared.says else "" if compared.cells else "; every cell is the same"
    return Difference(file, says, compared.cells, compared.more, compared.keys)


def _compared(stands: Path, anew: Path) -> Compared:
    """By schema and values where a library beneath may write the same values in other bytes, else cell by cell."""
    if stands.name == ARRAYS:
        return compare_arrays(stands, anew)
    if stands.suffix == ".parquet":
        return compare_parquet(stands, anew, stands.stem)
    return compare_csv(stands.read_bytes(), anew.read_bytes(), stands.stem)
