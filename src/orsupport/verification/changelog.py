"""What the changelog says of answers that can differ between two versions."""

from __future__ import annotations

import re
from pathlib import Path

VERSION_HEADING = re.compile(r"^## (\d+(?:\.\d+)*)\s*$", re.MULTILINE)
SECTION = "### Answers that can differ"


def changelog() -> str:
    """The changelog that comes with the library."""
    here = Path(__file__).resolve().parent.parent
    for file in (here / "CHANGELOG.md", here.parent.parent / "CHANGELOG.md"):
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return ""


def versions(text: str) -> dict[str, str]:
    """Each version that the changelog knows, with what it says of it."""
    parts = VERSION_HEADING.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def answers_since(text: str, one: str, other: str) -> list[str]:
    """The lines on answers that can differ of each version after the earlier of the two, up to the later."""
    first, last = sorted((_number(one), _number(other)))
    said = versions(text)
    between = sorted((version for version in said if first < _number(version) <= last), key=_number)
    return [f"{version}: {line}" for version in between for line in _lines(said[version])]


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _lines(text: str) -> list[str]:
    _, _, after = text.partition(f"\n{SECTION}")
    section = re.split(r"^#", after, maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^\* (.*)$", section, re.MULTILINE)
