"""What the rules file assumes, because nobody has published it: every number, and rules, measures and indicators."""

from __future__ import annotations

from typing import Any

from orsupport.explanation.figure_nodes import BUILT_IN_LABELS
from orsupport.explanation.figures import OPERATORS
from orsupport.reporting import shown
from orsupport.reporting.cited import source_of
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS
from orsupport.rulebook.clauses import Comparison, read_clause
from orsupport.rulebook.entries import Line

MOST_NAMED = 3
BESIDE = {"label", "source", "standing", "kind", "unit", "value", "show", "text"}


def assumed(content: Content) -> list[Row]:
    """Every number of the file that nobody published, with what it says, its unit and the source that it goes with."""
    found = []
    for name in content.said["assumed"].get("number", []):
        entry = content.book.number[name]
        found.append(
            {
                "name": name,
                "label": called(name, entry),
                "value": value_of(entry),
                "unit": getattr(entry, "unit", None) or "",
                "used_in": _used_in(content, name),
                "source": source_of(content, entry.source)["title"],
            }
        )
    return found


def called(name: str, number: Any) -> str:
    """A number of the rules file by its label, else by its name in words."""
    label = getattr(number, "label", None)
    return str(label or WORDS["state"]["number_called"].format(name=name.replace("_", " ")))


def _used_in(content: Content, number: str) -> str:
    """The labels of what reads the number, a few of them."""
    names, book = content.run.trace.names, content.book
    entries: dict[str, Any] = {**book.indicator, **book.measure, **book.rule, **book.number}
    targets = [name for name, entry in book.indicator.items() if number in entry.targets.values()]
    readers = [each for each in names.all() if any(read == number for read, _ in names.reads(each))]
    found = dict.fromkeys(
        getattr(entries[each], "label", None) or each.replace("_", " ")
        for each in (*targets, *(reader.partition(".")[0] for reader in readers))
        if each in entries
    )
    return "; ".join(list(found)[:MOST_NAMED]) or str(WORDS["state"]["counting"] if book.count else "")


def value_of(entry: Any) -> str:
    """A number of the rules file in words: its figure, its line, or how it is found."""
    value = getattr(entry, "value", None)
    if value is not None:
        return shown.figure(float(value))
    if isinstance(entry, Line):
        words = WORDS["state"]["line"]
        (first, low), (last, high) = entry.from_, entry.to
        return str(words.format(low=shown.figure(float(low)), first=first, high=shown.figure(float(high)), last=last))
    fields = entry.model_dump(by_alias=True, exclude_none=True)
    said = [str(entry.kind)] if getattr(entry, "kind", None) else []
    said += [
        f"{key.replace('_', ' ')} {_plain(value)}"
        for key, value in fields.items()
        if key not in BESIDE and value not in ("", [], {})
    ]
    return ", ".join(said)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return " ".join(_plain(each) for each in value)
    return str(value).replace("_", " ")


def assumed_entries(content: Content) -> list[Row]:
    """The rules, measures and indicators that nobody published, with what they ask."""
    sections: dict[str, Any] = {
        "rule": content.book.rule,
        "measure": content.book.measure,
        "indicator": content.book.indicator,
    }
    found = []
    for section, entries in sections.items():
        for name in content.said["assumed"].get(section, []):
            entry = entries[name]
            clauses = getattr(entry, "all", None) or getattr(entry, "any", None) or []
            joined = WORDS["state"]["all_of" if getattr(entry, "all", None) else "any_of"] if len(clauses) > 1 else ""
            found.append(
                {
                    "section": WORDS["sections"][section],
                    "label": getattr(entry, "label", None) or name.replace("_", " "),
                    "says": f"{joined}{'; '.join(_clause(content, each) for each in clauses)}" if clauses else "",
                    "source": source_of(content, entry.source)["title"],
                }
            )
    return found


def _clause(content: Content, text: str) -> str:
    """A clause of a rule in words, by the labels of what it names."""
    clause, words = read_clause(text), WORDS["clause"]
    assert not isinstance(clause, str)
    if isinstance(clause, Comparison):
        limit = content.book.number.get(clause.limit)
        value = getattr(limit, "value", None)
        if value is not None:
            against = f"{shown.figure(float(value))} {getattr(limit, 'unit', '')}".strip()
        else:
            against = _label(content, clause.limit) or str(words["level"].format(name=clause.limit))
        measure = _label(content, clause.measure) or clause.measure.replace("_", " ")
        return f"{measure} {OPERATORS[clause.operator]} {against}"
    said = _label(content, clause.name) or clause.name.replace("_", " ")
    said = str(words[clause.word].format(said=said)) if clause.word else said
    return str(words["not"].format(said=said)) if clause.negated else said


def _label(content: Content, name: str) -> str:
    book, (first, _, member) = content.book, name.partition(".")
    entries: dict[str, Any] = {**book.fact, **book.indicator, **book.measure, **book.number, **book.rule}
    label = getattr(entries.get(first), "label", None) or BUILT_IN_LABELS.get(name, "")
    return f"{label}, {_label(content, member) or member}" if label and member else str(label)
