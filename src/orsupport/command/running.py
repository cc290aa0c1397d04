"""The command that was asked for, imported and run, and what is done with an error that reaches it."""

from __future__ import annotations

import sys
from importlib import import_module

import pyarrow as pa
import typer

from orsupport.command.groups import app
from orsupport.problems import InputError
from orsupport.rulebook import RulesError

OF_ITS_NAME = ("identify", "explain", "verify", "compare", "report", "check", "simulate")
"""Commands whose module has their name; it is imported without the others, which takes less time."""


class _NoPandas:
    """Says of pandas that it is not installed."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _leave_pandas_out() -> None:
    """Let pyarrow settle that there is no pandas, in this process and for pyarrow alone: no command makes a frame.

    Otherwise it imports pandas at its first conversion of anything, which takes a third of a whole identification.
    """
    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([True])
    finally:
        sys.meta_path.remove(_NoPandas)


def run() -> None:
    """Run the command; an input that cannot be used ends with every problem listed and exit code 2."""
    if "pandas" not in sys.modules:
        _leave_pandas_out()
    asked = next(iter(sys.argv[1:]), "")
    import_module(f"orsupport.command.{asked if asked in OF_ITS_NAME else 'commands'}")
    try:
        app(standalone_mode=True)
    except (InputError, RulesError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except OSError as error:
        typer.echo(f"{error.filename or 'The disk'}: {error.strerror}. Nothing was written.", err=True)
        sys.exit(2)
