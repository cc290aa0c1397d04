"""No State's name stands in the package: what belongs to a State is its rules file and its reader under `ingest`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "orsupport"
STATES = """
    Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Georgia, Hawaii, Idaho,
    Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, Minnesota,
    Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, New York, Carolina, Dakota,
    Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, Tennessee, Texas, Utah, Vermont, Virginia, Washington,
    Wisconsin, Wyoming, ODE
"""
NAMES = [name.strip().replace(" ", "[ _-]") for name in STATES.split(",")]
NAME = re.compile(f"(?<![a-z])({'|'.join(NAMES)})(?![a-z])", re.IGNORECASE)
SHIPPED = [path.stem for path in (ROOT / "rules").glob("*.toml")]  # the name of a rules file names a file, no State
GROUPS = ["alaska_native", "native_hawaiian", "Alaska Native"]  # federal student groups
# The one reader of a State's files has its command here, so that its help is there without loading the reader.
COMMAND = [
    "def ode(",
    "Folder with ODE's files, as downloaded.",
    "Read the public files of the Oregon Department of Education and write a data folder.",
    "from orsupport.ingest import ode as library",
]


def test_no_state_is_named_outside_its_reader() -> None:
    named = []
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in (".py", ".toml", ".md") or (PACKAGE / "ingest" / "ode") in path.parents:
            continue
        text = path.read_text("utf-8")
        for said in [*SHIPPED, *GROUPS, *(COMMAND if path == PACKAGE / "command" / "gather.py" else [])]:
            text = text.replace(said, "")
        for number, line in enumerate(text.splitlines(), 1):
            named += [f"{path.relative_to(PACKAGE)}, line {number}: {match.group()}" for match in NAME.finditer(line)]
    assert named == []


def test_each_of_the_fifty_states_is_looked_for() -> None:
    # the Carolinas, the Dakotas and the Virginias are one name each; and one department
    assert len(NAMES) == 50 - 3 + 1
    assert NAME.search("as in north-carolina and NEW YORK") is not None
    assert NAME.search("a mode of reading, the coded values") is None
