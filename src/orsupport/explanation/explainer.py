"""One school or one district of a run as data: its rules opened, its indicators, its district."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from orsupport.context import Context
from orsupport.explanation.figures import Node
from orsupport.explanation.nodes import Nodes
from orsupport.explanation.shown import to_show
from orsupport.explanation.view import View
from orsupport.explanation.whole_state import WholeState
from orsupport.problems import InputError, Problem
from orsupport.ratings import id_column
from orsupport.rulebook.names import Level
from orsupport.tables.findings import shown

FORMAT = 1


class Explainer:
    """What explanations need of a run: its trace, its tables, and what `run.json` says.

    `all_places`: every place will be explained, and each told as a text; then what they share is worked out once, and
    what no text tells is left out.
    """

    def __init__(
        self, trace: Context, tables: dict[str, pa.Table], summary: dict[str, Any], all_places: bool = False
    ) -> None:
        self.trace, self.tables, self.summary = trace, tables, summary
        self.state = WholeState(trace, tables) if all_places else None
        self._districts: dict[str, Node] = {}
        self._absent = bool(summary.get("statuses_absent"))

    def school(self, school_id: str) -> Node:
        if self.trace.book.rates_districts:
            says = f"{self.trace.book.id} rates districts: there are no schools in this run, name a district"
            raise InputError([Problem("schools", "school_id", says)], "Nothing to explain.")
        row = self._row("schools", "school_id", school_id, "school")
        school = self._record("schools", row)
        district = int(self.trace.places.district_of[row])
        view = View(self.trace, np.array([row]), district, self.state)
        cells = self._cells(school_id, row)
        nodes = Nodes(
            view, {(cell["student_group"], cell["indicator"]): cell for cell in cells}, statuses_absent=self._absent
        )
        book = self.trace.book
        return self._head("school") | {
            **{key: school[key] for key in ("school_id", "school_name", "district_id", "district_name", "school_type")},
            "open": bool(self.trace.places.open[row]),
            "judged": school["judged"],
            "judged_by": nodes.rule("judged") if "judged" in book.rule else None,
            "outcome": school["outcome"],
            "override": self._override("school_id", school_id),
            **self._opened(nodes, ("group", "school")),
            "indicators": cells,
            "district": self._district(self.trace.places.district_ids[district].as_py()),
        }

    def district(self, district_id: str) -> Node:
        if self.trace.book.rates_districts:
            return self._rated_district(district_id)
        self._row("districts", "district_id", district_id, "district")
        schools = self.tables["schools"]
        mine = np.flatnonzero(pc.equal(schools["district_id"], district_id).to_numpy(zero_copy_only=False))
        listed = []
        for row in mine.tolist():
            record = self._record("schools", row)
            keys = ("school_id", "school_name", "school_type", "judged", "outcome")
            groups = [key for key in record if key.endswith("_groups")]
            open_ = bool(self.trace.places.open[row])
            decided = {"override": self._override("school_id", record["school_id"])}
            listed.append({key: record[key] for key in (*keys, *groups)} | {"open": open_} | decided)
        return self._head("district") | self._district(district_id) | {"schools_listed": listed}

    def _rated_district(self, district_id: str) -> Node:
        """A district that is rated on its own results."""
        row = self._row("districts", "district_id", district_id, "district")
        district, book = self._record("districts", row), self.trace.book
        cells = self._cells(district_id, row)
        view = View(self.trace, np.array([row]), row, self.state)
        nodes = Nodes(
            view, {(cell["student_group"], cell["indicator"]): cell for cell in cells}, statuses_absent=self._absent
        )
        return self._head("district") | {
            **{key: district[key] for key in ("district_id", "district_name", "judged", "tier")},
            "open": bool(self.trace.places.open[row]),
            "judged_by": nodes.rule("judged") if "judged" in book.rule else None,
            "override": self._override("district_id", district_id),
            **self._opened(nodes, ("group", "school", "district", "state")),
            "indicators": cells,
        }

    def _opened(self, nodes: Nodes, levels: tuple[Level, ...]) -> Node:
        """The rules of a school or rated district that name it or that the file has shown, and its measures."""
        book = self.trace.book
        shown = [name for name, rule in book.rule.items() if rule.at == "school" and rule.show and name != "judged"]
        named = list(dict.fromkeys([*book.outcome.school.values(), *shown]))
        return {
            "rules": [nodes.rule(name) for name in named],
            "else": self._else(nodes, book.outcome.school_else),
            "shown": to_show(nodes, levels),
        }

    def _district(self, district_id: str) -> Node:
        """The tier of a district with its reasons, opened once for all of its schools."""
        if district_id not in self._districts:
            self._districts[district_id] = self._opened_district(district_id)
        return self._districts[district_id]

    def _opened_district(self, district_id: str) -> Node:
        row = self._row("districts", "district_id", district_id, "district")
        record = self._record("districts", row)
        book = self.trace.book
        mine = np.flatnonzero(self.trace.places.district_of == row)
        nodes = Nodes(View(self.trace, mine, row, self.state), {}, statuses_absent=self._absent)
        shown = [name for name, rule in book.rule.items() if rule.at == "district" and rule.show]
        named = list(dict.fromkeys([*book.outcome.district.values(), *shown]))
        counts = {key: value for key, value in record.items() if key not in book.rule}
        counts["override"] = self._override("district_id", district_id)
        counts["schools_decided"] = self._schools_decided(mine)
        return counts | {
            "rules": [nodes.rule(name) for name in named],
            "else": self._else(nodes, book.outcome.district_else),
            "shown": to_show(nodes, ("district", "state")),
        }

    def _else(self, nodes: Nodes, band: str | None) -> Node | None:
        """The band that names a place for which no rule holds, with what it is made of."""
        return nodes.measure(band, 0, 0) if band is not None else None

    def _override(self, column: str, wanted: str) -> Node | None:
        """The decision that a person took on the place, if any."""
        return next((each for each in self.summary["overrides"] if each.get(column) == wanted), None)

    def _schools_decided(self, rows: NDArray[np.int64]) -> list[Node]:
        """The schools of these rows whose outcome a person decided, with the decision."""
        ids, names = (self.trace.places.table[name] for name in ("school_id", "school_name"))
        if not any(each.get("school_id") for each in self.summary["overrides"]):
            return []
        listed = [{"school_id": ids[row].as_py(), "school_name": names[row].as_py()} for row in rows.tolist()]
        decided = ((each, self._override("school_id", each["school_id"])) for each in listed)
        return [school | {"override": decision} for school, decision in decided if decision is not None]

    def _head(self, kind: str) -> Node:
        book = self.trace.book
        tiers = book.outcome.school if book.rates_districts else book.outcome.district
        return {
            "format": FORMAT,
            "kind": kind,
            "school_year": self.summary["school_year"],
            "rules_id": book.id,
            "rules_title": book.title,
            "partial": self.summary["partial"],
            "indicators_absent": self.summary["indicators_absent"],
            "facts_absent": self.summary["facts_absent"],
            "outside_era": not book.covers(str(self.summary["school_year"])),
            "outcomes": {
                name: book.rule[rule].label for name, rule in book.outcome.school.items() if rule in book.rule
            },
            "tiers": {rule: name for name, rule in tiers.items()},
            "outcome_rules": {rule: name for name, rule in book.outcome.school.items()},
        }

    def _cells(self, place_id: str, row: int) -> list[Node]:
        """What every indicator of every group was counted from."""
        book = self.trace.book
        column = id_column(book)
        if self.state is None:
            table = self.tables["ratings"].filter(pc.equal(self.tables["ratings"][column], place_id))
            rows = table.to_pylist()
        else:
            rows = self.state.ratings.get(place_id, [])
        groups = {name: number for number, name in enumerate(book.group_names)}
        cells = []
        for rating in rows:
            cell, name = {key: value for key, value in rating.items() if key != column}, rating["indicator"]
            rated = cell["level"] is not None or cell["why"] == "unsure" or cell["why"] == ""
            entry = book.indicator[name]
            students = self.trace.denominator(name)
            if students is not None and cell["counted"] is not None:
                group = groups[cell["student_group"]]
                cell["denominator"] = float(students.fraction((row, group)))
            if entry.masked_count == "unknown" and cell["counted"] is None:
                cell["unknown_count"] = True
            about = {"label": entry.label, "unit": entry.measured_in, "decimals": entry.decimals, "rated": rated}
            cells.append(cell | about)
        return cells

    def _row(self, table: str, column: str, wanted: str, kind: str) -> int:
        if self.state is not None and (known := self.state.rows[table].get(wanted)) is not None:
            return known
        ids = self.tables[table][column]
        row = pc.index(ids, wanted).as_py()
        if row < 0:
            says = f"there is no {kind} {shown(wanted)} in this run" if wanted.strip() else f"no {kind} was named"
            near = [each for each in ids.to_pylist() if wanted.strip() and _bare(each) == _bare(wanted)]
            meant = f"did you mean {near[0]}?" if len(near) == 1 else ""
            raise InputError([Problem(table, column, says, example=meant)], "Nothing to explain.")
        return int(row)

    def _record(self, table: str, row: int) -> Node:
        if self.state is not None:
            return self.state.records[table][row]
        record: Node = self.tables[table].slice(row, 1).to_pylist()[0]
        return record


def _bare(name: str) -> str:
    """An id without what programs and hands add to it."""
    return name.strip().removesuffix(".0").lstrip("0").casefold()
