"""What the rules file counts by: columns that must be there, and what of it nobody published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from orsupport.indicators.rows import FamilyRows
from orsupport.problems import Problem
from orsupport.rulebook.basics import Sourced
from orsupport.rulebook.finding_count import names_read

if TYPE_CHECKING:
    from orsupport.records import Records
    from orsupport.rulebook import Rulebook

BY_KEY = {  # the key of the rules file that asks for a column
    "full_academic_year": "full_year",
    "enrolled_on_census_day": "census_day",
    "recently_arrived": "recently_arrived",
    "test_type": "test_types",
    "grade": "grades",
}


def lacking_of(families: Sequence[FamilyRows], records: Records) -> list[Problem]:
    """Every column that an indicator reads and its record table lacks.

    Read as unknown in every row, such a column would leave every row out.
    """
    asking: dict[tuple[str, str], list[str]] = {}
    for family in families:
        for column in family.columns:
            if column not in family.may_lack and column not in records.tables[family.table].columns:
                asking.setdefault((family.table, column), []).append(family.indicator)
    said = {(problem.table, problem.column) for problem in records.problems}
    return [
        Problem(
            table, column, f"the column is missing, by which the rules file counts {', '.join(names)}{_key(column)}"
        )
        for (table, column), names in asking.items()
        if (table, column) not in said
    ]


def _key(column: str) -> str:
    return f" (key `{BY_KEY[column]}`)" if column in BY_KEY else ""


def assumed_of(book: Rulebook) -> dict[str, list[str]]:
    """What the count rests on and nobody published: indicators, lists, days, rules on problems, numbers read."""
    section = book.count
    if section is None:
        return {}
    read = {name for _, name in names_read(book)}
    entries: dict[str, Mapping[str, Sourced]] = {
        "indicator": section.indicator,
        "list": section.list,
        "day": section.day,
        "problem": section.problem,
        "number": {name: number for name, number in book.number.items() if name in read},
    }
    found = {key: [name for name, entry in of.items() if entry.standing == "assumed"] for key, of in entries.items()}
    return {key: names for key, names in found.items() if names}
