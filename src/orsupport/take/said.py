"""What it would take for one answer, as plain data: what changes, the results that move, and what keeps it."""

from __future__ import annotations

from typing import Any

import numpy as np

from orsupport.take.changed_counts import Shared
from orsupport.take.changes import Change, Lever, moved
from orsupport.take.proving import Asked
from orsupport.take.rows import YearRows
from orsupport.take.variants import Variants


def said(
    shared: Shared, rows: YearRows, asked: Asked, kept: list[str], status: str, decided: dict[str, Any] | None
) -> dict[str, Any]:
    """One answer of one school. `decided`: the decision of a person on the school, for the answer is the rules' alone;
    `students`: how many in all, none where a published value has to change or nothing was
    found; `results`: the rows of `results` that the re-run had changed."""
    table, change = shared.trace.places.table, asked.proved
    place = {
        key: table[key][asked.school].as_py() for key in ("school_id", "school_name", "district_id", "district_name")
    }
    found: dict[str, Any] = place | {
        "status": status,
        "rule": asked.rule,
        "would": "come on" if asked.wanted else "leave",
        "decided": decided,
        "students": None,
        "changes": [],
        "results": [],
        "kept_by": kept,
    }
    if change is None:
        return found
    figures = _Figures(shared, rows, asked.school, change)
    if all(lever.how != "value" for lever in change):
        found["students"] = sum(map(abs, change.values()))
    found["changes"] = [figures.part(lever, by) for lever, by in change.items()]
    for lever, by in asked.also:
        for part in found["changes"]:
            if (part["indicator"], part["student_group"]) == (lever.indicator, lever.student_group):
                part["or_tested"] = figures.tested(lever, by)
    found["results"] = figures.results()
    return found


class _Figures:
    """The figures of one change, before and after."""

    def __init__(self, shared: Shared, rows: YearRows, school: int, change: Change) -> None:
        self.shared, self.rows, self.school = shared, rows, school
        self.moved = moved(rows, school, change)
        deltas = np.array(shared.deltas(0, self.moved), dtype=np.int64).reshape(-1, 6)
        self.after = Variants(shared, np.array([school]), deltas, exact=True)

    def part(self, lever: Lever, by: int) -> dict[str, Any]:
        """One part: of which indicator and group, how many students more (or fewer), the figures over the pooled years
        before and after. `moves`: how many the group moves in all, where some of them are counted in another part."""
        entry, trace = self.shared.book.indicator[lever.indicator], self.shared.trace
        group = trace.places.groups.index(lever.student_group)
        at = (self.school, group)
        found: dict[str, Any] = {
            "indicator": lever.indicator,
            "label": entry.label,
            "student_group": lever.student_group,
            "unit": entry.measured_in,
            "decimals": entry.decimals,
        }
        before, after = trace.value(lever.indicator), self.after.value(lever.indicator)
        for key, value, where in (("value_from", before, at), ("value_to", after, (0, group))):
            ends = [float(end.wide(value.shape).fraction(where)) for end in (value.low, value.high)]
            found |= {key: ends[0]} | ({f"{key}_high": ends[1]} if ends[0] != ends[1] else {})
        if lever.how == "value":
            return found | {"students": None}
        pool = trace.result(lever.indicator).pool
        place = self.school * len(trace.places.groups) + group
        met, counted = int(pool.met[place]), int(pool.counted[place])
        moves, tested, _ = self.moved.get((lever.indicator, lever.student_group), (by, 0, 0))
        if moves != by:
            found["moves"] = moves
        if tested:
            found["tested"] = self.tested(lever, tested)
            pool, place, counted = self.after.subpools[lever.indicator][1].pool, group, counted + tested
        denominator = pool.base[place] / pool.base_scale
        known: dict[str, float] = {"met_from": met, "met_to": met + moves} if met >= 0 else {}
        if counted >= 0:
            known["counted"] = counted
        if counted >= 0 and denominator != counted:
            known["denominator"] = float(denominator)
        return found | {"students": by} | known

    def tested(self, lever: Lever, by: int) -> dict[str, Any]:
        """So many more students tested, all of whom met the bar."""
        cells = self.rows.cells(lever.indicator, lever.student_group)
        assert cells is not None
        counted, expected = int(cells.counted[self.school]), int(cells.expected[self.school])
        return {"students": by, "counted_from": counted, "counted_to": counted + by, "expected": expected}

    def results(self) -> list[dict[str, Any]]:
        found = []
        for (indicator, group), (met, tested, steps) in self.moved.items():
            cells = self.rows.cells(indicator, group)
            assert cells is not None
            row: dict[str, Any] = {"indicator": indicator, "student_group": group}
            numbers = {"counted": (cells.counted, tested), "met": (cells.met, met)}
            for column, (column_cells, by) in numbers.items():
                if by:
                    now = int(column_cells[self.school])
                    row |= {f"{column}_from": now, f"{column}_to": now + by}
            if steps:
                now = int(cells.value[self.school])
                row |= {"value_from": now / cells.scale, "value_to": (now + steps * cells.step) / cells.scale}
            found.append(row)
        return found
