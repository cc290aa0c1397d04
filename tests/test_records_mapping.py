"""A State's own files, columns and codes, renamed by a small mapping file; everything wrong with it is said at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from orsupport.problems import InputError, Problem
from orsupport.records import Records, open_records
from real import real

MAPPINGS = Path(__file__).parent / "mappings"
SCHOOLS = pd.DataFrame(
    {
        "school_id": ["101", "102"],
        "school_name": ["Alder", "Birch"],
        "district_id": "D1",
        "district_name": "Three Trees",
        "school_type": "Elementary",
        "title_i": True,
    }
)
TESTS = pd.DataFrame(
    {
        "ID": [1, 2, 3, 4],
        "SCHOOL": [101, 101, 102, 102],
        "YEAR": ["2024_2025"] * 4,
        "AREA": ["READING", "READING", "MATHEMATICS", "MATHEMATICS"],
        "RESULT": ["Proficient", "No Score", "Advanced", None],
        "ETHNICITY": ["Hispanic", "White", "Asian", None],
        "NAME": ["Ann", "Ben", "Cy", "Di"],
    }
)
LEVELS = {"Proficient": 3, "Advanced": 4, "No Score": ""}
COLUMN: dict[str, Any] = {
    "student_id": "ID",
    "school_id": "SCHOOL",
    "school_year": {"column": "YEAR", "codes": {"2024_2025": "2024-25"}},
    "subject": {"column": "AREA", "codes": {"READING": "ela", "MATHEMATICS": "math"}},
    "level": {"column": "RESULT", "codes": LEVELS},
    "took_part": {"column": "RESULT", "is_not": ["No Score"]},
    "full_academic_year": {"value": True},
}

MAPPING_FILE = """
[assessments]
file = "tests_2025.parquet"

