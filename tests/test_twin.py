"""The engine says exactly what its plain-Python twin says, on made-up States under made-up rules files."""

import os
from typing import Any

from hypothesis import HealthCheck, given, settings
from made_up import cases
from twin import differences

EXAMPLES = int(os.environ.get("ORSUPPORT_EXAMPLES", "300"))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(cases())
def test_engine_and_twin_say_the_same(case: tuple[dict[str, list[Any]], dict[str, Any], str | None]) -> None:
    assert differences(*case) == []
