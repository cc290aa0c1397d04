"""Where every row of the student records went: counted, left out for a reason, or kept away by a rule on a problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from orsupport.counting.codes import Texts
from orsupport.counting.found import FoundProblem, Positions
from orsupport.indicators.rows import FamilyRows
from orsupport.records import Records, RecordTable

if TYPE_CHECKING:
    from orsupport.counting.sums import Sums

OTHER = "of another subject"
NO_RESULT_YET = "the class has not reached its last year yet"


class MissingRowsError(Exception):
    """Rows that were read, and that are neither counted nor left out nor dropped: never the fault of the records."""


def account(
    records: Records,
    found: Sequence[FoundProblem],
    sums: Mapping[str, Sums],
    families: Sequence[FamilyRows],
    until: int | None = None,
) -> dict[str, Any]:
    """What was read, counted and left out, in rows, as `count.json` says it.

    `sums`: what was counted, by record table. `until`: the last school year that has results, None: every one.
    `tables`: the rows read and those that rules on problems keep away, each under the first problem that it has.
    `indicators`: for each, rows read = dropped by problem + without a school or a year + of another subject + left out
    by reason + counted. `not_named`: codes that no list of the rules file names, and subjects that no indicator counts.
    `problems`: each with its rows, the rule, and its first rows. Raises MissingRowsError where rows do not add up.
    """
    dropped = {name: dropped_rows(name, found, table.rows or 0) for name, table in records.tables.items()}
    tables = {
        name: {"rows": table.rows, "counted_from": name in sums, "dropped": _lengths(dropped[name])}
        for name, table in records.tables.items()
    }
    indicators: dict[str, Any] = {}
    not_named: list[dict[str, Any]] = []
    for name, counted in sums.items():
        if counted.dropped != sum(_lengths(dropped[name]).values()):
            raise MissingRowsError(f"{name}: {counted.dropped} rows dropped, {_lengths(dropped[name])} by problems")
        if counted.rows != records.tables[name].rows:
            raise MissingRowsError(f"{name}: {counted.rows} rows counted from, {records.tables[name].rows} read")
        own = [family for family in families if family.table == name]
        of_subject = _by_subject(records.tables[name], dropped[name], own)
        for family in own:
            indicators[family.indicator] = _of_indicator(family, counted, of_subject[family.subject], until)
        not_named += _not_named(records.tables[name], counted, own)
    return {
        "tables": tables,
        "indicators": indicators,
        "not_named": not_named,
        "problems": [_said(problem) for problem in found],
    }


def dropped_rows(table: str, found: Sequence[FoundProblem], rows: int) -> dict[str, Positions]:
    """The rows of a table that each problem keeps from being counted; a row with several stands under the first."""
    gone = np.zeros(rows, dtype=bool)
    held: dict[str, Positions] = {}
    for problem in found:
        if problem.table == table and len(problem.dropped):
            new = problem.dropped[~gone[problem.dropped]]
            gone[new] = True
            held[problem.name] = np.concatenate([held[problem.name], new]) if problem.name in held else new
    return held


def _lengths(held: Mapping[str, Positions]) -> dict[str, int]:
    return {name: len(rows) for name, rows in held.items()}


def _by_subject(
    table: RecordTable, dropped: Mapping[str, Positions], families: Sequence[FamilyRows]
) -> dict[str | None, dict[str, int]]:
    """How many rows of each subject each problem keeps away; under None those of every subject."""
    counts: dict[str | None, dict[str, int]] = {family.subject: {} for family in families}
    subjects = {subject for subject in counts if subject is not None}
    if dropped and subjects:
        gone = {problem: np.zeros(table.rows or 0, dtype=bool) for problem in dropped}
        for problem, rows in dropped.items():
            gone[problem][rows] = True
        for first, texts, codes in _codes(table, "subject"):
            here = {problem: codes[each[first : first + len(codes)]] for problem, each in gone.items()}
            for subject, code in ((text, code) for code, text in enumerate(texts.texts()) if text in subjects):
                for problem, each in here.items():
                    if rows_of := int(np.count_nonzero(each == code)):
                        counts[subject][problem] = counts[subject].get(problem, 0) + rows_of
    return counts | {None: _lengths(dropped)}


def _codes(table: RecordTable, column: str) -> Iterator[tuple[int, Texts, Any]]:
    """The codes of a column piece by piece, each with its first row's number, and the texts met so far."""
    texts = Texts()
    for piece in table.pieces([column]):
        yield piece.first_row, texts, texts.codes(piece.table[column])