[assessments.column]
student_id  = "ID"
school_id   = "SCHOOL"
school_year = { value = "2024-25" }
subject     = { column = "AREA", codes = { READING = "ela", MATHEMATICS = "math" } }
level       = { column = "RESULT", codes = { Proficient = 3, Advanced = 4, "No Score" = "" } }
took_part   = { column = "RESULT", is_not = ["No Score"] }
"""


def opened(column: dict[str, Any] | None = None, group: dict[str, Any] | None = None, file: str = "tests") -> Records:
    section = {"file": file, "column": COLUMN | (column or {}), "group": group or {}}
    return open_records({"tests": TESTS, "schools": SCHOOLS}, {"assessments": section})


def test_columns_are_renamed_and_codes_are_translated() -> None:
    table = opened().tables["assessments"]
    (piece,) = table.pieces(
        ["student_id", "school_id", "school_year", "subject", "level", "took_part", "full_academic_year"]
    )
    assert piece.table.to_pandas().to_dict("list") == {
        "student_id": ["1", "2", "3", "4"],
        "school_id": ["101", "101", "102", "102"],
        "school_year": ["2024-25"] * 4,
        "subject": ["ela", "ela", "math", "math"],
        "level": pytest.approx([3, float("nan"), 4, float("nan")], nan_ok=True),
        "took_part": [True, False, True, None],
        "full_academic_year": [True] * 4,
    }


def test_groups_are_made_from_codes_and_an_empty_cell_is_unknown() -> None:
    group = {"hispanic_latino": {"column": "ETHNICITY", "is": ["Hispanic"]}}
    table = opened(group=group).tables["assessments"]
    assert table.groups == ["hispanic_latino"]
    (piece,) = table.pieces(table.groups)
    assert piece.table["hispanic_latino"].to_pylist() == [True, False, False, None]


def test_columns_that_a_mapping_does_not_name_are_not_taken_for_groups() -> None:
    assert "NAME" not in opened().tables["assessments"].columns


def test_a_code_that_is_not_translated_is_said_with_its_rows_and_an_example() -> None:
    records = opened({"level": {"column": "RESULT", "codes": {"Proficient": 3, "No Score": ""}}})
    list(records.tables["assessments"].pieces(["level"]))
    problem = "a code of the file's RESULT that the mapping does not translate (from RESULT)"
    assert records.bad_cells() == [Problem("assessments", "level", problem, 1, 3, "Advanced")]


def test_everything_wrong_with_a_mapping_is_said_at_once() -> None:
    mapping = {
        "assesments": {"file": "tests"},
        "growth": {"file": "growth_2025"},
        "schools": {"file": "schools", "column": {}},
        "assessments": {
            "file": "tests",
            "columns": {},
            "column": COLUMN
            | {
                "school_id": "SCHOOLS",
                "pupil": "ID",
                "level": {"column": "RESULT", "codes": {"Proficient": "three"}},
                "school_year": {"column": "YEAR", "codes": {"2024_2025": "2024-2025"}},
                "took_part": {"column": "RESULT", "is": ["x"], "is_not": ["y"]},
                "subject": {"column": "AREA", "is": ["READING"]},
                "grade": {"value": "3", "column": "GRADE"},
                "test_type": 7,
            },
            "group": {"level": "RESULT", "white": {"colunm": "ETHNICITY", "is": "White"}},
        },
    }
    with pytest.raises(InputError) as refused:
        open_records({"tests": TESTS, "schools": SCHOOLS}, mapping).refuse()
    said = {problem.column: problem.problem for problem in refused.value.problems}
    assert said == {
        "assesments": "no record table",
        "growth.file": "no frame called growth_2025 was given",
        "schools.column": "not known here; a table has file",
        "assessments.columns": "not known here; a table has file, column, group",
        "assessments.column.school_id": "the file of assessments has no column SCHOOLS",
        "assessments.column.pupil": "no column of assessments; a student group stands in [assessments.group]",
        "assessments.column.level.codes.Proficient": "level: no whole number; where nothing is known "
        "leave the cell empty",
        "assessments.column.school_year.codes.2024_2025": "school_year: a school year that does not read like 2024-25",
        "assessments.column.took_part": "has is and is_not: keep one",
        "assessments.column.subject": "is and is_not make true or false; subject holds a text: write codes",
        "assessments.column.grade": "has column and value: keep one",
        "assessments.column.test_type": 'must be the name of a column of the file, or { column = "…", codes = { … } }',
        "assessments.group.level": "is a column of assessments, and no student group",
        "assessments.group.white.colunm": "not known here; the keys are column, codes, is, is_not, value",
        "assessments.group.white": "is and is_not hold a list of codes",
    }


def test_a_mapping_file_stands_in_the_folder_or_is_named(tmp_path: Path) -> None:
    TESTS.to_parquet(tmp_path / "tests_2025.parquet")
    SCHOOLS.to_csv(tmp_path / "schools.csv", index=False)
    (tmp_path / "mapping.toml").write_text(MAPPING_FILE, encoding="utf-8")
    assert open_records(tmp_path).tables["assessments"].rows == 4
    (tmp_path / "mapping.toml").rename(tmp_path / "codes.toml")
    assert open_records(tmp_path, tmp_path / "codes.toml").tables["assessments"].rows == 4
    with pytest.raises(InputError, match=r"there is no tests_2026\.parquet in the folder"):
        open_records(tmp_path, {"assessments": {"file": "tests_2026.parquet", "column": {}}})
    (tmp_path / "codes.toml").write_text("[assessments", encoding="utf-8")
    with pytest.raises(InputError, match="the file is no TOML"):
        open_records(tmp_path, tmp_path / "codes.toml")


def test_a_mapping_file_reads_the_anonymised_rows_of_a_demonstration_state(tmp_path: Path) -> None:
    file = real("sgpdata") / "sgp_long.parquet"
    frame = pd.read_parquet(file)
    (tmp_path / "sgp_long.parquet").symlink_to(file)
    schools = frame["SCHOOL_NUMBER"].drop_duplicates().astype(str)
    pd.DataFrame({"school_id": schools}).to_csv(tmp_path / "schools.csv", index=False)
    table = open_records(tmp_path, MAPPINGS / "sgp_long.toml").tables["assessments"]
    assert table.rows == len(frame) == 368_301
    read = pd.concat([piece.table.to_pandas() for piece in table.pieces(sorted(table.columns))], ignore_index=True)
    assert table.bad_cells() == []
    assert (read["took_part"].astype(bool) == (frame["ACHIEVEMENT_LEVEL"] != "No Score")).all()
    assert (~read["took_part"].astype(bool)).sum() == 2_106
    assert (~read["full_academic_year"].astype(bool)).sum() == 1_268
    proficient = read["level"].fillna(0) >= 3
    assert (proficient == frame["ACHIEVEMENT_LEVEL"].isin(["Proficient", "Advanced"])).all()
    assert (read["school_year"].astype(str) == frame["YEAR"].str.replace("_20", "-")).all()
    assert (read["school_id"].astype(str) == frame["SCHOOL_NUMBER"].astype(str)).all()
    assert (read["subject"].astype(str) == frame["CONTENT_AREA"].map({"READING": "ela", "MATHEMATICS": "math"})).all()
    assert (read["hispanic_latino"].astype(bool) == (frame["ETHNICITY"] == "Hispanic")).all()
    assert (read["english_learners"].astype(bool) == (frame["ELL_STATUS"] == "ELL: Yes")).all()
