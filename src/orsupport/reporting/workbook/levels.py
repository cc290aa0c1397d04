"""The place of each level in its ladder, from 0 at the lowest to 1 at the highest, and the colour of a place."""

from __future__ import annotations

from orsupport.rulebook import Rulebook
from orsupport.rulebook.entries import Band, Table
from orsupport.rulebook.measure_names import level_names

LOWEST, MIDDLE, HIGHEST = (0xF0, 0xA8, 0x68), (0xFA, 0xF3, 0xE6), (0x8F, 0xBC, 0xE6)


def ladders(book: Rulebook) -> list[list[str]]:
    """The levels of every band and table of the file, lowest first."""
    found: list[list[str]] = []
    for measure in book.measure.values():
        if isinstance(measure, Band):
            found.append(list(level_names(measure)))
        elif isinstance(measure, Table):
            found.append(list(measure.levels))
    return found


def places(book: Rulebook) -> dict[str, float]:
    """The place of each level; none where two ladders of the file put one name in different places."""
    found: dict[str, set[float]] = {}
    for ladder in ladders(book):
        for place, name in enumerate(ladder):
            found.setdefault(name, set()).add(place / max(len(ladder) - 1, 1))
    return {name: next(iter(each)) for name, each in found.items() if len(each) == 1}


def are_numbers(book: Rulebook) -> bool:
    """Whether every level of the file is named by a whole number."""
    names = {name for ladder in ladders(book) for name in ladder}
    return bool(names) and all(name.isascii() and name.isdigit() and str(int(name)) == name for name in names)


def colour(place: float) -> str:
    """From orange by white to blue, which those who cannot tell red from green can tell; black text reads on each."""
    low, high, along = (LOWEST, MIDDLE, 2 * place) if place < 0.5 else (MIDDLE, HIGHEST, 2 * place - 1)
    mixed = (round(start + (end - start) * along) for start, end in zip(low, high, strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)
