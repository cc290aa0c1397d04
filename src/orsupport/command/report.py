"""`report`: pages and a workbook for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orsupport.command.groups import RunFolder, app


@app.command()
def report(
    run: RunFolder,
    out: Annotated[Path, typer.Option("--out", metavar="SITE", help="Where to write the folder of pages.")],
    district: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this district: its page and its workbook, to send.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option(metavar="EARLIER_RUN", help="An earlier run folder, to show what moved.")
    ] = None,
) -> None:
    """Write pages of the State, its districts and schools, and a workbook, to open without any network."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    from orsupport.reporting import report as reported

    console = Console(stderr=True)
    columns = (TextColumn("Writing pages"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)
        reported(run, out, district, since, lambda done, of: progress.update(task, completed=done, total=of))
    typer.echo(f"Pages: {out / 'index.html'}")
