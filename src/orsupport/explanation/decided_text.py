"""What a person decided, beside what the rules said."""

from __future__ import annotations

from orsupport.explanation.figures import Node


def decision(override: Node | None, nothing: str) -> list[str]:
    """The decision on a place, if any, what the rules said of it, and why. `nothing`: what a place without a name is
    called."""
    if override is None:
        return []
    said = override["by_rules"] or nothing
    return [
        f"  Decided by {override['authority']} on {override['date']}: {override['outcome']}",
        f"  Reason given: {override['reason']}",
        f"  The rules say: {said}{'' if override['differs'] else ', the same'}. Their answers stand below as they are.",
    ]


def beside(override: Node | None) -> str:
    """That the outcome of a listed school was decided, and what the rules said."""
    if override is None:
        return ""
    if not override["differs"]:
        return " (decided, as the rules say)"
    return f" (decided; the rules say {override['by_rules'] or 'not identified'})"


def schools_decided(schools: list[Node], tier_is_decided: bool) -> list[str]:
    """The schools of a district whose outcome a person decided; what the rules said of it rests on their answers."""
    if not schools:
        return []
    follows = "what the rules say of the district rests on their own answers"
    follows += "" if tier_is_decided else ", and its tier changes only by a decision of its own"
    each = (f"{school['school_id']} {school['school_name']}: {school['override']['outcome']}" for school in schools)
    named = (f"{said}{beside(school['override'])}" for said, school in zip(each, schools, strict=True))
    count = "1 school's outcome was" if len(schools) == 1 else f"The outcomes of {len(schools)} schools were"
    return [f"  {count} decided by a person; {follows}:", *(f"    {said}" for said in named)]
