"""One school or one district explained from a run, in memory or in a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import pyarrow.parquet

from orsupport.explanation.explainer import Explainer
from orsupport.explanation.figures import Node
from orsupport.explanation.text import text_of
from orsupport.problems import InputError, Problem
from orsupport.ratings import plain

if TYPE_CHECKING:
    from orsupport.identification import Run


class Explanation:
    """Why a place got its answer: `to_dict()` for a program, `str()` for a person."""

    def __init__(self, content: Node) -> None:
        self._content = content

    def to_dict(self) -> Node:
        return self._content

    def __str__(self) -> str:
        return text_of(self._content)

    def whole(self) -> str:
        """The text with everything opened, also what does not decide."""
        return text_of(self._content, whole=True)


def explainer(run: Run | str | Path) -> Explainer:
    """The explainer of a run, or of a run folder."""
    names = ("schools", "districts", "ratings")
    if not isinstance(run, str | Path):
        return Explainer(run.trace, {name: plain(run.table(name)) for name in names}, run.summary)
    from orsupport.rulebook import typed_text
    from orsupport.trace import StoredTrace

    folder = Path(run)
    if not (folder / "run.json").is_file():
        raise InputError([Problem(str(run), "", "is no run folder: there is no run.json in it")], "Nothing to explain.")
    try:
        book = typed_text((folder / "rules.toml").read_text(encoding="utf-8"))
        tables = {name: pyarrow.parquet.read_table(folder / f"{name}.parquet") for name in names}
        summary = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return Explainer(StoredTrace(folder, book), tables, summary)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        says = f"the run folder is damaged ({type(error).__name__}): identify again"
        raise InputError([Problem(str(run), "", says)], "Nothing to explain.") from error


def explain(run: Run | str | Path, *, school: str | None = None, district: str | None = None) -> Explanation:
    """Why a school or a district got its answer. `run`: a run or its folder; one of `school`, `district`: its id.

    Raises `InputError` where the run does not know the id.
    """
    if (school is None) == (district is None):
        raise ValueError("name a school or a district, and only one of them")
    found = explainer(run)
    return Explanation(found.school(school) if school is not None else found.district(str(district)))
