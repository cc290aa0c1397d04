"""The point of an explanation in a sentence for each status: what it rests on, since when, and what was left."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.explanation.figures import MOST_NAMED, Node, words


def headlines(rules: list[Node], names: dict[str, str], most: int | None = MOST_NAMED) -> list[str]:
    """A sentence for each rule that gives a name and holds, is unsure, or held last year. `names`: rule to name;
    `most`: how many student groups are named before the rest are counted, None for all."""
    lines = []
    for rule in rules:
        if rule["name"] not in names:
            continue
        name = names[rule["name"]]
        held = next(_held(rule, rule["name"]), {})
        if rule["answer"] == "yes":
            since = f" since {held['first_held']}" if held and held["is_last_year"] else ""
            lines.append(f"{name}{since}{_because(rule, most)}")
        elif rule["answer"] == "unsure":
            lines.append(f"{name} is unsure{_because(rule, most)}")
        elif held:
            left = f", held from {held['first_held']} to {held['last_held']}"
            lines.append(f"Leaves {name} this year{left}{_because_left(rule, rule['name'])}")
    return lines


def _held(rule: Node, status: str) -> Iterator[Node]:
    """The clauses below a rule that say that the status itself was held before."""
    for clause in rule.get("clauses", []):
        if clause["kind"] == "was" and clause["name"] == status and "last_held" in clause:
            yield clause
        elif clause["kind"] == "rule":
            yield from _held(clause["rule"], status)


def _because(rule: Node, most: int | None) -> str:
    said = list(dict.fromkeys(_deciding(rule, rule["answer"], most)))
    return f": {'; '.join(said)}" if said and said != [rule["label"]] else ""


def _deciding(rule: Node, answer: str, most: int | None) -> Iterator[str]:
    """The labels of what the answer rests on: through rules that only choose or repeat, down to one that asks for
    several things at once."""
    clauses = [clause for clause in rule.get("clauses", []) if clause["answer"] == answer]
    repeats = rule.get("joined_by") == "any" or len(rule.get("clauses", [])) == 1
    opened = [clause for clause in clauses if clause["kind"] in ("rule", "any_group") and not clause["negated"]]
    if repeats and opened:
        for clause in opened:
            if clause["kind"] == "rule":
                yield from _deciding(clause["rule"], answer, most)
            else:
                yield f"{clause['label']}{_groups(clause, answer, most)}"
        if len(opened) == len(clauses):
            return
    groups = [each for each in clauses if each["kind"] == "any_group" and not each["negated"]]
    yield rule["label"] + "".join(dict.fromkeys(_groups(each, answer, most) for each in groups))


def _groups(clause: Node, answer: str, most: int | None) -> str:
    named = [words(each["group"]) for each in clause["groups"][answer]]
    more = f" and {len(named) - most} more" if most is not None and len(named) > most else ""
    each = "student group" if len(named) == 1 else "student groups"
    return f", from the {each} {', '.join(named[:most])}{more}" if named else ""


def _because_left(rule: Node, status: str) -> str:
    """What ended the status: the rule beside the one that it was held, which does not let it stand."""
    for clause in rule.get("clauses", []):
        if clause["kind"] != "rule":
            continue
        inner = clause["rule"]
        beside = inner.get("clauses", [])
        if any(each["kind"] == "was" and each["name"] == status for each in beside):
            ends = [each for each in beside if each["answer"] == "no" and each["kind"] == "rule"]
            said = [each["rule"]["label"] if each["negated"] else f"not: {each['rule']['label']}" for each in ends]
            if said:
                return f": {'; '.join(said)}"
        if found := _because_left(inner, status):
            return found
    return ""
