"""What a run says of every school and district, in the one form in which two runs are compared."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

from orsupport.rulebook import Rulebook


class Place(NamedTuple):
    """A school or a district by its id; `of`: `school` or `district`."""

    of: str
    id: str


class State(NamedTuple):
    """The answer of a place: its outcome or tier, or why it has none, and the answers of the rules that give names.

    `statuses`: each name with `yes` or `unsure`; a name that is not there is a no.
    """

    answer: str
    statuses: tuple[tuple[str, str], ...] = ()


States = dict[Place, State]

UNSURE = "unsure"
NOT_IDENTIFIED = "not identified"
NOT_JUDGED = "not judged"
PERHAPS_JUDGED = "unsure whether judged"
NO_TIER = "no tier"
ABSENT = State("not in the run")
WITHOUT_NAME = (NOT_IDENTIFIED, NOT_JUDGED, PERHAPS_JUDGED, NO_TIER, ABSENT.answer)


def states_of(schools: pa.Table, districts: pa.Table, book: Rulebook) -> States:
    """The state of every school and district of a run's tables."""
    if book.rates_districts:
        return _rated(districts, "district", "tier", book)
    states = _rated(schools, "school", "outcome", book)
    if book.outcome.district or book.outcome.district_else:
        pairs = zip(districts["district_id"].to_pylist(), districts["tier"].to_pylist(), strict=True)
        states |= {Place("district", each): State(tier or NO_TIER) for each, tier in pairs}
    return states


NAMELESS = {"yes": NOT_IDENTIFIED, "no": NOT_JUDGED, "unsure": PERHAPS_JUDGED}


def nameless(schools: pa.Table, districts: pa.Table, book: Rulebook, place: Place) -> str:
    """What a place is answered that no rule names."""
    if place.of == "district" and not book.rates_districts:
        return NO_TIER
    table = districts if book.rates_districts else schools
    row = table[f"{place.of}_id"].to_pylist().index(place.id)
    return NAMELESS[table["judged"][row].as_py()]


def _rated(table: pa.Table, of: str, given: str, book: Rulebook) -> States:
    rules = list(book.outcome.school.items())
    answers = [table[rule].to_pylist() for _, rule in rules]
    labels = [label for label, _ in rules]
    rows = zip(*answers, strict=True) if answers else [()] * table.num_rows
    columns = (table[name].to_pylist() for name in (f"{of}_id", given, "judged"))
    return {
        Place(of, each): State(
            label or NAMELESS[judged],
            tuple((name, answer) for name, answer in zip(labels, row, strict=True) if answer != "no"),
        )
        for each, label, judged, row in zip(*columns, rows, strict=True)
    }


def kind_of(place: Place, before: State, after: State) -> str:
    """What happened to a place, in a word of the comparison's table of kinds."""
    if ABSENT in (before, after):
        return "only in the second run" if before == ABSENT else "only in the first run"
    if before.answer == after.answer:
        return "same outcome, other statuses"
    if UNSURE in (before.answer, after.answer):
        return "became unsure" if after.answer == UNSURE else "no longer unsure"
    if NOT_JUDGED in (before.answer, after.answer) and {before.answer, after.answer} <= {*WITHOUT_NAME}:
        return "no longer judged" if after.answer == NOT_JUDGED else "judged now"
    if {before.answer, after.answer} <= {*WITHOUT_NAME}:
        return "judged otherwise"
    if place.of == "district" and NO_TIER in (before.answer, after.answer):
        return "came into a tier" if before.answer == NO_TIER else "left its tier"
    if before.answer in WITHOUT_NAME:
        return "came on the list"
    if after.answer in WITHOUT_NAME:
        return "went off the list"
    return "moved on the list" if place.of == "school" else "moved to another tier"
