"""What a cell of each kind may say, and the Arrow type that holds it."""

from __future__ import annotations

import re
from datetime import date

import pyarrow as pa

from orsupport.records.columns import HUNDREDTHS, Column
from orsupport.tables.text import is_school_year

TYPES = {
    "text": pa.string(),
    "year": pa.string(),
    "flag": pa.bool_(),
    "whole": pa.int64(),
    "decimal": pa.int64(),
    "date": pa.date32(),
}
WANTED = {
    "year": "a school year that does not read like 2024-25",
    "flag": "neither true nor false; if these are codes, say in the mapping file which of them are true",
    "whole": "no whole number; where nothing is known leave the cell empty",
    "decimal": "no number with at most two decimals",
    "date": "no date; write 2024-09-03",
}


def meaning_of(column: Column, text: str) -> object:
    """What a text says in a column, None where it is not of its kind."""
    if column.kind == "text":
        return text
    if column.kind == "flag":
        return {"true": True, "false": False}.get(text.lower())
    if column.kind == "year":
        return text if is_school_year(text) else None
    if column.kind == "date":
        try:
            return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
        except ValueError:
            return None
    if column.kind == "whole":
        return int(text.partition(".")[0]) if re.fullmatch(r"[+-]?[0-9]{1,15}(\.0+)?", text) else None
    found = re.fullmatch(r"([+-]?)([0-9]{0,13})\.?([0-9]{0,2})0*", text)
    if found is None or not (found[2] or found[3]):
        return None
    hundredths = int(found[2] or 0) * HUNDREDTHS + int(found[3].ljust(2, "0"))
    return -hundredths if found[1] == "-" else hundredths
