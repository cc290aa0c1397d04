"""What is read, and what is refused: a folder or frames -> data, or every problem at once."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from orsupport import tables
from orsupport.problems import InputError, Problem
from orsupport.tables import Data, gather, read

SCHOOLS = """school_id,school_name,district_id,district_name,school_type,title_i,open,serves_grade_12,enrolled
498,Riverbend High School,9,Riverbend SD 9,high,true,,true,612
12,Alder Elementary School,9,Riverbend SD 9,elementary,false,false,false,
0707,Coast School,14,Coast SD 14,combined,,true,true,88.5
"""
MEASURED = (
    "school_year,school_id,student_group,indicator,"
    "expected,counted,met,value,value_low,value_high,counted_low,counted_high"
)
RESULTS = f"""{MEASURED}
2024-25,498,all,ela_achievement,100,95,40,,,,,
2024-25,498,asian,ela_achievement,,,,,0,5,10,
2024-25,12,all,ela_growth,,60,,52.5,,,,
2024-25,12,asian,ela_growth,12,0,,,,,,
2023-24,0707,all,ninth_grade_on_track,,,,85.3,,,,
"""
STATUSES = "school_year,school_id,student_group,status\n2023-24,498,all,csi\n"
PREDECESSORS = "school_id,prior_school_id,school_year,kind\n498,497,2023-24,renumbered\n"
OVERRIDES = """school_id,district_id,outcome,reason,authority,date
498,,CSI,data arrived late,Deputy Superintendent,2025-11-01
,14,Tier 1,storm damage,State Board,2025-11-02
"""
HEADER = SCHOOLS.splitlines()[0]
LOCKS = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open every file")


def folder(place: Path, **contents: str | bytes | None) -> Path:
    """A small State; each table may be replaced, or left out with None."""
    for name, content in {"schools": SCHOOLS, "results": RESULTS, **contents}.items():
        if content is not None:
            data = content.encode() if isinstance(content, str) else content
            (place / f"{name}.csv").write_bytes(data)
    return place


def rows(*lines: str) -> str:
    """Results that are nothing but these rows."""
    return "\n".join((MEASURED, *lines)) + "\n"


def result() -> dict[str, str]:
    """One more result, fit to be spoilt."""
    keys = {"school_year": "2024-25", "school_id": "12", "student_group": "all", "indicator": "ela"}
    return dict.fromkeys(MEASURED.split(","), "") | keys | {"expected": "9", "counted": "9", "met": "3", "value": "50"}


def problems(place: Path, **contents: str | bytes | None) -> list[Problem]:
    return gather(folder(place, **contents))[1]


def only(found: list[Problem]) -> Problem:
    assert len(found) == 1, found
    return found[0]


def frame(text: str, **types: pa.DataType) -> pa.Table:
    """A CSV text as a pyarrow table: its first columns as text, unless another type is named."""
    names = text.splitlines()[0].split(",")
    options = pa.csv.ConvertOptions(
        column_types={name: types.get(name, pa.string()) for name in names}, strings_can_be_null=True, null_values=[""]
    )
    return pa.csv.read_csv(pa.py_buffer(text.encode()), convert_options=options)


COUNTS = dict.fromkeys(("expected", "counted", "met", "counted_low", "counted_high"), pa.int64())
VALUES = dict.fromkeys(("value", "value_low", "value_high"), pa.float64())
FLAGS = dict.fromkeys(("title_i", "open", "serves_grade_12"), pa.bool_())


def schools_frame() -> pa.Table:
    return frame(SCHOOLS, **FLAGS, enrolled=pa.float64())


def results_frame() -> pa.Table:
    return frame(RESULTS, **COUNTS, **VALUES)


class Stream:
    """A frame of a library that nobody here has heard of: all it has is the Arrow PyCapsule interface."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def same(one: Data, other: Data) -> bool:
    names = ("schools", "results", "statuses", "predecessors", "overrides")
    return all(getattr(one, name) == getattr(other, name) for name in names)


