"""The tables of the language's page, made from the classes that a rules file is checked against."""

from __future__ import annotations

from pydantic import BaseModel

from orsupport.rulebook import measure_kinds as kinds
from orsupport.rulebook.basics import Entry, Sourced
from orsupport.rulebook.reading import MEASURES, NUMBERS

GIVEN_TO_ALL = {*Sourced.model_fields, *kinds.Measured.model_fields, "kind"}
CLAUSES = {
    "`name`": "a fact, or a rule",
    "`any_group rule`": "in a school rule: the rule holds for any of the asked student groups",
    "`any_school rule`": "in a district rule: the rule holds for any open school of the district",
    "`rated measure`": "the indicator or measure has a value",
    "`was rule`": "the status was held last year, by the table `statuses`",
    "`not …`": "before any of these",
    "`measure < limit`": "also `<=`, `>`, `>=`; the limit is a number, another measure, or the name of a level",
}


def tables() -> dict[str, str]:
    """Each table by its name, in Markdown."""
    return {
        "numbers": _of_kinds(NUMBERS, "number"),
        "measures": _of_kinds(MEASURES, "measure"),
        "clauses": _table("clause", "holds where", list(CLAUSES.items())),
    }


def _of_kinds(models: dict[str, type[Entry]], what: str) -> str:
    rows = [(f"`{kind}`", f"{_meaning(model)} Keys: {_keys(model)}.") for kind, model in models.items()]
    return _table(what, "meaning", rows)


def _meaning(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())


def _keys(model: type[BaseModel]) -> str:
    own = [(field.alias or name, field) for name, field in model.model_fields.items() if name not in GIVEN_TO_ALL]
    return ", ".join(f"`{name}`" if field.is_required() else f"[`{name}`]" for name, field in own)


def _table(first: str, second: str, rows: list[tuple[str, str]]) -> str:
    return "\n".join([f"| {first} | {second} |", "|---|---|", *(f"| {one} | {two} |" for one, two in rows)])
