"""Every command, and what is done with an error that reaches none of them."""

from __future__ import annotations

import sys

import pyarrow as pa
import typer

from orsupport.command.groups import app
from orsupport.problems import InputError
from orsupport.rulebook import RulesError

from orsupport.command import identify, explain, verify, compare, report, check, gather, simulate  # noqa: F401 # isort: skip - as --help lists them

__all__ = ["app", "run"]

FRAMELESS = (
    "identify",
    "explain",
    "statuses",
    "verify",
    "compare",
    "report",
    "ingest",
    "count",
    "simulate",
)  # commands that make no pandas frame and may do without pandas


class _NoPandas:
    """Says of pandas that it is not installed."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _leave_pandas_out() -> None:
    """Let pyarrow settle that there is no pandas, in this process and for pyarrow alone.

    Otherwise it imports pandas at its first conversion of anything, which takes a third of a whole identification.
    """
    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([True])
    finally:
        sys.meta_path.remove(_NoPandas)


def run() -> None:
    """Run the command; an input that cannot be used ends with every problem listed and exit code 2."""
    if sys.argv[1:2] and sys.argv[1] in FRAMELESS and "pandas" not in sys.modules:
        _leave_pandas_out()
    try:
        app(standalone_mode=True)
    except (InputError, RulesError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except OSError as error:
        typer.echo(f"{error.filename or 'The disk'}: {error.strerror}. Nothing was written.", err=True)
        sys.exit(2)