class TestWhatIsRead:
    def test_schools_keep_their_ids_as_the_state_prints_them(self, tmp_path: Path) -> None:
        assert read(folder(tmp_path)).schools["school_id"].to_pylist() == ["498", "12", "0707"]

    def test_title_i_is_true_false_or_unknown_and_a_blank_open_is_open(self, tmp_path: Path) -> None:
        schools = read(folder(tmp_path)).schools
        assert schools["title_i"].to_pylist() == [True, False, None]
        assert schools["open"].to_pylist() == [True, False, True]

    def test_schools_without_an_open_column_are_open(self, tmp_path: Path) -> None:
        data = read(folder(tmp_path, schools=SCHOOLS.replace(",open,", ",remark,")))
        assert data.schools["open"].to_pylist() == [True] * 3

    def test_school_facts_are_text(self, tmp_path: Path) -> None:
        schools = read(folder(tmp_path)).schools
        assert schools["serves_grade_12"].to_pylist() == ["true", "false", "true"]
        assert schools["enrolled"].to_pylist() == ["612", None, "88.5"]
        assert {str(schools.schema.field(name).type) for name in ("school_id", "school_name", "enrolled")} == {"string"}

    @pytest.mark.parametrize(
        ("written", "read_as"),
        [
            (["TRUE", "False", ""], ["true", "false", None]),
            (["12.0", "12.50", "-3"], ["12", "12.5", "-3"]),
            (["100", "10.0", "0.10"], ["100", "10", "0.1"]),
            (["007", "010", "12.0"], ["007", "010", "12.0"]),
            (["KG-8", "9-12", "12.0"], ["KG-8", "9-12", "12.0"]),
        ],
    )
    def test_a_fact_reads_the_same_however_it_was_written(
        self, tmp_path: Path, written: list[str], read_as: list[str | None]
    ) -> None:
        lines = [f"{row},School,9,District,high,true,{fact}" for row, fact in enumerate(written)]
        schools = "school_id,school_name,district_id,district_name,school_type,title_i,fact\n" + "\n".join(lines)
        data, _ = gather(folder(tmp_path, schools=schools))
        assert data is not None
        assert data.schools["fact"].to_pylist() == read_as

    def test_results_carry_every_column_of_the_contract_in_its_type(self, tmp_path: Path) -> None:
        text = "school_year,school_id,student_group,indicator,value\n2024-25,498,all,ela_growth,52.5\n"
        results = read(folder(tmp_path, results=text)).results
        types = {field.name: str(field.type) for field in results.schema}
        coded = "dictionary<values=string, indices=int32, ordered=0>"
        assert types == {
            **dict.fromkeys(("school_year", "school_id", "student_group", "indicator"), coded),
            **dict.fromkeys(("expected", "counted", "met", "counted_low", "counted_high"), "int64"),
            **dict.fromkeys(("value", "value_low", "value_high"), "double"),
        }
        assert results["counted"].to_pylist() == [None]

    def test_nothing_is_dropped(self, tmp_path: Path) -> None:
        data = read(folder(tmp_path))
        assert data.schools.num_rows == 3
        assert [row["value"] for row in data.results.to_pylist()] == [None, None, 52.5, None, 85.3]
        assert data.results.column("counted").to_pylist() == [95, None, 60, 0, None]
        assert [source.rows for source in data.sources] == [3, 5]

    def test_a_bound_of_five_percent_of_at_least_ten_students_is_kept(self, tmp_path: Path) -> None:
        masked = read(folder(tmp_path)).results.to_pylist()[1]
        assert (masked["value_low"], masked["value_high"]) == (0.0, 5.0)
        assert (masked["counted_low"], masked["counted_high"]) == (10, None)

    def test_a_count_written_with_a_decimal_point_is_a_count(self, tmp_path: Path) -> None:
        data = read(folder(tmp_path, results=rows("2024-25,498,all,ela,12.0,12.,3.00,,,,,")))
        assert data.results.select(["expected", "counted", "met"]).to_pylist() == [
            {"expected": 12, "counted": 12, "met": 3}
        ]

    def test_the_tables_that_are_not_given_are_none(self, tmp_path: Path) -> None:
        data = read(folder(tmp_path))
        assert (data.statuses, data.predecessors, data.overrides) == (None, None, None)

    def test_optional_tables_are_text(self, tmp_path: Path) -> None:
        data = read(folder(tmp_path, statuses=STATUSES, predecessors=PREDECESSORS, overrides=OVERRIDES))
        assert data.statuses is not None
        assert data.predecessors is not None
        assert data.overrides is not None
        for table in (data.statuses, data.predecessors, data.overrides):
            assert {str(kind) for kind in table.schema.types} == {"string"}
        assert data.overrides["school_id"].to_pylist() == ["498", None]
        assert [source.name for source in data.sources] == [
            "schools.csv",
            "results.csv",
            "statuses.csv",
            "predecessors.csv",
            "overrides.csv",
        ]

    def test_an_optional_table_may_have_no_rows(self, tmp_path: Path) -> None:
        data = read(folder(tmp_path, statuses="school_year,school_id,student_group,status\n"))
        assert data.statuses is not None
        assert data.statuses.num_rows == 0

    def test_a_source_is_the_files_own_bytes(self, tmp_path: Path) -> None:
        source = read(str(folder(tmp_path))).sources[0]
        assert source.path == tmp_path / "schools.csv"
        assert source.sha256 == hashlib.sha256(SCHOOLS.encode()).hexdigest()

    def test_a_byte_order_mark_carriage_returns_and_blank_rows_change_nothing(self, tmp_path: Path) -> None:
        for name in ("plain", "windows"):
            (tmp_path / name).mkdir()
        plain = read(folder(tmp_path / "plain"))
        schools, results = (
            b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"\r\n,,,,,,,,\r\n" for text in (SCHOOLS, RESULTS)
        )
        results = results.replace(b",,,,,,,,\r\n", b"")
        assert same(plain, read(folder(tmp_path / "windows", schools=schools, results=results)))

    def test_other_files_are_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "notes.csv").write_text("anything,\n")
        (tmp_path / "rules.toml").write_text("")
        assert len(read(folder(tmp_path)).sources) == 2

    def test_a_cell_may_hold_a_comma_and_in_a_fact_a_line_break(self, tmp_path: Path) -> None:
        data = read(folder(tmp_path, overrides=OVERRIDES.replace("storm damage", '"storm, and a ""flood"""')))
        assert data.overrides is not None
        assert data.overrides["reason"].to_pylist()[1] == 'storm, and a "flood"'
        first, *others = SCHOOLS.splitlines()
        schools = "\n".join([f"{first},address", *(f'{row},"1 Main St,\nRiverbend"' for row in others), ""])
        assert read(folder(tmp_path, schools=schools)).schools["address"][0].as_py() == "1 Main St,\nRiverbend"


