"""The text of why a place was not named: for each outcome every way to it, what stopped it, by how much, what held."""

from __future__ import annotations

from math import inf

from orsupport.explanation.clause_text import NOT_RATED, body, clause_said, origin_of, rests_on
from orsupport.explanation.decided_text import decision
from orsupport.explanation.figures import Node, ends, origin, result, sources, words
from orsupport.explanation.page import written
from orsupport.explanation.text import NOT_NAMED, head

STOPPED = {"no": "kept off by", "unsure": "cannot be told"}


def why_not_text(content: Node) -> str:
    """Why a school was given no outcome, or another; why a district was given no tier, or another."""
    with written(False):
        lines = [*_place(content)]
        for outcome in content["outcomes"] if content.get("open", True) else []:
            lines += _outcome(outcome)
    said = sources_said("\n".join(lines), content)
    return "\n".join([*(line.rstrip() for line in lines), *(["Sources:", *said] if said else [])])


def sources_said(text: str, content: Node) -> list[str]:
    """The sources that the text names, a line each; the data may name more."""
    named = sorted(sources(content).items())
    return [f"  [{key}] {title}" for key, title in named if f"[{key}]" in text or f"[{key}, assumed]" in text]


def _place(content: Node) -> list[str]:
    is_school = content["of"] == "school"
    name = f"{content['district_id']} {content['district_name']}"
    if is_school:
        name = f"{content['school_id']} {content['school_name']} · {content['district_name']}"
    lines = head(content, name)
    nothing = NOT_NAMED.get(content["judged"], "not judged") if is_school else "no tier"
    given = content["outcome"] if is_school else content["tier"]
    if not content.get("open", True):
        lines.append("Closed: not judged, so no rule is asked.")
    lines.append(f"{'Outcome' if is_school else 'Tier'}: {given or nothing}")
    lines += decision(content["override"], "not identified" if is_school else "no tier")
    if content.get("open", True) and content.get("judged", "yes") == "no" and content["judged_by"]:
        lines += ["Not judged:", *body(content["judged_by"], 1)]
    return lines


def _outcome(outcome: Node) -> list[str]:
    if outcome["answer"] == "yes":
        return [f"The rules say yes. {outcome['said']}{origin(outcome)}"]
    name, label, ways = outcome["name"], outcome["label"], outcome["ways"]
    asked = "Why not" if outcome["answer"] == "no" else "Why it is unsure:"
    lines = [f"{asked} {name} ({label}){origin(outcome)}"]
    if len(ways) == 1 and ways[0].get("name") == outcome["rule"]:
        return [*lines, *_clauses(ways[0], 1)]
    if len(ways) > 1:
        lines.append("  any of these would be enough:")
    return [*lines, *(line for way in ways for line in _way(way, 1))]


def _way(way: Node, depth: int) -> list[str]:
    if "label" not in way:
        return _clauses(way, depth)
    return [f"{'  ' * depth}{way['label']}{origin(way)}", *_clauses(way, depth + 1)]


def _clauses(way: Node, depth: int) -> list[str]:
    pad = "  " * depth
    lines = [f"{pad}{way['not_asked']}"] if "not_asked" in way else []
    for leaf in way["stopped"]:
        lines += _stopped(leaf, depth)
    if way["held"]:
        lines.append(f"{pad}held: {'; '.join(_held(clause) for clause in way['held'])}")
    return lines


def _held(clause: Node) -> str:
    below = rests_on(clause["rule"]) if clause["kind"] == "rule" and not clause["negated"] else ""
    return clause_said(clause) + (f" ({below})" if below else "")


def _stopped(leaf: Node, depth: int) -> list[str]:
    """A clause that stopped, with how far it was from holding, and what it was made of in a line."""
    pad, mark = "  " * depth, STOPPED[leaf["answer"]]
    if "any_of" in leaf:
        one = len(leaf["any_of"]) == 1
        lines = [] if one else [f"{pad}{mark}: none of these, each of which would be enough"]
        return lines + [line for way in leaf["any_of"] for line in _way(way, depth if one else depth + 1)]
    lines = [f"{pad}{mark}: {stopped_said(leaf)}{away(leaf)}{origin_of(leaf)}"]
    if "kept_off" in leaf.get("groups", {}):
        return [*lines, *_groups(leaf["groups"], depth + 1)]
    return lines + ([f"{pad}  {nearest}"] if (nearest := _nearest(leaf)) else [])


