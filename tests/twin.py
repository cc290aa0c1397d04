"""The engine and its plain-Python twin on the same State and rules, and every difference between what they say."""

from fractions import Fraction
from typing import Any

import pyarrow as pa

import naive
import orsupport as ors
from made_up import toml_text
from orsupport.answers import REASON_WORDS
from orsupport.evaluation import Evaluation

Row = dict[str, Any]
SCHOOLS = {"title_i": pa.bool_(), "open": pa.bool_()}
COUNTS = ("expected", "counted", "met", "counted_low", "counted_high")
VALUES = ("value", "value_low", "value_high")
KEYS = {
    "schools": ("school_id",),
    "groups": ("school_id", "student_group"),
    "districts": ("district_id",),
    "ratings": ("school_id", "student_group", "indicator"),
    "cuts": ("indicator", "student_group", "schools_of", "level"),
}


def data_of(tables: dict[str, list[Row]]) -> ors.Data:
    """The tables as the engine reads them."""
    columns = list(dict.fromkeys(key for row in tables["schools"] for key in row))
    schools = {
        name: pa.array([_fact(row.get(name)) for row in tables["schools"]], SCHOOLS.get(name, pa.string()))
        if name in SCHOOLS
        else pa.array([_text(row.get(name)) for row in tables["schools"]], pa.string())
        for name in columns
    }
    rows = tables["results"]
    results = {
        name: pa.array([row.get(name) for row in rows], pa.string())
        for name in ("school_year", "school_id", "student_group", "indicator")
    }
    results |= {name: pa.array([row.get(name) for row in rows], pa.int64()) for name in COUNTS}
    results |= {name: pa.array([_float(row.get(name)) for row in rows], pa.float64()) for name in VALUES}
    more = {
        name: pa.table({key: pa.array([str(row[key]) for row in tables[name]], pa.string()) for key in tables[name][0]})
        for name in ("statuses", "predecessors")
        if tables.get(name)
    }
    return ors.read(schools=pa.table(schools), results=pa.table(results), **more)


def _fact(value: Any) -> bool | None:
    return value


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else f"{float(value):g}"


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def holds_something(tables: dict[str, list[Row]], rules: Row) -> bool:
    """Whether results hold any indicator that the rules judge; where not, the engine refuses them."""
    rows = tables["results"]
    return any(row["indicator"] in rules["indicator"] for row in rows)


def differences(tables: dict[str, list[Row]], rules: Row, year: str | None) -> list[str]:
    """Everything that the engine and the twin do not say alike."""
    return compared(tables, rules, year)[0]


def compared(tables: dict[str, list[Row]], rules: Row, year: str | None) -> tuple[list[str], dict[str, Any]]:
    """Everything that the engine and the twin do not say alike, and all that the twin says."""
    book = ors.rules(rules)
    run = ors.identify(data_of(tables), book, year=year, any_year=True)
    twin = naive.identify(tables, rules, year)
    found: list[str] = []
    for name, keys in KEYS.items():
        found += _table(name, keys, run.table(name).to_pylist(), twin[name])
    found += _answers(run.trace, twin["answers"])
    found += _measures(run.trace, twin["measures"])
    return found, twin


def toml_again(rules: Row) -> Row:
    """The rules as they come back from a file."""
    import tomllib
    from decimal import Decimal

    return tomllib.loads(toml_text(rules), parse_float=Decimal)


def _table(name: str, keys: tuple[str, ...], ours: list[Row], theirs: list[Row]) -> list[str]:
    one = {tuple(row[key] for key in keys): row for row in ours}
    other = {tuple(row[key] for key in keys): row for row in theirs}
    found = [f"{name}: only one has {key}" for key in set(one) ^ set(other)]
    for key in set(one) & set(other):
        for column in set(one[key]) | set(other[key]):
            left, right = one[key].get(column), other[key].get(column)
            if not _same(left, right):
                found.append(f"{name} {key} {column}: engine {left!r}, twin {right!r}")
    return found


def _same(left: Any, right: Any) -> bool:
    if left in (None, "") or right in (None, ""):
        return left in (None, "") and right in (None, "")
    if isinstance(left, float) or isinstance(right, float):
        return float(left) == float(right)
    return bool(left == right)


def _place(trace: Evaluation, key: Any, array_shape: tuple[int, ...]) -> tuple[int, int]:
    schools, groups = trace.places.school_ids.to_pylist(), trace.places.groups
    if isinstance(key, tuple):
        row, column = schools.index(key[0]), groups.index(key[1])
    elif key in schools:
        row, column = schools.index(key), 0
    else:
        row, column = trace.places.district_ids.to_pylist().index(key), 0
    return min(row, array_shape[0] - 1), min(column, array_shape[1] - 1)


def _answers(trace: Evaluation, theirs: dict[str, dict[Any, int]]) -> list[str]:
    found = []
    for rule, places in theirs.items():
        ours = trace.answer(rule)
        for key, answer in places.items():
            mine = int(ours[_place(trace, key, ours.shape)])
            if mine != int(answer):
                found.append(f"rule {rule} {key}: engine {mine}, twin {int(answer)}")
    return found


def _measures(trace: Evaluation, theirs: dict[str, dict[Any, Any]]) -> list[str]:
    found = []
    for name, places in theirs.items():
        if name in trace.book.number or trace.names.get(name) is None:
            continue
        ours = trace.value(name)
        for key, (low, high, held, why) in places.items():
            place = _place(trace, key, ours.shape)
            held_by_us = int(ours.held[place])
            reason = REASON_WORDS[int(ours.why[place])] if held_by_us == 0 else ""
            if held_by_us != int(held) or (held_by_us == 0 and reason != (why or "")):
                found.append(f"measure {name} {key}: engine held {held_by_us} {reason!r}, twin {held} {why!r}")
            elif held_by_us:
                ends = tuple(end.wide(ours.shape).fraction(place) for end in (ours.low, ours.high))
                if ends != (Fraction(low), Fraction(high)):
                    found.append(f"measure {name} {key}: engine {ends}, twin {(low, high)}")
    return found


def kinds_read(rules: Row, rule: Row) -> set[str]:
    """The kinds of measure, of number and of clause that a rule reads, and its own keys."""
    read = {key for key in ("all", "any", "years", "in_years") if key in rule}
    for clause in rule.get("all", rule.get("any")):
        words = clause.removeprefix("not ").split()
        read |= {"not"} if clause.startswith("not ") else set()
        read.add(words[0] if len(words) == 2 else "compared" if len(words) > 2 else "named")
        read |= {kind for word in words for kind in _kind(rules, word)}
    return read


def _kind(rules: Row, word: str) -> set[str]:
    """What a word of a clause is; nothing where it is an operator, a fact or a rule."""
    name = word.partition(".")[0]
    if name in rules["indicator"]:
        return {f"indicator {rules['indicator'][name]['kind']}"}
    if name in rules.get("number", {}):
        number = rules["number"][name]
        return {f"number {number.get('kind', 'by' if 'by' in number else 'line' if 'from' in number else 'figure')}"}
    if name not in rules.get("measure", {}):
        return set()
    measure = rules["measure"][name]
    of = measure.get("of")
    forms = {f"measure {measure['kind']}"}
    forms |= {f"{measure['kind']} of {of}"} if of in ("groups", "schools") else set()
    forms |= {f"schools of a {measure['at']}"} if of == "schools" else set()
    forms |= {f"{measure['kind']} over groups"} if "over" in measure else set()
    return forms | ({f"{measure['kind']} family"} if "." in word else set())
