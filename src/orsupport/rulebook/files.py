"""The rules files: those that are shipped, what a name or a path means, and a text as TOML."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from orsupport.bounds import parse_toml
from orsupport.rulebook.reading import Finding, did_you_mean


def shipped() -> dict[str, Path]:
    """The rules files that come with the library, by name."""
    here = Path(__file__).resolve().parent.parent
    for folder in (here / "shipped_rules", here.parent.parent / "rules"):
        if folder.is_dir():
            return {path.stem: path for path in sorted(folder.glob("*.toml"))}
    return {}


def find(name: str) -> Path | Finding:
    """The file that a shipped name or a path means."""
    path = Path(name)
    if path.suffix == ".toml" or path.is_file():
        return path if path.is_file() else Finding(name, "there is no such file")
    files = shipped()
    if name in files:
        return files[name]
    guess = did_you_mean(name, list(files))
    return Finding(name, f"no rules file is shipped under this name{guess} (shipped: {', '.join(files) or 'none'})")


def parse(text: str) -> dict[str, Any] | Finding:
    try:
        return parse_toml(text, Decimal)
    except tomllib.TOMLDecodeError as error:
        return Finding("rules file", f"is not TOML: {_in_words(str(error))}")


def _in_words(error: str) -> str:
    """A quotation mark that is not closed, said as such; anything else as the reader of TOML says it."""
    where = re.search(r"\((at .*)\)$", error)
    open_quote = "\\n" in error or error.startswith(("Unterminated string", 'Expected "\'"'))
    return f"a quotation mark is not closed ({where[1]})" if open_quote and where else error
