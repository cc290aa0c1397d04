"""The text of a rule: its clauses, each opened where it decides and told in one line where it does not."""

from __future__ import annotations

from orsupport.explanation.deciding import deciding
from orsupport.explanation.figures import (
    MARK,
    Node,
    comparison,
    held_as,
    measured,
    named_schools,
    no_statuses,
    origin,
    words,
)
from orsupport.explanation.made_of_text import made_of_lines
from orsupport.explanation.members_text import members
from orsupport.explanation.page import first_time, is_whole

NEGATED = {"yes": "does not hold: ", "no": "must not hold, but does: ", "unsure": "must not hold, and may: "}
NOT_RATED = {
    "too few": "too few students to judge",
    "masked": "the count is masked and may be too few",
    "no result": "no result",
    "no cut": "no cut to be held against",
    "missing": "the data hold nothing",
}


def body(rule: Node, depth: int) -> list[str]:
    """What stands below a rule: why it is yes, no or unsure."""
    pad = "  " * depth
    if rule.get("not_asked"):
        return [f"{pad}{rule['not_asked']}"]
    lines: list[str] = []
    for year in rule.get("years", []):
        lines += [f"{pad}{MARK[year['answer']]}  in {year['school_year']}:", *body(year, depth + 1)]
    if "years" in rule:
        return lines
    for clause, decides in _telling(rule):
        lines += _opened(clause, depth) if decides else [_line(clause, depth, _why(clause))]
    if rule.get("joined_by") == "any" and len(rule["clauses"]) > 1:
        lines.insert(0, f"{pad}any of these is enough:")
    return lines


def heading(rule: Node, said: str, depth: int) -> list[str]:
    """The rule in one line, and below it why; where that stands further up, the line says so."""
    told = first_time("rule", rule["name"], rule.get("student_group", ""), rule.get("school_year", ""))
    if told or not rule.get("clauses"):
        return [f"{said}{origin(rule)}", *body(rule, depth)]
    return [f"{said} – as above"]


def _telling(rule: Node) -> list[tuple[Node, bool]]:
    """The clauses of a rule, and whether each is opened; where the rule asks for a status first that was not held, that
    one alone says why it is no."""
    clauses: list[Node] = rule.get("clauses", [])
    first = clauses[0] if rule.get("joined_by") == "all" and clauses else {}
    is_alone = (first.get("kind"), first.get("answer")) == ("was", "no")
    decides = deciding(rule["answer"], rule.get("joined_by", ""), [each["answer"] for each in clauses])
    opened = [is_whole() or each for each in decides]
    return list(zip(clauses, opened, strict=True))[: 1 if is_alone else None]


def _line(clause: Node, depth: int, why: str = "") -> str:
    return f"{'  ' * depth}{MARK[clause['answer']]}  {clause_said(clause)}{why}{origin_of(clause)}"


def _opened(clause: Node, depth: int) -> list[str]:
    """A clause with everything that it was answered from."""
    kind = clause["kind"]
    if kind == "rule":
        return heading(clause["rule"], f"{'  ' * depth}{MARK[clause['answer']]}  {clause_said(clause)}", depth + 1)
    if kind == "any_group":
        if not first_time("any_group", clause["name"], clause["school_year"]):
            return [f"{'  ' * depth}{MARK[clause['answer']]}  {clause_said(clause)} – as above"]
        return [_line(clause, depth), *_groups(clause["groups"], depth + 1)]
    below = []
    if kind == "comparison":
        below = members(clause, depth + 2)
        below += [] if _enough_rated(clause) else made_of_lines(clause["measure"], depth + 2)
        below += made_of_lines(clause["limit"], depth + 2)
    elif kind == "rated":
        below = made_of_lines(clause["measure"], depth + 2)
    return [_line(clause, depth), *below]


def _enough_rated(clause: Node) -> bool:
    """Whether the clause only says that enough is rated: what is rated stands at the end of the page."""
    is_rated = clause["measure"].get("made_of", {}).get("of") == "rated"
    return bool(is_rated and clause["answer"] == "yes" and not is_whole())


