"""orsupport: identify schools for support under the Every Student Succeeds Act, and explain every answer.

import orsupport as ors
data = ors.read("data/")
run = ors.identify(data, ors.rules("my-rules.toml"), year="2024-25")
print(ors.explain(run, school="498"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orsupport.explanation import Explanation, against, explain, why_not
from orsupport.identification import Run, identify
from orsupport.problems import InputError, Problem
from orsupport.rulebook import Finding, Rulebook, RulesError
from orsupport.rulebook import examine as check
from orsupport.rulebook import load as rules
from orsupport.statuses import statuses_of
from orsupport.tables import Data, read
from orsupport.take import what_it_would_take
from orsupport.version import VERSION

if TYPE_CHECKING:
    from orsupport.comparison import Comparison, compare
    from orsupport.counting import Counted, count
    from orsupport.verification import Verification, verify

__all__ = [
    "VERSION",
    "Comparison",
    "Counted",
    "Data",
    "Explanation",
    "Finding",
    "InputError",
    "Problem",
    "Rulebook",
    "RulesError",
    "Run",
    "Verification",
    "against",
    "check",
    "compare",
    "count",
    "explain",
    "identify",
    "read",
    "rules",
    "statuses_of",
    "verify",
    "what_it_would_take",
    "why_not",
]


def __getattr__(name: str) -> Any:
    """Counting needs libraries that nothing else needs, so that it is imported when it is first asked for."""
    if name in ("Counted", "count"):
        from orsupport import counting

        return getattr(counting, name)
    if name in ("Comparison", "compare"):
        from orsupport import comparison

        return getattr(comparison, name)
    if name in ("Verification", "verify"):
        from orsupport import verification

        return getattr(verification, name)
    raise AttributeError(f"module 'orsupport' has no attribute {name!r}")
