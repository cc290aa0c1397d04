"""orsupport: identify schools for support under the Every Student Succeeds Act, and explain every answer.

import orsupport as ors
data = ors.read("data/")
run = ors.identify(data, ors.rules("my-rules.toml"), year="2024-25")
print(ors.explain(run, school="498"))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from orsupport.version import VERSION

if TYPE_CHECKING:
    from orsupport.comparison import Comparison, compare
    from orsupport.counting import Counted, count
    from orsupport.explanation.explain import Explanation, against, explain, why_not
    from orsupport.identification import Run, identify
    from orsupport.problems import InputError, Problem
    from orsupport.reporting import report
    from orsupport.rulebook import Finding, Rulebook, RulesError
    from orsupport.rulebook import examine as check
    from orsupport.rulebook import load as rules
    from orsupport.statuses import statuses_of
    from orsupport.tables import Data, read
    from orsupport.take import what_it_would_take
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
    "report",
    "rules",
    "statuses_of",
    "verify",
    "what_it_would_take",
    "why_not",
]


STANDS_IN = {
    "comparison": ("Comparison", "compare"),
    "counting": ("Counted", "count"),
    "explanation": ("Explanation", "against", "explain", "why_not"),
    "identification": ("Run", "identify"),
    "problems": ("InputError", "Problem"),
    "reporting": ("report",),
    "rulebook": ("Finding", "Rulebook", "RulesError", "check", "rules"),
    "statuses": ("statuses_of",),
    "tables": ("Data", "read"),
    "take": ("what_it_would_take",),
    "verification": ("Verification", "verify"),
}
CALLED = {"check": "examine", "rules": "load"}  # there


def __getattr__(name: str) -> Any:
    """Everything is imported when it is first asked for, so that a command starts at once and Ctrl-C finds it."""
    for module, names in STANDS_IN.items():
        if name in names:
            found = getattr(import_module(f"orsupport.{module}"), CALLED.get(name, name))
            globals()[name] = found
            return found
    raise AttributeError(f"module 'orsupport' has no attribute {name!r}")
