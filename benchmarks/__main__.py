"""Measure everything and print it: first in words, then one line a ratio.

`python -m benchmarks` measures all; `python -m benchmarks trace_share` only what is named.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from benchmarks import command_start, count, ingest, language, nation, report, take, trace_kept, verify
from benchmarks.measuring import Ratio, SkippedError

BENCHMARKS: dict[str, Callable[[], Ratio]] = {
    "cli_vs_import_floor": command_start.measure,
    "trace_share": trace_kept.measure,
    "nation_vs_state": nation.measure,
    "language_vs_oregon": language.measure,
    "ingest_vs_openpyxl": ingest.against_openpyxl,
    "ingest_parallel": ingest.parallel,
    "count_vs_polars": count.vs_polars,
    "count_vs_duckdb": count.vs_duckdb,
    "count_parquet_vs_polars": count.parquet_vs_polars,
    "count_peak_gb": count.peak_gb,
    "take_vs_identify": take.measure,
    "verify_vs_identify": verify.measure,
    "report_vs_identify": report.measure,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"No such benchmark: {', '.join(unknown)}. There are {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    ratios = []
    for name in names or BENCHMARKS:
        try:
            ratio = BENCHMARKS[name]()
        except SkippedError as skipped:
            print(f"{name}: {skipped}", flush=True)
            continue
        print(f"{ratio.name}: {ratio.says}", flush=True)
        ratios.append(ratio)
    print()
    for ratio in ratios:
        print(ratio)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
