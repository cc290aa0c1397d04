"""`explain`: why a school or a district got its answer."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from orsupport.command.groups import RunFolder, app, refuse
from orsupport.command.watch import watched

MOST = 1_000_000  # students of a watch list: more than any school has


@app.command()
def explain(
    run: RunFolder,
    school: Annotated[str | None, typer.Option(metavar="ID", help="The id of a school.")] = None,
    district: Annotated[str | None, typer.Option(metavar="ID", help="The id of a district.")] = None,
    is_why_not: Annotated[bool, typer.Option("--why-not", help="Which clauses kept it off, and by how much.")] = False,
    against: Annotated[
        str | None, typer.Option(metavar="ID", help="Why this one and not the other: the id of the other.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="List the schools that are near a line.")] = False,
    within: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=MOST, help="With --watch: at most N students.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Open also what does not decide.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As data, for a program.")] = False,
) -> None:
    """Say why a school or a district got its answer, down to the student counts."""
    from orsupport.explanation import against as held_against
    from orsupport.explanation import explain as explained
    from orsupport.explanation import why_not

    if watch or within is not None:
        if not watch or within is None:
            refuse("Write --watch --within N: --watch and --within go together.")
        others = {
            "--school": school is not None,
            "--district": district is not None,
            "--against": against is not None,
            "--why-not": is_why_not,
            "--all": everything,
        }
        in_the_way = [name for name, given in others.items() if given]
        if in_the_way:
            refuse(f"Write --watch --within N alone: {' and '.join(in_the_way)} cannot be asked with it.")
        watched(run, within, as_json)
        return
    if (school is None) == (district is None):
        refuse("Name a school (--school ID) or a district (--district ID), and only one of them.")
    if sum((is_why_not, against is not None, everything)) > 1:
        refuse("Ask for one of --why-not, --against and --all.")
    if against is not None:
        pair = {"schools": (school, against)} if school is not None else {"districts": (str(district), against)}
        explanation = held_against(run, **pair)
    elif is_why_not:
        explanation = why_not(run, school=school, district=district)
    else:
        explanation = explained(run, school=school, district=district)
    if as_json:
        typer.echo(json.dumps(explanation.to_dict(), ensure_ascii=False))
    else:
        typer.echo(explanation.whole() if everything else str(explanation))
