"""`report_vs_identify`: all the pages and the workbook of a made-up State, against its identification.

Both sides are the library on data in memory: `fixtures/oregon-like` under Oregon's rules, 1,260 schools in 197
districts. One side identifies them; the other writes the page of the State, the districts' pages and the workbook into
a new folder, with two processes, what it would take for every school near a line included. Not measured here: reading
the data.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

import orsupport as ors
from benchmarks.measuring import Ratio, in_turn, spread

STATE, TURNS = Path(__file__).resolve().parent.parent / "fixtures" / "oregon-like", 2


def measure() -> Ratio:
    """One identification and its whole site, in turn."""
    data, rules = ors.read(STATE), ors.rules("oregon-2023")
    run = ors.identify(data, rules)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        reporting, identifying = in_turn(lambda: ors.report(run, site), lambda: ors.identify(data, rules), TURNS)
        files = sorted((each.stat().st_size, each.name) for each in site.rglob("*") if each.is_file())
    pages = [each for each in files if each[1].endswith(".html")]
    says = (
        f"the whole site: {spread(reporting)}; {len(pages)} pages, {sum(size for size, _ in files) / 1e6:.1f} MB on "
        f"disk, the largest page {pages[-1][0] / 1e6:.1f} MB\n"
        f"  one identification: {spread(identifying)}"
    )
    return Ratio("report_vs_identify", median(reporting) / median(identifying), says)
