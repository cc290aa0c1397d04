"""The tiny State says what was worked by hand in fixtures/tiny/WORKED.md, cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import orsupport as ors

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"
KEYS = {
    "schools": ["school_id"],
    "groups": ["school_id", "student_group"],
    "districts": ["district_id"],
    "levels": ["school_id", "student_group", "indicator"],
}


def table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def run() -> Any:
    data = ors.read(schools=table_of_schools(), results=table_of_results())
    return ors.identify(data, ors.rules(TINY / "rules.toml"), year="2024-25")


def table_of_schools() -> pd.DataFrame:
    facts = ["title_i", "open", "serves_grade_12"]
    schools = table(TINY / "schools.csv")
    schools[facts] = schools[facts].astype(object).replace({"true": True, "false": False, "": None})
    return schools


def table_of_results() -> pd.DataFrame:
    keys = ["school_year", "school_id", "student_group", "indicator"]
    return pd.read_csv(TINY / "results.csv", dtype=dict.fromkeys(keys, str))


def cell(value: Any) -> str | float:
    """Numbers as numbers, empty as empty, everything else as text."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    try:
        return float(value)
    except ValueError:
        return str(value)


def differences(found: pd.DataFrame, expected: pd.DataFrame, keys: list[str]) -> list[str]:
    def rows(frame: pd.DataFrame) -> dict[str, Any]:
        return {" ".join(str(row[key]) for key in keys): row for row in frame.to_dict("records")}

    here, there = rows(found), rows(expected)
    lines = [f"{key}: not expected" for key in here if key not in there]
    lines += [f"{key}: is not there" for key in there if key not in here]
    for key, row in there.items():
        for column, value in row.items():
            got = here.get(key, row)[column]
            if cell(got) != cell(value):
                lines.append(f"{key}: {column} is {cell(got)!r}, by hand {cell(value)!r}")
    return lines


@pytest.mark.parametrize("name", ["schools", "groups", "districts"])
def test_every_cell_is_as_worked_by_hand(run: Any, name: str) -> None:
    found, expected = getattr(run, name), table(TINY / "expected" / f"{name}.csv")
    assert list(found.columns) == list(expected.columns)
    assert len(found) == len(expected)
    wrong = differences(found, expected, KEYS[name])
    assert not wrong, "\n".join(wrong)


def test_every_place_has_the_value_level_and_reason_worked_by_hand(run: Any) -> None:
    expected = table(TINY / "expected" / "levels.csv")
    found = run.ratings[list(expected.columns)]
    assert len(found) == len(expected)
    wrong = differences(found, expected, KEYS["levels"])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("indicator", "level", "frame", "begins"),
    [
        ("regular_attenders", "2", "serves_grade_12 = false", 65.0),
        ("regular_attenders", "2", "serves_grade_12 = true", 67.5),
        ("ela_achievement", "3", "", 44.9),
        ("math_achievement", "3", "", 25.0),
        ("elp_progress", "3", "", 40.6),
        ("regular_attenders", "3", "", 72.1),
        ("ninth_grade_on_track", "3", "", 75.0),
        ("graduation_4yr", "3", "", 69.1),
    ],
)
def test_a_level_begins_where_the_hand_calculation_says(
    run: Any, indicator: str, level: str, frame: str, begins: float
) -> None:
    cuts = run.cuts[(run.cuts["indicator"] == indicator) & (run.cuts["level"].astype(str) == level)]
    assert begins in set(cuts["begins"]), f"{indicator}, Level {level} {frame}: {list(cuts['begins'])}"


def test_the_hand_worked_tables_name_the_same_schools_and_answers() -> None:
    schools, groups, levels = (table(TINY / "expected" / f"{name}.csv") for name in ("schools", "groups", "levels"))
    everyone = groups[groups["student_group"] == "all"].set_index("school_id")
    counts = ["rated_indicators", "level1_indicators"]
    assert everyone[counts].equals(schools.set_index("school_id")[counts])
    rated = levels[(levels["level"] != "") | (levels["why"] == "unsure")].groupby(["school_id", "student_group"]).size()
    by_hand = groups.set_index(["school_id", "student_group"])["rated_indicators"].astype(int)
    assert rated.to_dict() == by_hand[by_hand > 0].to_dict()


def test_numbers_are_compared_as_numbers_and_blanks_as_blanks() -> None:
    expected = pd.DataFrame({"id": ["1", "2"], "share": ["0.6666666666666666", ""], "tier": ["", "Primary"]})
    same = pd.DataFrame({"id": ["1", "2"], "share": [2 / 3, None], "tier": [None, "Primary"]})
    other = pd.DataFrame({"id": ["1", "3"], "share": [0.67, None], "tier": [None, "Primary"]})
    assert differences(same, expected, ["id"]) == []
    assert differences(other, expected, ["id"]) == [
        "3: not expected",
        "2: is not there",
        "1: share is 0.67, by hand 0.6666666666666666",
    ]
