"""`check`: everything that is wrong with a rules file."""

from __future__ import annotations

from typing import Annotated

import typer

from orsupport.command.groups import app
from orsupport.rulebook import examine
from orsupport.rulebook.law import breaks_of
from orsupport.wording import check_text


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
