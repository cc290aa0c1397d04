"""The sheet of what moved since an earlier run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orsupport.reporting.moved_part import answer
from orsupport.reporting.words import WORDS
from orsupport.reporting.workbook.scope import Scope
from orsupport.reporting.workbook.sheet import Column, Sheet

T = WORDS["workbook"]


def moved(scope: Scope) -> Sheet | None:
    """Every school and district of the workbook whose outcome or tier was another in the earlier run; in that of the
    State also those that only one of the runs has. None where no earlier run is given."""
    found = scope.content.moved
    if found is None:
        return None
    columns = [Column(T["column"]["kind"], "text", 10), Column(T["column"]["id"], "id", 14)]
    columns += [Column(T["column"]["name"], "text", 34), Column(T["column"]["before"], "text", 26)]
    columns += [Column(T["column"]["now"], "text", 26)]

    def rows() -> Iterator[list[Any]]:
        districts = {row["district_id"]: row["district_name"] for row in scope.districts}
        for of, pairs, names in (("districts", found.tiers, districts), ("schools", found.outcomes, scope.named)):
            for each, (first, second) in pairs.items():
                if first != second and (each in names or (second == "absent" and scope.district is None)):
                    told = (answer(first, of, "before"), answer(second, of, "now"))
                    yield [WORDS["state"][f"of_{of[:-1]}"], each, names.get(each), *told]

    about = T["about"]["moved"].format(year=found.before.year, rules=found.before.rules)
    return Sheet(T["sheet"]["moved"], about, columns, rows(), frozen=3)