class TestOneTableManyForms:
    def test_csv_and_parquet_give_the_same_data(self, tmp_path: Path) -> None:
        for name in ("csv", "parquet"):
            (tmp_path / name).mkdir()
        pa.parquet.write_table(schools_frame(), tmp_path / "parquet" / "schools.parquet")
        pa.parquet.write_table(results_frame(), tmp_path / "parquet" / "results.parquet")
        from_parquet = read(tmp_path / "parquet")
        assert same(read(folder(tmp_path / "csv")), from_parquet)
        assert [source.name for source in from_parquet.sources] == ["schools.parquet", "results.parquet"]

    def test_a_parquet_file_without_a_column_is_told_and_no_crash(self, tmp_path: Path) -> None:
        pa.parquet.write_table(schools_frame().drop_columns("district_id"), tmp_path / "schools.parquet")
        pa.parquet.write_table(results_frame(), tmp_path / "results.parquet")
        with pytest.raises(InputError, match=r"district_id +the column is missing"):
            read(tmp_path)

    def test_a_folder_of_student_records_is_to_be_counted_first(self) -> None:
        with pytest.raises(InputError, match="here are student records"):
            read(Path(__file__).parent.parent / "fixtures" / "records-tiny")

    def test_a_parquet_file_of_text_only_gives_the_same_data(self, tmp_path: Path) -> None:
        for name in ("csv", "parquet"):
            (tmp_path / name).mkdir()
        for name, text in (("schools", SCHOOLS), ("results", RESULTS)):
            table = frame(text)
            blanks = table.cast(pa.schema([(column, pa.large_string()) for column in table.column_names])).to_pandas()
            pa.parquet.write_table(pa.Table.from_pandas(blanks.fillna("")), tmp_path / "parquet" / f"{name}.parquet")
        assert same(read(folder(tmp_path / "csv")), read(tmp_path / "parquet"))

    def test_frames_of_any_library_give_the_same_data(self, tmp_path: Path) -> None:
        from_files = read(folder(tmp_path))
        schools, results = schools_frame(), results_frame()
        assert same(from_files, read(schools=schools, results=results))
        assert same(from_files, read(schools=Stream(schools), results=Stream(results)))
        assert same(from_files, read(schools=schools.to_pandas(), results=results.to_pandas()))
        coded = results.to_pandas().astype({"school_id": "category", "indicator": "category"})
        assert same(from_files, read(schools=schools.to_pandas(), results=coded))

    def test_a_frame_has_a_source_without_a_path(self) -> None:
        source = read(schools=schools_frame(), results=results_frame()).sources[1]
        assert (source.name, source.path, source.sha256, source.rows) == ("results.parquet", None, "", 5)

    def test_a_pandas_frame_may_hold_the_id_in_its_index(self) -> None:
        schools = schools_frame().to_pandas()
        moved = read(schools=schools.set_index("school_id"), results=results_frame())
        assert moved.schools["school_id"].to_pylist() == ["498", "12", "0707"]

    def test_a_frame_beside_a_folder_adds_a_table(self, tmp_path: Path) -> None:
        data = read(folder(tmp_path), statuses=frame(STATUSES))
        assert data.statuses is not None

    def test_a_number_of_32_bits_is_the_number_that_was_written(self) -> None:
        results = results_frame()
        place = results.column_names.index("value")
        short = results.set_column(place, "value", results["value"].cast(pa.float32()))
        assert read(schools=schools_frame(), results=short).results["value"].to_pylist()[-1] == 85.3

    def test_many_chunks_are_one_table(self) -> None:
        results = results_frame()
        chunked = pa.concat_tables([results.slice(row, 1) for row in range(5)])
        assert same(read(schools=schools_frame(), results=chunked), read(schools=schools_frame(), results=results))

    def test_pandas_is_not_imported_unless_a_frame_of_it_is_given(self, tmp_path: Path) -> None:
        code = """if True:
            import sys, types
            sys.modules["orsupport"] = package = types.ModuleType("orsupport")  # reading alone, without the engine
            package.__path__ = [sys.argv[1]]
            from orsupport.tables import read
            read(sys.argv[2])
            assert "pandas" not in sys.modules
        """
        package = Path(tables.__file__).parents[1]
        subprocess.run([sys.executable, "-c", code, str(package), str(folder(tmp_path))], check=True)


