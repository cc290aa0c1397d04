"""The graduation cohort: graduates after four years, and all who completed after five."""

from __future__ import annotations

from orsupport.ingest.ode.marks import HIDDEN, Mark, Outcome, outcome

COLUMNS_4YR = ("counted", "met", "percent")
COLUMNS_5YR = ("counted", "graduates", "other_completers", "percent")


def graduation(cohort: Mark, graduates: Mark, percent: Mark) -> Outcome:
    """Four-year graduation: graduates, of the adjusted cohort."""
    return outcome(cohort, graduates, percent)


def completion(cohort: Mark, graduates: Mark, others: Mark, percent: Mark) -> Outcome:
    """Five-year completion: graduates and other completers, of the adjusted cohort."""
    both = graduates + others if isinstance(graduates, float) and isinstance(others, float) else HIDDEN
    return outcome(cohort, both, percent)
