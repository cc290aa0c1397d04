"""One difference between two runs in words: the school year, an entry of the rules, a row of a table."""

from __future__ import annotations

from typing import Any

from orsupport.comparison.words import cell_text, group_text, value_text

Node = dict[str, Any]


def difference(each: Node, change: Node | None, labels: dict[str, str]) -> str:
    """One difference. `change`: of whom it is told, for whom rows of its own need no name; `labels`: what the
    indicators are called."""
    if each["component"] == "year":
        return (
            f"the school year is {each['to']} and was {each['from']}, with the results and statuses that came with it"
        )
    if each["component"] == "rules":
        section, _, name = each["entry"].partition(".")
        what = f"the {section} {name}".strip() + (f" ({each['label']})" if each["label"] else "")
        if not each["keys"]:
            return f"in the rules, {what} was {each['how']}"
        return f"in the rules, {what}: {'; '.join(_key(key, each) for key in each['keys'])}"
    return _row(each, change, labels)


def _key(key: Node, entry: Node) -> str:
    """What stands in an entry now, and what stood there before."""
    inside = key["path"].removeprefix(entry["entry"]).removeprefix(".")
    unit = f" {entry['unit']}" if inside == "value" and entry["unit"] else ""
    name = "" if inside == "value" else f"{inside} "
    return f"{name}{value_text(key['to'])}{unit}, before {value_text(key['from'])}{unit}"


def _row(each: Node, change: Node | None, labels: dict[str, str]) -> str:
    row = each["row"]
    if each["table"] == "overrides":
        of = "school" if row["school_id"] else "district"
        where = f"a decision on {of} {row[f'{of}_id']}"
        if each["how"] != "changed":
            decided = next(cell["to"] or cell["from"] for cell in each["cells"] if cell["column"] == "outcome")
            return f"{where} was {each['how']}: {decided}"
    else:
        own = change is not None and (change["of"], row["school_id"]) == ("school", change["id"])
        where = ("" if own else f"school {row['school_id']}: ") + _where(each, labels)
    if each["table"] == "statuses" or (each["how"] != "changed" and each["table"] == "schools"):
        return f"{where} was {each['how']}"
    if each["how"] != "changed":
        cells = [
            f"{cell_text(cell['column'])} {value_text(cell['to'] if each['how'] == 'added' else cell['from'])}"
            for cell in each["cells"]
        ]
        return f"{where} was {each['how']} ({', '.join(cells)})"
    of_students = f", of {each['same']['counted']}" if "counted" in each["same"] and each["table"] == "results" else ""
    cells = [
        f"{cell_text(cell['column'])} {value_text(cell['to'])}, before {value_text(cell['from'])}"
        for cell in each["cells"]
    ]
    return f"{where}: {', '.join(cells)}{of_students}"


def _where(each: Node, labels: dict[str, str]) -> str:
    """Which row of its table."""
    row = each["row"]
    if each["table"] == "results":
        label = labels.get(row["indicator"], row["indicator"])
        return f"{label}, {group_text(row['student_group'])}, {row['school_year']}"
    if each["table"] == "statuses":
        return f"the status {row['status']} of {group_text(row['student_group'])} in {row['school_year']}"
    if each["table"] == "predecessors":
        return f"school {row['prior_school_id']} as the earlier school, {row['school_year']}"
    return "the school's own row"