class TestFolderAndFiles:
    def test_a_folder_that_does_not_exist(self, tmp_path: Path) -> None:
        data, found = gather(tmp_path / "nowhere")
        assert data is None
        assert "no such folder" in only(found).problem
        assert "nowhere" in only(found).example

    def test_a_file_where_a_folder_is_meant(self, tmp_path: Path) -> None:
        problem = only(gather(folder(tmp_path) / "schools.csv")[1])
        assert "this is a file" in problem.problem

    def test_missing_tables_are_named(self, tmp_path: Path) -> None:
        data, found = gather(tmp_path)
        assert data is None
        assert [problem.table for problem in found] == ["schools", "results"]
        assert all("missing" in problem.problem for problem in found)

    def test_a_missing_table_is_guessed(self, tmp_path: Path) -> None:
        folder(tmp_path, schools=None)
        (tmp_path / "Schools.xlsx").write_bytes(b"")
        assert only(gather(tmp_path)[1]).example == "did you mean Schools.xlsx?"

    @pytest.mark.parametrize(
        ("name", "says", "hint"),
        [
            ("override.csv", "no table has this name", "did you mean overrides.csv?"),
            ("Override.CSV", "no table has this name", "did you mean overrides.csv?"),
            ("OVERIDES.parquet", "no table has this name", "did you mean overrides.parquet?"),
            ("override.txt", "no table has this name", "did you mean overrides.csv?"),
            ("overrides (1).csv", "no table has this name", "did you mean overrides.csv?"),
            ("overrides.csv.txt", "no table has this name", "did you mean overrides.csv?"),
            ("Overrides.txt", "a table is a CSV or a Parquet file", "save it as overrides.csv"),
            ("overrides.xlsx", "a table is a CSV or a Parquet file", "save it as overrides.csv"),
            ("overrides", "a table is a CSV or a Parquet file", "save it as overrides.csv"),
        ],
    )
    def test_decisions_in_a_file_named_nearly_like_their_table(
        self, tmp_path: Path, name: str, says: str, hint: str
    ) -> None:
        (folder(tmp_path) / name).write_text(OVERRIDES, encoding="utf-8")
        problem = only(gather(tmp_path)[1])
        assert (problem.table, problem.problem) == ("overrides", f"{name} is not read: {says}")
        assert problem.example == hint

    @pytest.mark.parametrize(
        ("name", "table"),
        [("status.csv", "statuses"), ("Statuses.tsv", "statuses"), ("predecessor.csv", "predecessors")],
    )
    def test_earlier_years_in_a_file_named_nearly_like_their_table(self, tmp_path: Path, name: str, table: str) -> None:
        (folder(tmp_path) / name).write_text(STATUSES, encoding="utf-8")
        assert only(gather(tmp_path)[1]).table == table

    @pytest.mark.parametrize("name", ["Overrides.csv", "OVERRIDES.CSV"])
    def test_the_case_of_letters_in_the_name_of_a_table_is_all_one(self, tmp_path: Path, name: str) -> None:
        (folder(tmp_path) / name).write_text(OVERRIDES, encoding="utf-8")
        assert read(tmp_path).overrides is not None

    @pytest.mark.parametrize(
        "name",
        ["overrides.md", "overrides.csv.bak", "~$overrides.xlsx", "._overrides.csv", "notes.csv", "schools.xlsx"],
    )
    def test_other_files_are_passed_over(self, tmp_path: Path, name: str) -> None:
        (folder(tmp_path) / name).write_text(OVERRIDES, encoding="utf-8")
        assert gather(tmp_path)[1] == []

    def test_a_draft_beside_the_table_itself_is_passed_over(self, tmp_path: Path) -> None:
        (folder(tmp_path, overrides=OVERRIDES) / "override.csv").write_text(OVERRIDES, encoding="utf-8")
        (tmp_path / "overrides.xlsx").write_bytes(b"")
        assert len(read(tmp_path).overrides) == 2

    def test_a_draft_beside_a_frame_of_the_table_is_passed_over(self, tmp_path: Path) -> None:
        (folder(tmp_path) / "override.csv").write_text(OVERRIDES, encoding="utf-8")
        assert gather(tmp_path, overrides=frame(OVERRIDES))[1] == []

    def test_no_folder_and_no_frames(self) -> None:
        assert [problem.table for problem in gather()[1]] == ["schools", "results"]

    def test_a_table_as_csv_and_as_parquet(self, tmp_path: Path) -> None:
        pa.parquet.write_table(results_frame(), tmp_path / "results.parquet")
        data, found = gather(folder(tmp_path))
        assert data is None
        assert only(found).table == "results"
        assert "results.csv and results.parquet" in only(found).problem

    def test_a_table_in_the_folder_and_as_a_frame(self, tmp_path: Path) -> None:
        problem = only(gather(folder(tmp_path), results=results_frame())[1])
        assert "results.csv and a frame in memory" in problem.problem

    @pytest.mark.parametrize("name", ["schools", "results", "statuses"])
    def test_an_empty_file(self, tmp_path: Path, name: str) -> None:
        data, found = gather(folder(tmp_path, **{name: b""}))
        assert data is None
        assert (only(found).table, "empty" in only(found).problem) == (name, True)

    @pytest.mark.parametrize("end", ["", "\n"])
    def test_a_header_without_rows(self, tmp_path: Path, end: str) -> None:
        found = problems(tmp_path, schools=HEADER + end, results=MEASURED + end)
        assert [(problem.table, problem.problem) for problem in found] == [
            ("schools", "the table has no rows"),
            ("results", "the table has no rows"),
        ]

    def test_a_parquet_file_cut_short(self, tmp_path: Path) -> None:
        folder(tmp_path, results=None)
        whole = tmp_path / "results.parquet"
        pa.parquet.write_table(results_frame(), whole)
        whole.write_bytes(whole.read_bytes()[:-100])
        data, found = gather(tmp_path)
        assert data is None
        assert (only(found).table, "damaged" in only(found).problem) == ("results", True)

    def test_a_parquet_file_with_spoilt_pages(self, tmp_path: Path) -> None:
        folder(tmp_path, results=None)
        whole = tmp_path / "results.parquet"
        pa.parquet.write_table(results_frame(), whole)
        content = bytearray(whole.read_bytes())
        content[4:300] = b"\xff" * 296
        whole.write_bytes(content)
        assert "damaged" in only(gather(tmp_path)[1]).problem

    @LOCKS
    def test_a_file_that_may_not_be_opened(self, tmp_path: Path) -> None:
        (folder(tmp_path) / "schools.csv").chmod(0)
        assert "cannot be opened" in only(gather(tmp_path)[1]).problem

    def test_something_that_is_no_table(self) -> None:
        problem = only(gather(schools=[1, 2], results=results_frame())[1])
        assert (problem.table, "list is no table" in problem.problem) == ("schools", True)

    def test_a_file_in_utf_16(self, tmp_path: Path) -> None:
        assert "UTF-16" in only(problems(tmp_path, schools=SCHOOLS.encode("utf-16"))).problem

    def test_letters_that_are_not_in_utf_8(self, tmp_path: Path) -> None:
        schools = SCHOOLS.replace("Coast School", "Cañon School").encode("latin-1")
        data, found = gather(folder(tmp_path, schools=schools))
        problem = only(found)
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("schools", "school_name", 1, 4)
        assert "UTF-8" in problem.problem
        assert problem.example == "Ca\ufffdon School"
        assert data is not None
        assert data.schools["enrolled"].to_pylist() == ["612", None, "88.5"]

    def test_names_of_columns_that_are_not_in_utf_8(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, schools=SCHOOLS.replace("enrolled", "año").encode("latin-1")))
        assert (problem.first_row, "UTF-8" in problem.problem) == (1, True)

    def test_a_file_separated_by_semicolons(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, schools=SCHOOLS.replace(",", ";")))
        assert (problem.first_row, "semicolons" in problem.problem) == (1, True)

    def test_a_blank_first_row(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, schools="\n" + SCHOOLS))
        assert (problem.first_row, "names of the columns" in problem.problem) == (1, True)

    def test_rows_with_too_many_or_too_few_cells(self, tmp_path: Path) -> None:
        results = rows("2024-25,498,all,ela,1,1,1,,,,,", "", "2024-25,498,asian", "2024-25,498,white,ela,1,1,1,,,,,,,,")
        problem = only(problems(tmp_path, results=results))
        assert (problem.table, problem.rows, problem.first_row) == ("results", 2, 4)
        assert problem.problem == "rows that do not have the header's 12 cells; the first has 3"
        assert problem.example == "2024-25,498,asian"

    def test_a_row_of_too_many_cells_that_is_not_in_utf_8(
        self, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """pyarrow cannot hand such a row over, and printed a traceback."""
        raw = SCHOOLS.encode() + "777,Écluse,9,Coast SD 9,elementary,true,,,,,,,,,,,,,,,".encode("latin-1") + b"\n"
        problem = only(problems(tmp_path, schools=raw))
        assert "rows that do not have the header's" in problem.problem
        assert str(problem.example).startswith("777,\ufffdcluse,9")
        assert capfd.readouterr().err == ""

    def test_rows_are_numbered_as_a_spreadsheet_shows_them(self, tmp_path: Path) -> None:
        """A blank row and a row of too few cells count; a line break inside a cell does not."""
        overrides = OVERRIDES.replace("data arrived late", '"late,\nvery"').replace("\n,14", "\n\n498,short\n,14")
        found = problems(tmp_path, overrides=overrides.replace("State Board", ""))
        assert [(problem.column, problem.first_row) for problem in found] == [("", 4), ("reason", 2), ("authority", 5)]

    def test_a_quotation_mark_that_is_never_closed(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, schools=SCHOOLS.replace("Alder", '"Alder')))
        assert (problem.table, problem.first_row, "quotation mark" in problem.problem) == ("schools", 3, True)

    def test_quotation_marks_that_swallow_rows(self, tmp_path: Path) -> None:
        schools = SCHOOLS.replace("Riverbend High", '"Riverbend High').replace("Coast School", '"Coast School')
        assert "quotation mark" in only(problems(tmp_path, schools=schools)).problem

    def test_a_quotation_mark_inside_a_name_is_a_letter(self, tmp_path: Path) -> None:
        data = read(folder(tmp_path, schools=SCHOOLS.replace("Alder Elem", 'Alder "A" Elem')))
        assert data.schools["school_name"].to_pylist()[1] == 'Alder "A" Elementary School'


