"""`ingest` and `count`: published files and student records as a data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orsupport.command.groups import RulesName, app, ingest
from orsupport.rulebook import RulesError, examine


@ingest.command()
def ode(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder with ODE's files, as downloaded.")],
    out: Annotated[Path, typer.Option("--out", metavar="DATA", help="Where to write the data folder.")],
    title_i: Annotated[
        Path | None, typer.Option("--title-i", metavar="FILE", help="Title I status by school, from NCES.")
    ] = None,
    names: Annotated[
        Path | None, typer.Option("--names", metavar="FILE", help="Names of groups and columns to add, TOML.")
    ] = None,
) -> None:
    """Read the public files of the Oregon Department of Education and write a data folder."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from orsupport.ingest import ode as library

    console = Console(stderr=True)
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def tell(name: str) -> None:
            progress.update(task, total=len(library.files_in(folder)[0]), advance=1, description=name)

        ingested = library.ingest(folder, out, title_i, names, tell=tell)
    typer.echo(str(ingested))
    typer.echo(f"\nData folder: {out}")


@app.command()
def count(
    records: Annotated[
        Path, typer.Argument(metavar="RECORDS", help="Folder with student records and schools, CSV or Parquet.")
    ],
    rules: RulesName,
    out: Annotated[Path, typer.Option("--out", metavar="DATA", help="Where to write the data folder.")],
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="FILE", help="A State's own columns and codes; else RECORDS/mapping.toml."),
    ] = None,
) -> None:
    """Count student records into results, and write a data folder for `identify`."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    from orsupport import counting as library
    from orsupport.counting.said import account_text

    library.refuse_unless_counted(out)
    book, findings = examine(rules)
    if book is None:
        raise RulesError(rules, [finding for finding in findings if not finding.warning])
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,} rows"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Opening the records", total=None)

        def tell(what: str, table: str, rows: int, of: int | None) -> None:
            progress.update(task, description=f"{what}: {table}", completed=rows, total=of)

        counted = library.count(records, book, mapping, tell)
        counted.write(out)
    typer.echo(account_text(counted.account))
    typer.echo(f"\nData folder: {out}")
