"""`verify_vs_identify`: verifying a run with its data against identifying and writing it.

One side is `ors.verify(run, data)`, which reads the inputs and the rules, works all of it out anew, writes it, and
holds every file and every table of the data against it. The other is `ors.identify(ors.read(data), rules).write(run)`.
Both are the library in one process, so that no start of a process hides the difference; the two commands are printed
beside it. The data are those of fixtures/oregon-like: 1,260 schools under oregon-2023.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import orsupport as ors
from benchmarks.measuring import Ratio, in_turn, spread

DATA = Path(__file__).resolve().parent.parent / "fixtures" / "oregon-like"
RULES = "oregon-2023"
TURNS, COMMAND_TURNS = 9, 5


def measure(turns: int = TURNS, command_turns: int = COMMAND_TURNS) -> Ratio:
    """Both in turn in the library, and both commands in turn."""
    with tempfile.TemporaryDirectory(prefix="orsupport-bench-") as work:
        run = Path(work) / "run"

        def identify() -> None:
            ors.identify(ors.read(DATA), ors.rules(RULES)).write(run)

        def verify() -> None:
            assert ors.verify(run, DATA).same

        identify()
        verified, identified = in_turn(verify, identify, turns)
        command = str(Path(sys.executable).with_name("orsupport"))
        identifying = [command, "identify", str(DATA), "--rules", RULES, "--out", str(run)]
        verifying = [command, "verify", str(run), "--data", str(DATA)]
        commands = in_turn(lambda: _done(verifying), lambda: _done(identifying), command_turns)
    says = (
        f"verify {spread(verified)}, identify and write {spread(identified)}\n"
        f"  as commands: verify {spread(commands[0])}, identify {spread(commands[1])}"
    )
    return Ratio("verify_vs_identify", median(verified) / median(identified), says)


def _done(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