class TestColumns:
    def test_a_missing_column(self, tmp_path: Path) -> None:
        data, found = gather(folder(tmp_path, schools=SCHOOLS.replace("district_name", "area")))
        assert data is None
        problem = only(found)
        assert (problem.table, problem.column, problem.problem) == (
            "schools",
            "district_name",
            "the column is missing",
        )

    def test_a_missing_column_is_guessed(self, tmp_path: Path) -> None:
        found = problems(tmp_path, results=RESULTS.replace("student_group", "Student Group"))
        assert [(problem.column, problem.example) for problem in found] == [
            ("student_group", "did you mean Student Group?"),
            ("Student Group", "did you mean student_group?"),
        ]

    def test_a_missing_column_of_an_optional_table(self, tmp_path: Path) -> None:
        data, found = gather(folder(tmp_path, statuses=STATUSES.replace("status\n", "label\n")))
        assert data is None
        assert [problem.column for problem in found] == ["status", "label"]

    def test_an_unknown_column_outside_schools(self, tmp_path: Path) -> None:
        data, found = gather(folder(tmp_path, results=RESULTS.replace("expected", "expectd")))
        assert data is not None
        problem = only(found)
        assert (problem.table, problem.column, problem.example) == ("results", "expectd", "did you mean expected?")

    def test_an_unknown_column_in_schools_is_a_fact_unless_it_is_a_column_misspelled(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, schools=SCHOOLS.replace(",open,", ",Open,")))
        assert (problem.column, problem.example) == ("Open", "did you mean open?")

    def test_a_column_twice(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, schools=SCHOOLS.replace("enrolled", "title_i")))
        assert (problem.column, "as column 6 and as column 9" in problem.problem) == ("title_i", True)

    def test_a_column_twice_in_a_pandas_frame(self) -> None:
        schools = schools_frame().to_pandas()
        schools.columns = [*schools.columns[:-1], "title_i"]
        assert "twice" in only(gather(schools=schools, results=results_frame())[1]).problem

    def test_a_column_without_a_name(self, tmp_path: Path) -> None:
        assert "column 9" in only(problems(tmp_path, schools=SCHOOLS.replace(",enrolled", ","))).problem


class TestCells:
    @pytest.mark.parametrize("column", ["school_year", "school_id", "student_group", "indicator"])
    def test_an_empty_key(self, tmp_path: Path, column: str) -> None:
        cells = result()
        cells[column] = ""
        problem = only(problems(tmp_path, results=RESULTS + ",".join(cells.values())))
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("results", column, 1, 7)
        assert (problem.problem, problem.example) == ("an empty cell", "(empty)")

    def test_an_id_of_nothing_but_spaces(self, tmp_path: Path) -> None:
        found = problems(tmp_path, results=rows("2024-25,  ,all,ela,9,9,3,,,,,"))
        assert "nothing but spaces" in found[0].problem

    @pytest.mark.parametrize(
        "cell", ["\u200b", "\u00a0", "\ufeff", "\u2060 \u200b", "\u3000", "\u00ad", "\u2028", "\u2029"]
    )
    @pytest.mark.parametrize("column", ["reason", "authority"])
    def test_a_decision_for_a_reason_that_nobody_can_see(self, tmp_path: Path, column: str, cell: str) -> None:
        written = {"reason": "data arrived late", "authority": "Deputy Superintendent"}[column]
        found = problems(tmp_path, overrides=OVERRIDES.replace(written, cell))
        blank = only([problem for problem in found if "nothing but spaces" in problem.problem])
        assert (blank.table, blank.column, blank.rows, blank.first_row) == ("overrides", column, 1, 2)

    def test_a_reason_in_another_script_with_signs_that_are_not_seen_is_a_reason(self, tmp_path: Path) -> None:
        """Persian and Hindi join letters with them."""
        assert problems(tmp_path, overrides=OVERRIDES.replace("data arrived late", "می\u200cرود")) == []

    @pytest.mark.parametrize("column", ["school_year", "school_id", "student_group", "indicator"])
    def test_spaces_around_a_key(self, tmp_path: Path, column: str) -> None:
        cells = result()
        cells[column] += " "
        found = problems(tmp_path, results=RESULTS + ",".join(cells.values()))
        assert (found[0].column, found[0].rows, found[0].first_row) == (column, 1, 7)
        assert "spaces" in found[0].problem
        assert found[0].example == f'"{cells[column]}"'

    def test_ids_with_a_decimal_point(self, tmp_path: Path) -> None:
        schools = SCHOOLS.replace("498,", "498.0,").replace("12,Alder", "12.0,Alder")
        found = problems(tmp_path, schools=schools)
        assert (found[0].table, found[0].column, found[0].rows, found[0].first_row) == ("schools", "school_id", 2, 2)
        assert found[0].example == "498.0"
        assert "schools has 498.0" in found[1].example

    @pytest.mark.parametrize("kind", [pa.int64(), pa.float64()])
    def test_ids_that_are_numbers(self, kind: pa.DataType) -> None:
        schools = frame(SCHOOLS, **FLAGS, enrolled=pa.float64(), school_id=kind)
        found = gather(schools=schools, results=results_frame())[1]
        assert (found[0].table, found[0].column, found[0].rows, found[0].first_row) == ("schools", "school_id", 3, 1)
        assert "numbers" in found[0].problem
        assert found[1].example == "0707 (schools has 707)"

    def test_ids_that_are_numbers_in_parquet(self, tmp_path: Path) -> None:
        folder(tmp_path, schools=None)
        schools = schools_frame()
        schools = schools.set_column(2, "district_id", schools["district_id"].cast(pa.int32()))
        pa.parquet.write_table(schools, tmp_path / "schools.parquet")
        problem = only(gather(tmp_path)[1])
        assert (problem.column, problem.rows, problem.first_row, problem.example) == ("district_id", 3, 1, "9")

    def test_a_pandas_column_of_text_and_numbers(self) -> None:
        schools = schools_frame().to_pandas().astype({"school_id": object})
        schools.loc[0, "school_id"] = 498
        problem = only(gather(schools=schools, results=results_frame())[1])
        assert (problem.table, problem.column, "different kinds" in problem.problem) == ("schools", "school_id", True)

    @pytest.mark.parametrize("year", ["2024", "2024-2025", "2024-26", "24-25", "2024/25", "2024-25-26"])
    def test_a_malformed_school_year(self, tmp_path: Path, year: str) -> None:
        found = problems(tmp_path, results=RESULTS.replace("2023-24", year), statuses=STATUSES.replace("2023-24", year))
        assert [(problem.table, problem.column, problem.rows) for problem in found] == [
            ("results", "school_year", 1),
            ("statuses", "school_year", 1),
        ]
        assert (found[0].first_row, found[0].example) == (6, year)
        assert "2024-25" in found[0].problem

    def test_the_turn_of_a_century_is_a_school_year(self, tmp_path: Path) -> None:
        assert not problems(tmp_path, results=RESULTS.replace("2023-24", "1999-00"))

    @pytest.mark.parametrize("written", ["Y", "1", "yes", " true", "0"])
    @pytest.mark.parametrize("column", ["title_i", "open"])
    def test_neither_true_nor_false(self, tmp_path: Path, column: str, written: str) -> None:
        line = {"title_i": f"3,New,9,D,high,{written},,,", "open": f"3,New,9,D,high,,{written},,"}[column]
        problem = only(problems(tmp_path, schools=SCHOOLS + line))
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("schools", column, 1, 5)
        assert (written in problem.example, "true" in problem.problem) == (True, True)

    def test_true_in_any_letter_case(self, tmp_path: Path) -> None:
        assert not problems(tmp_path, schools=SCHOOLS + "3,New,9,D,high,TRUE,False,,\n4,New,9,D,high,tRuE,FALSE,,\n")

    def test_a_flag_of_ones_and_zeros_in_a_frame(self) -> None:
        schools = schools_frame()
        schools = schools.set_column(5, "title_i", schools["title_i"].cast(pa.int8()))
        problem = only(gather(schools=schools, results=results_frame())[1])
        assert (problem.column, problem.rows, problem.example) == ("title_i", 2, "1")


