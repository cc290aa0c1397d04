"""The text of what a measure was made of: a line a part, indented below the figure, each part opened once."""

from __future__ import annotations

from orsupport.explanation.figures import (
    OPERATORS,
    Node,
    limit_text,
    measured,
    named_schools,
    result,
    then_alone,
    words,
)
from orsupport.explanation.page import first_time

ORDINAL = {1: "first", 2: "second", 3: "third"}


def made_of_lines(measure: Node, depth: int) -> list[str]:
    """What the measure was made of, part by part; nothing where that stands further up."""
    made = measure.get("made_of")
    if made is None or measure.get("members") or then_alone(measure):
        return []
    if not first_time("made_of", made["name"], made["student_group"], made["school_year"]):
        return []
    pad = "  " * depth
    lines = [f"{pad}{line}" for line in _heads(made)]
    for part in made.get("parts", []):
        if _is_part(part):
            lines += [f"{pad}{_part(part)}", *made_of_lines(part, depth + 1)]
    return lines + [f"{pad}{line}" for line in _rest(made)]


def _is_part(part: Node) -> bool:
    return part.get("weight") != 0 and not part.get("left_out") and part.get("taken", True)


def _part(part: Node) -> str:
    weight = f"{part['weight']} of {part['weight_of']} parts: " if "weight" in part else ""
    minus = "less " if part.get("minus") else ""
    year = f"in {part['school_year']}: " if "school_year" in part else ""
    points = f" = {part['points']}" if "points" in part and "weight" in part else ""
    return f"{weight}{minus}{year}{_whose(part)}{part.get('label', part['name'])} – {figure(part)}{points}"


def figure(part: Node) -> str:
    """The part's own figure; of an indicator with the years that were pooled."""
    counts = part.get("counts")
    said = result(counts) if "unit" in part and counts and "reason" not in part else measured(part)
    years = counts["school_years"] if counts else ""
    return f"{said} ({years})" if " " in years or part.get("of_years", 1) > 1 else said


def _heads(made: Node) -> list[str]:
    """What stands above the parts: for whom, which of several sets, among how many."""
    lines = []
    for ladder in made.get("ladders", []):
        kind = f" of {words(ladder['kind'])}" if ladder["kind"] else ""
        operator = OPERATORS[ladder["operator"]]
        begins = [f"{each['level']} {operator} {limit_text(each, '').rstrip()}" for each in ladder["begins"]]
        lines.append(f"levels{kind}: {'; '.join([ladder['lowest'], *begins])}")
    by = made.get("by")
    if by and made["kind"] != "rank":
        lines.append(f"parts by {by['label']}: {words(by['value'])}")
    if made.get("set", 1) > 1:
        lacking = ", ".join(f"{each.get('label', each['name'])} ({each['reason']})" for each in made.get("lacking", []))
        place = ORDINAL.get(made["set"], f"{made['set']}th")
        why = f", for the first lacks {lacking}" if lacking else ""
        lines.append(f"the {place} of {made['of_sets']} sets of parts{why}")
    if "place_low" in made:
        lines.append(_place(made))
    for case in made.get("cases", []):
        lines.append(f"{case['answer']:<6}  {case['label']}")
    if made["kind"] == "pool" and made["counted"] is not None:
        met = "" if made["met"] is None else f"{made['met']} of "
        met += f"{made['counted']} students"
        years = made["years"]
        over = f", {years[0]} to {years[-1]}" if len(years) > 1 else ""
        lines.append(f"{met}, all subjects together{over}")
    return lines


def _place(made: Node) -> str:
    low, high = made["place_low"], made["place_high"]
    place = f"{low}" if low == high else f"{low} to {high}"
    fewest, most = made["ranked_low"], made["ranked_high"]
    among = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    frame = f" of: {made['frame']['label']}" if "frame" in made else ""
    by = made.get("by")
    kind = f", {by['label']}: {words(by['value']) if by['value'] else 'not known'}" if by else ""
    return f"place {place} of {among} schools{frame}{kind}, counted from the weakest"


def _rest(made: Node) -> list[str]:
    """What stands below the parts: those without a weight or not taken, and what holds."""
    lines = []
    parts = made.get("parts", [])
    without = [f"{part.get('label', part['name'])} ({part['reason']})" for part in parts if part.get("weight") == 0]
    if without and made["kind"] == "index":
        lines.append(f"without a weight, which the others share: {', '.join(without)}")
    left = [part["label"] for part in parts if part.get("left_out")]
    if left:
        lines.append(f"left out, no year with enough students: {', '.join(left)}")
    passed = [part for part in parts if part.get("taken") is False]
    if passed:
        named = [f"{_whose(part)}{part.get('label', part['name'])} – {figure(part)}" for part in passed]
        lines.append(f"not taken: {'; '.join(named)}")
    for answer, said in (("yes", "yes: "), ("unsure", "perhaps: ")):
        named = [_holder(each) for each in made.get("holds", []) if each["answer"] == answer]
        if named:
            lines.append(f"{said}{'; '.join(named)}")
    schools = named_schools(made.get("schools", {}))
    return [*lines, schools] if schools else lines


def _holder(each: Node) -> str:
    return words(each["name"]) if each["name"] == each["label"] else str(each["label"])


def _whose(part: Node) -> str:
    return f"{words(part['student_group'])}: " if "student_group" in part else ""
