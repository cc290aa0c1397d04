"""A change of students: which results of the year move, row by row, so that the records still fit together.

A student group's students are also among all students, and those of a part of a combined group also in that group. A
change of one row therefore moves others: all students, the combined group, or one of its parts; and a group that is
nearly everybody, where otherwise more students would have met the bar outside of it than there are.
"""

from __future__ import annotations

from typing import NamedTuple

from orsupport.take.rows import ALL, YearRows


class Lever(NamedTuple):
    """The results of one student group in one indicator. `how`: `met` (students who met the bar; those beyond all who
    were tested are tested too), `tested` (students tested of whom all met it) or `value` (a published value, in its
    smallest steps)."""

    indicator: str
    student_group: str
    how: str = "met"


Change = dict[Lever, int]
Moved = dict[tuple[str, str], tuple[int, int, int]]  # of a row of results: students who met, students tested, steps


def moved(rows: YearRows, school: int, change: Change) -> Moved:
    """Every row of `results` that the change moves, by indicator and student group."""
    found: Moved = {}
    for indicator in dict.fromkeys(lever.indicator for lever in change):
        mine = {lever: by for lever, by in change.items() if lever.indicator == indicator and by}
        if rows.is_given(indicator):
            found |= {(indicator, lever.student_group): (0, 0, by) for lever, by in mine.items()}
            continue
        tested = {lever.student_group: by for lever, by in mine.items() if lever.how == "tested"}
        met = dict(tested)
        for lever, by in mine.items():
            if lever.how == "met":
                group = lever.student_group
                met[group] = met.get(group, 0) + by
                if to_test := rows.to_test(indicator, group, school, by):
                    tested[group] = tested.get(group, 0) + to_test
        more = _spread(rows, indicator, school, tested, "tested", {})
        there = _spread(rows, indicator, school, met, "met", more)
        for group, by in _fitting(rows, indicator, school, there, more).items():
            found[indicator, group] = (by, more.get(group, 0), 0)
    return found


def _spread(
    rows: YearRows, indicator: str, school: int, asked: dict[str, int], how: str, more: dict[str, int]
) -> dict[str, int]:
    """The change of each group with what it moves in combined groups, their parts, and all students. `more`: the
    students tested besides, who make room."""

    def room(group: str, sign: int) -> int:
        return rows.room(indicator, group, school, sign, how) + (more.get(group, 0) if sign > 0 else 0)

    found = dict(asked)
    apart = {group: by for group, by in asked.items() if group != ALL}
    for combined, parts in rows.combined.items():
        of_parts = sum(apart.get(part, 0) for part in parts)
        own = apart.get(combined, 0)
        if not own and not of_parts:
            continue
        whole = max(own, of_parts, key=abs)
        left = whole - of_parts
        untouched = [part for part in parts if part not in apart] + [part for part in parts if part in apart]
        for part in sorted(untouched, key=lambda each: -room(each, _sign(left))):
            by = _least(left, room(part, _sign(left)))
            if by:
                found[part] = found.get(part, 0) + by
                left -= by
        found.pop(combined, None)
        if rows.counts(indicator, combined, school) is not None:
            found[combined] = whole
        apart = {group: by for group, by in apart.items() if group != combined and group not in parts}
        apart[combined] = whole
    if rows.counts(indicator, ALL, school) is not None:
        whole = max(asked.get(ALL, 0), sum(apart.values()), key=abs)
        found[ALL] = _least(whole, room(ALL, _sign(whole)))
    return {group: by for group, by in found.items() if by}


def _fitting(
    rows: YearRows, indicator: str, school: int, met: dict[str, int], tested: dict[str, int]
) -> dict[str, int]:
    """Groups moved along where their students who met the bar would be more than those of all students, or fewer than
    must be among them."""
    everybody = rows.counts(indicator, ALL, school)
    if everybody is None or ALL not in met:
        return met
    counted, bar = everybody[0] + tested.get(ALL, 0), everybody[1] + met[ALL]
    found = dict(met)
    for group, students, those in rows.groups_of(indicator, school):
        if group == ALL:
            continue
        of, now = students + tested.get(group, 0), those + met.get(group, 0)
        fits = min(max(now, 0, bar - (counted - of)), bar, of)
        if fits != now:
            found[group] = met.get(group, 0) + fits - now
    return found


def _sign(number: int) -> int:
    return 1 if number >= 0 else -1


def _least(wanted: int, room: int) -> int:
    return _sign(wanted) * min(abs(wanted), room)