class TestNumbers:
    @pytest.mark.parametrize(
        ("written", "words"),
        [
            ("n/a", "not a number"),
            ("--", "not a number"),
            ("nan", "not a number"),
            ("NaN", "not a number"),
            ("inf", "not a number"),
            ("-Infinity", "not a number"),
            ("1e999", "not a number"),
            ("0x10", "not a number"),
            ("*", "value_low and value_high"),
            ("<5", "value_low and value_high"),
            (">95", "value_low and value_high"),
            ("61.4%", "percent sign"),
            ('"1,234"', "thousands"),
            ('"61,4"', "decimal comma"),
            (" 61.4", "spaces"),
        ],
    )
    def test_a_value_that_is_no_number(self, tmp_path: Path, written: str, words: str) -> None:
        lines = [f"2024-25,12,{group},ela,,,,{written},,,," for group in ("all", "asian")]
        data, found = gather(folder(tmp_path, results=RESULTS + "\n".join(lines)))
        problem = only(found)
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("results", "value", 2, 7)
        assert words in problem.problem
        assert written.strip('"').strip() in problem.example
        assert data is not None
        assert data.results["value"].to_pylist()[-3:] == [85.3, None, None]

    @pytest.mark.parametrize(
        ("column", "words"), [("counted", "counted_low"), ("met", "value_low"), ("expected", "leave the cell empty")]
    )
    def test_a_mark_in_place_of_a_count(self, tmp_path: Path, column: str, words: str) -> None:
        cells = result()
        cells[column] = "*"
        found = problems(tmp_path, results=RESULTS + ",".join(cells.values()))
        assert (found[0].column, found[0].rows, found[0].first_row, found[0].example) == (column, 1, 7, "*")
        assert words in found[0].problem

    def test_each_kind_of_wrong_cell_is_said_once(self, tmp_path: Path) -> None:
        lines = [f"2024-25,12,{row},ela,,,,{value},,,," for row, value in enumerate(["*", "n/a", "<5", "?", "7"])]
        found = problems(tmp_path, results=rows(*lines))
        assert [(problem.rows, problem.first_row, problem.example) for problem in found] == [(2, 2, "*"), (2, 3, "n/a")]

    @pytest.mark.parametrize("column", ["expected", "counted", "met", "counted_low", "counted_high"])
    @pytest.mark.parametrize(
        ("written", "words"),
        [("-3", "below zero"), ("12.5", "whole number"), ("1e17", "too large"), ("1000000000", "at most 999,999,999")],
    )
    def test_counts_that_cannot_be(self, tmp_path: Path, column: str, written: str, words: str) -> None:
        cells = result() | {"expected": "", "counted": "" if column != "met" else "20", "met": "", column: written}
        problem = only(problems(tmp_path, results=RESULTS + ",".join(cells.values())))
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("results", column, 1, 7)
        assert words in problem.problem

    @pytest.mark.parametrize("column", ["expected", "counted", "met", "counted_low", "counted_high"])
    @pytest.mark.parametrize("kind", [pa.int64(), pa.uint64(), pa.float64()])
    def test_as_many_students_as_live_in_no_state(self, column: str, kind: pa.DataType) -> None:
        results = results_frame()
        place = results.column_names.index(column)
        accepted = pa.array([None, 0, None, 999_999_999, None], kind)
        found = gather(schools=schools_frame(), results=results.set_column(place, column, accepted))[1]
        assert "too large" not in str(found)
        beyond = pa.array([None, 0, None, 1_000_000_000, None], kind)
        found = gather(schools=schools_frame(), results=results.set_column(place, column, beyond))[1]
        too_large = only([problem for problem in found if "too large" in problem.problem])
        assert (too_large.column, too_large.rows, too_large.first_row) == (column, 1, 4)
        assert "at most 999,999,999 students" in too_large.problem

    def test_a_fractional_count_in_a_frame(self) -> None:
        results = results_frame()
        place = results.column_names.index("expected")
        results = results.set_column(place, "expected", pa.array([100.0, None, 12.5, 12.0, None]))
        problem = only(gather(schools=schools_frame(), results=results)[1])
        assert (problem.column, problem.rows, problem.first_row, problem.example) == ("expected", 1, 3, "12.5")

    def test_a_value_that_is_not_finite_in_a_frame(self) -> None:
        results = results_frame()
        place = results.column_names.index("value")
        values = pa.array([None, None, float("nan"), None, float("-inf")])
        found = gather(schools=schools_frame(), results=results.set_column(place, "value", values))[1]
        assert (found[0].column, found[0].rows, found[0].first_row, found[0].example) == ("value", 2, 3, "nan")

    def test_numbers_that_are_true_or_false(self) -> None:
        results = results_frame()
        place = results.column_names.index("expected")
        results = results.set_column(place, "expected", pa.array([True] * 5))
        assert only(gather(schools=schools_frame(), results=results)[1]).column == "expected"

    def test_decimals_are_exact_to_the_last_digit(self, tmp_path: Path) -> None:
        written = ["0.1", "66.95", "2.675", "33.333333333333336", "9007199254740993", "1e-7", "+.5", "7."]
        lines = [f"2024-25,12,{group},ela,,,,{value},,,," for group, value in enumerate(written)]
        values = read(folder(tmp_path, results=rows(*lines))).results["value"].to_pylist()
        assert values == [float(value) for value in written]


