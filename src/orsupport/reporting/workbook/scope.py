"""What a workbook is of: the whole run, or the schools of one district, opened for its sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from orsupport.problems import InputError, Problem
from orsupport.ratings import id_column, plain
from orsupport.reporting import shown
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS


class Labelled(Protocol):
    @property
    def label(self) -> str | None: ...


class Scope:
    """The rows of a run that stand in the workbook. What is rated is a school, or a district where the file says so.

    Raises `InputError` where the run does not know the district.
    """

    def __init__(self, content: Content, district: str | None) -> None:
        self.content, self.run, self.book, self.district = content, content.run, content.run.rules, district
        self.said, self.trace = content.said, content.run.trace
        self.rates_districts = self.book.rates_districts
        self.id, self.name = id_column(self.book), "district_name" if self.rates_districts else "school_name"
        self.given = "tier" if self.rates_districts else "outcome"
        of = self.trace.places.table["district_id"].to_pylist()
        self.districts = [
            row for row in self.run.table("districts").to_pylist() if district is None or row["district_id"] == district
        ]
        if not self.districts:
            says = f"there is no district {district} in this run"
            raise InputError([Problem("districts", "district_id", says)], WORDS["workbook"]["nothing"])
        self.rows: NDArray[np.int64] = np.array(
            [row for row, each in enumerate(of) if district is None or each == district], dtype=np.int64
        )

    @cached_property
    def rated(self) -> list[Row]:
        """The row of each school (or rated district) in the order of `rows`."""
        table = self.run.table("districts" if self.rates_districts else "schools")
        return list(plain(table.take(self.rows)).to_pylist())

    @cached_property
    def named(self) -> dict[str, str]:
        """The name of each school (or rated district) by its id."""
        return {row[self.id]: row[self.name] for row in self.rated}

    @cached_property
    def open(self) -> list[bool]:
        return [bool(each) for each in self.trace.places.open[self.rows].tolist()]

    @cached_property
    def decided(self) -> dict[str, Row]:
        """The decisions that people took on what is rated, by id."""
        return self.content.decided

    @cached_property
    def statuses(self) -> dict[str, str]:
        """The rule behind each status that a school (or rated district) may have, by name."""
        return dict(self.book.outcome.school)

    @cached_property
    def indicators(self) -> dict[str, str]:
        return labels(self.book.indicator)

    @cached_property
    def rules(self) -> dict[str, str]:
        return labels(self.book.rule)

    def outcome(self, place: int) -> str:
        """The outcome in words of the school (or rated district) at a place of `rated`."""
        row = self.rated[place]
        words = shown.outcome(row | {"outcome": row[self.given]}, self.open[place])
        none = self.rates_districts and words == WORDS["page"]["not_identified"]
        return WORDS["page"]["no_tier"] if none else words

    def answers(self, place: int) -> dict[str, str]:
        """What each status answers, by its rule."""
        return {rule: self.rated[place][rule] for rule in self.statuses.values()}

    def identified(self, place: int) -> bool:
        """Whether a status surely holds; where a person decided, what was decided."""
        row = self.rated[place]
        if row[self.id] in self.decided:
            return row[self.given] in self.statuses
        return "yes" in self.answers(place).values()


def labels(entries: Mapping[str, Labelled]) -> dict[str, str]:
    """What each entry is called, with its name behind the label where two share it."""
    named = {name: entry.label or name.replace("_", " ") for name, entry in entries.items()}
    times = Counter(named.values())
    return {name: label if times[label] == 1 else f"{label} ({name})" for name, label in named.items()}
