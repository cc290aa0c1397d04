"""`take_vs_identify`: what it would take for every identified school of a made-up State, against its identification.

Both sides are the library on data in memory: `fixtures/oregon-like` under Oregon's rules, 1,260 schools. One side
identifies them; the other finds for each identified school and status the change that turns it, and proves each by
working the year out anew. Not measured here: reading the data, and writing anything.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

import orsupport as ors
from benchmarks.measuring import Ratio, in_turn, spread
from orsupport.take import for_all

STATE, TURNS = Path(__file__).resolve().parent.parent / "fixtures" / "oregon-like", 3


def measure() -> Ratio:
    """One identification and everything that would turn it, in turn."""
    data, rules = ors.read(STATE), ors.rules("oregon-2023")
    run = ors.identify(data, rules)
    taking, identifying = in_turn(lambda: for_all(run), lambda: ors.identify(data, rules), TURNS)
    found = for_all(run)
    turned = sum(1 for each in found if each["changes"])
    says = (
        f"{len(found)} answers, {turned} with a change that turns them: {spread(taking)}\n"
        f"  one identification: {spread(identifying)}"
    )
    return Ratio("take_vs_identify", median(taking) / median(identifying), says)