class TestRows:
    @pytest.mark.parametrize(
        ("line", "column", "words", "example"),
        [
            ("2024-25,12,all,ela,,10,12,,,,,", "met", "above counted", "met 12, counted 10"),
            ("2024-25,12,all,ela,,,12,,,,,", "met", "without counted", "met 12, counted (empty)"),
            ("2024-25,12,all,ela,,,,,60,40,,", "value_low", "crossed", "value_low 60.0, value_high 40.0"),
            ("2024-25,12,all,ela,,,,5,,,9,4", "counted_low", "crossed", "counted_low 9, counted_high 4"),
            ("2024-25,12,all,ela,,10,,,,,,", "met, value", "without a result", "2024-25, 12, all, ela"),
            ("2024-25,12,all,ela,30,,,,,,,", "met, value", "without a result", "2024-25, 12, all, ela"),
            ("2024-25,12,all,ela,,,,,,,0,9", "met, value", "without a result", "2024-25, 12, all, ela"),
        ],
    )
    def test_columns_that_contradict_each_other(
        self, tmp_path: Path, line: str, column: str, words: str, example: str
    ) -> None:
        problem = only(problems(tmp_path, results=RESULTS + line))
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("results", column, 1, 7)
        assert words in problem.problem
        assert problem.example == example

    @pytest.mark.parametrize(
        "line",
        [
            "2024-25,12,all,ela,,0,,,,,,",
            "2024-25,12,all,ela,30,0,0,,,,,",
            "2024-25,12,all,ela,30,40,20,,,,,",
            "2024-25,12,all,ela,,,,250,,,,",
            "2024-25,12,all,ela,,,,-12.5,,,,",
            "2024-25,12,all,ela,,10,10,,0,100,10,10",
        ],
    )
    def test_rows_that_are_fine(self, tmp_path: Path, line: str) -> None:
        assert not problems(tmp_path, results=RESULTS + line)

    def test_two_rows_for_one_school(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, schools=SCHOOLS + "\n12,Alder again,9,Riverbend SD 9,high,,,,\n"))
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("schools", "school_id", 1, 6)
        assert "more than one row" in problem.problem
        assert problem.example == "12 (first in row 3)"

    def test_two_results_for_one_key(self, tmp_path: Path) -> None:
        extra = "2024-25,498,all,ela_achievement,,,,50,,,,\n" * 2
        problem = only(problems(tmp_path, results=RESULTS + extra))
        assert problem.column == "school_year, school_id, student_group, indicator"
        assert (problem.rows, problem.first_row) == (2, 7)
        assert problem.example == "2024-25, 498, all, ela_achievement (first in row 2)"

    def test_two_results_for_one_key_among_many_possible_ones(self) -> None:
        """More possible keys than a list of all of them could hold."""
        many = [str(number) for number in range(60_000)]
        keys = {"school_id": ["498"] * 60_001, "student_group": [*many, "7"], "indicator": [*many, "7"]}
        results = pa.table({"school_year": ["2024-25"] * 60_001, **keys, "value": [1.5] * 60_001})
        problem = only(gather(schools=schools_frame(), results=results)[1])
        assert (problem.rows, problem.first_row, problem.example) == (
            1,
            60_001,
            "2024-25, 498, 7, 7 (first in row 8)",
        )

    def test_one_district_with_two_names_is_left_alone(self, tmp_path: Path) -> None:
        assert not problems(tmp_path, schools=SCHOOLS.replace("Riverbend SD 9,el", "Riverbend,el"))


