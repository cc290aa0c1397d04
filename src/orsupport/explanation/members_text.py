"""The text of the members of a count or share: those that decide with their students, the others named."""

from __future__ import annotations

from orsupport.explanation.figures import MARK, Node, ends, result, source
from orsupport.explanation.made_of_text import made_of_lines
from orsupport.explanation.page import first_time, is_whole


def members(clause: Node, depth: int) -> list[str]:
    """The members of what a clause compares: those that count first, then those that do not, then those without a
    value; nothing where they stand further up."""
    measure = clause["measure"]
    listed: list[Node] = measure.get("members", [])
    if not listed or not first_time("members", measure["name"], clause["student_group"], clause["school_year"]):
        return []
    pad = "  " * depth
    lines, beside = [], []
    for member in sorted(listed, key=lambda each: ("yes", "unsure", "no", None).index(each.get("fits"))):
        if "reason" in member:
            continue
        if not is_whole() and member["fits"] == _beside(clause):
            beside.append(member)
            continue
        lines += [f"{pad}{MARK[member['fits']]}  {_figures(member)}", *made_of_lines(member, depth + 2)]
    if beside:
        named = "; ".join(f"{member['label']} ({ends(member)})" for member in beside)
        lines.append(f"{pad}{MARK[beside[0]['fits']]}  {named}")
    without = [member for member in listed if member.get("reason", "not asked") != "not asked"]
    if without:
        named = ", ".join(f"{member['label']} ({member['reason']})" for member in without)
        lines.append(f"{pad}     not rated: {named}")
    return lines


def _beside(clause: Node) -> str:
    """Which members do not make the clause what it is: those that do not count, or those that do."""
    if clause["answer"] == "unsure":
        return ""
    enough = clause["operator"] in (">", ">=")
    return "no" if (clause["answer"] == "yes") == enough else "yes"


def _figures(member: Node) -> str:
    following = member.get("decides")
    begins = f"; level {following['level']} begins at {ends(following)}" if following else ""
    from_where = source(following, {}) if following else ""
    figures = result(member["counts"]) if member["counts"] else ""
    return f"{member['label']} – {ends(member)}: {figures}{begins}{from_where}"
