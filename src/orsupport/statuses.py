"""What a run's schools and student groups hold from now on, as the `statuses` that the next year's run reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.answers import YES
from orsupport.context import Context
from orsupport.explanation.explain import explainer
from orsupport.folder import write_csv
from orsupport.identification import Run
from orsupport.problems import InputError, Problem
from orsupport.ratings import id_column
from orsupport.rulebook import Rulebook
from orsupport.rulebook.status_names import read_statuses
from orsupport.tables import gather
from orsupport.whole import appearing_file

if TYPE_CHECKING:
    import pandas as pd

HEADING = "No statuses were written."
COLUMNS = ("school_year", "school_id", "student_group", "status")


class Held(NamedTuple):
    """What a run, in memory or in a folder, says of statuses: those given to it, its answers, decisions of people."""

    trace: Context
    year: str
    given: pa.Table | None
    decided: list[dict[str, str]]


def statuses_of(run: Run | str | Path) -> pd.DataFrame:
    """The table `statuses` for next year's run: all that was held in earlier years, and what this run gives.

    `run`: a run or its folder. A row each school (or student group), school year and status that is surely held. The
    statuses are the rules that are an outcome, a federal category or a reason group, or that a rule of the file reads
    from earlier years. An unsure answer gives no row. Where a person decided a school's outcome (`overrides`), the
    school holds what was decided and no outcome that comes before it; one that was taken off the list holds none, nor
    a federal category, nor do its student groups a reason of one. Raises `InputError` where there is no run.
    """
    return statuses_table(run).to_pandas()


def statuses_table(run: Run | str | Path) -> pa.Table:
    """The same as an Arrow table, all strings."""
    held = _of_folder(Path(run)) if isinstance(run, str | Path) else _of_run(run)
    given = [] if held.given is None else [held.given.select(COLUMNS)]
    earlier = [table.filter(pc.less(table["school_year"], held.year)) for table in given]
    return pa.concat_tables([*earlier, *(_held(held, name) for name in _kept(held.trace.book))])


def write_statuses(run: str | Path, file: Path) -> pa.Table:
    """Write the table of a run folder as CSV, whole or not at all, where no file is; the table."""
    refuse_a_file(file)
    try:
        table = statuses_table(run)
    except InputError as error:
        raise InputError(error.problems, HEADING) from error
    with appearing_file(file, refuse_a_file) as part:
        write_csv(table, part)
    return table


def refuse_a_file(file: Path) -> None:
    """Only where nothing is may a file be written, and not in a run folder, which holds what its run wrote."""
    if file.exists():
        raise InputError([Problem(str(file), "", "is there already: name another file")], HEADING)
    for folder in file.resolve().parents[:2]:
        if (folder / "run.json").is_file() and (folder / "rules.toml").is_file():
            says = "is in a run folder, which would then be damaged: name another place"
            raise InputError([Problem(str(file), "", says)], HEADING)


def _of_run(run: Run) -> Held:
    return Held(run.trace, run.year, run.data.statuses, run.trace.decided)


def _of_folder(folder: Path) -> Held:
    found = explainer(folder)
    year, decided = str(found.summary["school_year"]), found.summary["overrides"]
    data, problems = gather(folder / "inputs")
    if data is None:
        raise InputError(problems)
    return Held(found.trace, year, data.statuses, decided)


def _kept(book: Rulebook) -> list[str]:
    """The rules of schools and groups whose answers are read later, in the file's order."""
    federal = book.federal
    wanted = {*book.outcome.school.values(), federal.csi, federal.tsi, federal.atsi, *federal.groups.values()}
    wanted |= read_statuses(book)
    return [name for name, rule in book.rule.items() if name in wanted and rule.at != "district"]


def _held(run: Held, rule: str) -> pa.Table:
    places = run.trace.places
    held = run.trace.answer(rule) == YES
    held = _as_decided(run, rule, held)
    school, group = np.nonzero(held)
    count = len(school)
    columns = (
        pa.repeat(run.year, count),
        places.school_ids.take(pa.array(school)).cast(pa.string()),
        pa.array(places.groups, pa.string()).take(pa.array(group)),
        pa.repeat(rule, count),
    )
    return pa.table(dict(zip(COLUMNS, columns, strict=True)))


def _as_decided(run: Held, rule: str, held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Who holds a rule once decisions of people are taken in."""
    book = run.trace.book
    labels, names = list(book.outcome.school), list(book.outcome.school.values())
    federal = {book.federal.csi, book.federal.tsi, book.federal.atsi, *book.federal.groups.values()}
    if rule not in names and rule not in federal:
        return held
    held = held.copy()
    row_of = {place: row for row, place in enumerate(run.trace.places.school_ids.to_pylist())}
    for decision in run.decided:
        row, label = row_of.get(decision.get(id_column(book))), decision["outcome"]
        if row is not None and label not in labels:
            held[row] = False
        elif row is not None and rule in names:
            decided, place = labels.index(label), names.index(rule)
            held[row] = held[row] if place > decided else place == decided
    return held
