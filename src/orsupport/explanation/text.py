"""The text of an explanation, rendered from its data and never parsed back: the answer first, then its reasons."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]
OPERATORS = {"<": "below", "<=": "at or below", ">": "above", ">=": "at least"}
MARK = {"yes": "yes", "no": "no ", "unsure": "?  "}


def text_of(content: Node) -> str:
    """The whole explanation of a school or a district."""
    lines = _school(content) if content["kind"] == "school" else _district_page(content)
    return "\n".join(line.rstrip() for line in lines)


def _head(content: Node, name: str) -> list[str]:
    lines = [f"{name} · {content['school_year']} · rules {content['rules_id']}"]
    if content["outside_era"]:
        lines.append(f"  {content['school_year']} is outside the years for which {content['rules_id']} was written.")
    if content["partial"]:
        absent = ", ".join(content["indicators_absent"])
        lines.append("  Partial run" + (f": the data hold nothing of {absent} in this year." if absent else "."))
    return lines


def _school(content: Node) -> list[str]:
    name = f"{content['school_id']} {content['school_name']} · {content['district_name']}"
    lines = _head(content, name)
    if not content["open"]:
        lines.append("Closed: not judged, and in no district's count.")
    elif content["judged"] != "yes":
        lines.append(f"Judged: {content['judged']}")
        lines += _rule(content["judged_by"], 1) if content["judged_by"] else []
    lines.append(f"Outcome: {content['outcome'] or 'not identified'}")
    for rule in content["rules"]:
        lines.append(f"{content['outcome_rules'].get(rule['name'], rule['label'])}: {rule['answer']}")
        lines += _body(rule, 1)
    lines.append("Indicators, all students and each group that is asked:")
    lines += [f"  {line}" for line in _indicators(content["indicators"])]
    return [*lines, "", *_district(content["district"], content)]


def _district_page(content: Node) -> list[str]:
    lines = _head(content, f"{content['district_id']} {content['district_name']}")
    lines += _district(content, content)
    lines.append("Schools:")
    for school in content["schools_listed"]:
        state = school["outcome"] or ("not identified" if school["judged"] == "yes" else "not judged")
        groups = "; ".join(
            f"{key.removesuffix('_groups')} for {words(value)}"
            for key, value in school.items()
            if key.endswith("_groups") and value and key.removesuffix("_groups") in content["outcome_rules"]
        )
        closed = "" if school["open"] else " (closed)"
        lines.append(
            f"  {school['school_id']} {school['school_name']}{closed}: {state}" + (f" · {groups}" if groups else "")
        )
    return lines


def _district(district: Node, content: Node) -> list[str]:
    tier = district["tier"] or "no tier"
    share = district["identified_share"]
    of = f" = {100 * share:.1f} percent" if share is not None else ""
    lines = [f"{district['district_name']}: {tier}"]
    lines.append(f"  {district['identified_schools']} of {district['schools']} schools identified{of}")
    if district["unsure_schools"]:
        lines.append(f"  {district['unsure_schools']} more unsure")
    for rule in district["rules"]:
        lines.append(
            f"  {rule['answer'].upper():<7} {content['tiers'].get(rule['name'], 'Shown')}: "
            f"{rule['label']}{_assumed(rule)}"
        )
        lines += _body(rule, 2)
    return lines


def _rule(rule: Node, depth: int) -> list[str]:
    pad = "  " * depth
    return [f"{pad}{rule['answer'].upper():<7} {rule['label']}{_assumed(rule)}", *_body(rule, depth + 1)]


def _body(rule: Node, depth: int) -> list[str]:
    pad = "  " * depth
    if rule.get("not_asked"):
        return [f"{pad}{rule['not_asked']}"]
    lines: list[str] = []
    for clause in rule.get("clauses", []):
        lines += _clause(clause, depth)
    if rule.get("joined_by") == "any" and len(rule.get("clauses", [])) > 1:
        lines.insert(0, f"{pad}any of these is enough:")
    return lines


def _clause(clause: Node, depth: int) -> list[str]:
    pad, mark = "  " * depth, MARK[clause["answer"]]
    negated = "not: " if clause.get("negated") else ""
    if clause["kind"] == "comparison":
        return [f"{pad}{mark}  {_comparison(clause)}", *_members(clause["measure"].get("members", []), depth + 2)]
    if clause["kind"] == "fact":
        known = {True: "yes", False: "no", None: "not known, the data leave it blank"}[clause["value"]]
        return [f"{pad}{mark}  {negated}{clause['label']}: {known}"]
    if clause["kind"] == "rated":
        measure = clause["measure"]
        return [f"{pad}{mark}  {negated}{measure.get('label', measure['name'])} is rated: {_value(measure)}"]
    if clause["kind"] == "any_school":
        return [f"{pad}{mark}  {negated}any of its schools: {clause['label']}"]
    if clause["kind"] == "any_group":
        return [f"{pad}{mark}  {negated}any student group: {clause['label']}", *_groups(clause["groups"], depth + 1)]
    rule = clause["rule"]
    return [f"{pad}{mark}  {negated}{rule['label']}{_assumed(rule)}", *_body(rule, depth + 1)]


def _groups(groups: Node, depth: int) -> list[str]:
    pad = "  " * depth
    lines: list[str] = []
    for answer in ("yes", "unsure"):
        for each in groups[answer]:
            lines.append(f"{pad}{MARK[answer]}  {words(each['group'])}")
            lines += _body(each["rule"], depth + 2)
    if groups["no"]:
        lines.append(f"{pad}no   {', '.join(words(group) for group in groups['no'])}")
    if groups["too_few"]:
        lines.append(
            f"{pad}no   nothing rated (too few students or no result): {', '.join(words(g) for g in groups['too_few'])}"
        )
    return lines


def _members(members: list[Node], depth: int) -> list[str]:
    """The members of a count, those that count first; those without a value on one line with their reasons."""
    pad = "  " * depth
    lines = []
    for member in sorted(members, key=lambda each: ("yes", "unsure", "no", None).index(each.get("fits"))):
        if "reason" in member:
            continue
        following = member.get("next")
        begins = f"; level {following['level']} begins at {_ends(following, following['unit'])}" if following else ""
        source = _source(following, {}).strip() if following else ""
        counts = member["counts"] or {}
        level = _ends(member, "level")
        lines.append(f"{pad}{MARK[member['fits']]}  {member['label']}: {level}; {_figure(counts)}{begins} {source}")
    without = [f"{member['label']} ({member['reason']})" for member in members if "reason" in member]
    asked = [text for text in without if not text.endswith("(not asked)")]
    return lines + ([f"{pad}     not rated: {', '.join(asked)}"] if asked else [])


def _figure(counts: Node) -> str:
    """A result as its two whole numbers and its value, or as the interval that a mask leaves."""
    unit = counts.get("unit", "")
    if counts.get("value") is None:
        return f"{_decimal(counts, 'value_low')} to {_decimal(counts, 'value_high')} {unit}, masked"
    of = f"{counts['met']} of {counts['counted']} = " if counts.get("met") is not None and counts.get("counted") else ""
    return f"{of}{_decimal(counts, 'value')} {unit}"


def _decimal(counts: Node, key: str) -> str:
    return f"{counts[key]:g}" if counts["decimals"] is None else f"{counts[key]:.{counts['decimals']}f}"


def _comparison(clause: Node) -> str:
    measure, limit = clause["measure"], clause["limit"]
    label = measure.get("label", measure["name"])
    against = f"{OPERATORS[clause['operator']]} {_limit(limit, measure['unit'])}"
    return f"{label}: {_value(measure)}; asked: {against}{_source(limit, measure)}"


def _limit(limit: Node, unit: str) -> str:
    if limit["unit"] == "level" and "low" not in limit:
        return f"level {limit['name']}"
    if "reason" in limit:
        return f"{limit.get('label', limit['name'])} ({limit['reason']})"
    return _ends(limit, unit)


def _value(measure: Node) -> str:
    if "reason" in measure:
        return measure["reason"]
    text = _ends(measure, measure["unit"])
    counts = measure.get("counts")
    if counts and counts["met"] is not None and counts["counted"]:
        text = f"{counts['met']} of {counts['counted']} = {text}"
    elif counts and (counts["counted"] or counts["counted_low"]):
        at_least = "" if counts["counted"] else "at least "
        text = f"{text}, of {at_least}{counts['counted'] or counts['counted_low']} students"
    return text + (", perhaps" if measure.get("perhaps") else "")


def _ends(node: Node, unit: str) -> str:
    own = node["unit"]
    if "low_level" in node:
        low, high = node["low_level"], node["high_level"]
        return f"level {low}" if low == high else f"level {low} to {high}"
    low, high = (_number(node[f"exact_{end}"], node[end], own, _decimals(node)) for end in ("low", "high"))
    return (low if low == high else f"{low} to {high}") + f" {_unit(own, low == high == '1')}"


def _decimals(node: Node) -> int | None:
    decimals: int | None = node.get("decimals")
    if decimals is None and node.get("counts"):
        decimals = node["counts"]["decimals"]
    return decimals


def _number(exact: str, number: float, unit: str, decimals: int | None) -> str:
    top, _, bottom = exact.partition("/")
    if decimals is not None:
        return f"{number:.{decimals}f}"
    if unit == "share" and bottom:
        return f"{top} of {bottom} = {number:.4f}"
    return f"{number:.4f}".rstrip("0").rstrip(".")


def _unit(unit: str, one: bool) -> str:
    return unit.removesuffix("s") if one and unit != "points" else unit


def _source(limit: Node, measure: Node) -> str:
    source = limit.get("source") or measure.get("source")
    assumed = ", assumed" if limit.get("standing") == "assumed" else ""
    return f"   [{source}{assumed}]" if source else ""


def _assumed(rule: Node) -> str:
    if "source" not in rule:
        return ""
    return f"   [{rule['source']}{', assumed' if rule['standing'] == 'assumed' else ''}]"


def words(name: str) -> str:
    """A name of the data as words."""
    return name.replace(" ", ", ").replace("_", " ")


def _indicators(cells: list[Node]) -> list[str]:
    lines = []
    for cell in cells:
        if cell["student_group"] != "all" and cell["why"] in ("no result", "missing", "not asked"):
            continue
        value = _figure(cell) if cell["value"] is not None or cell["value_low"] is not None else ""
        counted = f"{cell['met']} of {cell['counted']}" if cell["met"] is not None and cell["counted"] else ""
        level = f"Level {cell['level']}" if cell["level"] is not None else cell["why"]
        parts = value or counted
        years = f" ({cell['school_years']})" if cell["school_years"] else ""
        lines.append(f"{words(cell['student_group'])} · {cell['label']}: {level}{'; ' + parts if parts else ''}{years}")
    return lines
