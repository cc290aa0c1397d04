"""What every entry of a rules file is made of: texts, school years, exact figures, and where it comes from."""

from __future__ import annotations

import difflib
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SchoolYear = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]
Standing = Literal["published", "assumed"]


def _exactly(figure: Any) -> Any:
    if isinstance(figure, bool):
        raise ValueError("a figure is wanted, not true or false")
    if isinstance(figure, float):
        return Fraction(repr(figure))
    if isinstance(figure, int | Decimal | Fraction):
        return Fraction(figure)
    if isinstance(figure, str):
        try:
            return Fraction(figure.replace(" ", ""))
        except (ValueError, ZeroDivisionError) as error:
            raise ValueError(f"'{figure}' is no figure: write 67, 66.7 or \"2/3\"") from error
    return figure


Figure = Annotated[Fraction, BeforeValidator(_exactly)]
Decimals = Annotated[int, Field(ge=0, le=9)]


class Entry(BaseModel):
    """Anything that a rules file may say; a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)


class Sourced(Entry):
    """What every entry says of itself: where it comes from, and whether somebody published it."""

    source: Text
    standing: Standing = "published"
    show: bool = False


class Finding(NamedTuple):
    """One thing that `check` says of a rules file: the path in it, what is wrong, and whether it only warns."""

    path: str
    says: str
    warning: bool = False
    law: str = ""

    def __str__(self) -> str:
        law = f" [{self.law}]" if self.law else ""
        return f"{'warning: ' if self.warning else ''}{self.path}: {self.says}{law}"


def did_you_mean(name: str, known: list[str]) -> str:
    """The known name that was probably meant, as the end of a sentence; nothing where none is near."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""
