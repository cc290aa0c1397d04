"""The four forms of a clause, read from their text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast, get_args

from orsupport.answers import Operator

Word = Literal["any_group", "any_school", "rated", "was"]
WORDS: tuple[str, ...] = get_args(Word)
NAME = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?"
_COMPARISON = re.compile(rf"({NAME})\s*(<=|>=|<|>)\s*(\S.*)")
_HALF = re.compile(r"(<=|>=|<|>)\s*(\S.*)")


@dataclass(frozen=True)
class Comparison:
    """`measure op limit`: the limit is a number, another measure, or the name of a level."""

    measure: str
    operator: Operator
    limit: str


@dataclass(frozen=True)
class Named:
    """`name` or `WORD name`, with or without `not` before it."""

    name: str
    word: Word | None = None
    negated: bool = False


Clause = Comparison | Named


def read_clause(text: str) -> Clause | str:
    """The clause that the text says, or what is wrong with it."""
    comparison = _COMPARISON.fullmatch(text.strip())
    if comparison:
        measure, operator, limit = comparison.groups()
        fault = figure_in(limit)
        return fault or Comparison(measure, cast(Operator, operator), limit.strip())
    parts = text.split()
    negated = bool(parts) and parts[0] == "not"
    if negated:
        parts = parts[1:]
    if len(parts) == 2 and parts[0] in WORDS:
        return Named(parts[1], cast(Word, parts[0]), negated)
    if len(parts) == 1 and re.fullmatch(NAME, parts[0]):
        return Named(parts[0], None, negated)
    return (
        f"'{text}' is no clause: write a name, `WORD name` with one of {', '.join(WORDS)}, "
        "`not` before either, or `measure < limit` with <, <=, > or >="
    )


def read_half(text: str) -> tuple[Operator, str] | str:
    """Half a clause, `op limit`, as `that` holds it."""
    half = _HALF.fullmatch(text.strip())
    if not half:
        return f"'{text}' is no half clause: write an operator (<, <=, >, >=) and a limit"
    return figure_in(half.group(2)) or (cast(Operator, half.group(1)), half.group(2).strip())


def figure_in(limit: str) -> str | None:
    """A decimal figure may not stand in a clause: every limit has a name and so a source."""
    if re.fullmatch(r"-?\d*\.\d+%?|-?\d+(\.\d+)?%|\d+/\d+", limit.strip()):
        return f"the figure {limit} stands in a clause: give it a name under [number], with unit and source"
    return None
