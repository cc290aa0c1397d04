"""The text of an explanation, rendered from its data and never parsed back: the answer first, then its reasons."""

from __future__ import annotations

from orsupport.explanation.figures import Node, comparison, ends, measured, origin, result, source, sources, words

MOST_NAMED = 5
MARK = {"yes": "yes", "no": "no ", "unsure": "?  "}
NOT_NAMED = {"yes": "not identified", "unsure": "not identified, and unsure whether it is judged", "no": "not judged"}
NOT_RATED = {
    "too few": "too few students to judge",
    "masked": "the count is masked and may be too few",
    "no result": "no result",
    "no cut": "no cut to be held against",
    "missing": "the data hold nothing",
}


def text_of(content: Node) -> str:
    """The whole explanation of a school or a district."""
    pages = {True: _rated_district, False: _school if content["kind"] == "school" else _district_page}
    lines = pages[content["kind"] == "district" and "indicators" in content](content)
    lines += ["Sources:", *(f"  [{key}] {title}" for key, title in sorted(sources(content).items()))]
    return "\n".join(line.rstrip() for line in lines)


def _head(content: Node, name: str) -> list[str]:
    lines = [f"{name} · {content['school_year']} · rules {content['rules_id']}"]
    if content["outside_era"]:
        lines.append(f"  {content['school_year']} is outside the years for which {content['rules_id']} was written.")
    if content["partial"]:
        absent = ", ".join([*content["indicators_absent"], *content["facts_absent"]])
        lines.append(f"  Partial run: the data lack {absent}.")
    return lines


def _school(content: Node) -> list[str]:
    lines = _head(content, f"{content['school_id']} {content['school_name']} · {content['district_name']}")
    if not content["open"]:
        lines.append("Closed: not judged, and in no district's count.")
    unnamed = NOT_NAMED.get(content["judged"], "not judged")
    lines += _rated(content, f"Outcome: {content['outcome'] or unnamed}", content["outcome_rules"])
    return [*lines, "", *_district(content["district"], content)]


def _rated_district(content: Node) -> list[str]:
    """A district that is rated on its own results."""
    lines = _head(content, f"{content['district_id']} {content['district_name']}")
    if not content["open"]:
        lines.append("Closed: not judged.")
    none = "no tier" if content["judged"] == "yes" else NOT_NAMED.get(content["judged"], "not judged")
    return lines + _rated(content, f"Tier: {content['tier'] or none}", content["tiers"])


def _rated(content: Node, named: str, names: dict[str, str]) -> list[str]:
    """What a school or a rated district was named, its rules and its indicators."""
    lines = []
    if content["open"] and content["judged"] != "yes":
        lines.append(f"Judged: {content['judged']}")
        lines += _body(content["judged_by"], 1) if content["judged_by"] else []
    lines.append(named)
    lines += _override(content["override"])
    for rule in content["rules"] if content["open"] else []:
        label = names.get(rule["name"], rule["label"])
        lines.append(f"{label}: {rule['answer']}{origin(rule)}")
        lines += _body(rule, 1)
    lines.append("Indicators, all students and each group with a result:")
    return [*lines, *(f"  {line}" for line in _indicators(content["indicators"]))]


def _district_page(content: Node) -> list[str]:
    lines = _head(content, f"{content['district_id']} {content['district_name']}")
    lines += _district(content, content)
    lines.append("Schools:")
    for school in content["schools_listed"]:
        state = school["outcome"] or NOT_NAMED.get(school["judged"], "not judged")
        groups = "; ".join(
            f"{content['outcome_rules'][key.removesuffix('_groups')]} for {words(value)}"
            for key, value in school.items()
            if key.endswith("_groups") and value and key.removesuffix("_groups") in content["outcome_rules"]
        )
        closed = "" if school["open"] else " (closed)"
        lines.append(
            f"  {school['school_id']} {school['school_name']}{closed}: {state}{' · ' + groups if groups else ''}"
        )
    return lines


def _district(district: Node, content: Node) -> list[str]:
    lines = [f"{district['district_name']}: {district['tier'] or 'no tier'}"]
    lines += _override(district["override"])
    share = district["identified_share"]
    of = f" = {100 * share:.1f} percent" if share is not None else ""
    names = " or ".join(content["outcomes"])
    lines.append(f"  {district['identified_schools']} of {district['schools']} open schools surely {names}{of}")
    for rule in district["rules"]:
        tier = content["tiers"].get(rule["name"])
        lines.append(f"  {rule['answer'].upper():<7} {tier + ': ' if tier else ''}{rule['label']}{origin(rule)}")
        lines += _body(rule, 2)
    return lines


def _override(decision: Node | None) -> list[str]:
    if decision is None:
        return []
    decided = (
        f"  Decided by {decision['authority']} on {decision['date']}, whatever the rules say: {decision['outcome']}"
    )
    return [decided, f"  Reason given: {decision['reason']}"]


