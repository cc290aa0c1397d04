"""`trace_share`: what keeping the trace costs, as a share of identification.

Both sides are the same `ors.identify` with its five tables and its summary, on 1,280 schools in memory. On one side
the run keeps everything that was worked out, as it always does. On the other, every intermediate (value, family,
found number, pooled result, answer) is dropped at the very moment of its last use. When that is, an earlier run has
counted: so nothing is worked out twice, and no real program could throw away sooner. Both sides count their uses
down and free all that they took, so that neither the counting nor the freeing weighs on one of them alone.

The ratio is the median of the differences, turn by turn, over the median with everything kept. It can come out below
zero: then the difference is smaller than what one run differs from the next. Also printed: the memory that the trace
holds, and what writing it to a run folder takes, which is asked of the command and not of an identification.
"""

from __future__ import annotations

import tempfile
import tracemalloc
from collections import Counter
from collections.abc import Hashable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import numpy as np

import orsupport as ors
from benchmarks.made_up_state import EVERYTHING, made_up_state
from benchmarks.measuring import Ratio, in_turn, seconds, spread
from orsupport import identification
from orsupport.evaluation import Evaluation
from orsupport.trace.saving import save

TURNS = 40
KEPT = ("_results", "_found", "_families", "_values", "_answers", "_kinds")
TABLES = ("schools", "groups", "districts", "ratings", "cuts")


class CountedUses(dict[Hashable, Any]):
    """What an evaluation keeps under one of its names. `uses_left`: of each key, None while they are being counted."""

    def __init__(self, uses: Counter[Hashable], counting: bool, discarding: bool) -> None:
        super().__init__()
        self.uses, self.counting, self.discarding = uses, counting, discarding
        self.left = {} if counting else dict(uses)

    def __getitem__(self, key: Hashable) -> Any:
        value = super().__getitem__(key)
        if self.counting:
            self.uses[key] += 1
            return value
        self.left[key] -= 1
        if self.discarding and self.left[key] == 0:
            del self[key]
        return value


def identified(data: ors.Data, rules: ors.Rulebook, uses: dict[str, Counter[Hashable]], mode: str) -> ors.Run:
    """A run with its tables and summary. `mode`: count (the uses), keep, or discard (after the last use)."""

    class Counted(Evaluation):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            for name in KEPT:
                setattr(self, name, CountedUses(uses[name], mode == "count", mode == "discard"))

    with patch.object(identification, "Evaluation", Counted):
        run = ors.identify(data, rules)
    for name in TABLES:
        run.table(name)
    assert run.summary
    return run


def alone(data: ors.Data, rules: ors.Rulebook, uses: dict[str, Counter[Hashable]], mode: str) -> None:
    """A run from its beginning until all of it is freed, so that either side frees what it has taken."""
    identified(data, rules, uses, mode)


def held(data: ors.Data, rules: ors.Rulebook, uses: dict[str, Counter[Hashable]], mode: str) -> tuple[int, int]:
    """Bytes of numpy and Python that a run holds in the end, and the most that it held."""
    tracemalloc.start()
    run = identified(data, rules, uses, mode)
    held = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del run
    return held


def trace_bytes(run: ors.Run) -> int:
    """The memory behind the arrays that an explanation reads, each counted once."""
    parts = []
    for _, value in run.trace.kept_values():
        parts += [value.held, value.why, value.low.numerators, value.high.numerators]
        parts += [np.asarray(value.low.denominators), np.asarray(value.high.denominators)]
    parts += [answers for _, answers in run.trace.kept_answers()]
    bases = [part if part.base is None else part.base for part in parts]
    return sum({id(base): getattr(base, "nbytes", 0) for base in bases}.values())


def kilobytes(count: int) -> str:
    return f"{count / 1000:,.0f} kB"


def measure(turns: int = TURNS) -> Ratio:
    """With everything kept and with everything thrown away, in turn."""
    schools, results = made_up_state(1280, EVERYTHING)
    data, rules = ors.read(schools=schools, results=results), ors.rules("oregon-2023")
    uses: dict[str, Counter[Hashable]] = {name: Counter() for name in KEPT}
    run = identified(data, rules, uses, "count")
    kept, thrown = in_turn(lambda: alone(data, rules, uses, "keep"), lambda: alone(data, rules, uses, "discard"), turns)
    differences = [one - other for one, other in zip(kept, thrown, strict=True)]
    kept_bytes, thrown_bytes = (held(data, rules, uses, mode) for mode in ("keep", "discard"))
    with tempfile.TemporaryDirectory(prefix="orsupport-bench-") as work:
        written = [seconds(partial(save, run.trace, Path(work) / str(turn))) for turn in range(5)]
        size = sum(file.stat().st_size for file in (Path(work) / "0").iterdir())
    says = (
        f"kept {spread(kept)}, thrown away {spread(thrown)}\n"
        f"  the trace itself: {kilobytes(trace_bytes(run))}; "
        f"held after a run: {kilobytes(kept_bytes[0])} against {kilobytes(thrown_bytes[0])}; "
        f"at the most: {kilobytes(kept_bytes[1])} against {kilobytes(thrown_bytes[1])}\n"
        f"  writing it to a run folder: {spread(written)}, {kilobytes(size)}"
    )
    return Ratio("trace_share", median(differences) / median(kept), says)
