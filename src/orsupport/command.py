"""The command: a thin skin over the library, with the same nouns and verbs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import pyarrow as pa
import typer

from orsupport.problems import InputError
from orsupport.rulebook import RulesError, examine, load
from orsupport.wording import check_text, summary_text

app = typer.Typer(
    help="Identify schools for support under the Every Student Succeeds Act, and explain every answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

FRAMELESS = ("identify", "explain")  # commands that make no pandas frame and may do without pandas

DataFolder = Annotated[Path, typer.Argument(metavar="DATA", help="Folder with schools and results, CSV or Parquet.")]
RulesName = Annotated[str, typer.Option("--rules", help="A shipped rules file (oregon-2023) or a path.")]
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
    book = load(rules)
    read, problems = tables.gather(data)
    if read is None:
        raise InputError(problems)
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
    as_json: Annotated[bool, typer.Option("--json", help="As data, for a program.")] = False,
) -> None:
    """Say why a school or a district got its answer, down to the student counts."""
    from orsupport.explanation import explain as explained

    if (school is None) == (district is None):
        _refuse("Name a school (--school ID) or a district (--district ID), and only one of them.")
    explanation = explained(run, school=school, district=district)
    typer.echo(json.dumps(explanation.to_dict(), indent=1, ensure_ascii=False) if as_json else str(explanation))


@app.command()
def check(rules: Annotated[str, typer.Argument(metavar="RULES", help="A shipped rules file or a path.")]) -> None:
    """Say everything that is wrong with a rules file, at once."""
    book, findings = examine(rules)
    typer.echo(check_text(rules, book, findings))
    if book is None:
        raise typer.Exit(1)


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
