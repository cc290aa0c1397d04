"""One school or one district explained from a run, in memory or in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet

from orsupport.explanation.against import against as opposed
from orsupport.explanation.against_text import against_text
from orsupport.explanation.explainer import Explainer
from orsupport.explanation.figures import Node
from orsupport.explanation.text import text_of
from orsupport.explanation.why_not import why_not as kept_off
from orsupport.explanation.why_not_text import why_not_text
from orsupport.intact import refuse_damaged, said_of
from orsupport.problems import InputError, Problem
from orsupport.ratings import plain
from orsupport.rulebook import RulesError
from orsupport.stored import made_from
from orsupport.take import Take

if TYPE_CHECKING:
    from orsupport.identification import Run


TEXTS = {"why not": why_not_text, "against": against_text}


class Explanation:
    """Why a place got its answer: `to_dict()` for a program, `str()` for a person."""

    def __init__(self, content: Node) -> None:
        self._content = content

    def to_dict(self) -> Node:
        return self._content

    def __str__(self) -> str:
        return TEXTS.get(self._content["kind"], text_of)(self._content)

    def whole(self) -> str:
        """The text with everything opened, also what does not decide."""
        return text_of(self._content, whole=True)


def explainer(run: Run | str | Path, all_places: bool = False) -> Explainer:
    """The explainer of a run, or of a run folder. `all_places`: see `Explainer`."""
    names = ("schools", "districts", "ratings")
    if not isinstance(run, str | Path):
        return Explainer(run.trace, {name: plain(run.table(name)) for name in names}, run.summary, all_places)
    from orsupport.rulebook import typed_text
    from orsupport.trace.stored import StoredTrace

    folder = Path(run)
    summary = said_of(folder)
    refuse_damaged(folder, summary, tuple(f"{name}.parquet" for name in names))
    try:
        book = typed_text((folder / "rules.toml").read_text(encoding="utf-8"))
        tables = {name: pyarrow.parquet.read_table(folder / f"{name}.parquet") for name in names}
        return Explainer(StoredTrace(folder, book), tables, summary, all_places)
    except InputError:
        raise
    except (OSError, ValueError, KeyError, TypeError, RecursionError, MemoryError) as error:
        says = f"the run folder is damaged ({type(error).__name__}): identify again"
        raise InputError([Problem(str(run), "", says)], "Nothing to explain.") from error


def explain(run: Run | str | Path, *, school: str | None = None, district: str | None = None) -> Explanation:
    """Why a school or a district got its answer. `run`: a run or its folder; one of `school`, `district`: its id.

    Raises `InputError` where the run does not know the id.
    """
    found, explained = _explained(run, school, district)
    if school is not None:
        explained["would_take"] = _would_take(run, found, school)
    return Explanation(explained)


def _explained(run: Run | str | Path, school: str | None, district: str | None) -> tuple[Explainer, Node]:
    if (school is None) == (district is None):
        raise ValueError("name a school or a district, and only one of them")
    found = explainer(run)
    return found, found.school(school) if school is not None else found.district(str(district))


def _would_take(run: Run | str | Path, found: Explainer, school: str) -> list[Node] | None:
    """What would turn the school's answers; None where the inputs or rules of a run folder cannot be used any more."""
    try:
        if isinstance(run, str | Path):
            return Take(made_from(Path(run), found.summary).not_yet_worked_out()).of_school(school)
        return Take(run.trace).of_school(school)
    except (InputError, RulesError):
        return None


def why_not(run: Run | str | Path, *, school: str | None = None, district: str | None = None) -> Explanation:
    """Which clauses kept a school off each outcome, or a district off each tier, and how far it was from each limit.

    Takes and raises what `explain` does.
    """
    return Explanation(kept_off(_explained(run, school, district)[1]))


def against(
    run: Run | str | Path, *, schools: tuple[str, str] | None = None, districts: tuple[str, str] | None = None
) -> Explanation:
    """Why one of two schools (or districts) was named and the other not: the same rules side by side.

    Raises `InputError` with every id that the run does not know.
    """
    if (schools is None) == (districts is None):
        raise ValueError("name two schools or two districts, and only one pair of them")
    ids = schools if schools is not None else districts
    assert ids is not None
    found = explainer(run)
    if ids[0] == ids[1]:
        raise InputError([Problem("", "", f"{ids[0]} cannot be held against itself")], "Nothing to explain.")
    opened, problems = [], []
    for each in ids:
        try:
            opened.append(found.school(each) if schools is not None else found.district(each))
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise InputError(problems, "Nothing to explain.")
    return Explanation(opposed(opened[0], opened[1]))
