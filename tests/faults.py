"""The planted faults of `tests/faults`: small changes to a rules file that has none, each with what `check` must say.

`python tests/faults.py` prints how many there are, and how many of them are found.
"""

from __future__ import annotations

import copy
import functools
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import orsupport as ors
from orsupport.rulebook.law import breaks_of

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "faults"


class Fault(NamedTuple):
    """One planted fault. `also`: other errors that the same change rightly brings."""

    table: str
    base: str
    change: dict[str, Any]
    take_out: list[str]
    finding: str
    also: list[str]

    def __str__(self) -> str:
        return f"{self.table}: {self.finding}"


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


@functools.cache
def _base(name: str) -> dict[str, Any]:
    more = read(FOLDER / "base" / f"{name}.toml")
    rules = read(ROOT / more.pop("beside"))
    for section, entries in more.items():
        rules.setdefault(section, {}).update(entries)
    return rules


def base(name: str) -> dict[str, Any]:
    """The rules file without a fault that the changes spoil."""
    return copy.deepcopy(_base(name))


def changed(name: str, change: dict[str, Any], take_out: list[str] = []) -> dict[str, Any]:  # noqa: B006
    """The file with other values at some paths, such as `rule.csi.any` or `measure.capped.cases.0.when`, or without."""
    rules = base(name)
    for path in [*change, *take_out]:
        *steps, last = path.split(".")
        table: Any = rules
        for step in steps:
            table = table[int(step) if isinstance(table, list) else step]
        if path in take_out:
            del table[last]
        else:
            table[last] = copy.deepcopy(change[path])
    return rules


def faults() -> list[Fault]:
    """Every planted fault of every table."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        table = read(path)
        for each in table["fault"]:
            assert set(each) <= {"change", "take_out", "finding", "also"}, each
            change, out = each.get("change", {}), each.get("take_out", [])
            found.append(Fault(path.stem, table["base"], change, out, each["finding"], each.get("also", [])))
    return found


def said(fault: Fault) -> list[str]:
    """Every line that `check` says of the spoilt file; of a table about the law, that `check --law` says."""
    book, findings = ors.check(changed(fault.base, fault.change, fault.take_out))
    if fault.base == "law" and book is not None:
        findings = breaks_of(book)
    return [str(finding) for finding in findings]


if __name__ == "__main__":
    every = faults()
    for name in dict.fromkeys(fault.table for fault in every):
        planted = [fault for fault in every if fault.table == name]
        seen = sum(fault.finding in said(fault) for fault in planted)
        print(f"{name:10} {len(planted):4} planted {seen:4} found")
    print(f"{'all':10} {len(every):4} planted {sum(fault.finding in said(fault) for fault in every):4} found")
