"""The command: a thin skin over the library, with the same nouns and verbs."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, NoReturn

import pyarrow as pa
import typer

from orsupport.problems import InputError, Problem
from orsupport.rulebook import Finding, RulesError, examine
from orsupport.rulebook.law import breaks_of
from orsupport.wording import check_text, held_text, summary_text

app = typer.Typer(
    help="Identify schools for support under the Every Student Succeeds Act, and explain every answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ingest = typer.Typer(help="Turn what a State publishes into a data folder.", no_args_is_help=True)
app.add_typer(ingest, name="ingest")

FRAMELESS = (
    "identify",
    "explain",
    "statuses",
    "ingest",
    "count",
    "simulate",
)  # commands that make no pandas frame and may do without pandas

DataFolder = Annotated[Path, typer.Argument(metavar="DATA", help="Folder with schools and results, CSV or Parquet.")]
RulesName = Annotated[str, typer.Option("--rules", help="The name of a shipped rules file, or a path.")]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder that `identify` wrote.")]


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


@app.command()
def explain(
    run: RunFolder,
    school: Annotated[str | None, typer.Option(metavar="ID", help="The id of a school.")] = None,
    district: Annotated[str | None, typer.Option(metavar="ID", help="The id of a district.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Open also what does not decide.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As data, for a program.")] = False,
) -> None:
    """Say why a school or a district got its answer, down to the student counts."""
    from orsupport.explanation import explain as explained

    if (school is None) == (district is None):
        _refuse("Name a school (--school ID) or a district (--district ID), and only one of them.")
    explanation = explained(run, school=school, district=district)
    if as_json:
        typer.echo(json.dumps(explanation.to_dict(), indent=1, ensure_ascii=False))
    else:
        typer.echo(explanation.whole() if everything else str(explanation))


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


@app.command()
def check(
    rules: Annotated[str, typer.Argument(metavar="RULES", help="A shipped rules file or a path.")],
    law: Annotated[bool, typer.Option("--law", help="Also hold the rules against 20 U.S.C. 6311.")] = False,
) -> None:
    """Say everything that is wrong with a rules file, at once."""
    book, findings = examine(rules)
    against = breaks_of(book) if law and book is not None else None
    typer.echo(check_text(rules, book, findings, against))
    if book is None or any(not finding.warning for finding in against or []):
        raise typer.Exit(1)


def _refuse_all(rules: str, findings: list[Finding], problems: list[Problem]) -> NoReturn:
    """Rules that cannot be used and data that cannot be used are said together."""
    errors = [finding for finding in findings if not finding.warning]
    said: list[Exception] = [RulesError(rules, errors)] if errors else []
    said += [InputError(problems)] if problems else []
    if len(said) == 1:
        raise said[0]
    _refuse("\n".join(str(each) for each in said))


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


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


class _NoPandas:
    """Says of pandas that it is not installed."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _leave_pandas_out() -> None:
    """Let pyarrow settle that there is no pandas, in this process and for pyarrow alone.

    Otherwise it imports pandas at its first conversion of anything, which takes a third of a whole identification.
    """
    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([True])
    finally:
        sys.meta_path.remove(_NoPandas)


def main() -> None:
    """Run the command; an input that cannot be used ends with every problem listed and exit code 2."""
    if sys.argv[1:2] and sys.argv[1] in FRAMELESS and "pandas" not in sys.modules:
        _leave_pandas_out()
    try:
        app(standalone_mode=True)
    except (InputError, RulesError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except OSError as error:
        typer.echo(f"{error.filename or 'The disk'}: {error.strerror}. Nothing was written.", err=True)
        sys.exit(2)
