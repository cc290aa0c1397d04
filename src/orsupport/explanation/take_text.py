"""What it would take, in words: for one school in its explanation, and as the watch list."""

from __future__ import annotations

from orsupport.explanation.figures import Node, words


def would_take(found: list[Node] | None) -> list[str]:
    """The section of a school's explanation; None: it could not be worked out."""
    if found is None:
        return ["What it would take is not known: the inputs in the run folder cannot be read (orsupport verify)."]
    if not found:
        return []
    decided = found[0]["decided"]
    noted = [f"  {_decided(decided)}: what follows is by the rules only"] if decided else []
    lines = (line for each in found for line in _one(each))
    return ["What it would take (each worked out anew with it):", *noted, *lines]


def watch_list_text(found: list[Node], within: int) -> str:
    """The schools near a line, on both sides, in the order of the list; those that a person decided on stand apart."""
    answers = f"{len(found):,} {'answer' if len(found) == 1 else 'answers'}"
    lines = [f"At most {within} {_students(within)} from a line: {answers}"]
    for title, would in (("On the list", "leave"), ("Not on the list", "come on"), (BY_RULES_ONLY, None)):
        mine = [each for each in found if would == (None if each["decided"] else each["would"])]
        lines += ["", f"{title}: {len(mine)}"] if mine or would else []
        for each in mine:
            lines.append(f"  {each['school_id']} {each['school_name']} · {each['district_name']}")
            lines += [f"    {_decided(each['decided'])}: by the rules only"] if each["decided"] else []
            parts = [*(_part(part) for part in each["changes"]), *_with_them(each)]
            lines.append(f"    {_head(each)}: {'; '.join(parts)}")
    return "\n".join(lines)


BY_RULES_ONLY = "Decided by a person, near a line by the rules only"


def _decided(decision: Node) -> str:
    about = (decision["outcome"], decision["authority"], decision["date"])
    return f"decided by a person ({', '.join(str(each) for each in about if each)})"


def _one(found: Node) -> list[str]:
    if not found["changes"]:
        kept = "; ".join(found["kept_by"]) or "none was found"
        none = f"to leave {found['status']}: no change of this year's numbers of students does it"
        return [f"  {none}. What keeps it: {kept}"]
    lines = [f"  {_head(found)}"]
    for part in found["changes"]:
        lines.append(f"    {_part(part)}")
        if "or_tested" in part:
            lines.append(f"      or {_tested(part['or_tested'])}")
    return [*lines, *(f"    {line}" for line in _with_them(found))]


def _with_them(found: Node) -> list[str]:
    """The other student groups whose results move along, for some of these students are in them too."""
    labels = {part["indicator"]: part["label"] for part in found["changes"]}
    named = {(part["indicator"], part["student_group"]) for part in found["changes"]}
    moving: dict[str, list[str]] = {}
    for row in found["results"]:
        if (row["indicator"], row["student_group"]) in named or row["student_group"] == "all" or "met_to" not in row:
            continue
        by = row["met_to"] - row["met_from"]
        moving.setdefault(row["indicator"], []).append(f"{words(row['student_group'])} {_by(by)}")
    return [f"with them {labels[name]}: {', '.join(groups)}" for name, groups in moving.items()]


def _by(number: int) -> str:
    return f"{abs(number)} {'more' if number > 0 else 'fewer'}"


def _head(found: Node) -> str:
    to = f"to {found['would']} {found['status']}"
    if found["students"] is None:
        return f"{to}, also published values"
    groups = {part["student_group"] for part in found["changes"]}
    shared = ", or not so many where one is in several of these groups" if len(groups) > 1 else ""
    return f"{to}, {_more(found['students'], found['would'] == 'leave')}{shared}"


def _more(number: int, better: bool) -> str:
    return f"{number} {_students(number)} with a {'better' if better else 'worse'} result"


def _students(number: int) -> str:
    return "student" if number == 1 else "students"


def _part(part: Node) -> str:
    where = f"{part['label']}, {words(part['student_group']) if part['student_group'] != 'all' else 'all students'}"
    decimals = part["decimals"]
    ends = [_between(part, key, decimals) for key in ("value_from", "value_to")]
    masked = ", masked" if "value_from_high" in part else ""
    values = f"{ends[0]} to {ends[1]} {part['unit']}{masked}"
    by = part["students"]
    if by is None:
        return f"{where}: from {values}"
    tested = part.get("tested")
    moves = part.get("moves") or by
    said = _by(moves)
    of = part.get("denominator", part.get("counted"))
    by_participation = " (by participation)" if "denominator" in part else ""
    known = of is not None and "met_from" in part
    counts = f"{part['met_from']} to {part['met_to']} of {of:g}{by_participation}, " if known else ""
    if tested is None:
        return f"{where}: {said} ({counts}{values})"
    if tested["students"] == moves:
        return f"{where}: {_tested(tested)} ({counts}{values})"
    return f"{where}: {said} ({counts}{values}), for which {_tested(tested)}"


def _between(part: Node, key: str, decimals: int | None) -> str:
    """A value; where earlier years are masked, the two between which it lies."""
    ends = [part[end] for end in (key, f"{key}_high") if end in part]
    return "–".join(f"{end:.8g}" if decimals is None else f"{end:.{decimals}f}" for end in ends)


def _tested(other: Node) -> str:
    number, expected = other["students"], other["expected"]
    shares = [f"{100 * other[key] / expected:.1f}" for key in ("counted_from", "counted_to")]
    who = "who met the bar" if number == 1 else "all of whom met the bar"
    share = f"this year's participation from {shares[0]} to {shares[1]} percent"
    return f"{share}: {number} more {_students(number)} tested, {who}"
