"""What a measure was made of, kind by kind: its parts, each with its value or its reason, down to the indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from orsupport.answers import NO, UNSURE, WORDS, YES
from orsupport.counts import year_name
from orsupport.explanation.ladders import ladders
from orsupport.explanation.students import of_subjects
from orsupport.explanation.taken import Taken
from orsupport.explanation.weights import of_index
from orsupport.rulebook import entries
from orsupport.rulebook.measure_names import key_of
from orsupport.rulebook.names import Name

if TYPE_CHECKING:
    from orsupport.explanation.figure_nodes import FigureNodes
    from orsupport.explanation.figures import Node


def made_of(nodes: FigureNodes, found: Name, row: int, group: int) -> Node | None:
    """How the measure was worked out at the place; None of what is not worked out from others."""
    take = KINDS.get(type(found.entry))
    if take is None:
        return None
    taken = Taken(nodes, found, row, group)
    made = take(taken)
    if made is None:
        return None
    place = {"student_group": nodes.book.group_names[group], "school_year": year_name(nodes.view.year)}
    return {"name": found.name, "kind": taken.entry.kind} | place | made


def _earlier(taken: Taken) -> Node:
    return {"parts": [taken.then(part.name, taken.entry.years_ago) for part in taken.own(taken.entry.of)]}


def _difference(taken: Taken) -> Node:
    entry, names = taken.entry, taken.nodes.view.names
    parts = []
    for part in taken.own(entry.of):
        now = taken.part(part.name)
        if entry.years_ago:
            minus = taken.then(part.name, entry.years_ago)
            now |= {"school_year": year_name(taken.nodes.view.year)}
        else:
            family = names.is_family(entry.minus)
            minus = taken.part(f"{entry.minus}.{key_of(part)}" if family else entry.minus)
        parts += [now, minus | {"minus": True}]
    return {"parts": parts}


def _rank(taken: Taken) -> Node:
    entry, nodes = taken.entry, taken.nodes
    numbers = nodes.view.behind(taken.found.name)
    place = (taken.row, min(taken.group, numbers["least"].shape[1] - 1))
    found: Node = {"parts": [taken.part(entry.of)]}
    if nodes.view.value(taken.found.name).held[place] != NO:
        found |= {key: int(numbers[key][place]) for key in ("place_low", "place_high")}
        found |= {"ranked_low": int(numbers["least"][place]), "ranked_high": int(numbers["most"][place])}
    if entry.frame:
        frame = nodes.book.rule.get(entry.frame) or nodes.book.fact[entry.frame]
        found["frame"] = {"name": entry.frame, "label": frame.label}
    if entry.by:
        codes, kinds = nodes.view.kinds(entry.by)
        code = int(codes[taken.row])
        label = nodes.book.fact[entry.by].label
        found["by"] = {"name": entry.by, "label": label, "value": kinds[code] if code >= 0 else None}
    return found


def _one_group(taken: Taken) -> Node:
    position = taken.nodes.book.group_names.index(taken.entry.group)
    return {"parts": [taken.part(taken.entry.of, position, student_group=taken.entry.group)]}


def _table(taken: Taken) -> Node:
    names, entry = taken.nodes.view.names, taken.entry
    return {
        "parts": [
            taken.part(f"{of}.{taken.member}" if taken.member and names.is_family(of) else of)
            for of in (entry.rows, entry.columns)
        ]
    }


def _band(taken: Taken) -> Node:
    own = taken.own(taken.entry.of)
    climbed = ladders(taken.nodes, taken.entry, own[0], taken.row, taken.group) if own else []
    return {"parts": [taken.part(part.name) for part in own], "ladders": climbed}


def _extreme(taken: Taken) -> Node:
    entry = taken.entry
    if entry.over == "groups":
        parts = taken.over_groups(entry.groups)
    else:
        parts = [taken.part(part.name) for part in taken.nodes.view.names.gathered(entry.of)]
    there = [part for part in parts if "reason" not in part]
    first = min if entry.kind == "worst" else max
    edge = first((part["high" if entry.kind == "worst" else "low"] for part in there), default=None)
    known = {True: [], False: []}  # type: dict[bool, list[Node]]
    for part in parts:
        reaches = "reason" not in part and (part["low"] <= edge if entry.kind == "worst" else part["high"] >= edge)
        known[reaches].append(part | {"taken": reaches})
    return {"parts": known[True] + known[False]}


def _choose(taken: Taken) -> Node:
    view, cases, parts = taken.nodes.view, [], []
    for case in taken.entry.cases:
        given = int(YES)
        if case.when:
            answers = view.answer(case.when)
            given = int(answers[min(taken.row, len(answers) - 1), min(taken.group, answers.shape[1] - 1)])
            rule = taken.nodes.book.rule[case.when]
            cases.append({"name": case.when, "label": rule.label, "answer": WORDS[given]})
        if given >= UNSURE:
            parts.append(taken.part(case.take))
        if given == YES:
            break
    return {"cases": cases, "parts": parts}


def _counted(taken: Taken) -> Node | None:
    """Of rules which hold, of groups and schools for which the rule holds, of indicators which are rated. Half a
    clause about measures is told by the members of the node."""
    entry, nodes = taken.entry, taken.nodes
    if entry.of == "schools":
        return {"schools": nodes.schools(entry.that)} if entry.at == "district" else None
    book = nodes.book
    if entry.of == "groups":
        answers = nodes.view.answer(entry.that)
        listed: Iterable[tuple[str, str, int]] = (
            (name, name, int(answers[taken.row, min(book.group_names.index(name), answers.shape[1] - 1)]))
            for name in entry.groups or book.groups.asked
        )
        return {"of": "groups", "holds": _holding(listed)}
    parts = nodes.view.names.gathered(entry.of)
    if entry.that is not None:
        return None
    rows = []
    for part in parts:
        is_answer = part.section in ("rule", "fact")
        given = nodes.view.answer(part.name) if is_answer else nodes.view.value(part.name).held
        at = (min(taken.row, len(given) - 1), min(taken.group, given.shape[1] - 1))
        label = getattr(part.entry, "label", part.name)
        if part.section == "measure" and (member := nodes.book.indicator.get(key_of(part))):
            label = member.label
        rows.append((part.name, label, int(given[at])))
    return {"of": "rules" if parts and parts[0].section in ("rule", "fact") else "rated", "holds": _holding(rows)}


def _holding(rows: Iterable[tuple[str, str, int]]) -> list[Node]:
    return [{"name": name, "label": label, "answer": WORDS[given]} for name, label, given in rows]


def _pool(taken: Taken) -> Node:
    return of_subjects(taken.nodes, taken.found.name, taken.entry, taken.row, taken.group)


KINDS: dict[type, Callable[[Taken], Any]] = {
    entries.Band: _band,
    entries.Choose: _choose,
    entries.Counted: _counted,
    entries.Difference: _difference,
    entries.Earlier: _earlier,
    entries.Extreme: _extreme,
    entries.Index: of_index,
    entries.OneGroup: _one_group,
    entries.Pooled: _pool,
    entries.Rank: _rank,
    entries.Table: _table,
}