def stopped_said(leaf: Node) -> str:
    """A clause in words; one that is no, in words that say so."""
    said = clause_said(leaf)
    if leaf.get("negated") or leaf["answer"] != "no":
        return said
    if leaf["kind"] in ("any_group", "any_school"):
        return said.replace("any", "no" if leaf["kind"] == "any_group" else "none", 1)
    return said


def away(leaf: Node) -> str:
    """How far a figure is from where the clause would hold."""
    far = leaf.get("distance")
    if far is None:
        return ""
    if far["high"] == 0:
        return " (exactly there, which is not enough)"
    if "more" in far:
        return f" ({far['more']} more of {far['of']} needed)"
    unit = {"percent": "percentage points", "percentile": "percentiles"}.get(far["unit"], far["unit"])
    plain = unit != "percentage points"
    low, high = (f"{far[end]:.4f}".rstrip("0").rstrip(".") if plain else _rounded(far[end]) for end in ("low", "high"))
    figure = low if low == high else f"{low} to {high}"
    side = "short" if far["side"] == "below" else "above"
    return f" ({figure} {unit.removesuffix('s') if figure == '1' else unit} {side})"


def _rounded(number: float) -> str:
    """One decimal, or as many as show that it is not nothing."""
    places = next((places for places in (1, 2, 3) if round(number, places)), 1)
    return f"{number:.{places}f}"


def _nearest(leaf: Node) -> str:
    """The members of a count that do not count, the one that is nearest to it first."""
    if leaf["kind"] != "comparison" or leaf["operator"] in ("<", "<="):
        return ""
    members = [member for member in leaf["measure"].get("members", []) if member.get("fits") in ("no", "unsure")]
    gaps = {member["name"]: _gap(member) for member in members}
    members.sort(key=lambda member: gaps[member["name"]])
    named = "; ".join(f"{member['label']} {_figure(member, gaps[member['name']])}" for member in members)
    levels = {member["decides"]["level"] for member in members if member.get("decides")}
    begins = f" (by how much above where level {levels.pop()} begins)" if len(levels) == 1 else ""
    return f"not among them, nearest first{begins}: {named}" if named else ""


def _gap(member: Node) -> float:
    begins, counts = member.get("decides"), member.get("counts")
    if not begins or "low" not in begins or not counts or counts["value"] is None:
        return inf
    return float(counts["value"] - begins["low"])


def _figure(member: Node, gap: float) -> str:
    value = result(member["counts"]).rpartition(" = ")[2].partition(", of")[0] if member["counts"] else ends(member)
    if not 0 <= gap < inf:
        return value
    return f"{value} ({_rounded(gap) if gap else 'exactly there'})"


def _groups(groups: Node, depth: int) -> list[str]:
    """Each student group in one line, those with the same on the same line."""
    pad = "  " * depth
    said: dict[str, list[str]] = {}
    for each in groups["kept_off"]:
        said.setdefault(" · ".join(_in_short(way) for way in each["ways"]), []).append(words(each["group"]))
    lines = [f"{pad}{', '.join(named)}: {why}" for why, named in said.items()]
    for why, reason in NOT_RATED.items():
        if named := [words(each["group"]) for each in groups["not_rated"] if each["why"] == why]:
            lines.append(f"{pad}{', '.join(named)}: {reason}")
    return lines


def _in_short(way: Node) -> str:
    if "not_asked" in way:
        return str(way["not_asked"])
    return "; ".join(
        " or ".join(_in_short(below) for below in leaf["any_of"])
        if "any_of" in leaf
        else f"{stopped_said(leaf)}{away(leaf)}"
        for leaf in way["stopped"]
    )
