"""Student records read from files and frames of every kind: the same rows, under standard names and in their kinds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from orsupport.problems import InputError, Problem
from orsupport.records import Records, RecordTable, csv_stream, open_records, parquet_stream, stream
from orsupport.records.columns import SHAPES
from orsupport.tables.files import RECORD_TABLES

TINY = Path(__file__).parent.parent / "fixtures" / "records-tiny"
SCHOOLS = pd.read_csv(TINY / "schools.csv", dtype=str)


def rows_of(table: RecordTable, *columns: str) -> list[dict[str, Any]]:
    """The whole table, row by row, after looking that the pieces follow each other without a gap."""
    found: list[dict[str, Any]] = []
    for piece in table.pieces(columns or sorted(table.columns)):
        assert piece.first_row == len(found)
        assert all(column.num_chunks == 1 for column in piece.table.columns)
        found += piece.table.to_pylist()
    return found


def parts(folder: Path, frame: pd.DataFrame, sizes: list[int], name: str = "attendance") -> Path:
    """A folder with a table as Parquet parts of so many rows, and the schools."""
    (folder / name).mkdir()
    start = 0
    for number, size in enumerate(sizes):
        frame[start : start + size].to_parquet(folder / name / f"part-{number}.parquet", row_group_size=7)
        start += size
    SCHOOLS.to_csv(folder / "schools.csv", index=False)
    return folder


def days() -> pd.DataFrame:
    text = ["school_year", "student_id", "school_id"]
    return pd.read_csv(TINY / "attendance.csv", dtype=dict.fromkeys(text, str))


WANTED = rows_of(open_records(TINY).tables["attendance"])


def test_a_csv_file_is_read_in_the_kinds_of_its_columns() -> None:
    assert len(WANTED) == 60
    assert WANTED[3] == {
        "school_year": "2024-25",
        "student_id": "S04",
        "school_id": "1",
        "days_enrolled": 15000,
        "days_attended": 13500,
        "enrolled_on_census_day": True,
        "full_academic_year": True,
    }
    diploma = rows_of(open_records(TINY).tables["cohorts"], "diploma_date")[0]["diploma_date"]
    assert diploma == date(2025, 6, 10)


@pytest.mark.parametrize(
    "frame",
    [
        days(),
        pl.from_pandas(days()),
        pl.from_pandas(days()).lazy(),
        pa.Table.from_pandas(days()),
        pa.Table.from_pandas(days().astype({"student_id": "category", "school_id": "category"})),
        days().astype({"school_id": "int64", "days_enrolled": "Int64"}),
        days().astype(str).replace({"True": "TRUE", "False": "false"}),
    ],
    ids=["pandas", "polars", "polars lazy", "pyarrow", "categories", "whole numbers", "all text"],
)
def test_a_frame_of_any_library_gives_the_rows_of_the_file(frame: Any) -> None:
    records = open_records({"attendance": frame, "schools": SCHOOLS})
    assert rows_of(records.tables["attendance"]) == WANTED
    assert records.bad_cells() == []


def test_a_duckdb_relation_gives_the_rows_of_the_file() -> None:
    attendance = days()
    connection = duckdb.connect()
    connection.register("attendance", attendance)
    records = open_records({"attendance": connection.table("attendance"), "schools": SCHOOLS})
    assert rows_of(records.tables["attendance"]) == WANTED
    tests = connection.sql(f"select * from read_csv('{TINY / 'assessments.csv'}', all_varchar = true)")
    typed = tests.project("* replace (level::int as level, took_part::bool as took_part)")
    table = open_records({"assessments": typed, "schools": SCHOOLS}).tables["assessments"]
    assert table.lazy is None  # the census day is text
    flags = ["enrolled_on_census_day", "full_academic_year", "recently_arrived"]
    typed = typed.project(f"* replace ({', '.join(f'{flag}::bool as {flag}' for flag in flags)})")
    lazy = open_records({"assessments": typed, "schools": SCHOOLS}).tables["assessments"].lazy
    assert lazy is not None
    assert lazy.select("level", "student_groups").collect().to_native().to_pylist()[0] == {
        "level": 1,
        "student_groups": None,
    }


def test_a_frame_that_is_not_worked_out_yet_stays_so_where_its_columns_have_their_kinds() -> None:
    tests = pl.read_csv(TINY / "assessments.csv", schema_overrides={"school_id": pl.String, "grade": pl.String})
    lazy = open_records({"assessments": tests.lazy(), "schools": SCHOOLS}).tables["assessments"].lazy
    assert lazy is not None
    collected = lazy.collect().to_native()
    assert collected.select(tests.columns).equals(tests)
    assert collected["student_groups"].null_count() == len(tests)
    assert open_records({"assessments": tests, "schools": SCHOOLS}).tables["assessments"].lazy is None
    text = tests.with_columns(pl.col("level").cast(pl.String)).lazy()
    assert open_records({"assessments": text, "schools": SCHOOLS}).tables["assessments"].lazy is None


def test_parquet_parts_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    table = open_records(parts(tmp_path, days(), [25, 5, 30])).tables["attendance"]
    assert table.rows == 60
    assert rows_of(table) == WANTED
    assert table.place(24) == ("attendance/part-0.parquet", 25)
    assert table.place(25) == ("attendance/part-1.parquet", 1)
    assert table.place(59) == ("attendance/part-2.parquet", 30)


@pytest.mark.parametrize("size", [8, 16, 64])
def test_pieces_of_any_size_give_the_same_rows(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "ROWS", size)
    monkeypatch.setattr(parquet_stream, "ROWS", size)
    days().to_parquet(tmp_path / "attendance.parquet", row_group_size=40)
    SCHOOLS.to_parquet(tmp_path / "schools.parquet")
    table = open_records(tmp_path).tables["attendance"]
    assert rows_of(table) == WANTED
    assert rows_of(open_records({"attendance": days(), "schools": SCHOOLS}).tables["attendance"]) == WANTED
    readings = list(table.readings(["student_id"]))
    backwards = [reading() for reading in reversed(readings)]
    assert sorted(piece.first_row for piece in backwards) == [piece.first_row for piece in reversed(backwards)]
    assert sum(piece.table.num_rows for piece in backwards) == 60


def test_a_column_that_the_table_lacks_is_unknown_in_every_row() -> None:
    table = open_records(TINY).tables["attendance"]
    assert "student_groups" not in table.columns
    assert rows_of(table, "student_groups")[0] == {"student_groups": None}


def test_a_progress_display_hears_how_many_rows_were_read() -> None:
    heard: list[int] = []
    table = open_records(TINY).tables["attendance"]
    assert list(table.pieces(["student_id"], heard.append))
    assert heard == [60]


def test_student_groups_may_be_a_column_each() -> None:
    frame = days().assign(white=True, english_learners=[None] * 30 + ["true"] * 30)
    table = open_records({"attendance": frame, "schools": SCHOOLS}).tables["attendance"]
    assert table.groups == ["white", "english_learners"]
    assert rows_of(table, "white", "english_learners")[29:31] == [
        {"white": True, "english_learners": None},
        {"white": True, "english_learners": True},
    ]


def problems_of(source: Any, mapping: Any = None) -> list[Problem]:
    """What refuses the records when they are opened."""
    with pytest.raises(InputError) as refused:
        open_records(source, mapping).refuse()
    return refused.value.problems


def bad_cells(name: str, frame: pd.DataFrame) -> list[tuple[str, str, int | None, int | None, str]]:
    records = open_records({name: frame, "schools": SCHOOLS})
    for piece in records.tables[name].pieces(sorted(SHAPES[name].names), checked=SHAPES[name].names):
        assert piece.table.num_rows
    with pytest.raises(InputError):
        records.refuse()
    return sorted(problem[1:] for problem in records.bad_cells())


def test_a_level_that_is_no_whole_number_is_a_bad_cell() -> None:
    tests = pd.read_csv(TINY / "assessments.csv", dtype=str)
    tests.loc[[2, 5], "level"] = "3.5"
    tests.loc[7, "level"] = "-1"
    assert bad_cells("assessments", tests) == [
        ("level", "a number below 1", 1, 8, "-1"),
        ("level", "no whole number; where nothing is known leave the cell empty", 2, 3, "3.5"),
    ]
    assert bad_cells("assessments", tests.assign(level=2.5))[0][:3] == (
        "level",
        "no whole number; where nothing is known leave the cell empty",
        80,
    )


def test_a_flag_that_is_neither_true_nor_false_is_a_bad_cell() -> None:
    found = bad_cells("attendance", days().assign(full_academic_year=["Y"] + ["true"] * 59))
    assert [(cell[0], *cell[2:]) for cell in found] == [("full_academic_year", 1, 1, "Y")]
    assert "mapping file" in found[0][1]


def test_a_date_that_is_none_is_a_bad_cell() -> None:
    cohorts = pd.read_csv(TINY / "cohorts.csv", dtype=str)
    cohorts.loc[0, "diploma_date"] = "06/10/2025"
    cohorts.loc[1, "diploma_date"] = "2025-02-30"
    assert bad_cells("cohorts", cohorts) == [("diploma_date", "no date; write 2024-09-03", 2, 1, "06/10/2025")]


def test_empty_and_malformed_keys_are_bad_cells() -> None:
    frame = days()
    frame.loc[0, "school_year"] = "2024-2025"
    frame.loc[1, "student_id"] = None
    frame.loc[2, "school_id"] = " 1"
    assert bad_cells("attendance", frame) == [
        ("school_id", "spaces before or after the text, so that it matches nothing", 1, 3, '" 1"'),
        ("school_year", "a school year that does not read like 2024-25", 1, 1, "2024-2025"),
        ("student_id", "an empty cell", 1, 2, "(empty)"),
    ]


@pytest.mark.parametrize("frame", [days(), days().astype({"days_attended": str})], ids=["numbers", "text"])
def test_days_have_at_most_two_decimals(frame: pd.DataFrame) -> None:
    frame = frame.assign(
        days_attended=frame["days_attended"].replace({150.0: 33.333, "150.0": "33.333"}), days_enrolled="150.10"
    )
    assert bad_cells("attendance", frame)[0][:3] == ("days_attended", "no number with at most two decimals", 29)
    records = open_records({"attendance": frame, "schools": SCHOOLS})
    assert rows_of(records.tables["attendance"], "days_enrolled")[0]["days_enrolled"] == 15010


def test_growth_percentiles_are_1_to_99() -> None:
    growth = pd.read_csv(TINY / "growth.csv", dtype={"school_id": str})
    growth.loc[[0, 1], "growth_percentile"] = [0, 100]
    assert [cell[1:] for cell in bad_cells("growth", growth)] == [
        ("a number above 99", 1, 2, "100"),
        ("a number below 1", 1, 1, "0"),
    ]


def test_an_id_that_became_a_decimal_number_is_a_bad_cell() -> None:
    found = bad_cells("attendance", days().astype({"school_id": float}))
    assert found[0][:4] == (
        "school_id",
        "decimal numbers, where ids and codes are text or whole numbers: store the column as text",
        60,
        1,
    )


def written(folder: Path, text: str) -> Records:
    (folder / "credits.csv").write_text(text, encoding="utf-8")
    SCHOOLS.to_csv(folder / "schools.csv", index=False)
    return open_records(folder)


def test_a_csv_file_is_read_block_by_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f'2024-25,"a{number}",1,{number}' for number in range(300)]
    lines[200] = "2024-25,a200,1,x"
    monkeypatch.setattr(csv_stream, "BLOCK", 700)
    records = written(tmp_path, "\n".join([HEAD, *lines]) + "\n")
    table = records.tables["credits"]
    assert len(list(table.pieces(["student_id"]))) > 5
    assert [row["student_id"] for row in rows_of(table, "student_id")] == [f"a{number}" for number in range(300)]
    rows_of(table)
    assert [problem[3:] for problem in records.bad_cells()] == [(1, 202, "x")]


HEAD = "school_year,student_id,school_id,credits_earned"


def test_rows_of_a_csv_file_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    records = written(tmp_path, f"{HEAD}\n2024-25,a,1,6\n\n2024-25,b,1\n\n2024-25,c,1,x\n\n")
    assert [row["student_id"] for row in rows_of(records.tables["credits"])] == ["a", "c"]
    assert records.bad_cells() == [
        Problem("credits", "", "rows that do not have the header's 4 cells; the first has 3", 1, 4, "2024-25,b,1"),
        Problem("credits", "credits_earned", "no number with at most two decimals", 1, 6, "x"),
    ]
    assert records.tables["credits"].place(1) == ("credits.csv", 6)


def test_a_quotation_mark_that_is_not_closed_is_said(tmp_path: Path) -> None:
    records = written(tmp_path, f'{HEAD}\n2024-25,"a,1,6\n2024-25,b,1,6\n')
    rows_of(records.tables["credits"])
    assert [problem.problem.partition(" that")[0] for problem in records.bad_cells()] == ["a quotation mark"]


def test_a_row_of_too_many_cells_that_is_not_in_utf_8_is_said_without_a_traceback(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    records = written(tmp_path, f"{HEAD}\n2024-25,a,1,6\n")
    (tmp_path / "credits.csv").write_bytes(f"{HEAD}\n2024-25,\xe9,1,6,7\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"(?s)not in UTF-8"):
        rows_of(records.tables["credits"])
    assert capfd.readouterr().err == ""


def test_a_file_that_is_not_in_utf_8_is_said(tmp_path: Path) -> None:
    records = written(tmp_path, f"{HEAD}\n2024-25,a,1,6\n")
    (tmp_path / "credits.csv").write_bytes(f"{HEAD}\n2024-25,\xe9,1,6\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"(?s)not in UTF-8"):
        rows_of(records.tables["credits"])


def test_missing_columns_and_files_are_said_at_once(tmp_path: Path) -> None:
    days().rename(columns={"student_id": "studentid"}).to_csv(tmp_path / "attendance.csv", index=False)
    days().to_csv(tmp_path / "growth.csv", index=False)
    days().to_parquet(tmp_path / "growth.parquet")
    (tmp_path / "credits.parquet").write_bytes(b"PAR1 no")
    assert [(problem.table, problem.column, problem.example) for problem in problems_of(tmp_path)] == [
        ("growth", "", ""),
        ("attendance", "student_id", "did you mean studentid?"),
        ("credits", "", ""),
        ("schools", "", ""),
    ]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert [problem.problem for problem in problems_of(tmp_path / "records")] == ["there is no such folder"]
    SCHOOLS.to_csv(tmp_path / "schools.csv", index=False)
    assert problems_of(tmp_path)[0].problem.startswith("there is no record table")


def test_parts_with_different_columns_are_said(tmp_path: Path) -> None:
    folder = parts(tmp_path, days(), [60])
    days().drop(columns="full_academic_year").to_parquet(folder / "attendance" / "part-1.parquet")
    assert "part-1.parquet has not the columns of part-0.parquet: full_academic_year" in problems_of(folder)[0].problem


def test_a_data_folder_knows_the_record_tables_by_name() -> None:
    assert list(SHAPES) == list(RECORD_TABLES)
