"""`simulate`: a made-up State."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from orsupport.command.groups import app


@app.command()
def simulate(
    out: Annotated[Path, typer.Option("--out", metavar="DATA", help="Where to write the data folder.")],
    schools: Annotated[int, typer.Option(metavar="N", help="How many schools, closed ones included.")] = 1260,
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed gives the same State.")] = 2025,
    students: Annotated[
        bool, typer.Option("--students", help="Also student records that count to its results.")
    ] = False,
) -> None:
    """Make up a State, as like the one whose figures it follows as is published, and write it as a data folder."""
    from rich.console import Console

    from orsupport import simulate as library

    console = Console(stderr=True)
    library.refuse_unless_made_up(out)
    with console.status("Making up the State") if console.is_terminal else nullcontext() as status:

        def tell(year: str, pupils: int) -> None:
            if status is not None:
                status.update(f"Writing student records: {pupils:,} students of {year}")

        state = library.simulate(schools, seed)
        rows = library.write(state, out, schools, seed, students, tell)
    typer.echo(library.description(state))
    if rows:
        typer.echo("Student records: " + ", ".join(f"{name} {count:,}" for name, count in rows.items()))
    typer.echo(f"\nData folder: {out}")
