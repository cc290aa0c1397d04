"""What an ingest says of itself: files, rows, marks, and what was set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from orsupport.ingest.ode.found import Found, Result
from orsupport.ingest.ode.schools import newest_glance, year_of
from orsupport.ingest.ode.title_i import TitleI

HOW = ("exact", "recovered", "none", "summed", "value", "masked")
_EXPLAINED = (
    "exact: counts as printed. recovered: a hidden numerator that only one whole number fits. none: no students. "
    "summed: underserved race/ethnicity from its four parts. value: a percent without counts. masked: bounds."
)


@dataclass(frozen=True)
class Ingested:
    """What an ingest did. `set_aside`: the rows of set_aside.csv (file, sheet, what, why, rows)."""

    files: tuple[Found, ...]
    results: tuple[Result, ...]
    schools: tuple[dict[str, str], ...]
    set_aside: tuple[tuple[str, ...], ...]
    ignored: tuple[str, ...]
    title_i: TitleI | None
    title_i_in_folder: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [self._files(), self._years(), self._rows(), self._published(), self._schools(), self._ignored()]
        return "\n\n".join("\n".join(part) for part in parts if part)

    def _files(self) -> list[str]:
        rows: list[tuple[str, ...]] = [("file", "holds", "rows read", "in results", "set aside")]
        for found in self.files:
            kinds = " ".join(sorted({indicator for indicator, _ in found.holds}))
            counts = (found.rows, len(found.results), sum(found.set_aside.values()))
            rows.append((found.file, f"{kinds} {year_of(found)}".strip(), *(f"{count:,}" for count in counts)))
        lines = _table(rows, 2)
        summed = sum(result.outcome.how == "summed" for result in self.results)
        return [*lines, f"  Beside them in results: {summed:,} rows summed for underserved race/ethnicity"]

    def _years(self) -> list[str]:
        has: dict[str, set[str]] = {}
        for result in self.results:
            has.setdefault(result.indicator, set()).add(result.school_year)
        years = set().union(*has.values())
        lines = []
        for indicator in sorted(has):
            lacks = sorted(years - has[indicator])
            if lacks:
                lines.append(f"  {indicator}: none for {', '.join(lacks)}")
        return ["School years that a kind of file lacks (no error):", *lines] if lines else []

    def _rows(self) -> list[str]:
        counts = Counter((result.indicator, result.school_year, result.outcome.how) for result in self.results)
        rows: list[tuple[str, ...]] = [("indicator", "year", "rows", *HOW)]
        for indicator, year in sorted({key[:2] for key in counts}):
            each = [counts[indicator, year, how] for how in HOW]
            rows.append((indicator, year, *(f"{count:,}" for count in (sum(each), *each))))
        return [*_table(rows, 2), f"  {_EXPLAINED}"]

    def _published(self) -> list[str]:
        checked: Counter[bool] = Counter()
        for found in self.files:
            for (_, _, agrees), rows in found.checked.items():
                checked[agrees] += rows
        lines = [
            f"Published percents beside both counts: {checked.total():,}; "
            f"the counts give {checked[True]:,} of them exactly, {checked[False]:,} not"
        ]
        for found in self.files:
            wrong = sum(rows for (_, _, agrees), rows in found.checked.items() if not agrees)
            if wrong:
                lines.append(f"  {found.file}: {wrong:,} do not agree, the first in {found.disagreeing}")
        return lines

    def _schools(self) -> list[str]:
        closed = sum(school["open"] == "false" for school in self.schools)
        lines = [f"Schools: {len(self.schools):,}, of which {closed:,} closed"]
        glance = newest_glance(self.files)
        if glance is None:
            lines.append(
                "  No At-A-Glance is in the folder: every school is taken to be open; its type and whether it serves "
                "grade 12 are from the newest attendance file where that is certain, otherwise unknown"
            )
        else:
            lines.append(f"  Type, grades and county are from At-A-Glance of {year_of(glance)}")
            newest = max(year_of(found) for found in self.files)
            if newest > year_of(glance):
                lines.append(f"  It is older than other files, which reach to {newest}")
        known = Counter(school["title_i"] for school in self.schools)
        if self.title_i is None:
            lines.append("  Title I: unknown for every school; give --title-i FILE")
            lines += [f"  {name} is such a file" for name in self.title_i_in_folder]
        else:
            of = f"is of {self.title_i.year}" if self.title_i.year else "says no year"
            lines.append(
                f"  Title I ({self.title_i.file}, which {of}): {known['true']:,} receive, {known['false']:,} do not, "
                f"{known['']:,} unknown"
            )
        return lines

    def _ignored(self) -> list[str]:
        lines = [f"Not recognised, and ignored: {', '.join(self.ignored)}"] if self.ignored else []
        rows = sum(int(row[4]) for row in self.set_aside if row[4])
        return [*lines, f"Set aside: {rows:,} rows, with the reasons in set_aside.csv"]


def _table(rows: Sequence[tuple[str, ...]], texts: int) -> list[str]:
    """Lines of a table whose first columns are text and whose others are numbers."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if column < texts else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
