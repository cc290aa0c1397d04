"""What a run says of itself in `run.json`, however damaged that file may be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from orsupport.verification.differences import MOST_CELLS, NONE_THERE, Cell
from orsupport.verification.rows import Compared

CHECKSUM = re.compile(r"[0-9a-f]{64}")
FEW = 4  # checksums of two files never agree in all but so many digits
LISTED = {"inputs": "inputs/", "outputs": "", "trace": "trace/"}


@dataclass(frozen=True)
class Said:
    """A `run.json` as it stands. `document`: empty where it is no JSON; `problem`: why."""

    data: bytes
    document: dict[str, Any]
    problem: str = ""

    @property
    def year(self) -> str:
        """The school year, even of a file that is no JSON any more; "" where it cannot be told."""
        if self.document:
            year = self.document.get("school_year")
            return year if isinstance(year, str) else ""
        found = re.search(rb'"school_year": "([^"]*)"', self.data)
        return found[1].decode("utf-8", "replace") if found else ""

    @property
    def version(self) -> str:
        version = self.document.get("orsupport")
        return version if isinstance(version, str) else ""

    @property
    def rules_id(self) -> str:
        rules = self.document.get("rules")
        return str(rules.get("id")) if isinstance(rules, dict) else ""

    @property
    def checksums(self) -> dict[str, str]:
        """The checksum of each file, by its path in the run folder."""
        return {file: entry["sha256"] for file, entry in entries(self.document) if isinstance(entry.get("sha256"), str)}


def understood(data: bytes) -> Said:
    try:
        document = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Said(data, {}, f"is not in UTF-8 (line {line})")
    except (ValueError, RecursionError) as error:
        where = f" ({error.msg}, line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        return Said(data, {}, f"is no JSON{where}")
    return Said(data, document) if isinstance(document, dict) else Said(data, {}, "holds no object")


def entries(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file that a `run.json` names, with what it says of it."""
    if isinstance(rules := document.get("rules"), dict):
        yield "rules.toml", rules
    for section, folder in LISTED.items():
        listed = document.get(section)
        for entry in listed if isinstance(listed, list) else []:
            if isinstance(entry, dict) and isinstance(entry.get("name"), str):
                yield folder + entry["name"], entry


def wrongly_noted(recorded: str, true: str) -> bool:
    """Whether it is the checksum in `run.json` that was changed, and not the file: it is none, or nearly the file's."""
    if not CHECKSUM.fullmatch(recorded):
        return True
    return recorded != true and sum(one != two for one, two in zip(recorded, true, strict=True)) <= FEW


def compare_said(said: Said, anew: dict[str, Any], but_version: bool) -> Compared:
    """The entries in which `run.json` differs from the one worked out anew; checksums are judged with their files."""
    due = deepcopy(anew)
    if but_version:
        due["orsupport"] = said.document["orsupport"]
    for file, entry in entries(due):
        entry["sha256"] = said.checksums.get(file, entry["sha256"])
    text = _written(due)
    if said.data == text.encode():
        return Compared()
    if said.document:
        cells = list(_cells("", said.document, due))
        if not cells:
            same = _written(said.document).encode() == said.data
            return Compared(
                says="its entries stand in another order" if same else "it is not laid out as it was written"
            )
    else:
        lines, dues = said.data.decode("utf-8", "backslashreplace").split("\n"), text.split("\n")
        pairs = enumerate(zip(lines, dues, strict=False), 1)
        cells = [Cell(number, (), "", one, two) for number, (one, two) in pairs if one != two]
        cells = [cell for cell in cells if "sha256" not in str(cell.other)] or cells
    return Compared(tuple(cells[:MOST_CELLS]), max(0, len(cells) - MOST_CELLS), says=said.problem)


def _written(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _cells(path: str, stands: Any, due: Any) -> Iterator[Cell]:
    """Where two parts of a JSON document differ, entry by entry."""
    if isinstance(stands, dict) and isinstance(due, dict):
        for key in dict.fromkeys([*due, *stands]):
            below = f"{path}.{key}" if path else key
            yield from _cells(below, stands.get(key, NONE_THERE), due.get(key, NONE_THERE))
    elif isinstance(stands, list) and isinstance(due, list) and len(stands) == len(due):
        for place, (one, two) in enumerate(zip(stands, due, strict=True)):
            yield from _cells(f"{path}[{place}]", one, two)
    elif stands != due or type(stands) is not type(due):
        yield Cell(None, (), path, _word(stands), _word(due))


def _word(part: Any) -> str:
    return part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)
