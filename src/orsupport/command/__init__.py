"""The command: a thin skin over the library, with the same nouns and verbs."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from orsupport.command.commands import app

__all__ = ["app", "main"]

STOPPED = 130  # the exit code of a command that was stopped from the keyboard
MANY = 200_000  # new objects, after which it is looked for those that only hold each other


class StoppedError(BaseException):
    """Somebody pressed Ctrl-C. It is no KeyboardInterrupt, so that no library on the way makes something else of it."""


def main() -> None:
    """Run the command; Ctrl-C ends it in one line, also while it still imports what it needs."""
    try:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _stop)
        _make_haste()
        from orsupport.command.running import run

        run()
    except (StoppedError, KeyboardInterrupt):
        placed = getattr(sys.modules.get("orsupport.whole"), "placed", [])
        written = f"{placed[-1]} was written" if placed else "Nothing was written"
        print(f"Stopped. {written}.", file=sys.stderr)
        sys.exit(STOPPED)


def _make_haste() -> None:
    """What Python and pydantic do for a long life, and a process that ends in a second need not wait for."""
    gc.set_threshold(MANY)
    atexit.register(gc.freeze)  # the system frees the memory of a process that ends in one step
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else it reads what every installed package is


def _stop(number: int, frame: object) -> NoReturn:
    raise StoppedError


def __getattr__(name: str) -> Any:
    if name == "app":
        from orsupport.command.commands import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