class TestBetweenTables:
    def test_results_of_a_school_that_is_not_in_schools(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, results=RESULTS.replace(",12,", ",13,")))
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("results", "school_id", 2, 4)
        assert ("not in schools" in problem.problem, problem.example) == (True, "13")

    def test_an_id_that_lost_its_zeros_is_recognised(self, tmp_path: Path) -> None:
        assert only(problems(tmp_path, results=RESULTS.replace("0707", "707"))).example == "707 (schools has 0707)"

    def test_statuses_of_a_school_that_nobody_knows(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, statuses=STATUSES.replace("498", "497")))
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("statuses", "school_id", 1, 2)

    def test_statuses_of_a_school_under_its_earlier_id(self, tmp_path: Path) -> None:
        assert not problems(tmp_path, statuses=STATUSES.replace("498", "497"), predecessors=PREDECESSORS)

    def test_one_status_twice(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, statuses=STATUSES + "2023-24,498,all,csi\n"))
        assert (problem.table, problem.rows, problem.first_row) == ("statuses", 1, 3)
        assert "more than one row" in problem.problem

    def test_a_renumbered_school_is_not_open_under_both_numbers(self, tmp_path: Path) -> None:
        both = PREDECESSORS.replace("498,497", "498,0707")
        results = RESULTS.replace("0707", "12")
        problem = only(problems(tmp_path, predecessors=both, results=results))
        assert (problem.column, problem.first_row, problem.example) == ("prior_school_id", 2, "0707, 2023-24")
        assert "open in schools under both numbers" in problem.problem
        closed = SCHOOLS.replace("combined,,true", "combined,,false")
        assert not problems(tmp_path, predecessors=both, results=results, schools=closed)

    def test_schools_that_came_of_one_another_in_one_year_and_a_number_taken_up_again(self, tmp_path: Path) -> None:
        circle = "498,12,2023-24,merged\n12,0707,2023-24,split\n0707,498,2023-24,merged\n"
        heading = PREDECESSORS.splitlines()[0] + "\n"
        problem = only(problems(tmp_path, predecessors=heading + circle + "12,11,2023-24,split\n"))
        assert (problem.rows, problem.first_row, problem.example) == (3, 2, "498 of 12, 2023-24")
        own = only(problems(tmp_path, predecessors=heading + "498,498,2023-24,merged\n"))
        assert "came of one another" in own.problem
        assert not problems(tmp_path, predecessors=heading + "497,498,2021-22,renumbered\n498,497,2023-24,renumbered\n")

    def test_two_statuses_of_one_school_stand_side_by_side(self, tmp_path: Path) -> None:
        assert not problems(tmp_path, statuses=STATUSES + "2023-24,498,all,tsi\n")

    def test_a_predecessor_of_an_unknown_kind(self, tmp_path: Path) -> None:
        problem = only(problems(tmp_path, predecessors=PREDECESSORS.replace("renumbered", "renamed")))
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("predecessors", "kind", 1, 2)
        assert ("merged" in problem.problem, problem.example) == (True, "renamed")

    def test_a_predecessor_of_a_school_that_nobody_knows(self, tmp_path: Path) -> None:
        assert only(problems(tmp_path, predecessors=PREDECESSORS.replace("498", "499"))).column == "school_id"

    def test_a_school_renumbered_twice(self, tmp_path: Path) -> None:
        assert not problems(tmp_path, predecessors=PREDECESSORS + "497,496,2022-23,renumbered\n")

    @pytest.mark.parametrize("column", ["outcome", "reason", "authority", "date"])
    def test_a_decision_without_a_word_on_it(self, tmp_path: Path, column: str) -> None:
        words = {"outcome": "CSI", "reason": "data arrived late", "authority": "Deputy Superintendent"}
        overrides = OVERRIDES.replace(words.get(column, "2025-11-01"), "")
        problem = only(problems(tmp_path, overrides=overrides))
        assert (problem.table, problem.column, problem.rows, problem.first_row) == ("overrides", column, 1, 2)

    @pytest.mark.parametrize(("who", "words"), [(",", "no school and no district"), ("498,9", "at once")])
    def test_a_decision_is_for_a_school_or_for_a_district(self, tmp_path: Path, who: str, words: str) -> None:
        problem = only(problems(tmp_path, overrides=f"{OVERRIDES}{who},CSI,why,who,2025-11-01\n"))
        assert (problem.column, problem.rows, problem.first_row) == ("school_id, district_id", 1, 4)
        assert words in problem.problem

    @pytest.mark.parametrize(("who", "column"), [("999,", "school_id"), (",999", "district_id")])
    def test_a_decision_for_nobody_known(self, tmp_path: Path, who: str, column: str) -> None:
        problem = only(problems(tmp_path, overrides=f"{OVERRIDES}{who},CSI,why,who,2025-11-01\n"))
        assert (problem.table, problem.column, problem.example) == ("overrides", column, "999")

    def test_decisions_on_schools_only_need_no_district_column(self, tmp_path: Path) -> None:
        overrides = "school_id,outcome,reason,authority,date\n498,CSI,why,who,2025-11-01\n"
        data = read(folder(tmp_path, overrides=overrides))
        assert data.overrides is not None
        assert data.overrides["district_id"].to_pylist() == [None]

    def test_the_date_of_a_decision_may_be_a_date(self) -> None:
        overrides = frame(OVERRIDES).to_pandas().assign(date=pd.to_datetime(["2025-11-01", "2025-11-02"]))
        data = read(schools=schools_frame(), results=results_frame(), overrides=overrides)
        assert data.overrides is not None
        assert data.overrides["date"].to_pylist() == ["2025-11-01", "2025-11-02"]


class TestEverythingAtOnce:
    def test_every_problem_of_every_table_is_reported(self, tmp_path: Path) -> None:
        found = problems(
            tmp_path,
            schools=SCHOOLS + "12,Again,9,D,high,Y,,,\n",
            results=RESULTS + "2024,12,all,ela,,10,12,,,,,\n2024-25,55,all,ela,,,,*,,,,\n",
            statuses=b"",
            overrides=OVERRIDES.replace("storm damage", ""),
        )
        assert {(problem.table, problem.column) for problem in found} == {
            ("statuses", ""),
            ("schools", "title_i"),
            ("schools", "school_id"),
            ("results", "school_year"),
            ("results", "value"),
            ("results", "met"),
            ("results", "school_id"),
            ("overrides", "reason"),
        }
        assert len(found) == 8

    def test_problems_stand_in_the_order_of_the_tables(self, tmp_path: Path) -> None:
        found = problems(tmp_path, schools=SCHOOLS.replace("498", ""), statuses=b"", overrides=b"")
        tables = [problem.table for problem in found]
        assert tables == sorted(tables, key=["schools", "results", "statuses", "overrides"].index)

    def test_a_cell_that_is_no_number_is_not_said_to_be_missing_too(self, tmp_path: Path) -> None:
        found = problems(tmp_path, results=RESULTS + "2024-25,12,all,ela,,*,3,,,,,\n2024-25,12,asian,ela,,,,n/a,,,,\n")
        assert [(problem.column, problem.first_row) for problem in found] == [("counted", 7), ("value", 8)]

    def test_read_refuses_with_the_whole_list(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as refused:
            read(folder(tmp_path, results=RESULTS.replace(",12,", ",13,").replace("2023-24", "2023")))
        assert len(refused.value.problems) == 2
        assert "first row" in str(refused.value)

    def test_where_there_are_rows_there_is_a_first_row_and_an_example(self, tmp_path: Path) -> None:
        found = problems(
            tmp_path, results=rows("2024,13 ,all,,-1,2.5,x,<5,9,1,9,1", "2024,13 ,all,,-1,2.5,x,<5,9,1,9,1")
        )
        assert len(found) >= 8
        assert all(problem.first_row is not None and problem.example for problem in found if problem.rows)

    def test_data_with_problems_keep_every_row(self, tmp_path: Path) -> None:
        data, found = gather(folder(tmp_path, results=RESULTS.replace("52.5", "n/a").replace("2023-24", "")))
        assert found
        assert data is not None
        assert data.results.num_rows == 5
