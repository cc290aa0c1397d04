"""The text that the command prints: a run's summary and the findings of a check."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from orsupport.overrides import far_in_time
from orsupport.rulebook import Finding, Rulebook

SECTIONS = ("indicator", "number", "measure", "rule")


def check_text(name: str, book: Rulebook | None, findings: list[Finding], law: list[Finding] | None = None) -> str:
    """Every finding, errors before warnings, and what the file holds; of the law as well, where it was asked."""
    lines = [str(finding) for finding in sorted([*findings, *(law or [])], key=lambda finding: finding.warning)]
    errors = sum(not finding.warning for finding in findings)
    if book is None:
        return "\n".join([*lines, f"{name}: {errors} error{'s' if errors != 1 else ''}"])
    holds = ", ".join(f"{len(getattr(book, section))} {section}s" for section in SECTIONS)
    lines.append(f"{name}: can be used ({holds}; {len(findings)} warnings)")
    if law is not None:
        broken = sum(not finding.warning for finding in law)
        found = f"{broken} error{'s' if broken != 1 else ''}" if broken else "nothing breaks it"
        left = f"{len(law) - broken} warning{'s' if len(law) - broken != 1 else ''}"
        lines.append(f"{name}: held against 20 U.S.C. 6311, as far as a file can tell: {found}, {left}")
    return "\n".join(lines)


def held_text(statuses: pa.Table) -> str:
    """The years of a table `statuses`, each with how many rows each status has."""
    years, names = (statuses[name].to_pylist() for name in ("school_year", "status"))
    counts: dict[str, Counter[str]] = {}
    for year, name in zip(years, names, strict=True):
        counts.setdefault(year, Counter())[name] += 1
    lines = [f"Rows of statuses: {len(years)}"]
    for year in sorted(counts):
        held = ", ".join(f"{name} {count}" for name, count in counts[year].items())
        lines.append(f"  {year}: {held}")
    return "\n".join(lines)


def summary_text(summary: dict[str, Any], book: Rulebook) -> str:
    """What a person wants to know of a run first."""
    counted = summary["summary"]
    lines = [f"{book.title}", f"School year {summary['school_year']}, rules {book.id}"]
    if not book.covers(summary["school_year"]):
        lines.append(f"OUTSIDE THE YEARS of {book.id}: an exercise, not an identification.")
    lines += _partial(summary)
    judged, closed = counted["judged"].get("yes", 0), counted["closed"]
    lines.append("")
    if book.rates_districts:
        lines.append(
            f"Districts, rated on their own: {counted['districts']}, of which {closed} closed; {judged} judged"
        )
        lines += _table([("tier, the first that holds", "districts"), *_rated(counted, "tier", book)])
        lines += _table(
            [("test", "yes", "unsure", "no"), *_rules(counted["rules"], book.outcome.school | _shown(book))]
        )
        return "\n".join([*lines, *_notes(summary, counted, book)])
    lines.append(f"Schools: {counted['schools']}, of which {closed} closed; {judged} judged")
    lines += _table([("outcome, the first that holds", "schools"), *_rated(counted, "outcome", book)])
    lines += _table([("test", "yes", "unsure", "no"), *_rules(counted["rules"], book.outcome.school)])
    lines.append(f"Districts: {sum(counted['tier'].values())}")
    if book.outcome.district or book.outcome.district_else:
        lines += _table([("tier, the first that holds", "districts"), *_named(counted["tier"], book.outcome.district)])
    shown = {rule.label: name for name, rule in book.rule.items() if rule.at == "district" and rule.show}
    tests = _rules(counted["rules"], book.outcome.district | shown)
    lines += _table([("test", "yes", "unsure", "no"), *tests]) if tests else []
    lines += _notes(summary, counted, book)
    return "\n".join(lines)


def _partial(summary: dict[str, Any]) -> list[str]:
    if not summary["partial"]:
        return []
    lines = ["PARTIAL: the data lack what the rules ask for. This is not the State's list."]
    if summary["indicators_absent"]:
        lines.append(f"  no data in the year: {', '.join(summary['indicators_absent'])}")
    if summary["facts_absent"]:
        lines.append(f"  no column in schools: {', '.join(summary['facts_absent'])}")
    return lines


def _named(counts: dict[str, int], outcomes: dict[str, str]) -> list[tuple[str, str]]:
    names = list(dict.fromkeys([*outcomes, *(name for name in counts if name != "none")]))
    return [*((name, str(counts.get(name, 0))) for name in names), ("none of these", str(counts.get("none", 0)))]


def _rated(counted: dict[str, Any], given: str, book: Rulebook) -> list[tuple[str, str]]:
    named = _named(counted[given], book.outcome.school)[:-1]
    without = counted["not_identified"]
    unsure = without["unsure_whether_judged"]
    none = "no tier" if book.rates_districts else "not identified"
    rows = [*named, (none, str(without["judged"])), ("not judged", str(without["not_judged"]))]
    return rows + ([(f"{none}, unsure whether judged", str(unsure))] if unsure else [])


def _shown(book: Rulebook) -> dict[str, str]:
    return {rule.label: name for name, rule in book.rule.items() if rule.at == "school" and rule.show}


def _rules(counts: dict[str, dict[str, int]], rules: dict[str, str]) -> list[tuple[str, ...]]:
    return [
        (label, *(str(counts[name].get(word, 0)) for word in ("yes", "unsure", "no")))
        for label, name in rules.items()
        if name in counts
    ]


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  " + "  ".join(cells))
    return [*lines, ""]


def _not_read(said: dict[str, Any], year: str, book: Rulebook) -> list[str]:
    """The rows of statuses and predecessors that are not read."""
    lines = []
    if said["later"]:
        lines.append(f"Not read in statuses: {said['later']} rows of {year} or later")
    for key, what in (
        ("statuses", f"statuses that no rule of {book.id} gives or reads"),
        ("student_groups", f"student groups that {book.id} does not name"),
    ):
        if said[key]:
            lines.append(f"Not read in statuses: {what}: {_with_rows(said[key])}")
    if said["predecessors"]:
        lines.append(f"Earlier schools in predecessors that no other table has: {_with_rows(said['predecessors'])}")
    return lines


def _with_rows(found: list[dict[str, Any]]) -> str:
    listed = ", ".join(f"{each['name']} ({each['rows']} row{'s' if each['rows'] != 1 else ''})" for each in found[:10])
    return listed + (f" and {len(found) - 10} more" if len(found) > 10 else "")


def _far(summary: dict[str, Any]) -> list[dict[str, Any]]:
    return far_in_time(summary["overrides"], summary["school_year"])


def _notes(summary: dict[str, Any], counted: dict[str, Any], book: Rulebook) -> list[str]:
    lines = []
    year = summary["school_year"]
    for name, rule in book.rule.items():
        if rule.in_years and year not in rule.in_years:
            lines.append(f"Not asked in {year}, only in {', '.join(rule.in_years)}: {name}")
    for name, reasons in counted["rated_in_no_school"].items():
        why = ", ".join(f"{word} {count}" for word, count in reasons.items())
        lines.append(f"Rated in no {'district' if book.rates_districts else 'school'}: {name} ({why})")
    if summary["statuses_absent"]:
        lines.append(
            "No table statuses: nobody is taken to have held anything in earlier years, so nobody stands or exits"
        )
    for status, last in summary["statuses_end"].items():
        lines.append(f"Read for {status}: {last}, its last year in statuses; is a later year missing there?")
    lines += _not_read(summary["not_read"], summary["school_year"], book)
    numbers = summary["earlier_numbers"]
    if numbers["carried"] or numbers["set_aside"]:
        carried = f"{numbers['carried']} rows of renumbered schools count as their own"
        others = f"{numbers['set_aside']} are set aside, of schools merged, split or renumbered by then, not in schools"
        lines.append(f"Results under an earlier number (predecessors): {carried}; {others}")
    if counted["overrides"]:
        decided = counted["decided"]
        named = ", ".join(f"{label} {count}" for key in ("outcome", "tier") for label, count in decided[key].items())
        differ = f"of which {decided['differ']} differ from the rules"
        lines.append(f"Outcomes and tiers decided by a person (overrides): {counted['overrides']}, {differ}: {named}")
        far = [f"{each.get('school_id') or each['district_id']} on {each['date']}" for each in _far(summary)]
        if far:
            more = f" and {len(far) - 10} more" if len(far) > 10 else ""
            lines.append(f"Decided long before or after {year}, a slip of the pen?: {', '.join(far[:10])}{more}")
    for name, years in summary["years_absent"].items():
        lines.append(f"Fewer years than the rules pool: {name} lacks {', '.join(years)}")
    if counted["rated_on_a_masked_count"]:
        count = counted["rated_on_a_masked_count"]
        lines.append(f"Results rated with a masked count taken at its low bound (assumed): {count}")
    if counted["not_rated_because_masked"]:
        lines.append(f"Results not rated because their count is masked: {counted['not_rated_because_masked']}")
    if counted["participation_not_applied"]:
        count = counted["participation_not_applied"]
        lines.append(f"Results without the participation denominator, for want of expected: {count}")
    if counted["counted_above_expected"]:
        count = counted["counted_above_expected"]
        lines.append(f"Rows of results with more students counted than expected, taken as they are: {count}")
    turned = counted.get("absent_indicators_could_turn", {})
    for label, name in (book.outcome.school | book.outcome.district).items():
        if turned.get(name):
            schools = name in book.outcome.school.values() and not book.rates_districts
            of = "schools" if schools else "districts"
            lines.append(f"The absent indicators could turn the answer of {turned[name]} {of}: {label}")
    for section, names in summary["assumed"].items():
        if names:
            lines.append(f"Assumed, not published, {section}s: {', '.join(names)}")
    aside = [f"{each['name']} ({each['rows']} rows)" for found in summary["set_aside"].values() for each in found]
    if aside:
        lines.append(f"Set aside, not judged by these rules: {', '.join(aside)}")
    return lines
