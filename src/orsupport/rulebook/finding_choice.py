"""Choices and tables: cases in order, and grids that are whole."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.rulebook import entries
from orsupport.rulebook.finding_limits import fits, has_points, no_points, two_units
from orsupport.rulebook.finding_view import GATHERED, LIMITS, RULES, View, listed
from orsupport.rulebook.names import Name
from orsupport.rulebook.reading import Finding, did_you_mean


def choices(view: View) -> Iterator[Finding]:
    """Every choice of the file."""
    for path, measure in view.measures(entries.Choose):
        yield from _cases(view, f"{path}.cases", measure.cases)
        yield from _takes(view, f"{path}.cases", measure.cases)


def _cases(view: View, path: str, cases: list[entries.Case]) -> Iterator[Finding]:
    last = next((place for place, case in enumerate(cases) if case.when is None), None)
    if last is None:
        says = "has a `when`, so nothing is taken where no case holds: end with a case that has only `take`"
        yield Finding(f"{path}[{len(cases) - 1}]", says)
    for place, case in enumerate(cases):
        if last is not None and place > last:
            yield Finding(f"{path}[{place}]", f"is never reached: cases[{last}], before it, has no `when`")
        elif case.when is not None and case.when in [each.when for each in cases[:place]]:
            yield Finding(f"{path}[{place}].when", f"is never reached: an earlier case asks '{case.when}' already")
        if case.when is None:
            continue
        yield from view.key(f"{path}[{place}].when", case.when, RULES)
        found = view.named(case.when, RULES)
        if found is not None and found.level == "district":
            yield Finding(
                f"{path}[{place}].when", f"'{case.when}' is a rule at district; a rule at school or group is wanted"
            )


def _takes(view: View, path: str, cases: list[entries.Case]) -> Iterator[Finding]:
    taken: list[Name] = []
    for place, case in enumerate(cases):
        where = f"{path}[{place}].take"
        yield from view.key(where, case.take, LIMITS)
        found = view.named(case.take, LIMITS)
        if found is None:
            continue
        if isinstance(found.entry, entries.Found) and found.entry.of is None:
            yield Finding(where, f"'{case.take}' does not say of what it is taken; only a band may leave that out")
            continue
        if taken and not fits(taken[0].unit, found.unit):
            yield Finding(where, f"{two_units(found, taken[0])}: they are no choice")
        elif taken and taken[0].levels != found.levels:
            yield from (Finding(where, no_points(each)) for each in (taken[0], found) if not has_points(each))
        taken.append(found)


def tables(view: View) -> Iterator[Finding]:
    """Every table of the file."""
    for path, measure in view.measures(entries.Table):
        yield from _laid(view, f"{path}.rows", measure.rows)
        yield from _laid(view, f"{path}.columns", measure.columns)
        rows, columns = _banded(view, measure.rows), _banded(view, measure.columns)
        if rows is not None and columns is not None and set(rows.members or ()) != set(columns.members or ()):
            says = (
                f"'{measure.rows}' and '{measure.columns}' do not have the same members: they cannot be laid together"
            )
            yield Finding(path, says)
        yield from _levels(path, measure)
        yield from _grid(path, measure, rows, columns)


def _banded(view: View, name: str) -> Name | None:
    found = view.named(name, GATHERED)
    return found if found is not None and found.levels else None


def _laid(view: View, path: str, name: str) -> Iterator[Finding]:
    yield from view.key(path, name, GATHERED)
    if view.named(name, GATHERED) is not None and _banded(view, name) is None:
        yield Finding(path, f"'{name}' has no levels: a band or a table is wanted here")


def _levels(path: str, table: entries.Table) -> Iterator[Finding]:
    for place, level in enumerate(table.levels):
        if level in table.levels[:place]:
            yield Finding(f"{path}.levels[{place}]", f"'{level}' stands in the list already")
    for level in table.points or {}:
        if level not in table.levels:
            yield Finding(f"{path}.points.{level}", _no_level(level, table.levels))
    lacking = [level for level in table.levels if level not in (table.points or {})]
    if table.points is not None and lacking:
        yield Finding(f"{path}.points", f"no points for {listed(lacking)}: give them to every level, or to none")


def _grid(path: str, table: entries.Table, rows: Name | None, columns: Name | None) -> Iterator[Finding]:
    wanted = list(rows.levels or ()) if rows is not None else []
    lacking = [level for level in wanted if level not in table.grid]
    if lacking:
        yield Finding(f"{path}.grid", f"lacks a row for {listed(lacking)}, of '{table.rows}'")
    across = list(columns.levels or ()) if columns is not None else []
    for row, cells in table.grid.items():
        where = f"{path}.grid.{row}"
        if wanted and row not in wanted:
            guess = did_you_mean(row, wanted) or f" (levels: {', '.join(wanted)})"
            yield Finding(where, f"'{row}' is no level of '{table.rows}'{guess}")
        if across and len(cells) != len(across):
            says = (
                f"has {len(cells)} cells; '{table.columns}' has {len(across)} levels, lowest first: {', '.join(across)}"
            )
            yield Finding(where, says)
        for place, level in enumerate(cells):
            if level not in table.levels:
                yield Finding(f"{where}[{place}]", _no_level(level, table.levels))


def _no_level(level: str, levels: list[str]) -> str:
    known = f" (levels: {', '.join(levels)})"
    return f"'{level}' is no level of this table{did_you_mean(level, levels) or known}"