def _of_indicator(family: FamilyRows, sums: Sums, dropped: dict[str, int], until: int | None) -> dict[str, Any]:
    indicator = family.indicator
    lane = sums.lanes[indicator]["counted"][:, :, 0].sum(axis=0)
    has_results = np.array([until is None or year <= until for year in sums.years], dtype=bool)
    counted, later = int(lane[has_results].sum()), int(lane[~has_results].sum())
    left_out = {reason: rows for reason, rows in {**sums.left_out[indicator], NO_RESULT_YET: later}.items() if rows}
    without, kept = sums.without[indicator], sums.kept[indicator]
    other = sums.rows - sum(dropped.values()) - without - kept
    if counted + sum(left_out.values()) != kept or other < 0 or (other and family.subject is None):
        raise MissingRowsError(f"{indicator}: {kept} rows, {counted} counted, left out {left_out}, other {other}")
    said = {
        "table": family.table,
        "rows": sums.rows,
        "dropped": dropped,
        "without a school or a year": without,
        OTHER: other,
        "left_out": left_out,
        "counted": counted,
    }
    noted = {
        what: sum(rows for year, rows in by_year.items() if until is None or year <= until)
        for what, by_year in sums.noted[indicator].items()
    }
    noted = {what: rows for what, rows in noted.items() if rows}
    return said | ({"noted": noted} if noted else {})


def _not_named(table: RecordTable, sums: Sums, families: Sequence[FamilyRows]) -> Iterator[dict[str, Any]]:
    """Codes of the table that no list names, and subjects that no indicator counts; looked for where rows have some."""
    of_subject = {family.subject: sums.kept[family.indicator] for family in families}
    if None not in of_subject and sums.rows - sums.dropped - sums.without_place > sum(of_subject.values()):
        yield from _others(table, "subject", {str(subject) for subject in of_subject})
    named: dict[str, set[str]] = {}
    asked: dict[str, None] = {}
    for family in families:
        for coded in family.codes:
            named.setdefault(coded.column, set()).update(coded.named)
            rows = sums.left_out[family.indicator].get(coded.says, 0)
            noted = sums.noted[family.indicator].get(coded.says, Counter())
            if rows or noted.total():
                asked[coded.column] = None
    for column in asked:
        yield from _others(table, column, named[column])


def _others(table: RecordTable, column: str, named: set[str]) -> Iterator[dict[str, Any]]:
    rows: Counter[str] = Counter()
    for _, texts, codes in _codes(table, column):
        counts = np.bincount(codes + 1, minlength=texts.size + 1).tolist()
        rows.update(dict(zip(["", *texts.texts()], counts, strict=True)))
    held = {code: rows[code] for code in sorted(rows) if rows[code] and code not in named}
    if column != "subject":  # an empty cell is no code
        held.pop("", None)
    if held:
        yield {"table": table.name, "column": column, "rows": sum(held.values()), "codes": held}


def _said(problem: FoundProblem) -> dict[str, Any]:
    said = {
        "problem": problem.name,
        "table": problem.table,
        "says": problem.says,
        "rows": problem.count,
        "then": problem.then,
        "dropped": len(problem.dropped),
        "first": problem.first,
    }
    return said | ({"column": problem.column} if problem.column else {})
