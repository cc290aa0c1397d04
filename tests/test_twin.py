"""The engine says exactly what its plain-Python twin says, on made-up States under made-up rules files."""

import os
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, settings

from made_up import cases
from twin import differences, holds_something

EXAMPLES = int(os.environ.get("ORSUPPORT_EXAMPLES", "300"))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(cases())
def test_engine_and_twin_say_the_same(case: tuple[dict[str, list[Any]], dict[str, Any], str | None]) -> None:
    assume(holds_something(case[0], case[1]))
    assert differences(*case) == []
