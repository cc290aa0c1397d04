"""Where things stand: names of files and of places within a page, safe on any system whatever an id holds."""

from __future__ import annotations

from hashlib import sha256

LONGEST = 80


def slug(name: str) -> str:
    """A name of small letters, digits and hyphens for any id; different ids have different ones.

    Anything else stands by its number between underscores, so that no system takes two names for the same.
    """
    plain = "".join(
        each if each.isascii() and (each.isdigit() or each.islower() or each == "-") else f"_{ord(each):x}_"
        for each in name
    )
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}__{sha256(name.encode()).hexdigest()[:16]}"


def file_of(district_id: str) -> str:
    """The file of a district's page."""
    return f"district-{slug(district_id)}.html"


def section_of(school_id: str) -> str:
    """The place of a school's section on its page."""
    return f"school-{slug(school_id)}"
