"""Numbers in words: a result with its two whole numbers, a limit with its unit and source, an interval that a mask
leaves."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]
MARK = {"yes": "yes", "no": "no ", "unsure": "?  "}
MOST_NAMED = 5
OPERATORS = {"<": "below", "<=": "at or below", ">": "above", ">=": "at least"}


def words(name: str) -> str:
    """A name of the data as words."""
    return name.replace(" ", ", ").replace("_", " ")


def comparison(clause: Node) -> str:
    """What was measured, and what is needed for the clause to hold."""
    measure, limit = clause["measure"], clause["limit"]
    needed = f"{OPERATORS[clause['operator']]} {limit_text(limit, measure['unit'])}"
    if {measure["unit"], limit["unit"]} == {"indicators", "areas"}:
        measure = measure | {"unit": limit["unit"]}
    return f"{measure.get('label', measure['name'])} – {measured(measure)}; needs {needed}{source(limit, measure)}"


def measured(measure: Node) -> str:
    """A measure at one place: its figures, or why it has none."""
    if "reason" in measure:
        return "nothing is rated" if measure.get("members") else f"{measure['reason']}{_lacking(measure)}"
    if then := then_alone(measure):
        return f"{measured(then)} in {then['school_year']}"
    counts = measure.get("counts")
    text = result(counts) if counts else ends(measure)
    years = ", ".join(measure.get("years_held", []))
    perhaps = ", perhaps" if measure.get("perhaps") else ""
    return f"{text}{perhaps}{f': {years}{held_as(measure)}' if years else ''}{no_statuses(measure)}"


def no_statuses(node: Node) -> str:
    """Said of what reads earlier years where no table of them was given."""
    said = " – no table of earlier statuses was given, so nobody counts as having held anything"
    return said if "statuses_absent" in node else ""


def then_alone(measure: Node) -> Node | None:
    """The figure of an earlier year that a measure repeats, where it is made of nothing else."""
    made = measure.get("made_of", {})
    parts = made.get("parts", []) if made.get("kind") == "earlier" else []
    return parts[0] if len(parts) == 1 and "made_of" not in parts[0] and "reason" not in parts[0] else None


def held_as(node: Node) -> str:
    """Under which earlier schools a status was held, and until when."""
    until: dict[str, list[str]] = {}
    for each in node.get("held_as", []):
        until.setdefault(each["until"], []).append(each["school_id"])
    said = (f"{' and '.join(schools)} until {year}" for year, schools in until.items())
    return "".join(f", as school {each}" for each in said)


def named_schools(schools: Node) -> str:
    """The schools for which something holds, surely and perhaps, the first of them by name."""
    sure = [school["school_name"] for school in schools.get("yes", [])]
    perhaps = [f"perhaps {school['school_name']}" for school in schools.get("unsure", [])]
    named = [*sure, *perhaps][:MOST_NAMED]
    more = len(sure[MOST_NAMED:])
    unsure = len(sure) + len(perhaps) - len(named) - more
    said = f" and {more} more" if more else ""
    said += f"{', and' if more else ' and'} perhaps {unsure}{'' if more else ' more'}" if unsure else ""
    return f"{', '.join(named)}{said}"


def _lacking(measure: Node) -> str:
    """Which parts leave the measure without a value, by themselves."""
    parts = measure.get("made_of", {}).get("parts", [])
    lacking = dict.fromkeys(part.get("label", part["name"]) for part in parts if "reason" in part)
    return f" (no {', no '.join(lacking)})" if lacking else ""


def result(counts: Node) -> str:
    """A result as its two whole numbers and its value, or as the interval that a mask leaves."""
    unit, counted, met = counts["unit"], counts["counted"], counts["met"]
    if counts["value"] is not None:
        value = f"{decimal(counts, 'value')} {unit}"
    elif counts["value_low"] is not None:
        value = f"{decimal(counts, 'value_low')} to {decimal(counts, 'value_high')} {unit}, masked"
    else:
        value = ""
    of = ""
    if met is not None and counted:
        of = f"{met} of {_students(counts)}"
    elif counted or counts["counted_low"]:
        of = f"of {counted} students" if counted else f"of at least {counts['counted_low']} students"
        low_bound = (
            "and how many is hidden" if counts.get("unknown_count") else "masked counts taken at their low bound"
        )
        assumed = "" if counted or not value else f", {low_bound}"
        return f"{value}, {of}{assumed}" if value else of
    return " = ".join(part for part in (of, value) if part)


def _students(counts: Node) -> str:
    students = counts.get("denominator")
    if students is None or students == counts["counted"]:
        return str(counts["counted"])
    return f"{students:g} (by participation: {counts['counted']} counted, {counts['expected']} expected)"


def decimal(counts: Node, key: str) -> str:
    return f"{counts[key]:g}" if counts["decimals"] is None else f"{counts[key]:.{counts['decimals']}f}"


def limit_text(limit: Node, unit: str) -> str:
    if limit["unit"] == "level" and "low" not in limit:
        return f"level {limit['name']}"
    if "reason" in limit:
        return f"{limit.get('label', limit['name'])} ({limit['reason']})"
    text = measured(limit) if then_alone(limit) else ends(limit)
    return f"{limit['label']} – {text}" if limit.get("label") else text


def ends(node: Node) -> str:
    """A point or an interval with its unit; a share is read in percent."""
    if "low_level" in node:
        low, high = node["low_level"], node["high_level"]
        return f"level {low}" if low == high else f"level {low} to {high}"
    low, high = _number(node, "low"), _number(node, "high")
    if low != high and " = " in low and low.partition(" = ")[2] == high.partition(" = ")[2]:
        return f"{low.partition(' = ')[0]} or {high} percent"
    unit = "percent" if node["unit"] == "share" else node["unit"]
    one = low == high == "1" and unit != "points"
    return (low if low == high else f"{low} to {high}") + f" {unit.removesuffix('s') if one else unit}"


def _number(node: Node, end: str) -> str:
    top, _, bottom = node[f"exact_{end}"].partition("/")
    number = node[end]
    if node["unit"] == "share":
        percent = f"{100 * number:.1f}".removesuffix(".0")
        return f"{top} of {bottom} = {percent}" if bottom else percent
    decimals = node.get("decimals")
    if decimals is not None:
        return f"{number:.{decimals}f}"
    return f"{number:.4f}".rstrip("0").rstrip(".")


def source(limit: Node, measure: Node) -> str:
    """The source of the limit, else of the measure, by its key, with `assumed` where nobody published one of them."""
    key = limit.get("source") or measure.get("source")
    assumed = ", assumed" if "assumed" in (limit.get("standing"), measure.get("standing")) else ""
    return f"   [{key}{assumed}]" if key else ""


def origin(rule: Node) -> str:
    """The source of a rule, by its key."""
    if "source" not in rule:
        return ""
    return f"   [{rule['source']}{', assumed' if rule['standing'] == 'assumed' else ''}]"


def sources(node: Any) -> dict[str, str]:
    """Every source that the explanation names, by key."""
    found: dict[str, str] = {}
    seen: set[int] = set()
    left = [node]
    while left:
        here = left.pop()
        if id(here) in seen:
            continue
        if isinstance(here, dict):
            seen.add(id(here))
            if here.get("source_title"):
                found[here["source"]] = here["source_title"]
            left += here.values()
        elif isinstance(here, list):
            seen.add(id(here))
            left += here
    return found
