"""The watch list, as `explain --watch` prints it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer


def watched(run: Path, within: int, as_json: bool) -> None:
    """The schools at most so many students from a line, on both sides."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    from orsupport.explanation.take_text import watch_list_text
    from orsupport.take import watch_list

    console = Console(stderr=True)
    columns = (TextColumn("What it would take"), BarColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)
        found = watch_list(run, within, lambda done, of: progress.update(task, completed=done, total=of))
    if as_json:
        typer.echo(json.dumps({"format": 1, "within": within, "watch": found}, indent=1, ensure_ascii=False))
    else:
        typer.echo(watch_list_text(found, within))
