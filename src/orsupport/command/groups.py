"""The command's two groups, and what several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    help="Identify schools for support under the Every Student Succeeds Act, and explain every answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ingest = typer.Typer(help="Turn what a State publishes into a data folder.", no_args_is_help=True)
app.add_typer(ingest, name="ingest")

RulesName = Annotated[str, typer.Option("--rules", help="The name of a shipped rules file, or a path.")]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder that `identify` wrote.")]


def refuse(message: str) -> NoReturn:
    """End the command, because its input cannot be used."""
    typer.echo(message, err=True)
    raise typer.Exit(2)
