"""Small damage to a file: to its bytes, to the cells of a table, to the entries of TOML or JSON, to a packed part."""

from __future__ import annotations

import copy
import csv
import io
import json
import tomllib
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import tomli_w

Change = Callable[[Random, bytes], bytes]

BYTES = (
    b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\n", b"\r", b"\r\n", b'"', b"'", b",", b";",
    b"\t", b"=", b"[", b"]", b"{", b"}", b"#", b".", b"-", b"-1", b"0", b"1e400", b"NaN", b"inf", b"9" * 30,
    b"9" * 5000, b"[" * 2000, b"{a=" * 200, b"'''", b'"""', b"\\u0000", b"\\ud800", b"1979-05-27", b"99:99:99", b"true",
    b"null", "é".encode(), "\u202e".encode(), "\U0001f600".encode(), b"x" * 70_000, b"\n" * 300, b",,,,,",
)  # fmt: skip
CELLS = (
    "", " ", "0", "-1", "1", "0.5", "1e400", "-1e400", "1" + "0" * 400, "9223372036854775808", "9" * 19, "NaN", "inf",
    "-inf", "true", "TRUE", "yes", "2024-25", "2024-2025", "0000-01", "9999-00", "2024-13", "2024-02-30", "0001-01-01",
    "all", "1.0", "1,5", "١٢", "½", "é", "\x00", "a\nb", '"', "x" * 3000, " 1", "1e3", "1e-400", "0x10", "1_000", "*",
    "--", "> 95%", "< 5%", "CSI", "\u202eabc", "\ufeff1",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    "", " ", "x", "csi", "not csi", "was csi", "any_group csi", "a < b", "a < 1", "< b", "all", "school", 0, 1, -1,
    2**63, 10**30, 0.0, 0.5, -0.5, 1e300, float("nan"), float("inf"), True, False, [], {}, [[]], [{}], {"": {}},
    ["", ""], [1, "x"], "2024-25", "9999-00", "\x00", "é" * 50, "percent", "students", "\u202e",
)  # fmt: skip


def bytes_changed(random: Random, data: bytes) -> bytes:
    """Some bytes flipped, put in, taken out, doubled or moved, or the end cut off."""
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        at = random.randrange(len(found) + 1)
        to = min(len(found), at + random.choice((1, 1, 2, 4, 16, 200)))
        how = random.randrange(7)
        if how == 0 and at < len(found):
            found[at] ^= 1 << random.randrange(8)
        elif how == 1 and at < len(found):
            found[at] = random.randrange(256)
        elif how == 2:
            found[at:at] = random.choice(BYTES)
        elif how == 3:
            found[at:to] = random.choice(BYTES)
        elif how == 4:
            del found[at:to]
        elif how == 5:
            found[at:at] = found[at:to] * random.choice((1, 2, 50))
        elif random.random() < 0.3:
            del found[at:]
    return bytes(found)


