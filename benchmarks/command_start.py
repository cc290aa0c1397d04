"""`cli_vs_import_floor`: the whole command on a State of Oregon's size against only importing what it stands on.

One side is the wall time of `orsupport identify DATA --rules oregon-2023 --out RUN`, from starting the process to its
end: 1,280 schools as CSV, three years of results as Parquet, the six indicators that Oregon publishes. The other is
`python -c "import pandas, pyarrow, pydantic"` in the same environment.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import pyarrow.csv
import pyarrow.parquet

from benchmarks.made_up_state import PUBLIC, made_up_state
from benchmarks.measuring import Ratio, in_turn, spread

FLOOR = "import pandas, pyarrow, pydantic"
TURNS = 15


def write_data(folder: Path, schools: int = 1280) -> int:
    """A data folder of the contract; how many rows of results it holds."""
    folder.mkdir(parents=True)
    school_table, results = made_up_state(schools, PUBLIC)
    pyarrow.csv.write_csv(school_table, folder / "schools.csv")
    text = {name: pyarrow.string() for name in ("school_year", "school_id", "student_group", "indicator")}
    fields = [pyarrow.field(field.name, text.get(field.name, field.type)) for field in results.schema]
    pyarrow.parquet.write_table(results.cast(pyarrow.schema(fields)), folder / "results.parquet")
    return int(results.num_rows)


def measure(turns: int = TURNS) -> Ratio:
    """Both commands in turn, each in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="orsupport-bench-") as work:
        data, run = Path(work) / "data", Path(work) / "run"
        rows = write_data(data)
        command = [str(Path(sys.executable).with_name("orsupport")), "identify", str(data)]
        command += ["--rules", "oregon-2023", "--out", str(run)]

        def whole() -> None:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

        def floor() -> None:
            subprocess.run([sys.executable, "-c", FLOOR], check=True)

        whole_times, floor_times = in_turn(whole, floor, turns)
    says = f"{rows:,} rows of results: identify {spread(whole_times)}, imports {spread(floor_times)}"
    return Ratio("cli_vs_import_floor", median(whole_times) / median(floor_times), says)
