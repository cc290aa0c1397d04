"""The trace of an identification, written to a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import Value
from orsupport.evaluation import Evaluation
from orsupport.exact.whole import as_array
from orsupport.look_back import looked_back_on
from orsupport.rulebook.entries import YearsIn
from orsupport.trace.arrays import ARRAYS, VERSION_KEY, Arrays, write_arrays
from orsupport.version import VERSION


def save(trace: Evaluation, folder: Path) -> None:
    """Write the kept arrays in the smallest whole-number type that holds them."""
    folder.mkdir()
    arrays: Arrays = {"open": trace.places.open, "year": np.array(trace.year)}
    arrays["first_year"] = np.array(trace.first_year)
    arrays[VERSION_KEY] = np.array(VERSION)
    arrays |= _of_year(trace)
    for year, (earlier, names) in looked_back_on(trace).items():
        arrays |= {f"{year}/{key}": array for key, array in _of_year(earlier, names).items()}
    for name in trace.book.indicator:
        if (students := trace.denominator(name)) is not None:
            arrays[f"denominator/{name}"] = _small(students.numerators)
            arrays[f"denominator/{name}/of"] = np.array(students.denominators)
    write_arrays(arrays, folder / ARRAYS)


def _of_year(trace: Evaluation, names: set[str] | None = None) -> Arrays:
    """What was worked out for one year, or as much of it as has these names."""
    arrays: Arrays = {}
    for key, value in trace.kept_values():
        if names is None or {key, key.partition("@")[0], key.partition(".")[0]} & names:
            arrays |= {f"value/{key}/{part}": array for part, array in _parts(value).items()}
    for name in [*trace.book.measure, *(trace.book.indicator if names is not None else ())]:
        if names is None or name in names:
            arrays |= {f"behind/{name}/{key}": _small(array) for key, array in trace.behind(name).items()}
    for fact, (codes, kinds) in trace.kept_kinds():
        arrays |= {f"kinds/{fact}/codes": _small(codes), f"kinds/{fact}/names": np.array(kinds, dtype=str)}
    for name, answers in trace.kept_answers():
        if names is None or name in names or name.startswith("was "):
            arrays[f"answer/{name}"] = answers
        if name.startswith("was "):
            status = name.removeprefix("was ")
            arrays[f"since/{status}"] = _small(trace.since(status))
    statuses = {name.removeprefix("was ") for name, _ in trace.kept_answers() if name.startswith("was ")}
    for status in sorted(statuses | {each.status for each in trace.book.measure.values() if isinstance(each, YearsIn)}):
        arrays[f"inherited/{status}"] = np.array(trace.inherited(status), dtype=str).reshape(-1, 4)
    return arrays


def _parts(value: Value) -> Arrays:
    parts: Arrays = {"held": value.held, "why": value.why, "unit": np.array(value.unit)}
    for end, exact in (("low", value.low), ("high", value.high)):
        if end == "high" and value.high is value.low:
            continue
        bottom = exact.denominators
        parts[f"{end}_numerators"] = _small(exact.numerators)
        parts[f"{end}_denominators"] = _small(as_array(bottom))
    return parts


def _small(numbers: NDArray[Any]) -> NDArray[Any]:
    if numbers.dtype == object:
        return numbers.astype(str)
    if numbers.size == 0:
        return numbers
    return numbers.astype(np.result_type(np.min_scalar_type(numbers.min()), np.min_scalar_type(numbers.max())))
