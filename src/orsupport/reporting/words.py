"""All fixed text of the pages and the workbook, kept in words.toml."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def named(group: str) -> str:
    """A student group as people read it: its name in words.toml, else the name of the data in words."""
    return str(WORDS["groups"].get(group) or group.replace("_", " ").capitalize())


def listed(names: list[str], joint: str = "and") -> str:
    """Names in a row, the last two joined by a word."""
    return f" {WORDS['page'][joint]} ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])


_WRITTEN = {name.replace("_", " "): said for name, said in (WORDS["groups"] | WORDS["in_a_sentence"]).items()}
del _WRITTEN["all"]
_NAMES = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(_WRITTEN, key=len, reverse=True)))


@lru_cache(maxsize=2**14)  # most lines stand on many pages
def with_names(text: str) -> str:
    """A text with the student groups that it names in the words of the data as people read them."""
    return _NAMES.sub(lambda match: str(_WRITTEN[match[0]]), text)
