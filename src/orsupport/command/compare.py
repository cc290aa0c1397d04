"""`compare`: what changed between two runs, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from orsupport.command.groups import app


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="RUN_A", help="The earlier run folder.")],
    second: Annotated[Path, typer.Argument(metavar="RUN_B", help="The later run folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="As data, for a program.")] = False,
    most_reruns: Annotated[
        int, typer.Option("--reruns", min=0, help="How many re-runs may be spent on naming single cells and entries.")
    ] = 400,
) -> None:
    """Say which schools and districts changed between two runs, and whether data, a rule or a person changed them."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from orsupport.comparison import compare as compared

    console = Console(stderr=True)
    columns = (TextColumn("Re-running mixed cases"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=most_reruns)

        def tell(made: int, most: int) -> None:
            progress.update(task, completed=min(made, most), total=most)

        found = compared(first, second, most_reruns, tell)
    typer.echo(json.dumps(found.to_dict(), indent=1, ensure_ascii=False) if as_json else str(found))
