"""What it would take, applied to the table `results` and identified anew by the library, as any user could do it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

import orsupport as ors
from orsupport.counts import year_name
from orsupport.take import Take
from orsupport.take.changes import Change, Lever, moved


class Records:
    """A State whose results can be changed, row by row."""

    def __init__(self, data: ors.Data, rules: ors.Rulebook, run: ors.Run) -> None:
        self.data, self.rules, self.year = data, rules, run.year
        self.take = Take(run.trace)
        names = ("school_year", "school_id", "student_group", "indicator")
        keys = zip(*(data.results[name].to_pylist() for name in names), strict=True)
        self.row = {key[1:]: place for place, key in enumerate(keys) if key[0] == year_name(run.trace.year)}
        self.columns = {
            name: data.results[name].combine_chunks().fill_null(-1).to_numpy(zero_copy_only=False)
            for name in ("counted", "met", "value")
        }
        self.schools = run.trace.places.school_ids.to_pylist()

    def identified(self, school: str, rows: list[dict[str, Any]]) -> ors.Run:
        """The year worked out anew with these rows of the school changed."""
        changed: dict[str, Any] = {}
        for row in rows:
            at = self.row[school, row["student_group"], row["indicator"]]
            for name, column in self.columns.items():
                if f"{name}_to" in row:
                    new = changed.setdefault(name, column.copy())
                    assert new[at] == row[f"{name}_from"], row
                    new[at] = row[f"{name}_to"]
        table = self.data.results
        for name, column in changed.items():
            known = table[name].combine_chunks().is_valid().to_numpy(zero_copy_only=False)
            cells = pa.array(column, table[name].type, mask=~known)
            table = table.set_column(table.column_names.index(name), name, cells)
        return ors.identify(replace(self.data, results=table), self.rules, self.year, any_year=True)

    def answer(self, found: dict[str, Any], rows: list[dict[str, Any]]) -> str:
        run = self.identified(found["school_id"], rows)
        answers = run.trace.answer(found["rule"])[self.schools.index(found["school_id"]), 0]
        return ("no", "no", "unsure", "yes")[int(answers)]

    def change(self, found: dict[str, Any]) -> Change:
        """The parts of a change; a published value in its smallest steps."""
        parts: Change = {}
        rows = {(row["indicator"], row["student_group"]): row for row in found["results"]}
        for part in found["changes"]:
            by, how = part["students"], "met"
            if by is None:
                how = "value"
                cells = self.take.rows.cells(part["indicator"], part["student_group"])
                assert cells is not None
                row = rows[part["indicator"], part["student_group"]]
                by = round((row["value_to"] - row["value_from"]) * cells.scale / cells.step)
            parts[Lever(part["indicator"], part["student_group"], how)] = by
        return parts

    def rows(self, school: str, change: Change) -> list[dict[str, Any]]:
        """The rows of `results` that a change moves."""
        place, found = self.schools.index(school), []
        for (indicator, group), by in moved(self.take.rows, place, change).items():
            cells = self.take.rows.cells(indicator, group)
            assert cells is not None
            row: dict[str, Any] = {"indicator": indicator, "student_group": group}
            for name, more, scale in (
                ("met", by[0], 1),
                ("counted", by[1], 1),
                ("value", by[2] * cells.step, cells.scale),
            ):
                now = int(np.asarray(getattr(cells, name))[place])
                row |= {f"{name}_from": now / scale, f"{name}_to": (now + more) / scale} if more else {}
            found.append(row)
        return found


def faults(records: Records, found: dict[str, Any]) -> list[str]:
    """What is wrong with what was said of one school: empty where the change turns the answer and no less does."""
    wanted = "yes" if found["would"] == "come on" else "no"
    said = f"{found['school_id']} {found['status']}"
    wrong = []
    if records.answer(found, found["results"]) != wanted:
        wrong.append(f"{said}: the change does not turn it")
    change = records.change(found)
    for lever, by in change.items():
        fewer = {other: number for other, number in change.items() if other != lever}
        if abs(by) > 1:
            fewer[lever] = by - (1 if by > 0 else -1)
        if fewer and records.answer(found, records.rows(found["school_id"], fewer)) == wanted:
            wrong.append(f"{said}: one fewer in {lever} turns it too")
    return wrong
