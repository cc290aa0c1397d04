"""One process of `make fuzz`: one reader, one damaged file after the other; faults are kept with their tracebacks."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
import traceback
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from random import Random

import pyarrow

from fuzz.readers import READERS, tried

KEPT = Path("out") / "fuzz"
MEMORY = 8 << 30  # of addresses; what is not used counts too
SAME = 3  # inputs that are kept of one fault


def input_of(seed: str, reader: str, number: int) -> tuple[str, bytes]:
    return READERS[reader].made(Random(f"{seed}/{reader}/{number}"))


def work(seed: str, reader: str, start: int, seconds: float, done: Synchronized[int], place: str) -> None:
    """Try one input after the other; faults are kept, and the traceback of each beside it."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    pyarrow.set_cpu_count(1)
    until = time.monotonic() + seconds
    number = start
    while time.monotonic() < until:
        done.value = number
        folder = Path(place) / "input"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        name, data = input_of(seed, reader, number)
        try:
            tried(reader, folder, name, data)
        except BaseException as error:
            keep(reader, number, name, data, fault_of(error), traceback.format_exc())
        number += 1
    done.value = number


def fault_of(error: BaseException) -> str:
    """Which fault it is: the kind of error and the last line of the library where it arose."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "orsupport" in frame.filename]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"


def keep(reader: str, number: int, name: str, data: bytes, fault: str, text: str) -> None:
    called = hashlib.sha256(fault.encode()).hexdigest()[:8]
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "faults.txt").open("a", encoding="utf-8") as file:
        file.write(f"{reader}\t{fault}\t{number}\n")
    if len(list(KEPT.glob(f"{reader}-{called}-*"))) < 2 * SAME:
        (KEPT / f"{reader}-{called}-{number}+{name}").write_bytes(data)
        (KEPT / f"{reader}-{called}-{number}+{name}.txt").write_text(text, encoding="utf-8", errors="replace")
