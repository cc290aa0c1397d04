"""A comparison as text, for a person: counts before and after, causes, cuts that moved, and every change."""

from __future__ import annotations

from typing import Any

from orsupport.comparison.words import cause_text, cut_text

Node = dict[str, Any]
MOST_CUTS = 12


def comparison_text(found: Node) -> str:
    """The whole comparison."""
    first, second = found["first"], found["second"]
    lines = [f"{name}: {_run(run)}" for name, run in (("First run", first), ("Second run", second))]
    lines += _versions(found)
    lines += [_differing(found)]
    for of in ("schools", "districts"):
        lines += _counts(of, found["counts"][of])
    lines += _causes(found)
    if found["cuts"]:
        lines += ["", f"Cuts that moved: {len(found['cuts'])}"]
        lines += [f"  {cut_text(cut)}" for cut in found["cuts"][:MOST_CUTS]]
        more = len(found["cuts"]) - MOST_CUTS
        lines += [f"  and {more} more (--json has them)"] if more > 0 else []
    lines += _changes(found["changes"])
    made, most, stopped = (found["reruns"][key] for key in ("made", "most", "stopped"))
    bound = f"; the bound of {most} was reached, so that some changes are not narrowed down" if stopped else ""
    lines += (
        ["", f"Every cause was shown by re-running: {made} re-runs of mixed cases{bound}."] if found["changes"] else []
    )
    return "\n".join(lines)


def _run(run: Node) -> str:
    return f"school year {run['school_year']}, rules {run['rules']}, orsupport {run['orsupport']}"


def _versions(found: Node) -> list[str]:
    listed = []
    for name, count in found["computed_anew"].items():
        if count:
            says = f"The {name} run, worked out anew by this version, answers {count} schools and districts otherwise"
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
            said.append(f"{name} ({', '.join(_rows(*each) for each in each['rows'].items())})")
    silent = len(found["without_effect"]["rules"]) + sum(found["without_effect"]["rows"].values())
    other = f"; {silent} texts and the like, which can alter no answer" if silent else ""
    return f"They differ in: {', '.join(said) or 'nothing that can alter an answer'}{other}"


def _rows(table: str, rows: int) -> str:
    return f"{rows} row{'' if rows == 1 else 's'} of {table}"


def _counts(of: str, counted: Node) -> list[str]:
    if not any(counted["there"]):
        return []
    rows = [(of.capitalize(), "first", "second"), ("  all", *counted["there"])]
    rows += [(f"  {name}", *pair) for name, pair in counted["answers"].items()]
    rows += [(f"  status {name}", *pair) for name, pair in counted["statuses"].items()]
    return ["", *_table(rows)]


def _causes(found: Node) -> list[str]:
    changes = found["changes"]
    schools = sum(each["of"] == "school" for each in changes)
    lines = ["", f"Changes: {schools} schools, {len(changes) - schools} districts"]
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


def _changes(changes: list[Node]) -> list[str]:
    lines: list[str] = []
    district = None
    for each in changes:
        if each["district_id"] != district:
            district = each["district_id"]
            lines += ["", f"{each['district_name'] or ''} ({district})".strip()]
        lines.append(f"  {each['sentence']}")
    return lines


def _table(rows: list[tuple[Any, ...]]) -> list[str]:
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in cells
    ]
