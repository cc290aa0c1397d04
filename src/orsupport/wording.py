"""The text that the command prints: a run's summary and the findings of a check."""

from __future__ import annotations

from typing import Any

from orsupport.rulebook import Finding, Rulebook

SECTIONS = ("indicator", "number", "measure", "rule")


def check_text(name: str, book: Rulebook | None, findings: list[Finding]) -> str:
    """Every finding, errors before warnings, and what the file holds."""
    lines = [str(finding) for finding in sorted(findings, key=lambda finding: finding.warning)]
    errors = sum(not finding.warning for finding in findings)
    if book is None:
        return "\n".join([*lines, f"{name}: {errors} error{'s' if errors != 1 else ''}"])
    holds = ", ".join(f"{len(getattr(book, section))} {section}s" for section in SECTIONS)
    return "\n".join([*lines, f"{name}: can be used ({holds}; {len(findings)} warnings)"])


def summary_text(summary: dict[str, Any], book: Rulebook) -> str:
    """What a person wants to know of a run first."""
    counted = summary["summary"]
    lines = [f"{book.title}", f"School year {summary['school_year']}, rules {book.id}"]
    if not book.covers(summary["school_year"]):
        lines.append(f"OUTSIDE THE YEARS of {book.id}: an exercise, not an identification.")
    lines += _partial(summary)
    judged = counted["judged"]
    lines.append("")
    lines.append(f"Schools: {counted['schools']} ({counted['closed']} closed); judged {judged.get('yes', 0)}")
    lines += _table([("outcome", "schools"), *_named(counted["outcome"], "not identified")])
    lines += _table([("rule", "yes", "unsure", "no"), *_rules(counted["rules"], book, "school")])
    lines.append(f"Districts: {sum(counted['tier'].values())}")
    lines += _table([("tier", "districts"), *_named(counted["tier"], "no tier")])
    lines += _table([("rule", "yes", "unsure", "no"), *_rules(counted["rules"], book, "district")])
    lines += _notes(summary, counted)
    return "\n".join(lines)


def _partial(summary: dict[str, Any]) -> list[str]:
    if not summary["partial"]:
        return []
    lines = ["PARTIAL: the data lack what the rules ask for. This is not the State's list."]
    if summary["indicators_absent"]:
        lines.append(f"  no data in the year: {', '.join(summary['indicators_absent'])}")
    for name, years in summary["years_absent"].items():
        lines.append(f"  {name}: nothing of {', '.join(years)}")
    if summary["facts_absent"]:
        lines.append(f"  no column in schools: {', '.join(summary['facts_absent'])}")
    return lines


def _named(counts: dict[str, int], none: str) -> list[tuple[str, str]]:
    named = [(name, str(count)) for name, count in counts.items() if name != "none"]
    return [*named, (none, str(counts.get("none", 0)))]


def _rules(counts: dict[str, dict[str, int]], book: Rulebook, at: str) -> list[tuple[str, ...]]:
    return [
        (name, *(str(answers.get(word, 0)) for word in ("yes", "unsure", "no")))
        for name, answers in counts.items()
        if book.rule[name].at == at
    ]


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  " + "  ".join(cells))
    return [*lines, ""]


def _notes(summary: dict[str, Any], counted: dict[str, Any]) -> list[str]:
    lines = []
    if counted["not_rated_because_masked"]:
        lines.append(f"Results not rated because their count is masked: {counted['not_rated_because_masked']}")
    if counted["participation_not_applied"]:
        count = counted["participation_not_applied"]
        lines.append(f"Results without the participation denominator, for want of expected: {count}")
    turned = counted.get("absent_indicators_could_turn")
    if turned:
        pairs = ", ".join(f"{name} {count}" for name, count in turned.items() if count)
        lines.append(f"Answers that the absent indicators could turn: {pairs}")
    assumed = [f"{name}" for names in summary["assumed"].values() for name in names]
    if assumed:
        lines.append(f"Assumed, not published: {', '.join(assumed)}")
    aside = [f"{each['name']} ({each['rows']} rows)" for found in summary["set_aside"].values() for each in found]
    if aside:
        lines.append(f"Set aside, not judged by these rules: {', '.join(aside)}")
    return lines
