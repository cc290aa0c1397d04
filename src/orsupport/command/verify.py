"""`verify`: whether a run folder is still what its inputs, rules and year give."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from orsupport.command.groups import RunFolder, app


@app.command()
def verify(
    run: RunFolder,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DATA", help="The data folder that the run was made from.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As data, for a program.")] = False,
) -> None:
    """Work a run out anew and hold every file of it against that; with --data, the data against what was read."""
    from rich.console import Console

    from orsupport import verification as library

    console = Console(stderr=True)
    with console.status("Verifying") if console.is_terminal else nullcontext() as status:

        def tell(what: str) -> None:
            if status is not None:
                status.update(f"Verifying: {what}")

        found = library.verify(run, data, tell)
    typer.echo(json.dumps(found.to_dict(), indent=1, ensure_ascii=False) if as_json else str(found))
    if not found.same:
        raise typer.Exit(1)
