"""`explain`: why a school or a district got its answer."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from orsupport.command.app import RunFolder, app, refuse


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
        refuse("Name a school (--school ID) or a district (--district ID), and only one of them.")
    explanation = explained(run, school=school, district=district)
    if as_json:
        typer.echo(json.dumps(explanation.to_dict(), indent=1, ensure_ascii=False))
    else:
        typer.echo(explanation.whole() if everything else str(explanation))
