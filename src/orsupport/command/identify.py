"""`identify` and `statuses`: a year's run, and what its schools hold from then on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from orsupport.command.groups import RulesName, RunFolder, app, refuse
from orsupport.problems import InputError, Problem
from orsupport.rulebook import Finding, RulesError, examine
from orsupport.wording import held_text, summary_text

DataFolder = Annotated[Path, typer.Argument(metavar="DATA", help="Folder with schools and results, CSV or Parquet.")]


@app.command()
def identify(
    data: DataFolder,
    rules: RulesName,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="RUN", help="Where to write the run folder; without it, none is.")
    ] = None,
    year: Annotated[str | None, typer.Option(help="School year, the last in results unless given.")] = None,
    any_year: Annotated[bool, typer.Option("--any-year", help="Also outside the years of the rules file.")] = False,
) -> None:
    """Rate every indicator, name the schools, place the districts, and write a run folder."""
    from orsupport import folder, tables
    from orsupport import identification as library

    if out is not None:
        folder.refuse_unless_run(out)
    read, problems = tables.gather(data)
    book, findings = examine(rules)
    if book is None or read is None:
        _refuse_all(rules, findings if book is None else [], problems)
    run = library.identify(read, book, year, any_year, problems)
    if out is not None:
        run.write(out)
    typer.echo(summary_text(run.summary, book))
    typer.echo(f"\nRun folder: {out}" if out is not None else "\nNo run folder was written: name one with --out.")


def _refuse_all(rules: str, findings: list[Finding], problems: list[Problem]) -> NoReturn:
    """Rules that cannot be used and data that cannot be used are said together."""
    errors = [finding for finding in findings if not finding.warning]
    said: list[Exception] = [RulesError(rules, errors)] if errors else []
    said += [InputError(problems)] if problems else []
    if len(said) == 1:
        raise said[0]
    refuse("\n".join(str(each) for each in said))


@app.command()
def statuses(
    run: RunFolder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write next year's statuses.csv.")],
) -> None:
    """Write the table `statuses` for next year's run: what was held in earlier years, and what this run gives."""
    from orsupport.statuses import write_statuses

    table = write_statuses(run, out)
    typer.echo(held_text(table))
    typer.echo(f"\nStatuses: {out}")
