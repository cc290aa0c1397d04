"""`make fuzz`: damaged files to every reader, for FUZZ_SECONDS seconds, from the seed FUZZ_SEED.

Damage is drawn at random by our own changes (changes.py) and not led by coverage as the fuzzer Atheris would: half of
the readers are compiled libraries that it cannot see into, one fault would end its run, and it does not run on
Windows. Hypothesis makes values and no damaged files. The input number i of a reader is always the same for one seed.

Each reader has its process, with bounded memory, so that a crash, a hang or memory without end is seen and counted.
Exit code 1 where anything was found; what was found is kept in out/fuzz, one file each, ready for tests/fuzz/found.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.sharedctypes import Synchronized

from fuzz.readers import READERS
from fuzz.trying import KEPT, input_of, keep, work

QUICK = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a disk in memory
STUCK = 30  # seconds with one input


def fuzzed(seed: str, reader: str, seconds: float) -> int:
    """Let a process work, and another where one was ended; how many inputs were tried."""
    context = multiprocessing.get_context("spawn")
    start, until = 0, time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        done = context.Value("q", start)
        with tempfile.TemporaryDirectory(dir=QUICK) as place:
            process = context.Process(target=work, args=(seed, reader, start, left, done, place))
            process.start()
            for fault in watched(process, done, left):
                number = int(done.value)
                keep(reader, number, *input_of(seed, reader, number), fault, fault)
                done.value = number + 1
        start = int(done.value)
    return start


def watched(process: multiprocessing.process.BaseProcess, done: Synchronized[int], seconds: float) -> Iterator[str]:
    """How the process ended, if it was not by itself."""
    last, since = -1, time.monotonic()
    started = False
    while process.is_alive():
        process.join(0.2)
        if done.value != last:
            started = last >= 0
            last, since = int(done.value), time.monotonic()
        elif time.monotonic() - since > (STUCK if started else 4 * STUCK):
            process.kill()
            process.join()
            yield f"an input was not read within {STUCK} seconds"
            return
    if process.exitcode:
        yield f"the process ended with {process.exitcode}"


def main() -> None:
    seconds = float(os.environ.get("FUZZ_SECONDS", "120"))
    seed = os.environ.get("FUZZ_SEED", "2025")
    chosen = sys.argv[1:] or [*READERS]
    shutil.rmtree(KEPT, ignore_errors=True)
    whole = sum(READERS[reader].share for reader in chosen)
    processes = os.cpu_count() or 1
    began = time.monotonic()
    with ThreadPoolExecutor(processes) as pool:  # each thread only watches a process
        spent = {reader: processes * seconds * READERS[reader].share / whole for reader in chosen}
        asked = {reader: pool.submit(fuzzed, seed, reader, min(spent[reader], seconds)) for reader in
                 sorted(chosen, key=lambda each: -spent[each])}  # fmt: skip
        counts = {reader: asked[reader].result() for reader in chosen}
    took = time.monotonic() - began
    faults: Counter[tuple[str, str]] = Counter()
    if (KEPT / "faults.txt").exists():
        for line in (KEPT / "faults.txt").read_text(encoding="utf-8").splitlines():
            reader, fault, _ = line.split("\t")
            faults[reader, fault] += 1
    print(f"seed {seed}, {took:.0f} seconds, {processes} processes")
    for reader, count in counts.items():
        bad = sum(number for (where, _), number in faults.items() if where == reader)
        print(
            f"  {reader:<12}{count:>10,} inputs{count / min(spent[reader], seconds):>10,.0f} a second{bad:>8,} faults"
        )
    total = sum(counts.values())
    print(f"  {'all':<12}{total:>10,} inputs{total / took:>10,.0f} a second{sum(faults.values()):>8,} faults")
    for (reader, fault), number in faults.most_common():
        print(f"  {reader}: {fault}, {number} times")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
