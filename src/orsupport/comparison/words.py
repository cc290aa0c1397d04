"""Every fixed word of a comparison, and the sentences that can go into a letter."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]

COMPONENTS = {
    "data": "the data",
    "rules": "the rules",
    "overrides": "a decision of a person",
    "year": "the school year",
    "version": "the version of orsupport",
}
HAPPENED = {
    "came on the list": "came on the list",
    "went off the list": "went off the list",
    "moved on the list": "stays on the list under another name",
    "came into a tier": "came into a tier",
    "left its tier": "left its tier",
    "moved to another tier": "moved to another tier",
    "became unsure": "became unsure",
    "no longer unsure": "is no longer unsure",
    "no longer judged": "is no longer judged",
    "judged now": "is judged now",
    "judged otherwise": "is judged otherwise",
    "same outcome, other statuses": "keeps its outcome and has other statuses",
    "only in the second run": "is only in the second run",
    "only in the first run": "is only in the first run",
}
CELLS = {
    "met": "students who met the bar",
    "counted": "students who count",
    "expected": "students who should count",
    "value": "the result",
    "value_low": "the lower bound of the result",
    "value_high": "the upper bound of the result",
    "counted_low": "the lower bound of the students who count",
    "counted_high": "the upper bound of the students who count",
    "title_i": "Title I",
    "open": "open",
    "district_id": "its district",
    "school_type": "its type",
    "outcome": "what was decided",
    "kind": "how it came about",
}
MOST_SHOWN = 6


def cause_text(cause: list[list[str]]) -> str:
    """The cause of a change: one component, several together, or several of which each alone is enough."""
    ways = [" and ".join(COMPONENTS[name] for name in way) + (" together" if len(way) > 1 else "") for way in cause]
    if len(ways) == 1:
        return ways[0]
    each = "each of the two" if len(ways) == 2 else "each of them"
    return f"{' or '.join(ways)}: {each} alone would have done it"


def state_text(state: Node) -> str:
    """An answer with the statuses that stand beside it."""
    others = [name if answer == "yes" else f"perhaps {name}" for name, answer in state["statuses"].items()]
    others = [name for name in others if name.removeprefix("perhaps ") != state["answer"]]
    return f"{state['answer']} (also {', '.join(others)})" if others else str(state["answer"])


def sentence(change: Node, labels: dict[str, str]) -> str:
    """The change as one paragraph of a letter."""
    place = f"{change['name'] or 'The ' + change['of']} ({change['id']})"
    was, now = state_text(change["from"]), state_text(change["to"])
    lines = [f"{place} {HAPPENED[change['kind']]}: {was} before, {now} now."]
    if not change["why"]:
        return f"{lines[0]} Cause: {cause_text(change['cause'])}."
    lines.append(f"Cause: {cause_text(change['cause'])}.")
    lines += [_way(why, change, labels) for why in change["why"]]
    return " ".join(lines)


def _way(why: Node, change: Node, labels: dict[str, str]) -> str:
    said = [difference(each, change, labels) for each in why["differences"][:MOST_SHOWN]]
    more = len(why["differences"]) - len(said) + why["more_differences"]
    said += [f"{more} more"] if more else []
    text = f"{'; '.join(said)}."
    text = text[:1].upper() + text[1:]
    figures = _moved(why["moved"], change)
    return f"{text}{' ' + figures if figures else ''}{'' if why['smallest'] else ' ' + NOT_NARROWED}"


NOT_NARROWED = "(Fewer of these may be enough: the bound of re-runs was reached.)"


def difference(each: Node, change: Node, labels: dict[str, str]) -> str:
    """One difference between the runs, in words."""
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
    return f"{name}{_value(key['to'])}{unit}, before {_value(key['from'])}{unit}"


def _row(each: Node, change: Node, labels: dict[str, str]) -> str:
    row = each["row"]
    if each["table"] == "overrides":
        of = "school" if row["school_id"] else "district"
        where = f"a decision on {of} {row[f'{of}_id']}"
        if each["how"] != "changed":
            decided = next(cell["to"] or cell["from"] for cell in each["cells"] if cell["column"] == "outcome")
            return f"{where} was {each['how']}: {decided}"
    elif each["table"] == "results":
        label = labels.get(row["indicator"], row["indicator"])
        where = f"{label}, {_group(row['student_group'])}, {row['school_year']}"
    elif each["table"] == "statuses":
        where = f"the status {row['status']} of {_group(row['student_group'])} in {row['school_year']}"
    elif each["table"] == "predecessors":
        where = f"school {row['prior_school_id']} as the earlier school, {row['school_year']}"
    else:
        where = "the school's own row"
    other = row.get("school_id")
    if other is not None and (change["of"], other) != ("school", change["id"]):
        where = f"school {other}: {where}"
    if each["table"] == "statuses" or (each["how"] != "changed" and each["table"] == "schools"):
        return f"{where} was {each['how']}"
    of = f", of {each['same']['counted']}" if "counted" in each["same"] and each["table"] == "results" else ""
    if each["how"] != "changed":
        cells = [
            f"{_cell(cell['column'])} {_value(cell['to'] if each['how'] == 'added' else cell['from'])}"
            for cell in each["cells"]
        ]
        return f"{where} was {each['how']} ({', '.join(cells)})"
    cells = [f"{_cell(cell['column'])} {_value(cell['to'])}, before {_value(cell['from'])}" for cell in each["cells"]]
    return f"{where}: {', '.join(cells)}{of}"


def _moved(moved: Node, change: Node) -> str:
    said = []
    if moved.get("schools"):
        listed = [
            f"{each['school_id']} ({each['to']}, before {each['from']})" for each in moved["schools"][:MOST_SHOWN]
        ]
        more = len(moved["schools"]) - len(listed)
        said.append(f"Its schools that changed: {', '.join(listed)}{f' and {more} more' if more else ''}.")
    for cut in moved.get("cuts", [])[:MOST_SHOWN]:
        said.append(f"{cut_text(cut)[:1].upper()}{cut_text(cut)[1:]}.")
    said += [_level(level) for level in moved.get("levels", [])[:MOST_SHOWN]]
    more = max(len(moved.get("levels", [])) - MOST_SHOWN, 0) + moved.get("more_levels", 0)
    said += [f"{more} more levels moved."] if more else []
    return " ".join(said)


def _level(level: Node) -> str:
    what = f"{level['label']}, {_group(level['student_group'])}"
    old, new = ((level[f"level_{end}"], level[f"result_{end}"]) for end in ("from", "to"))
    if old[1] == new[1]:
        return f"{what}: {new[0]}, before {old[0]}{', with the same ' + new[1] if new[1] else ''}."
    texts = [", ".join(part for part in pair if part) for pair in (new, old)]
    return f"{what}: {texts[0]}; before {texts[1]}."


def cut_text(cut: Node) -> str:
    """A cut that moved."""
    of = "" if cut["student_group"] == "all" else f", {_group(cut['student_group'])}"
    kind = f", {cut['schools_of']}" if cut["schools_of"] else ""
    what = f"level {cut['level']} of {cut['label']} begins at" if cut["indicator"] else f"{cut['level']} is"
    return f"{what} {_ends(cut['to'])}, before {_ends(cut['from'])}{of}{kind}"


def _ends(ends: list[float | None]) -> str:
    low, high = ends
    if low is None or high is None:
        return "nothing"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _group(name: str) -> str:
    return "all students" if name == "all" else name.replace("_", " ")


def _cell(column: str) -> str:
    return CELLS.get(column, column)


def _value(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
