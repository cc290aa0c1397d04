"""Named arrays in one Parquet file: a row an array, with its name, its type, its shape and its numbers as bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
from numpy.typing import NDArray

ARRAYS = "arrays.parquet"  # in the folder `trace` of a run
EARLIER = "arrays.npz"  # what an earlier orsupport wrote there
VERSION_KEY = "orsupport"  # the array that names the version of orsupport that wrote them

Arrays = dict[str, NDArray[Any]]
SCHEMA = pa.schema(
    {"name": pa.string(), "type": pa.string(), "shape": pa.list_(pa.int64()), "numbers": pa.large_binary()}
)


def write_arrays(arrays: Arrays, file: Path) -> None:
    """Write arrays of numbers or texts."""
    rows = [
        {"name": name, "type": array.dtype.str, "shape": array.shape, "numbers": array.tobytes()}
        for name, array in arrays.items()
    ]
    table = pa.Table.from_pylist(rows, SCHEMA)
    pyarrow.parquet.write_table(table, file, compression="zstd", use_dictionary=False, write_statistics=False)


def read_arrays(file: Path, names: list[str] | None = None) -> Arrays:
    """The arrays as they were written, or those of these names; they may not be written to."""
    table = pyarrow.parquet.ParquetFile(file).read()
    if names is not None:
        table = table.filter(pc.is_in(table["name"], value_set=pa.array(names)))
    rows = table.to_pylist()
    return {row["name"]: np.ndarray(row["shape"], row["type"], row["numbers"]) for row in rows}