def clause_said(clause: Node) -> str:
    """A clause in words, without its source; of one that is negated, whether what it forbids is so."""
    kind = clause["kind"]
    if kind == "comparison":
        return comparison(clause).partition("   [")[0]
    negated = bool(clause["negated"])
    absent = negated and clause["answer"] == "yes"
    if kind == "was":
        year = f"in {clause['year_read']}, the last year in which anybody held it"
        when = "last year" if clause["is_last_year"] else year
        was_held = clause["answer"] == ("no" if negated else "yes")
        said = f"{'held' if was_held else 'not held'} {when}: {clause['label']}{_held(clause)}{no_statuses(clause)}"
        absent = not was_held
    elif kind == "rated":
        measure = clause["measure"]
        is_rated = "is not rated" if absent else "is rated"
        said = f"{measure.get('label', measure['name'])} {is_rated} – {measured(measure)}"
    elif kind == "any_school":
        said = f"{'none' if absent else 'any'} of its schools: {clause['label']}{_schools(clause['schools'])}"
    elif kind == "any_group":
        said = f"{'no' if absent else 'any'} student group: {clause['label']}"
    else:
        absent = False
        said = clause["rule"]["label"] if kind == "rule" else _fact(clause)
    return said if absent or not negated else NEGATED[clause["answer"]] + said


def _fact(clause: Node) -> str:
    known = {True: "yes", False: "no", None: "not known, the data leave it blank"}[clause["value"]]
    return f"{clause['label']} – {known}"


def origin_of(clause: Node) -> str:
    if clause["kind"] == "comparison":
        _, mark, key = comparison(clause).rpartition("   [")
        return mark + key if mark else ""
    return origin(clause["rule"] if clause["kind"] == "rule" else clause)


def _held(clause: Node) -> str:
    """From which year to which the status was held, and as which earlier school."""
    if "last_held" not in clause:
        return ""
    first, last = clause["first_held"], clause["last_held"]
    return (f" – in {last}" if first == last else f" – from {first} to {last}") + held_as(clause)


def _schools(schools: Node) -> str:
    named = named_schools(schools)
    return f" – {named}" if named else ""


def _why(clause: Node) -> str:
    """What a clause that is told in one line rests on, where it is a rule."""
    rule = clause["rule"] if clause["kind"] == "rule" else {"answer": ""}
    said = {"no": kept_off, "yes": rests_on}[rule["answer"]](rule) if rule["answer"] in ("no", "yes") else ""
    return f" ({said})" if said else ""


def rests_on(rule: Node) -> str:
    """The figures by which a rule holds, through the rules below it; of `any`, those of the first that holds."""
    holding = [clause for clause in rule.get("clauses", []) if clause["answer"] == "yes"]
    figures = [
        clause_said(clause) if clause["kind"] == "comparison" else rests_on(clause["rule"])
        for clause in holding[: 1 if rule.get("joined_by") == "any" else None]
        if clause["kind"] == "comparison" or (clause["kind"] == "rule" and not clause["negated"])
    ]
    return " · ".join(each for each in figures if each)


def kept_off(rule: Node) -> str:
    """What keeps a rule from holding, in one line; of several years, in the first that says no."""
    for year in rule.get("years", []):
        if year["answer"] == "no":
            return f"in {year['school_year']}: {_reason(year) or year.get('not_asked') or 'no'}"
    return _reason(rule) or rule.get("not_asked", "")


def _reason(rule: Node) -> str:
    """What keeps a rule from holding: the first clause that is no, through the rules below it; of `any`, them all."""
    failing = [clause for clause in rule.get("clauses", []) if clause["answer"] == "no"]
    if rule.get("joined_by") == "any":
        return " · ".join(_reason_of(clause) for clause in failing)
    return _reason_of(failing[0]) if failing else ""


def _reason_of(clause: Node) -> str:
    below = kept_off(clause["rule"]) if clause["kind"] == "rule" and not clause["negated"] else ""
    return below or clause_said(clause)


def _groups(groups: Node, depth: int) -> list[str]:
    """Groups that turn the answer with their clauses, the others with the first clause that keeps them off, those with
    the same on one line."""
    pad = "  " * depth
    lines: list[str] = []
    for answer in ("yes", "unsure"):
        for each in groups[answer]:
            said = f"{pad}{MARK[answer]}  {words(each['group'])}"
            lines += [said, *body(each["rule"], depth + 2)]
    alike: dict[str, list[str]] = {}
    for each in groups["no"]:
        alike.setdefault(kept_off(each["rule"]), []).append(words(each["group"]))
    lines += [f"{pad}no   {', '.join(named)}{f' – {said}' if said else ''}" for said, named in alike.items()]
    for why, said in NOT_RATED.items():
        named = [words(each["group"]) for each in groups["not_rated"] if each["why"] == why]
        if named:
            lines.append(f"{pad}no   {said}: {', '.join(named)}")
    return lines
