"""Whether the files of a folder fit together, and everything that is wrong with them, at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches

from orsupport.ingest.ode.found import Found, Result, Unknown
from orsupport.ingest.ode.names import DECIDE, SET_ASIDE, Names
from orsupport.ingest.ode.reading import HEADING
from orsupport.ingest.ode.wording import plain, shown
from orsupport.problems import InputError, Problem


class NamesError(InputError):
    """Some names are not known; the message ends with what to write in a file for --names."""

    def __init__(
        self, problems: Sequence[Problem], unknown: Sequence[Unknown], lacking: set[tuple[str, str]], names: Names
    ) -> None:
        super().__init__(problems, HEADING)
        self.to_write = _to_write(unknown, lacking, names)

    def __str__(self) -> str:
        return (
            f"{super().__str__()}\n\n"
            "To make the names known, write a file with these lines, and give it with --names FILE:\n\n"
            f"{self.to_write}"
        )


def refuse_unless_usable(files: Sequence[Found], names: Names) -> None:
    """Raise InputError with every problem of every file, if there is any."""
    problems: list[Problem] = []
    unknown: dict[Unknown, None] = {}
    for found in files:
        problems += found.problems
        for name, (rows, first) in found.unknown.items():
            problems.append(
                Problem(
                    _place(found, name.sheet), _what(name), "a name that is not known", rows, first or None, name.name
                )
            )
            unknown[name] = None
        for (sheet, column, cell), (rows, first) in found.spoilt.items():
            problem = "neither a number that can stand here nor a known mark"
            problems.append(Problem(_place(found, sheet), column, problem, rows, first, cell))
    problems += _twice(files)
    if unknown:
        lacking = {each for found in files for each in found.lacking}
        raise NamesError(problems, list(unknown), lacking, names)
    if problems:
        raise InputError(problems, HEADING)


def set_repeats_aside(files: Sequence[Found]) -> None:
    """Keep one of the rows that part files of the same kind and year repeat, and set the others aside."""
    seen: dict[tuple[str, str, str, str], str] = {}
    for found in files:
        kept = []
        for result in found.results:
            first = seen.setdefault(result[:4], found.file)
            if first == found.file:
                kept.append(result)
            else:
                found.set_aside["", "repeated rows", f"the same rows stand in {first}"] += 1
        found.results = kept


def _place(found: Found, sheet: str) -> str:
    return f"{found.file} · {sheet}" if sheet else found.file


def _what(name: Unknown) -> str:
    return "column name" if name.thing.startswith("column.") else name.thing.replace("_", " ")


def _twice(files: Sequence[Found]) -> list[Problem]:
    """Rows with the same key: within a file, or in two files of the same kind and year.

    ODE also prints one kind and year in parts, by student group; parts share only the rows of all students.
    """
    problems: list[Problem] = []
    first: dict[tuple[str, str, str, str], tuple[Found, Result]] = {}
    pairs: dict[tuple[str, str, str, str], int] = {}
    for found in files:
        inside: dict[str, int] = {}
        for result in found.results:
            earlier = first.setdefault(result[:4], (found, result))
            if earlier[1] is result:
                continue
            if earlier[0] is found:
                inside[" ".join(result[:4])] = inside.get(" ".join(result[:4]), 0) + 1
            elif result.student_group != "all" or earlier[1].outcome != result.outcome:
                key = (earlier[0].file, found.file, result.indicator, result.school_year)
                pairs[key] = pairs.get(key, 0) + 1
        if inside:
            example = next(iter(inside))
            problem = "more than one row for the same year, school, group and indicator"
            problems.append(Problem(found.file, "", problem, sum(inside.values()), example=example))
    for place, found in enumerate(files):
        for other_file in files[place + 1 :]:
            if found.results and found.results == other_file.results and found.set_aside == other_file.set_aside:
                for indicator, year in sorted(found.holds):
                    pairs[found.file, other_file.file, indicator, year] = len(found.results)
    for (one, other, indicator, year), rows in pairs.items():
        problems.append(Problem(f"{one}, {other}", "", f"both hold {indicator} of {year}: keep one of them", rows))
    return problems


def _to_write(unknown: Sequence[Unknown], lacking: set[tuple[str, str]], names: Names) -> str:
    """A file of names: each unknown name beside the nearest that is known, or set aside.

    A column's name goes beside a column that is missing, or is set aside.
    """
    tables: dict[str, dict[str, list[str]]] = {}
    for name in unknown:
        known = names.of[name.thing]
        everything = known.targets | dict.fromkeys(known.aside, "")
        near_enough = 0.75
        if name.thing.startswith("column."):
            everything = {each: of for each, of in known.targets.items() if (name.thing, of) in lacking}
            near_enough = 0.6
        near = get_close_matches(plain(name.name), everything, 1, near_enough)
        target = everything[near[0]] if near else ""
        table = name.thing if target else f"{name.thing}.{SET_ASIDE}"
        reason = DECIDE if name.thing == "student_group" else "not judged"
        listed = tables.setdefault(table, {}).setdefault(target or reason, [])
        if shown(name.name) not in listed:
            listed.append(shown(name.name))
    lines = []
    for table, entries in sorted(tables.items()):
        thing = table.removesuffix(f".{SET_ASIDE}")
        choice = ", ".join(sorted(names.of[thing].ours)) or "none"
        lines.append(f"[{table}]")
        if table == thing:
            lines.append(f"# a guess: ODE's name goes beside one of {choice}")
        else:
            lines.append(f"# is not read; if it should be, write it under [{thing}] beside one of {choice}")
        for target, listed in entries.items():
            key = target if table == thing else json.dumps(target)
            lines.append(f"{key} = [{', '.join(json.dumps(each, ensure_ascii=False) for each in listed)}]")
        lines.append("")
    return "\n".join(lines)
