"""Two schools or two districts under the same rules: the clauses that they answer differently, and those alike."""

from __future__ import annotations

from orsupport.explanation.figures import Node
from orsupport.explanation.why_not import KEPT, names_of

HEAD = ("format", "school_year", "rules_id", "rules_title", "partial", "indicators_absent", "facts_absent")


def against(one: Node, other: Node) -> Node:
    """Where the rules that give a name part for two places. `one`, `other`: their explanations."""
    names = names_of(one)
    theirs = {rule["name"]: rule for rule in other["rules"]}
    head = {key: one[key] for key in (*HEAD, "outside_era")}
    return head | {
        "kind": "against",
        "of": one["kind"],
        "places": [{key: each[key] for key in KEPT if key in each and key not in head} for each in (one, other)],
        "outcomes": [
            {"name": names[rule["name"]], "rule": rule["name"], "label": rule["label"]}
            | {key: rule[key] for key in ("source", "source_title", "standing") if key in rule}
            | _parted(rule, theirs[rule["name"]])
            for rule in one["rules"]
            if rule["name"] in names
        ],
    }


def _parted(one: Node, other: Node) -> Node:
    """The answers of a rule for both, the clauses that they part on, and those on which they are alike."""
    node: Node = {"answers": [one["answer"], other["answer"]], "parts": [], "alike": []}
    if one["answer"] == other["answer"]:
        return node
    pairs: list[tuple[Node, Node, Node]] = []
    if "years" in one:
        for year, then in zip(one["years"], other["years"], strict=True):
            pairs.append(({"kind": "year", "label": f"in {year['school_year']}"}, year, then))
    else:
        for clause, theirs in zip(one.get("clauses", []), other.get("clauses", []), strict=True):
            said = {"kind": clause["kind"], "clause": clause["clause"], "label": _label(clause)}
            pairs.append((said, clause, theirs))
    for said, mine, theirs in pairs:
        if mine["answer"] == theirs["answer"]:
            node["alike"].append(said | {"answer": mine["answer"]})
        else:
            opened = _parted(mine, theirs) if said["kind"] == "year" else _within(mine, theirs)
            node["parts"].append(said | {"answers": [mine["answer"], theirs["answer"]]} | opened)
    return node


def _within(one: Node, other: Node) -> Node:
    """A clause that both answer differently, opened."""
    if one["kind"] == "rule":
        rule = one["rule"]
        below = _parted(rule, other["rule"])
        kept = {key: rule[key] for key in ("source", "source_title", "standing") if key in rule}
        return kept | {"negated": one["negated"], "rule": below}
    node: Node = {"of": [one, other]}
    if one["kind"] == "any_group":
        mine, theirs = _of_groups(one), _of_groups(other)
        node["groups"] = [
            {"group": group, "of": [mine[group], theirs[group]]}
            for group in mine
            if mine[group]["answer"] != theirs[group]["answer"]
        ]
    if one["kind"] == "comparison":
        pairs = zip(one["measure"].get("members", []), other["measure"].get("members", []), strict=True)
        node["members"] = [
            {"name": mine["name"], "label": mine["label"], "of": [mine, theirs]}
            for mine, theirs in pairs
            if mine.get("fits") != theirs.get("fits")
        ]
    return node


def _of_groups(clause: Node) -> dict[str, Node]:
    """What is said of each student group: its rule, or why nothing of it is rated."""
    found = {
        each["group"]: each | {"answer": answer}
        for answer in ("yes", "unsure", "no")
        for each in clause["groups"][answer]
    }
    return found | {each["group"]: each | {"answer": "no"} for each in clause["groups"]["not_rated"]}


def _label(clause: Node) -> str:
    """What a clause asks for, without its figures."""
    if clause["kind"] == "rule":
        label = clause["rule"]["label"]
    elif clause["kind"] in ("comparison", "rated"):
        label = clause["measure"].get("label", clause["measure"]["name"])
    else:
        label = clause["label"]
    return f"not: {label}" if clause.get("negated") else str(label)
