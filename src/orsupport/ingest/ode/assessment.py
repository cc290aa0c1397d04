"""English language arts and mathematics: the students with a level, and those at Level 3 or 4."""

from __future__ import annotations

from orsupport.ingest.ode.marks import BLANK, DASH, HIDDEN, NONE, Bound, Mark, Outcome, outcome

COLUMNS = ("met", "percent", "level_4", "level_3", "level_2", "level_1")


def outcome_of(met: Mark, percent: Mark, *levels: Mark) -> Outcome:
    """The result of a row; `--` in a level's column is a zero where the number proficient is printed."""
    if isinstance(met, float):
        known = [0.0 if level == NONE else level for level in levels]
        numbers = [level for level in known if isinstance(level, float)]
        return outcome(sum(numbers) if len(numbers) == len(known) else BLANK, met, percent)
    if isinstance(met, Bound) and not isinstance(percent, (float, Bound)):
        percent = met
    return outcome(met if met in (HIDDEN, NONE) else BLANK, met, BLANK if percent == DASH else percent)
