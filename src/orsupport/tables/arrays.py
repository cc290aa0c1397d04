"""numpy and Python <-> pyarrow over the bytes that both share.

pyarrow's own conversions (pa.array, pa.scalar, to_numpy, a bare number given to a compute function) import pandas
first, which takes longer than reading a State.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Rows = npt.NDArray[np.bool_]


def marks(flags: pa.Array | pa.ChunkedArray) -> Rows:
    """True and false as numpy has them; unknown is false."""
    array = one_array(pc.and_kleene(flags, flags.is_valid()))
    if not len(array):
        return np.zeros(0, dtype=bool)
    bits = np.frombuffer(array.buffers()[1], dtype=np.uint8)
    return np.unpackbits(bits, count=array.offset + len(array), bitorder="little")[array.offset :].view(bool)


def flags_of(rows: Rows) -> pa.BooleanArray:
    """What `marks` undoes."""
    return pa.Array.from_buffers(pa.bool_(), len(rows), [None, _packed(rows)])


def codes_of(array: pa.DictionaryArray) -> npt.NDArray[np.int32]:
    """The code of every row, -1 where the cell is blank."""
    indices = array.indices if array.indices.type == pa.int32() else array.indices.cast(pa.int32())
    if not len(indices):
        return np.zeros(0, dtype=np.int32)
    indices = indices.fill_null(scalar(-1, pa.int32()))
    return np.frombuffer(indices.buffers()[1], np.int32, len(indices), 4 * indices.offset)


def coded(codes: npt.NDArray[np.int32], names: pa.StringArray) -> pa.DictionaryArray:
    """What `codes_of` undoes."""
    filled = codes >= 0
    validity = None if filled.all() else _packed(filled)
    indices = pa.Array.from_buffers(pa.int32(), len(codes), [validity, pa.py_buffer(codes)])
    return pa.DictionaryArray.from_arrays(indices, names)


def scalar(value: float, kind: pa.DataType) -> pa.Scalar:
    """A whole or decimal number as a pyarrow scalar."""
    return pa.Array.from_buffers(kind, 1, [None, pa.py_buffer(np.array([value], str(kind)))])[0]


def without(values: pa.Array | pa.ChunkedArray, where: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """The values, null in the marked rows."""
    return pc.if_else(where, pa.nulls(1, values.type)[0], values)


def one_array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """One array, whatever the number of chunks."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks or [pa.nulls(0, column.type)])


def _packed(rows: Rows) -> pa.Buffer:
    return pa.py_buffer(np.packbits(rows, bitorder="little"))
