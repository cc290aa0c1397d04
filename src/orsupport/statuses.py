"""What a run's schools and student groups hold from now on, as the `statuses` that the next year's run reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orsupport.answers import YES
from orsupport.identification import Run
from orsupport.rulebook import Rulebook
from orsupport.rulebook.clauses import Named, read_clause
from orsupport.rulebook.entries import YearsIn

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("school_year", "school_id", "student_group", "status")


def statuses_of(run: Run) -> pd.DataFrame:
    """The table `statuses` for next year's run: all that was held in earlier years, and what this run gives.

    A row each school (or student group), school year and status that is surely held. The statuses are the rules that
    are an outcome, a federal category or a reason group, or that a rule of the file reads from earlier years. An
    unsure answer gives no row. Where a person decided a school's outcome (`overrides`), the school holds what was
    decided and no outcome that comes before it.
    """
    return statuses_table(run).to_pandas()


def statuses_table(run: Run) -> pa.Table:
    """The same as an Arrow table, all strings."""
    given = [] if run.data.statuses is None else [run.data.statuses.select(COLUMNS)]
    earlier = [table.filter(pc.not_equal(table["school_year"], run.year)) for table in given]
    return pa.concat_tables([*earlier, *(_held(run, name) for name in _kept(run.rules))])


def _kept(book: Rulebook) -> list[str]:
    """The rules of schools and groups whose answers are read later, in the file's order."""
    federal = book.federal
    wanted = {*book.outcome.school.values(), federal.csi, federal.tsi, federal.atsi, *federal.groups.values()}
    wanted |= {measure.status for measure in book.measure.values() if isinstance(measure, YearsIn)}
    clauses = [read_clause(text) for rule in book.rule.values() for text in rule.all or rule.any or []]
    wanted |= {clause.name for clause in clauses if isinstance(clause, Named) and clause.word == "was"}
    return [name for name, rule in book.rule.items() if name in wanted and rule.at != "district"]


def _held(run: Run, rule: str) -> pa.Table:
    places = run.trace.places
    held = run.trace.answer(rule) == YES
    if run.rules.rule[rule].at == "school":
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


def _as_decided(run: Run, rule: str, held: np.ndarray) -> np.ndarray:
    """Who holds an outcome's rule once decisions of people are taken in."""
    labels = list(run.rules.outcome.school)
    names = list(run.rules.outcome.school.values())
    if rule not in names:
        return held
    held = held.copy()
    row_of = {school: row for row, school in enumerate(run.trace.places.school_ids.to_pylist())}
    for decision in run.trace.decided:
        if (row := row_of.get(decision.get("school_id"))) is not None:
            label = decision["outcome"]
            place = labels.index(label) if label in labels else len(labels)
            held[row] = held[row] if names.index(rule) > place else names.index(rule) == place
    return held
