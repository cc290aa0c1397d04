"""The text of why one place was named and another not: where they part first, with both figures, then what is alike."""

from __future__ import annotations

from orsupport.explanation.clause_text import NOT_RATED, kept_off, origin_of, rests_on
from orsupport.explanation.decided_text import decision
from orsupport.explanation.figures import MARK, MOST_NAMED, Node, ends, origin, result, words
from orsupport.explanation.page import written
from orsupport.explanation.text import NOT_NAMED, head
from orsupport.explanation.why_not_text import sources_said, stopped_said

MOST_ALIKE = 6


def against_text(content: Node) -> str:
    """Why one of two places and not the other."""
    with written(False):
        ids = [place[f"{content['of']}_id"] for place in content["places"]]
        lines = head(content, " against ".join(_named(place, content["of"]) for place in content["places"]))
        for place in content["places"]:
            lines += _given(place, content["of"])
        parted = [each for each in content["outcomes"] if each["answers"][0] != each["answers"][1]]
        closed = not all(place.get("open", True) for place in content["places"])
        if not parted:
            lines.append("No rule that gives a name answers the two differently.")
        for outcome in parted:
            lines.append(f"{outcome['name']}: {_both(ids, outcome['answers'])}{origin(outcome)}")
            lines += _parts(outcome, ids, 1) if not closed else []
        alike = [f"{each['name']} (both {each['answers'][0]})" for each in content["outcomes"] if each not in parted]
        lines += [f"Alike: {', '.join(alike)}"] if alike else []
    said = sources_said("\n".join(lines), content)
    return "\n".join([*(line.rstrip() for line in lines), *(["Sources:", *said] if said else [])])


def _named(place: Node, of: str) -> str:
    district = f" · {place['district_name']}" if of == "school" else ""
    return f"{place[f'{of}_id']} {place[f'{of}_name']}{district}"


def _given(place: Node, of: str) -> list[str]:
    """What the place was given, and what a person decided."""
    nothing = NOT_NAMED.get(place["judged"], "not judged") if of == "school" else "no tier"
    given = (place["outcome"] if of == "school" else place["tier"]) or nothing
    closed = "" if place.get("open", True) else " (closed, so no rule is asked)"
    lines = [f"{place[f'{of}_id']}: {given}{closed}"]
    return lines + decision(place["override"], "not identified" if of == "school" else "no tier")


def _both(ids: list[str], answers: list[str]) -> str:
    return ", ".join(f"{each} {answer}" for each, answer in zip(ids, answers, strict=True))


def _parts(rule: Node, ids: list[str], depth: int) -> list[str]:
    """Where the two part below a rule, then what is alike; a rule that only repeats another is passed over."""
    pad = "  " * depth
    if len(rule["parts"]) == 1 and not rule["alike"] and "rule" in rule["parts"][0]:
        only = rule["parts"][0]
        if not only["negated"]:
            return _parts(only["rule"], ids, depth)
    lines = []
    for part in rule["parts"]:
        lines += _part(part, ids, depth)
    if rule["alike"]:
        shown = [f"{each['label']} (both {each['answer']})" for each in rule["alike"][:MOST_ALIKE]]
        more = len(rule["alike"]) - len(shown)
        lines.append(f"{pad}alike: {'; '.join(shown)}{f' and {more} more' if more else ''}")
    return lines


def _part(part: Node, ids: list[str], depth: int) -> list[str]:
    pad, width = "  " * depth, max(map(len, ids))
    heading = f"{pad}{part['label']}: {_both(ids, part['answers'])}"
    if part["kind"] == "year":
        return [heading, *_parts(part, ids, depth + 1)]
    if "rule" in part:
        return [f"{heading}{origin(part)}", *_parts(part["rule"], ids, depth + 1)]
    if "groups" in part:
        return [f"{heading}{origin_of(part['of'][0])}", *_groups(part["groups"], ids, depth + 1)]
    lines = [
        f"{pad}{id_:<{width}}  {MARK[side['answer']]}  {stopped_said(side)}{origin_of(side)}"
        for id_, side in zip(ids, part["of"], strict=True)
    ]
    for member in part.get("members", []):
        both = " | ".join(f"{id_} {_member(side)}" for id_, side in zip(ids, member["of"], strict=True))
        lines.append(f"{pad}  {member['label']}: {both}")
    return lines


def _groups(groups: list[Node], ids: list[str], depth: int) -> list[str]:
    """The student groups on which the two part, those with the same figures on one line, the first of them opened."""
    said: dict[str, list[str]] = {}
    for each in groups:
        both = " | ".join(f"{id_} {_of_group(side)}" for id_, side in zip(ids, each["of"], strict=True))
        said.setdefault(both, []).append(words(each["group"]))
    opened = list(said.items())[:MOST_NAMED]
    lines = [f"{'  ' * depth}{', '.join(named)}: {both}" for both, named in opened]
    more = [name for named in list(said.values())[MOST_NAMED:] for name in named]
    return lines + ([f"{'  ' * depth}so too: {', '.join(more)}"] if more else [])


def _of_group(side: Node) -> str:
    if "rule" not in side:
        return f"no – {NOT_RATED[side['why']]}"
    why = rests_on(side["rule"]) if side["answer"] == "yes" else kept_off(side["rule"])
    return f"{side['answer']}{f' – {why}' if why else ''}"


def _member(member: Node) -> str:
    if "reason" in member:
        return str(member["reason"])
    figures = result(member["counts"]) if member["counts"] else ""
    return ends(member) + (f" ({figures})" if figures else "")