def _body(rule: Node, depth: int) -> list[str]:
    pad = "  " * depth
    if rule.get("not_asked"):
        return [f"{pad}{rule['not_asked']}"]
    lines: list[str] = []
    for clause in _telling(rule):
        lines += _clause(clause, depth)
    if rule.get("joined_by") == "any" and len(rule.get("clauses", [])) > 1:
        lines.insert(0, f"{pad}any of these is enough:")
    return lines


def _telling(rule: Node) -> list[Node]:
    """The clauses of a rule; where it asks for a status first that was not held, that one alone says why it is no."""
    clauses: list[Node] = rule.get("clauses", [])
    first = clauses[0] if rule.get("joined_by") == "all" and clauses else {}
    return clauses[:1] if (first.get("kind"), first.get("answer")) == ("was", "no") else clauses


def _clause(clause: Node, depth: int) -> list[str]:
    pad, mark = "  " * depth, MARK[clause["answer"]]
    negated = "not: " if clause.get("negated") else ""
    kind = clause["kind"]
    if kind == "comparison":
        return [f"{pad}{mark}  {comparison(clause)}", *_members(clause["measure"].get("members", []), depth + 2)]
    if kind == "fact":
        known = {True: "yes", False: "no", None: "not known, the data leave it blank"}[clause["value"]]
        return [f"{pad}{mark}  {negated}{clause['label']} – {known}"]
    if kind == "rated":
        measure = clause["measure"]
        return [f"{pad}{mark}  {negated}{measure.get('label', measure['name'])} is rated – {measured(measure)}"]
    if kind == "was":
        return [f"{pad}{mark}  {negated}held last year: {clause['label']}{_held(clause)}"]
    if kind == "any_school":
        return [f"{pad}{mark}  {negated}any of its schools: {clause['label']}{_schools(clause['schools'])}"]
    if kind == "any_group":
        said = f"{negated}any student group: {clause['label']}{origin(clause)}"
        return [f"{pad}{mark}  {said}", *_groups(clause["groups"], depth + 1)]
    rule = clause["rule"]
    return [f"{pad}{mark}  {negated}{rule['label']}{origin(rule)}", *_body(rule, depth + 1)]


def _held(clause: Node) -> str:
    """From which year to which the status was held."""
    if "last_held" not in clause:
        return ""
    first, last = clause["first_held"], clause["last_held"]
    return f" – in {last}" if first == last else f" – from {first} to {last}"


def _schools(schools: Node) -> str:
    named = [school["school_name"] for school in schools["yes"]]
    named += [f"perhaps {school['school_name']}" for school in schools["unsure"]]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return f" – {', '.join(named[:MOST_NAMED])}{more}" if named else ""


def _groups(groups: Node, depth: int) -> list[str]:
    """Groups that turn the answer with their clauses, the others with the first clause that keeps them off."""
    pad = "  " * depth
    lines: list[str] = []
    for answer in ("yes", "unsure"):
        for each in groups[answer]:
            lines.append(f"{pad}{MARK[answer]}  {words(each['group'])}")
            lines += _body(each["rule"], depth + 2)
    for each in groups["no"]:
        lines.append(f"{pad}no   {words(each['group'])}{_kept_off(each['rule'])}")
    for why, said in NOT_RATED.items():
        named = [words(each["group"]) for each in groups["not_rated"] if each["why"] == why]
        if named:
            lines.append(f"{pad}no   {said}: {', '.join(named)}")
    return lines


def _kept_off(rule: Node) -> str:
    first = next((clause for clause in rule.get("clauses", []) if clause["answer"] == "no"), None)
    return f" – {comparison(first).partition('   [')[0]}" if first and first["kind"] == "comparison" else ""


def _members(members: list[Node], depth: int) -> list[str]:
    """The members of a count, those that count first; those without a value on one line with their reasons."""
    pad = "  " * depth
    lines = []
    for member in sorted(members, key=lambda each: ("yes", "unsure", "no", None).index(each.get("fits"))):
        if "reason" in member:
            continue
        following = member.get("decides")
        begins = f"; level {following['level']} begins at {ends(following)}" if following else ""
        from_where = source(following, {}) if following else ""
        figures = result(member["counts"]) if member["counts"] else ""
        lines.append(f"{pad}{MARK[member['fits']]}  {member['label']} – {ends(member)}: {figures}{begins}{from_where}")
    without = [member for member in members if member.get("reason", "not asked") != "not asked"]
    if without:
        named = ", ".join(f"{member['label']} ({member['reason']})" for member in without)
        lines.append(f"{pad}     not rated: {named}")
    return lines


def _indicators(cells: list[Node]) -> list[str]:
    lines = []
    for cell in cells:
        if cell["student_group"] != "all" and cell["why"] in ("no result", "missing", "not asked"):
            continue
        level = f"level {cell['level']}" if cell["level"] is not None else cell["why"]
        years = f" ({cell['school_years']})" if cell["school_years"] else ""
        said = ": ".join(part for part in (level, result(cell)) if part)
        lines.append(f"{words(cell['student_group'])} · {cell['label']} – {said}{years}")
    return lines
