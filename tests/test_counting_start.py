"""Who counts no students does not wait for the compiler."""

from __future__ import annotations

import subprocess
import sys

import pytest

SAID = "import sys; print(sorted(name for name in ('numba', 'narwhals', 'polars', 'duckdb') if name in sys.modules))"


def loaded_after(statement: str) -> str:
    done = subprocess.run([sys.executable, "-c", f"{statement}\n{SAID}"], check=True, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "statement",
    [
        "import orsupport",
        "import orsupport.command",
        "import orsupport as ors; ors.identify(ors.read('fixtures/tiny'), ors.rules('fixtures/tiny/rules.toml'))",
    ],
)
def test_an_identification_loads_no_compiler_and_no_dataframe_library(statement: str) -> None:
    assert loaded_after(statement) == "[]"


def test_reading_how_students_are_counted_loads_no_compiler() -> None:
    statement = "import orsupport as ors; assert ors.rules('oregon-2023').count; import orsupport.counting.sums"
    assert "numba" not in loaded_after(statement)
