"""The engine says exactly what its plain-Python twin says, on made-up States under made-up rules files."""

import os
from collections import defaultdict
from random import randrange
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

import naive
from made_up import NEW_KINDS, cases
from twin import compared, kinds_read

EXAMPLES = int(os.environ.get("ORSUPPORT_EXAMPLES", "280"))
A_ROUND = settings(
    max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
FORMS = (  # read by rules that do not all answer alike
    *("all", "any", "years", "in_years"),
    *("compared", "named", "not", "rated", "was", "any_group", "any_school"),
    *(f"number {kind}" for kind in ("figure", "by", "line", "lowest", "percentile", "average")),
    *("indicator share", "indicator given"),
    *(f"measure {kind}" for kind in ("band", "table", "difference", "earlier", "rank", "one_group", "years_in")),
    *(f"measure {kind}" for kind in ("index", "best", "worst", "pool", "count", "share", "choose")),
    *("count of groups", "share of groups", "band family"),
)
REACHED = ("index over groups", "best over groups", "worst over groups", "difference family")  # with any answer
REACHED += ("count of schools", "share of schools", "schools of a district", "schools of a state")


def test_engine_and_twin_say_the_same() -> None:
    """Every answer, measure and cell of every table; and the files drawn reach all that the rules language has, if need
    be after some rounds more."""
    seen: dict[str, set[str]] = defaultdict(set)

    def compare(case: tuple[dict[str, list[Any]], dict[str, Any], str | None]) -> None:
        differing, twin = compared(*case)
        assert differing == []
        for name, rule in case[1]["rule"].items():
            if isinstance(rule, dict):
                answers = {naive.PRINTED[answer] for answer in twin["answers"][name].values()}
                for form in kinds_read(case[1], rule):
                    seen[form] |= answers

    def unreached() -> list[str]:
        return [form for form in FORMS if len(seen[form]) < 2] + [form for form in REACHED if not seen[form]]

    first = 0 if "ORSUPPORT_EXAMPLES" not in os.environ else randrange(2**32)
    for drawn_from in range(first, first + 5):
        seed(drawn_from)(A_ROUND(given(cases(kinds=NEW_KINDS))(compare)))()
        if not unreached():
            break
    assert unreached() == []
