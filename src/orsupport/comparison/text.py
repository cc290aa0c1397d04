"""A comparison as text, for a person: counts before and after, causes, cuts that moved, and every change."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

from orsupport.comparison.sentences import Shared, sentence
from orsupport.comparison.words import cause_text, cut_text, many

Node = dict[str, Any]
MOST_CUTS = 12
MOST_ALONE = 50  # schools that only one run has; more of them are counted by district
ONLY = ("only in the first run", "only in the second run")


def comparison_text(found: Node) -> str:
    """The whole comparison."""
    first, second = found["first"], found["second"]
    lines = [f"{name}: {_run(run)}" for name, run in (("First run", first), ("Second run", second))]
    lines += _versions(found)
    lines += [_differing(found)]
    for of in ("schools", "districts"):
        lines += _counts(of, found["counts"][of])
    lines += _causes(found)
    alone = _alone(found["changes"])
    told = [each for each in found["changes"] if not (alone and each["kind"] in ONLY)]
    shared = Shared(found, told)
    changes = _by_district(alone) + _changes(told, shared)
    if found["cuts"]:
        named = any("above." in line for line in changes)
        listed = found["cuts"] if named else found["cuts"][:MOST_CUTS]
        lines += ["", f"Cuts that moved: {len(found['cuts'])}"]
        lines += [f"  {number}. {cut_text(cut)}" for number, cut in enumerate(listed, 1)]
        more = len(found["cuts"]) - len(listed)
        lines += [f"  and {more} more (--json has them)"] if more > 0 else []
    if shared.letters:
        lines += ["", "What several changes rest on"]
        lines += [f"  Called {letter} below: {text[:1].lower()}{text[1:]}" for text, letter in shared.letters.items()]
    lines += changes
    made, most, stopped = (found["reruns"][key] for key in ("made", "most", "stopped"))
    bound = f"; the bound of {most} was reached, so that some changes are not narrowed down" if stopped else ""
    proved = f"Every cause was shown by re-running: {many(made, 're-run')} of mixed cases{bound}."
    lines += ["", proved] if found["changes"] else []
    return "\n".join(lines)


def _run(run: Node) -> str:
    return f"school year {run['school_year']}, rules {run['rules']}, orsupport {run['orsupport']}"


def _versions(found: Node) -> list[str]:
    listed = []
    for name, count in found["computed_anew"].items():
        if count:
            places = many(count, "school or district") if count == 1 else f"{count:,} schools and districts"
            says = f"The {name} run, worked out anew by this version, answers {places} otherwise"
            listed.append(f"{says} than its own tables. `orsupport verify` says more.")
    return listed


def _differing(found: Node) -> str:
    said = []
    for each in found["differing"]:
        name, count = each["component"], each["differences"]
        if name == "rules":
            entries = each["entries"][:6] + ([f"{count - 6} more"] if count > 6 else [])
            said.append(f"rules ({', '.join(entries)})")
        elif name == "year":
            said.append(f"school year ({each['from']}, {each['to']})")
        else:
            rows = (many(count, f"row of {table}") for table, count in each["rows"].items())
            said.append(f"{name} ({', '.join(rows)})")
    silent = len(found["without_effect"]["rules"]) + sum(found["without_effect"]["rows"].values())
    other = f"; {many(silent, 'text')} and the like, which can alter no answer" if silent else ""
    return f"They differ in: {', '.join(said) or 'nothing that can alter an answer'}{other}"


def _counts(of: str, counted: Node) -> list[str]:
    """Answers once each; with decisions of people, what counts them and what does not is told apart."""
    if not any(counted["there"]):
        return []
    rows = [(of.capitalize(), "first", "second"), ("  all", *counted["there"])]
    decided = any(counted["decided"])
    name = "outcome" if of == "schools" else "tier"
    if decided:
        rows.append(("  decided by a person", *counted["decided"]))
    if decided or counted["statuses"]:
        rows.append((f"  {name}, after decisions" if decided else f"  {name}", "", ""))
    pad = "    " if decided or counted["statuses"] else "  "
    rows += [(f"{pad}{answer}", *pair) for answer, pair in counted["answers"].items()]
    if counted["statuses"]:
        rows.append(("  by the rules, each that holds", "", ""))
        rows += [(f"    {status}", *pair) for status, pair in counted["statuses"].items()]
    return ["", *_table(rows)]


def _causes(found: Node) -> list[str]:
    changes = found["changes"]
    schools = sum(each["of"] == "school" for each in changes)
    lines = ["", f"Changes: {many(schools, 'school')}, {many(len(changes) - schools, 'district')}"]
    if not changes:
        return lines
    rows: list[tuple[Any, ...]] = [("  cause", "schools", "districts")]
    rows += [(f"  {cause_text(each['cause'])}", each["schools"], each["districts"]) for each in found["causes"]]
    rows.append(("  all changes", schools, len(changes) - schools))
    kinds: list[tuple[Any, ...]] = [("  what happened", "schools", "districts")]
    for kind in found["kinds"]:
        each = [
            sum(change["kind"] == kind and change["of"] == of for change in changes) for of in ("school", "district")
        ]
        kinds.append((f"  {kind}", *each))
    return [*lines, *_table(rows), *_table(kinds)]


def _changes(changes: list[Node], shared: Shared) -> list[str]:
    """A paragraph each."""
    lines: list[str] = []
    district = None
    for each in changes:
        if each["district_id"] != district:
            district = each["district_id"]
            lines += ["", f"{each['district_name'] or ''} ({district})".strip()]
        lines.append(f"  {sentence(each, shared.labels, shared)}")
    return lines


def _alone(changes: list[Node]) -> list[Node]:
    """The schools and districts that only one run has, where these are so many that they are counted by district."""
    alone = [each for each in changes if each["kind"] in ONLY]
    return alone if sum(each["of"] == "school" for each in alone) > MOST_ALONE else []


def _by_district(alone: list[Node]) -> list[str]:
    """A line for each district: its tier, and how many of its schools have each answer."""
    lines = ["", "Schools and districts that only one run has (--json has each school)"] if alone else []
    for (name, district, kind), places in groupby(sorted(alone, key=_district_and_kind), _district_and_kind):
        side = "from" if kind == ONLY[0] else "to"
        there = list(places)
        tiers = [each[side]["answer"] for each in there if each["of"] == "district"]
        answers = Counter(each[side]["answer"] for each in there if each["of"] == "school")
        counted = ", ".join(f"{count} {answer}" for answer, count in sorted(answers.items()))
        schools = [f"{many(answers.total(), 'school')} ({counted})"] if answers else []
        lines.append(f"  {f'{name} ({district})'.strip()}, {kind}: {'; '.join([*tiers, *schools])}")
    return lines


def _district_and_kind(change: Node) -> tuple[str, str, str]:
    return change["district_name"] or "", change["district_id"] or "", change["kind"]


def _table(rows: list[tuple[Any, ...]]) -> list[str]:
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()
        for row in cells
    ]
