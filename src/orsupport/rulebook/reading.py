"""A rules file from its name, a path, a text or a mapping to a typed rulebook, or every problem in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from orsupport.rulebook import entries
from orsupport.rulebook.basics import Finding as Finding
from orsupport.rulebook.basics import did_you_mean as did_you_mean
from orsupport.rulebook.count_reading import typed_count
from orsupport.rulebook.districts import read_as_rows

SHARED_SECTIONS = ("indicator", "measure", "rule")
BUILT_IN_FACTS = {"title_i": {"label": "Title I school"}, "school_type": {"label": "School type", "kind": "text"}}
NUMBERS: dict[str, type[entries.Entry]] = {
    "percentile": entries.Percentile,
    "average": entries.Average,
    "lowest": entries.Lowest,
}
MEASURES: dict[str, type[entries.Entry]] = {
    "band": entries.Band,
    "count": entries.Counted,
    "share": entries.Counted,
    "index": entries.Index,
    "best": entries.Extreme,
    "worst": entries.Extreme,
    "pool": entries.Pooled,
    "choose": entries.Choose,
    "table": entries.Table,
    "difference": entries.Difference,
    "earlier": entries.Earlier,
    "rank": entries.Rank,
    "one_group": entries.OneGroup,
    "years_in": entries.YearsIn,
}

ENTRIES = ("source", "fact", "number", "indicator", "measure", "rule", "brings")  # whose members are entries
SECTIONS = ("source", "groups", *ENTRIES[1:6], "outcome", "brings", "federal", "count")
ELSE = {"school_else": "school", "district_else": "district"}  # kept apart from the names that are rules
NO_DEFAULT = {  # what an analyst must decide, for the file may not leave it open
    "base": ': of which schools the share is. Write "frame", "rated", or the name of a fact or rule',
    "rounding": ', and has no default: write "up", "down" or "half up"',
    "ties": ', and has no default: write "in" (all schools at the cut) or "out" (none, where there are too many)',
}


def typed(raw: Mapping[str, Any], text: str = "") -> tuple[entries.Rulebook | None, list[Finding], set[str]]:
    """The typed rulebook of the entries that have the form of their kind, what is wrong with the others, and their
    names."""
    refused: set[str] = set()
    findings: list[Finding] = []
    sections: dict[str, Any] = dict(raw)
    if raw.get("rates") == "districts":
        sections, findings = read_as_rows(raw)
    for section in ENTRIES:
        table = sections.get(section, {})
        if not isinstance(table, Mapping):
            continue  # said with the file as a whole
        entries_raw, shared = _with_shared_keys(section, table)
        found: dict[str, Any] = {}
        for name, entry in entries_raw.items():
            model = _model(section, entry)
            if "" in entry and len(entry) == 1:
                model = f"is {_written(entry[''])} alone; what stands here is a table, {{ key = …, key = … }}"
            if isinstance(model, str):
                findings.append(Finding(f"{section}.{name}", model))
                refused.add(name)
                continue
            own = {key: value for key, value in shared.items() if key in _keys(model)} | dict(entry)
            if section == "indicator" and own.get("kind") == "share" and "unit" not in entry:
                own.pop("unit", None)  # a unit of the section is of its given values; a share is in percent
            found[name] = _validated(model, own, f"{section}.{name}", findings)
        sections[section] = {name: entry for name, entry in found.items() if entry is not None}
        refused |= {name for name, entry in found.items() if entry is None}
    if "count" in sections:
        sections["count"] = typed_count(sections["count"], _validated, findings, refused)
    for name, fact in BUILT_IN_FACTS.items():
        if isinstance(sections["fact"], Mapping):
            sections["fact"] = {name: entries.Fact.model_validate(fact), **sections["fact"]}
    book = _validated(entries.Rulebook, sections | {"text": text}, "", findings)
    return book, findings, refused


def _with_shared_keys(section: str, table: Mapping[str, Any]) -> tuple[dict[str, Mapping[str, Any]], dict[str, Any]]:
    named = {name: entry for name, entry in table.items() if isinstance(entry, Mapping)}
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    if section in SHARED_SECTIONS:
        return named, plain
    return named | {key: {"": value} for key, value in plain.items()}, {}


def _model(section: str, entry: Mapping[str, Any]) -> type[entries.Entry] | str:
    """The class of the entry, or what is wrong with its kind."""
    if section in ("number", "measure"):
        kinds = NUMBERS if section == "number" else MEASURES
        kind = entry.get("kind")
        if kind is None and section == "measure":
            return f"says no kind; the kinds are {', '.join(kinds)}"
        if kind is not None:
            known = f"; the kinds are {', '.join(kinds)}"
            return kinds.get(str(kind)) or f"{_written(kind)} is no kind{did_you_mean(str(kind), list(kinds)) or known}"
        if "values" in entry:
            return entries.ByFact
        return entries.Line if "from" in entry or "to" in entry else entries.Figured
    models: dict[str, type[entries.Entry]] = {
        "source": entries.Source,
        "fact": entries.Fact,
        "indicator": entries.Indicator,
        "rule": entries.Rule,
        "brings": entries.Brings,
    }
    return models[section]


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items() if name != "text"]


def _validated(model: type[BaseModel], values: Mapping[str, Any], path: str, findings: list[Finding]) -> Any:
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        for fault in error.errors():
            if not _other_form(fault, values):
                findings.append(_finding(fault, path, _keys(model)))
        return None


YEARS = {"from", "to", "years", "first_year", "in_years", "paused"}  # keys that hold school years
FORMS = ("str", "list[str]", "[key]", "constrained-int", "list[constrained-str]")


def _other_form(fault: Any, values: Mapping[str, Any]) -> bool:
    """Whether the fault is of a form that was not meant: of a list where one thing stands, or the other way round."""
    form = next((step for step in fault["loc"][1:2] if step in FORMS), None)
    return form is not None and form.startswith("list") != isinstance(values.get(str(fault["loc"][0])), list)


def _finding(fault: Any, path: str, keys: list[str]) -> Finding:
    steps = [step for step in fault["loc"] if step not in FORMS]
    if not path and steps[:1] == ["outcome"] and str(steps[-1]) in ELSE:
        steps = ["outcome", ELSE[str(steps[-1])], "else"]
    where = path
    for step in steps:
        where += f"[{step}]" if isinstance(step, int) else f".{step}" if where else str(step)
    where = where.rstrip(". ")
    key = str(steps[-1]) if steps else ""
    sections: dict[str, type[BaseModel]] = {
        "groups": entries.Groups,
        "outcome": entries.Outcome,
        "federal": entries.Federal,
    }
    if not path and len(steps) > 1 and steps[0] in sections:
        keys = _keys(sections[steps[0]])
    return Finding(where or "rules file", _says(fault, key, keys))


def _says(fault: Any, key: str, keys: list[str]) -> str:
    """What is wrong, and what to write instead, for readers of TOML."""
    given, limits = fault["input"], fault.get("ctx", {})
    written = _written(given)
    listed = f': write ["{given}"]' if isinstance(given, str) else ""
    year = ', such as "2024-25"' if YEARS & {*fault["loc"]} else ""
    pair = 'write a school year and a figure, such as ["2015-16", 54.0]'
    says = {
        "missing": pair if key.isdigit() else f"'{key}' is missing{NO_DEFAULT.get(key, '')}",
        "too_short": pair if "tuple" in str(fault["msg"]).lower() else "names nothing: write at least one",
        "too_long": f"has too many parts: {pair}",
        "tuple_type": f"is {written}: {pair}",
        "string_too_short": "may not be empty",
        "string_type": f"must be a text in quotes{year}, not {written}",
        "list_type": f"must be a list in square brackets, not {written}{listed}",
        "dict_type": (
            f"must be a section of its own, [{key}], not {written}"
            if len(fault["loc"]) == 1 and key in SECTIONS
            else f"must be a table, {{ name = … }}, not {written}"
        ),
        "model_type": f"must be a section of its own, [{key}], not {written}",
        "greater_than_equal": f"must be {limits.get('ge')} or more, not {written}",
        "less_than_equal": f"must be {limits.get('le')} or less, not {written}",
        "value_error": fault["msg"].removeprefix("Value error, "),
    }
    kind: str = fault["type"]
    if kind == "extra_forbidden":
        return f"'{key}' is no key here{did_you_mean(key.lower(), keys) or '; the keys are ' + ', '.join(keys)}"
    if kind == "literal_error":
        expected = str(limits.get("expected", ""))
        if key == "format":
            return f"is {written}; this version reads rules files of format {expected}"
        only = "is not" if " or " not in expected else "is not one of"
        return f"{written} {only} {expected}{did_you_mean(str(given).lower(), expected.split(chr(39))[1::2])}"
    if kind == "string_pattern_mismatch" and "d{4}" in limits["pattern"]:
        return f"'{given}' is no school year such as 2024-25"
    if kind == "string_pattern_mismatch":
        return f"'{given}' may hold only lower-case letters, digits and hyphens, such as my-state-2023"
    if kind.startswith("fraction"):
        return f'must be a figure, 67, 66.7 or "2/3", not {written}'
    if kind.startswith("bool"):
        return f"must be true or false, not {written}"
    return f"must be a whole number, not {written}" if kind.startswith("int") else says.get(kind, fault["msg"])


def _written(given: Any) -> str:
    """A value as a rules file has it."""
    if isinstance(given, str):
        return f"'{given}'"
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, list | Mapping):
        return "a list" if isinstance(given, list) else "a table"
    return str(given)