def cells_changed(random: Random, data: bytes) -> bytes:
    """A CSV table with other cells, columns or rows."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        row = random.randrange(len(rows))
        how = random.randrange(9)
        column = random.randrange(max(len(rows[row]), 1))
        if how <= 3 and rows[row]:
            rows[row][column] = random.choice(CELLS)
        elif how == 4:
            rows.insert(row, list(random.choice(rows)))
        elif how == 5 and len(rows) > 1:
            del rows[row]
        elif how == 6:  # a column twice, or under another name
            source = random.randrange(max(len(rows[0]), 1))
            for each in rows:
                each.append(each[source] if source < len(each) else "")
        elif how == 7:
            for each in rows:
                del each[column : column + 1]
        else:
            cell = random.choice(CELLS)
            for each in rows[1:]:
                if column < len(each):
                    each[column] = cell
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=random.choice(("\n", "\r\n", "\r"))).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def _places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, part in parts:
        found += _places(part, (*path, key))
    return found


def tree_changed(random: Random, tree: Any) -> Any:
    """A document with entries that are gone, renamed, doubled, or of another kind."""
    tree = copy.deepcopy(tree)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        places = [place for place in _places(tree) if place]
        if not places:
            return tree
        path, other = random.choice(places), random.choice(places)
        holder, value = tree, tree
        for key in path[:-1]:
            holder = holder[key]
        for key in other:
            value = value[key]
        how = random.randrange(6)
        if how == 0:
            del holder[path[-1]]
        elif how == 1:
            holder[path[-1]] = copy.deepcopy(random.choice(VALUES))
        elif how == 2:
            holder[path[-1]] = copy.deepcopy(value)
        elif how == 3 and isinstance(holder, dict):
            holder[str(random.choice((other[-1], *CELLS)))] = holder.pop(path[-1])
        elif how == 4 and isinstance(holder, dict):
            holder[str(random.choice((other[-1], *CELLS)))] = copy.deepcopy(random.choice((value, *VALUES)))
        elif isinstance(holder[path[-1]], str):
            words = holder[path[-1]].split(" ")
            words[random.randrange(len(words))] = str(random.choice((*VALUES, other[-1])))
            holder[path[-1]] = " ".join(words)
        else:
            holder[path[-1]] = [copy.deepcopy(holder[path[-1]]), copy.deepcopy(value)]
    return tree


def toml_changed(random: Random, data: bytes) -> bytes:
    tree = tree_changed(random, tomllib.loads(data.decode()))
    try:
        return tomli_w.dumps(tree).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError, AttributeError):
        return bytes_changed(random, data)


def json_changed(random: Random, data: bytes) -> bytes:
    return json.dumps(tree_changed(random, json.loads(data)), ensure_ascii=False).encode("utf-8", "surrogatepass")


def part_changed(random: Random, data: bytes) -> bytes:
    """A packed file (.xlsx, .npz) of which one part is damaged, gone or there twice, and packed again."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = [(name, packed.read(name)) for name in packed.namelist()]
    at = random.randrange(len(parts))
    name, part = parts[at]
    how = random.randrange(8)
    if how == 0:
        del parts[at]
    elif how == 1:
        parts[at] = (name, random.choice(parts)[1])
    elif how == 2:
        parts.append((name, bytes_changed(random, part)))
    else:
        parts[at] = (name, bytes_changed(random, part))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for each, part in parts:
            packed.writestr(zipfile.ZipInfo(each), part)
    return made.getvalue()


KINDS = (
    pa.int8(), pa.int64(), pa.uint64(), pa.float32(), pa.float64(), pa.bool_(), pa.string(), pa.large_string(),
    pa.binary(), pa.date32(), pa.timestamp("us", "UTC"), pa.decimal128(38, 10), pa.null(), pa.list_(pa.string()),
    pa.struct([("a", pa.int64())]), pa.dictionary(pa.int32(), pa.string()), pa.time64("us"), pa.duration("ns"),
)  # fmt: skip


def parquet_changed(random: Random, data: bytes) -> bytes:
    """A Parquet table with columns of another kind, named otherwise, there twice or gone, written again."""
    table = pq.read_table(io.BytesIO(data))
    for _ in range(random.choice((1, 1, 2))):
        if not table.num_columns:
            break
        at = random.randrange(table.num_columns)
        name = table.column_names[at]
        how = random.randrange(6)
        if how <= 2:
            kind = random.choice(KINDS)
            try:
                cells = table.column(at).cast(kind)
            except (pa.ArrowException, NotImplementedError):
                cells = pa.nulls(table.num_rows, kind)
            table = table.set_column(at, name, cells)
        elif how == 3:
            table = table.append_column(random.choice((name, name.upper(), "", random.choice(CELLS))), table.column(at))
        elif how == 4:
            table = table.remove_column(at)
        else:
            table = table.slice(random.randrange(table.num_rows + 1), random.choice((0, 1, 1000)))
    made = io.BytesIO()
    try:
        pq.write_table(table, made, compression=random.choice(("none", "snappy", "zstd")))
    except (pa.ArrowException, NotImplementedError, UnicodeEncodeError):
        return bytes_changed(random, data)
    return made.getvalue()
