"""The tables `statuses` and `predecessors` under a rules file: what cannot be meant, and which rows are not read."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orsupport.problems import Problem
from orsupport.rulebook import Rulebook
from orsupport.rulebook.status_names import read_statuses, rule_meant
from orsupport.tables import Data


def misheld(data: Data, rules: Rulebook) -> list[Problem]:
    """Statuses under another name than their rule's, and statuses of schools that a student group is said to hold."""
    if data.statuses is None:
        return []
    problems = []
    first = 2 if any(source.name == "statuses.csv" for source in data.sources) else 1
    found: dict[tuple[str, str], list[int]] = {}
    groups, names = (data.statuses[name].to_pylist() for name in ("student_group", "status"))
    known = read_statuses(rules)
    for row, (group, status) in enumerate(zip(groups, names, strict=True)):
        if not group or not status:
            continue  # said of the table
        meant = None if status in known else rule_meant(rules, status)
        if meant is not None:
            says = f"a status is named like the rule that gives it in {rules.id}; did you mean '{meant}'?"
            found.setdefault(("status", says), []).append(row)
        elif status in rules.rule and rules.rule[status].at == "school" and group != "all":
            says = f"'{status}' is a rule at school in {rules.id}, which no student group holds: write all"
            found.setdefault(("student_group", says), []).append(row)
    for (column, says), rows in found.items():
        example = (names if column == "status" else groups)[rows[0]]
        problems.append(Problem("statuses", column, says, len(rows), rows[0] + first, example))
    return problems


def not_read(data: Data, rules: Rulebook, year: str) -> dict[str, Any]:
    """The rows of `statuses` that no answer can hang on, and the rows of `predecessors` whose earlier school is in no
    other table: `later` (of the year of the run and after), `statuses`, `student_groups`, `predecessors`, each of the
    latter with `name` and `rows`."""
    said: dict[str, Any] = {"later": 0, "statuses": [], "student_groups": [], "predecessors": []}
    if data.statuses is not None:
        earlier = data.statuses.filter(pc.less(data.statuses["school_year"], year))
        said["later"] = data.statuses.num_rows - earlier.num_rows
        said["statuses"] = _counted(earlier["status"], {*rules.rule, *read_statuses(rules)})
        said["student_groups"] = _counted(earlier["student_group"], set(rules.group_names))
    if data.predecessors is not None:
        tables = [data.schools, data.results, *([data.statuses] if data.statuses is not None else [])]
        there = {name for table in tables for name in pc.unique(table["school_id"].cast(pa.string())).to_pylist()}
        came = {*data.predecessors["school_id"].to_pylist()}
        said["predecessors"] = _counted(data.predecessors["prior_school_id"], there | came)
    return said


def _counted(cells: pa.ChunkedArray, known: set[str]) -> list[dict[str, object]]:
    counts = Counter(name for name in cells.to_pylist() if name is not None and name not in known)
    return [{"name": name, "rows": counts[name]} for name in sorted(counts)]
