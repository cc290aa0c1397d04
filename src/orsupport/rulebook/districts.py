"""A file that rates districts on their own results: the rows of `schools` are districts, and its rules are of them.

Such a row is judged exactly as a school is elsewhere, so it is read as one: here `at = "district"` becomes the level of
a row, and what `check` then says of schools is turned back into districts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from orsupport.rulebook.basics import Finding

ROWS = 'the rows of `schools` are districts here (rates = "districts")'
OF_SCHOOLS = ("identified", "identified_schools", "identified_share")


def read_as_rows(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """The file with its districts as the rows that are judged, and everything in it that speaks of schools."""
    findings = list(_of_schools(raw))
    rules = raw.get("rule", {})
    turned = dict(raw)
    if isinstance(rules, Mapping):
        turned["rule"] = _turned(rules) | {
            name: _turned(entry) for name, entry in rules.items() if isinstance(entry, Mapping)
        }
    outcome = raw.get("outcome", {})
    if isinstance(outcome, Mapping):
        named = outcome.get("district", outcome.get("school", {}))
        turned["outcome"] = {key: each for key, each in outcome.items() if key != "district"} | {"school": named}
    return turned, findings


def _turned(entry: Mapping[str, Any]) -> dict[str, Any]:
    return dict(entry) | ({"at": "school"} if entry.get("at") == "district" else {})


def _of_schools(raw: Mapping[str, Any]) -> Iterator[Finding]:
    rules, measures, outcome = (raw.get(section, {}) for section in ("rule", "measure", "outcome"))
    if isinstance(outcome, Mapping) and "school" in outcome:
        yield Finding("outcome.school", f"{ROWS}: name them under [outcome.district]")
    for name, rule in rules.items() if isinstance(rules, Mapping) else ():
        if name == "at" and rule == "school":
            yield Finding("rule.at", f'{ROWS}: write at = "district"')
        if not isinstance(rule, Mapping):
            continue
        if rule.get("at") == "school":
            yield Finding(f"rule.{name}.at", f'{ROWS}: write at = "district"')
        for key in ("all", "any"):
            clauses = rule.get(key)
            for place, text in enumerate(clauses if isinstance(clauses, list) else ()):
                words = [word for word in str(text).split() if word == "any_school" or word in OF_SCHOOLS]
                if words:
                    yield Finding(f"rule.{name}.{key}[{place}]", f"`{words[0]}` looks at schools, but {ROWS}")
    for name, measure in measures.items() if isinstance(measures, Mapping) else ():
        if isinstance(measure, Mapping) and measure.get("of") == "schools" and measure.get("at") != "state":
            yield Finding(f"measure.{name}", f'counts schools, but {ROWS}: write at = "state", or count groups')


def in_words_of_districts(finding: Finding) -> Finding:
    """What is said of schools, said of districts; names of the file, keys and school years stay as they are."""
    if ROWS in finding.says:
        return finding
    path = re.sub(r"^outcome\.school\b", "outcome.district", finding.path)
    parts = re.split(r"('[^']*'|`[^`]*`)", finding.says)
    parts[::2] = [re.sub(r"\bschool(s?)\b(?! year)", r"district\1", part) for part in parts[::2]]
    return finding._replace(path=path, says="".join(parts))
