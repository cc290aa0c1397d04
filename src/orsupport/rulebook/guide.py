"""The tables of the language's page: keys and defaults from the classes that a rules file is checked against, with
what each key means from guide.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from orsupport.rulebook import count_entries as counts
from orsupport.rulebook import entries
from orsupport.rulebook import measure_kinds as kinds
from orsupport.rulebook.basics import Entry, Sourced
from orsupport.rulebook.reading import MEASURES, NUMBERS

MEANINGS: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "guide.toml").read_text(encoding="utf-8"))
GIVEN_TO_ALL = {*Sourced.model_fields, *kinds.Measured.model_fields, "kind"}
HIDDEN = {"text", "school_else", "district_else"}
OWN_KIND = ("fact", "indicator")
OWN_LABEL = ("figure", "by", "line")
SAME = {"share": "count", "worst": "best"}
SECTIONS: dict[str, type[Entry]] = {
    "top": entries.Rulebook,
    "source": entries.Source,
    "groups": entries.Groups,
    "fact": entries.Fact,
    "figure": entries.Figured,
    "by": entries.ByFact,
    "line": entries.Line,
    "found": entries.Found,
    "indicator": entries.Indicator,
    "rule": entries.Rule,
    "outcome": entries.Outcome,
    "brings": entries.Brings,
    "federal": entries.Federal,
}
COUNTING: dict[str, type[Entry]] = {
    "count section": counts.CountSection,
    "list": counts.CodeList,
    "day": counts.YearDay,
    "problem": counts.ProblemRule,
    "counted": counts.OnDay,
    **counts.FAMILIES,
}
PROBLEMS = {
    "same_test_twice": "one student, subject and year twice in `assessments` or `growth`; "
    "one student and year twice in `english_proficiency`",
    "two_schools_on_census_day": "one student at two schools on the census day of one school year",
    "dates_outside_year": "a date of `enrolments` outside its school year",
    "attendance_above_enrolled": "more days attended than enrolled",
    "diploma_before_entry": "a diploma dated before the student entered the cohort",
    "unknown_group": "a group code that the rules file does not declare",
    "unknown_school": "a school that is not in `schools`",
}
CLAUSES = {
    "`name`": "a fact that is true or false, or another rule, holds",
    "`any_group rule`": "in a school rule: the group rule holds for any of the asked student groups",
    "`any_school rule`": "in a district rule: the rule (or fact) holds for any open school of the district",
    "`rated measure`": "the indicator or measure has a value",
    "`was rule`": "the status was held last year, by the table `statuses`",
    "`not …`": "before any of these: it does not hold",
    "`measure < limit`": "also `<=`, `>`, `>=`; the limit is a number, another measure, or the name of a level",
}


def classes() -> dict[str, type[Entry]]:
    """Every section and kind of the language by the name of its table."""
    return SECTIONS | COUNTING | NUMBERS | {kind: model for kind, model in MEASURES.items() if kind not in SAME}


def tables() -> dict[str, str]:
    """Each table by its name, in Markdown."""
    return {
        "numbers": _of_kinds(NUMBERS, "number"),
        "measures": _of_kinds(MEASURES, "measure"),
        "families": _of_families(),
        "problems": _table(("problem", "what it is", "`then`"), _problems()),
        "clauses": _table(("clause", "holds where"), list(CLAUSES.items())),
        **{f"keys of {name}": _of_keys(name, model) for name, model in classes().items()},
    }


def keys_of(name: str, model: type[Entry]) -> dict[str, FieldInfo]:
    """The keys that the table of a section or kind explains, by their names in a file."""
    found = {field.alias or key: field for key, field in model.model_fields.items() if key not in HIDDEN}
    if name in NUMBERS:
        found = {key: field for key, field in found.items() if key not in SECTIONS["found"].model_fields}
        return {key: field for key, field in found.items() if key not in GIVEN_TO_ALL}
    if name in counts.FAMILIES:
        return {key: field for key, field in found.items() if key not in counts.OnDay.model_fields and key != "family"}
    own = {"kind"} if name in OWN_KIND else {"label"} if name in OWN_LABEL else set()
    given = GIVEN_TO_ALL - own if issubclass(model, Sourced) else {"label"}
    return {key: field for key, field in found.items() if key not in given}


def meaning_of(name: str, key: str) -> str:
    """What a key of a section or kind means; empty where guide.toml does not say."""
    return MEANINGS.get(name, {}).get(key) or MEANINGS["every"].get(key, "")


def _of_keys(name: str, model: type[Entry]) -> str:
    rows = [(f"`{key}`", _default(field), meaning_of(name, key)) for key, field in keys_of(name, model).items()]
    return _table(("key", "default", "meaning"), rows)


def _of_families() -> str:
    rows = [
        (f"[`{family}`](#{family.replace(' ', '-')})", _meaning(model)) for family, model in counts.FAMILIES.items()
    ]
    return _table(("family", "counts"), rows)


def _problems() -> list[tuple[str, ...]]:
    return [
        (f"`{name}`", says, ", ".join(f'`"{word}"`' for word in counts.PROBLEMS[name]))
        for name, says in PROBLEMS.items()
    ]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value: Any = field.get_default(call_default_factory=True)
    if value is None or value == [] or value == {} or isinstance(value, BaseModel):
        return "none"
    if isinstance(value, dict):
        return "`{ " + ", ".join(f'{key} = "{each}"' for key, each in value.items()) + " }`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{str(value).lower()}`"


def _of_kinds(models: dict[str, type[Entry]], what: str) -> str:
    rows = [(f"[`{kind}`](#{SAME.get(kind, kind)})", _meaning(model)) for kind, model in models.items()]
    return _table((what, "meaning"), rows)


def _meaning(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("|" + "|".join(f" {cell} " if cell != "---" else cell for cell in line) + "|" for line in lines)
