"""ODE's files, as downloaded -> a data folder: marks, names, errors, rows, on made-up workbooks and the real ones."""

import csv
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import orsupport as ors
from orsupport.command import app
from orsupport.ingest.ode import Ingested, NamesError, ingest
from orsupport.ingest.ode.marks import Bound, UnknownMarkError, mark, outcome, recovered
from orsupport.ingest.ode.names import load_names
from orsupport.problems import InputError
from real import real

ATTENDANCE = ["Report Year", "District ID", "District", "Institution ID", "Institution", "Institution Type",
              "Student Group", "Students Included", "Number Regular Attenders", "Percent Regular Attenders",
              "Number Chronically Absent", "Percent Chronically Absent"]  # fmt: skip
ASSESSMENT = ["Academic Year", "District ID", "District", "School ID", "School", "Subject", "Student Group",
              "Grade Level", "Number Proficient", "Percent Proficient", "Number Level 4", "Percent Level 4",
              "Number Level 3", "Percent Level 3", "Number Level 2", "Percent Level 2", "Number Level 1",
              "Percent Level 1", "Number of Participants", "Participation Rate"]  # fmt: skip
COHORT_4 = ["County", "District ID", "District Name", "School ID", "School Name", "Student Group", "Adjusted Cohort",
            "Graduates", "2024-25 Four-year Cohort Graduation Rate", "Other Completers",
            "2024-25 Four-year Cohort Completer Rate", "Alternative Certificate", "Continuing Enrollment in 2025-26",
            "Other Non-Completers", "Institution Level",
            "2023-24 (prior year) Four-year Cohort Graduation Rate"]  # fmt: skip
COHORT_5 = [heading.replace("Four", "Five") for heading in COHORT_4]
COHORT_5[10] = "2022-23 Five-year Cohort Completer Rate"  # as ODE prints it in 2024-25
GLANCE = ["District ID", "District Name", "School ID", "School Name", "Principal", "Grades", "School Type", "County",
          "On-Track to Graduate", "On-Time Graduation 2023-2024", "College Going 2022-23"]  # fmt: skip

Cells = Sequence[Any]


def book(path: Path, **sheets: Sequence[Cells]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def attending(school: int, group: str, *cells: Any, kind: str = "School", year: str = "2024-25") -> list[Any]:
    return [year, 10, "A SD", school, f"School {school}", kind, group, *cells, "*", "*"]


def assessed(
    school: int, group: str, met: Any, percent: Any, levels: Sequence[Any], grade: str = "All Grades"
) -> list[Any]:
    parts = [part for level in levels for part in (level, "*")]
    return [
        "2024-2025",
        10,
        "A SD",
        school,
        f"School {school}",
        "Mathematics",
        group,
        grade,
        met,
        percent,
        *parts,
        9,
        9,
    ]


def cohort(
    school: int, group: str, n: Any, graduates: Any, rate: Any, others: Any, completed: Any, level: str = "High School"
) -> list[Any]:
    return [
        "Lake",
        10,
        "A SD",
        school,
        f"School {school}",
        group,
        n,
        graduates,
        rate,
        others,
        completed,
        "*",
        "*",
        "*",
        level,
        "NA",
    ]


def glance(folder: Path, *rows: Cells, name: str = "AAG.csv", headings: Cells = GLANCE) -> None:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headings, *rows])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "ode"
    place.mkdir()
    return place


def attendance(
    folder: Path, *rows: Cells, headings: Cells = ATTENDANCE, name: str = "attenders.xlsx", sheet: str = "Regular"
) -> Path:
    return book(folder / name, Data_Notes=[["Notes"], ["* : 9 or fewer"]], **{sheet: [headings, *rows]})


def run(folder: Path, **options: Any) -> Ingested:
    done = ingest(folder, folder.parent / "data", **options)
    ors.read(folder.parent / "data")
    assert_nothing_vanished(done)
    return done


def table(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder.parent / "data" / "results.parquet")


def rows_of(folder: Path) -> dict[tuple[str, str, str], dict[str, Any]]:
    kept = {}
    for row in table(folder).to_dict("records"):
        filled = {key: value for key, value in row.items() if not pd.isna(value)}
        kept[filled.pop("school_id"), filled.pop("student_group"), filled.pop("indicator")] = filled
        filled.pop("school_year")
    return kept


def refused(folder: Path, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        ingest(folder, folder.parent / "data", **options)
    assert not (folder.parent / "data").exists()
    return str(caught.value)


def assert_nothing_vanished(done: Ingested) -> None:
    aside: Counter[str] = Counter()
    for file, _, _, _, rows in done.set_aside:
        aside[file] += int(rows or 0)
    for found in done.files:
        assert found.rows == len(found.results) + aside[found.file], found.file


# Marks


@pytest.mark.parametrize(("cell", "meant"), [
    (12.0, 12.0), (12, 12.0), ("12", 12.0), ("1,234", 1234.0), ("77.1%", 77.1), ("*", "*"), ("--", "--"), ("-", "-"),
    ("NA", "NA"), ("n/a", "NA"), ("", ""), (None, ""), ("< 5.0%", Bound(0, 5)), ("> 95.0%", Bound(95, 100)),
    ("<5", Bound(0, 5)), (">95", Bound(95, 100)), ("<5%", Bound(0, 5)), (">95%", Bound(95, 100)), (" * ", "*"),
])  # fmt: skip
def test_every_mark_is_understood(cell: object, meant: object) -> None:
    assert mark(cell) == meant


@pytest.mark.parametrize("cell", ["about 5", "<105", "1.2.3", "#REF!", "<", "12,34", "-5"])
def test_what_is_no_mark_is_no_guess(cell: str) -> None:
    with pytest.raises(UnknownMarkError):
        mark(cell)


@pytest.mark.parametrize("students", range(10, 1200, 7))
def test_a_hidden_numerator_is_recovered_exactly_where_one_number_fits(students: int) -> None:
    def printed(those: int) -> Fraction:
        return Fraction((2000 * those + students) // (2 * students), 10)

    for those in range(0, students + 1, max(students // 20, 1)):
        fitting = [other for other in range(students + 1) if printed(other) == printed(those)]
        assert recovered(students, float(printed(those))) == (fitting[0] if len(fitting) == 1 else None)


def test_a_percent_that_two_numbers_fit_leaves_bounds() -> None:
    found = outcome(5000.0, "*", 50.0)
    assert (found.how, found.counted, found.met, found.value_low, found.value_high) == (
        "masked",
        5000,
        None,
        49.95,
        50.05,
    )


def test_a_percent_that_the_counts_do_not_give_is_said(folder: Path) -> None:
    attendance(folder, attending(1, "All Students", 30, 10, 33.4), attending(2, "All Students", 30, 10, 33.3))
    said = str(run(folder))
    assert "exactly, 1 not" in said
    assert "attenders.xlsx: 1 do not agree, the first in Regular, row 2" in said


# Kinds of file


def test_attendance_every_mark(folder: Path) -> None:
    attendance(
        folder,
        attending(1, "All Students", 40, 30, 75.0),
        attending(1, "Asian", "*", "*", "*"),
        attending(1, "White", "*", "*", ">95"),
        attending(1, "Multi-Racial", "*", "*", "<5"),
        attending(1, "Hispanic/Latino", "*", "*", 61.5),
        attending(1, "English Learner", 0, 0, "*"),
        attending(1, "Students Experiencing Poverty", 20, "*", 45.0),
        attending(1, "Female", 20, 15, 75.0),
        attending(1, "Grade 12", 20, 15, 75.0),
        attending(10, "All Students", 40, 30, 75.0, kind="District"),
    )
    run(folder)
    key = "regular_attenders"
    assert rows_of(folder) == {
        ("1", "all", key): {"counted": 40, "met": 30},
        ("1", "asian", key): {"value_low": 0, "value_high": 100, "counted_low": 0, "counted_high": 9},
        ("1", "white", key): {"value_low": 95, "value_high": 100, "counted_low": 10},
        ("1", "multiracial", key): {"value_low": 0, "value_high": 5, "counted_low": 10},
        ("1", "hispanic_latino", key): {"value": 61.5, "counted_low": 10},
        ("1", "english_learners", key): {"counted": 0, "met": 0},
        ("1", "experiencing_poverty", key): {"counted": 20, "met": 9},
    }


def test_assessment_every_mark_and_the_underserved_group(folder: Path) -> None:
    four = ["American Indian/Alaskan Native", "Black/African American", "Hispanic/Latino", "Pacific Islander"]
    book(
        folder / "math.xlsx",
        Schools_Math_2425=[
            ASSESSMENT,
            assessed(1, "Total Population (All Students)", 10, 50, [4, 6, 5, 5]),
            assessed(1, "White", 10, 50, ["--", 10, 10, "--"]),
            assessed(1, "Asian", "*", "*", ["*"] * 4),
            assessed(1, "Econo. Disadvantaged", "< 5.0%", "< 5.0%", ["-"] * 4),
            assessed(1, "LEP", "> 95.0%", "> 95.0%", ["-"] * 4),
            assessed(1, "Multi-Racial", "--", "--", ["--"] * 4),
            *[assessed(1, each, 5, 50, [2, 3, 5, 0]) for each in four],
            *[assessed(2, each, 5, 50, [2, 3, 5, 0]) for each in four[:3]],
            *[assessed(3, each, 5, 50, [2, 3, 5, 0]) for each in four[:3]],
            assessed(3, four[3], "*", "*", ["*"] * 4),
            assessed(1, "White", 1, 50, [1, 0, 1, 0], grade="Grade 3"),
            assessed(1, "Homeless", 1, 50, [1, 0, 1, 0]),
            [*assessed(1, "White", 1, 50, [1, 0, 1, 0])[:5], "Science", *assessed(1, "White", 1, 50, [1, 0, 1, 0])[6:]],
        ],
        Definitions=[["*", "Fewer than 10"]],
    )
    done = run(folder)
    found = rows_of(folder)
    math = "math_achievement"
    assert found["1", "all", math] == {"counted": 20, "met": 10}
    assert found["1", "white", math] == {"counted": 20, "met": 10}
    assert found["1", "asian", math] == {"value_low": 0, "value_high": 100, "counted_low": 0, "counted_high": 9}
    assert found["1", "economically_disadvantaged", math] == {"value_low": 0, "value_high": 5, "counted_low": 10}
    assert found["1", "english_learners", math] == {"value_low": 95, "value_high": 100, "counted_low": 10}
    assert found["1", "multiracial", math] == {"counted": 0, "met": 0}
    assert found["1", "underserved_race_ethnicity", math] == {"counted": 40, "met": 20}
    assert not any(
        ("2", "underserved_race_ethnicity", math) == key or key[:2] == ("3", "underserved_race_ethnicity")
        for key in found
    )
    reasons = {(what, rows) for _, _, what, _, rows in done.set_aside}
    assert {("grade Grade 3", "1"), ("student group Homeless", "1"), ("subject Science", "1")} <= reasons
    assert ("column Percent Level 4", "") in reasons


def test_cohort_years_hidden_numerators_and_english_learners(folder: Path) -> None:
    book(
        folder / "cohort.xlsx",
        **{
            "4YR": [
                COHORT_4,
                cohort(1, "All Students", 100, 80, 80.0, "*", 85.0),
                cohort(1, "English Learners, Anytime in High School", 40, "*", ">95%", "*", ">95%"),
                cohort(1, "Ever English Learners", 40, "*", ">95%", "*", ">95%"),
                cohort(1, "White", 30, "*", "*", "*", "*"),
                cohort(1, "Asian", "*", "*", "*", "*", "*"),
                cohort(2, "All Students", 0, 0, "-", 0, "-"),
                cohort(10, "All Students", 100, 80, 80.0, "*", 85.0, level="District"),
            ],
            "5YR": [
                COHORT_5,
                cohort(1, "All Students", 100, 80, 80.0, "*", 85.0),
                cohort(1, "White", 100, 80, 80.0, 3, 83.0),
                cohort(1, "Asian", 30, "*", "*", "*", 20.0),
            ],
        },
    )
    run(folder)
    assert set(table(folder).school_year) == {"2024-25"}
    four, five = "graduation_4yr", "completion_5yr"
    assert rows_of(folder) == {
        ("1", "all", four): {"counted": 100, "met": 80},
        ("1", "english_learners", four): {"counted": 40, "value_low": 95, "value_high": 100},
        ("1", "white", four): {"counted": 30, "value_low": 0, "value_high": 100},
        ("1", "asian", four): {"value_low": 0, "value_high": 100, "counted_low": 0, "counted_high": 9},
        ("2", "all", four): {"counted": 0, "met": 0},
        ("1", "all", five): {"counted": 100, "met": 85},
        ("1", "white", five): {"counted": 100, "met": 83},
        ("1", "asian", five): {"counted": 30, "met": 6},
    }


def test_at_a_glance_schools_ninth_grade_title_i_and_closed_schools(folder: Path) -> None:
    glance(
        folder,
        [10, "A SD", 1, "One High", "", "Grade(s) 9-12", "H", "Lake", "87%", "80%", ""],
        [10, "A SD", 2, "Two High", "", "Grade(s) 9-12", "H", "Lake", "*", "80%", ""],
        [2336, "Oregon Department of Education", 3, "Three", "", "Grade(s) K-5", "E", "Lake", "", "", ""],
        [10, "A SD", 4, "Four High", "", "Grade(s) 6-8", "M", "Lake", ">95%", "", ""],
    )
    attendance(folder, attending(9, "All Students", 40, 30, 75.0, year="2022-23"))
    status = folder.parent / "nces_title_i_2018-19.csv"
    lines = ["1,One,1,1,5-SWP", "2,Two,1,1,6-Not", "4,Four,1,1,M", "77,Elsewhere,1,1,2-TAS"]
    status.write_text(
        "\n".join(["school_id,school_name,leaid,ncessch,title_i_school_status", *lines]), encoding="utf-8"
    )
    done = run(folder, title_i=status)
    ninth = "ninth_grade_on_track"
    found = rows_of(folder)
    assert found["1", "all", ninth] == {"value": 87, "counted_low": 10}
    assert found["2", "all", ninth] == {"value_low": 0, "value_high": 100, "counted_low": 0, "counted_high": 9}
    assert found["4", "all", ninth] == {"value_low": 95, "value_high": 100, "counted_low": 10}
    assert set(table(folder).school_year) == {"2022-23", "2024-25"}
    schools = pd.read_csv(folder.parent / "data" / "schools.csv", dtype=str, keep_default_na=False).set_index(
        "school_id"
    )
    assert schools.school_type.to_dict() == {"1": "high", "2": "high", "3": "elementary", "4": "middle", "9": ""}
    assert schools.title_i.to_dict() == {"1": "true", "2": "false", "3": "", "4": "", "9": ""}
    assert schools.serves_grade_12.to_dict() == {"1": "true", "2": "true", "3": "false", "4": "false", "9": ""}
    assert schools.open.to_dict() == {"1": "true", "2": "true", "3": "true", "4": "true", "9": "false"}
    assert schools.state_run.to_dict() == {"1": "false", "2": "false", "3": "true", "4": "false", "9": "false"}
    assert "which is of 2018-19" in str(done)
    assert "regular_attenders: none for 2024-25" in str(done)


def test_without_at_a_glance_the_attendance_file_tells_what_is_certain(folder: Path) -> None:
    attendance(
        folder,
        attending(1, "All Students", 40, 30, 75.0, kind="High School"),
        attending(1, "Grade 12", 40, 30, 75.0, kind="High School"),
        attending(2, "All Students", 40, 30, 75.0),
        attending(2, "Grade 3", 40, 30, 75.0),
    )
    done = run(folder)
    schools = pd.read_csv(folder.parent / "data" / "schools.csv", dtype=str, keep_default_na=False)
    assert schools.school_type.tolist() == ["high", ""]
    assert schools.serves_grade_12.tolist() == ["true", "false"]
    assert schools.open.tolist() == ["true", "true"]
    assert "No At-A-Glance" in str(done)


def test_the_names_and_headings_that_2021_22_may_bring(folder: Path) -> None:
    headings = [heading.replace(" ", "\n", 1).upper() for heading in ATTENDANCE[1:]]
    rows = [attending(1, "English  Learner(s)", 40, 30, 75.0)[1:], attending(1, "ALL STUDENTS", 40, 30, 75.0)[1:]]
    book(folder / "regularattenders_report_2122.xlsx", **{"2021-2022 Regular Attenders": [headings, *rows]})
    levels = [heading.replace("Percent Proficient", "Percent Proficient (Level 3 or 4)") for heading in ASSESSMENT]
    row = assessed(1, "Econo. Disadvantaged", 10, 50, [4, 6, 5, 5])
    book(folder / "math.xlsx", Schools_Math_AllGrades_2122=[levels, ["2021-2022", *row[1:]]])
    run(folder)
    assert set(table(folder).school_year) == {"2021-22"}
    assert {key[1] for key in rows_of(folder)} == {"english_learners", "all", "economically_disadvantaged"}


def test_parts_of_one_kind_and_year_share_only_the_rows_of_all_students(folder: Path) -> None:
    everybody = assessed(1, "Total Population (All Students)", 10, 50, [4, 6, 5, 5])
    book(folder / "a.xlsx", S=[ASSESSMENT, everybody, assessed(1, "White", 10, 50, [4, 6, 5, 5])])
    book(folder / "b.xlsx", S=[ASSESSMENT, everybody, assessed(1, "LEP", 10, 50, [4, 6, 5, 5])])
    assert {key[1] for key in run(folder) and rows_of(folder)} == {"all", "white", "english_learners"}


# Errors


def test_unknown_names_are_all_listed_and_what_to_write_makes_them_known(folder: Path, tmp_path: Path) -> None:
    attendance(
        folder,
        attending(1, "All Students", 40, 30, 75.0),
        attending(1, "Students of the Moon", 40, 30, 75.0),
        attending(1, "Students with a Disability", 40, 30, 75.0),
        headings=[*ATTENDANCE[:8], "Regular Attender Count", *ATTENDANCE[9:]],
    )
    with pytest.raises(NamesError) as caught:
        ingest(folder, folder.parent / "data")
    said = str(caught.value)
    told = ("attenders.xlsx · Regular", "Regular Attender Count", "Students of the Moon", "Students with a Disability")
    assert all(each in said for each in (*told, "--names FILE"))
    names = tmp_path / "names.toml"
    names.write_text(caught.value.to_write, encoding="utf-8")
    with pytest.raises(InputError, match="nobody else can know"):  # no student group is left out by pasting
        run(folder, names=names)
    decided = caught.value.to_write.replace("decide: why is this student group not read?", "of no State")
    names.write_text(decided, encoding="utf-8")
    run(folder, names=names)
    assert {key[1] for key in rows_of(folder)} == {"all", "students_with_disabilities"}


@pytest.mark.parametrize(("text", "said"), [
    ("[student_group", "no TOML"),
    ("[planet]\nx = []", "there is no such table"),
    ('[student_group]\nmartians = ["M"]', "there is no such name"),
    ('[student_group]\nall = "Everyone"', "must be a list"),
    ("[column.planet]\nx = []", "column.attendance"),
])  # fmt: skip
def test_a_file_of_names_that_is_wrong_is_refused_in_words(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load_names(tmp_path / "names.toml")


def cut_short(folder: Path) -> None:
    path = attendance(
        folder, *[attending(each, "All Students", 40, 30, 75.0) for each in range(1, 400)], name="short.xlsx"
    )
    path.write_bytes(path.read_bytes()[:3000])


def good(**options: Any) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        attendance(folder, attending(1, "All Students", 40, 30, 75.0), name="bad.xlsx", **options)

    return make


def row(*cells: Any, **options: Any) -> Callable[[Path], None]:
    return lambda folder: void(attendance(folder, attending(1, *cells), name="bad.xlsx", **options))


def void(_: object) -> None:
    return None


def renamed(folder: Path) -> None:
    rows = [ATTENDANCE[1:], attending(1, "All Students", 40, 30, 75.0)[1:]]
    book(folder / "bad.xlsx", Sheet1=rows)


def copied(folder: Path) -> None:
    good()(folder)
    shutil.copy(folder / "bad.xlsx", folder / "copy.xlsx")


def no_year(folder: Path) -> None:
    attendance(folder, attending(1, "All Students", 4, 3, 75.0, year="this year"))


def two_years(folder: Path) -> None:
    rows = [attending(each, "All Students", 40, 30, 75.0, year=year) for each, year in ((1, "2022-23"), (2, "2023-24"))]
    attendance(folder, *rows, name="bad.xlsx")


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "a workbook cut short": (cut_short, "short.xlsx"),
    "a column is missing": (good(headings=[*ATTENDANCE[:7], "", *ATTENDANCE[8:]]), "the column is missing"),
    "a column stands twice": (good(headings=[*ATTENDANCE[:7], ATTENDANCE[8], *ATTENDANCE[8:]]), "stands twice"),
    "a sheet renamed that alone said the year": (renamed, "nothing says of which school year"),
    "a sheet that is no notes": (
        lambda folder: void(book(folder / "bad.xlsx", A=[ATTENDANCE], B=[["x", "y"], [1, 2]])),
        "headings are of no kind of sheet",
    ),
    "rows and sheet of different years": (good(sheet="2021-2022 Regular Attenders"), "the sheet's name of 2021-22"),
    "file name and rows of different years": (
        lambda folder: void(attendance(folder, attending(1, "All Students", 4, 3, 75.0), name="report_1819.xlsx")),
        "the file's name says 2018-19",
    ),
    "two years in a file": (two_years, "more than one school year"),
    "the same file twice": (
        copied,
        "both hold regular_attenders of 2024-25",
    ),
    "a school twice": (
        lambda folder: void(attendance(folder, *[attending(1, "All Students", 4, 3, 75.0)] * 2)),
        "more than one row",
    ),
    "an unknown mark": (row("All Students", "x<3", "*", "*"), "known mark"),
    "more met than counted": (row("All Students", 4, 5, 75.0), "5 of 4"),
    "a count with a fraction": (row("All Students", 4.5, 3, 75.0), "4.5"),
    "a percent over 100": (row("All Students", 4, "*", 175.0), "175"),
    "a year that is none": (no_year, "this year"),
    "nothing of ODE's": (lambda folder: void((folder / "letter.csv").write_text("a,b\n1,2\n")), "holds no assessment"),
    "an empty folder": (lambda folder: None, "holds no assessment"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_used_is_refused_in_words_and_nothing_is_written(what: str, folder: Path) -> None:
    spoil, said = BAD[what]
    spoil(folder)
    assert said in refused(folder)


def test_every_problem_of_every_file_is_listed_at_once(folder: Path) -> None:
    cut_short(folder)
    row("All Students", 4, 5, 75.0)(folder)
    said = refused(folder)
    assert "short.xlsx" in said
    assert "5 of 4" in said


def test_a_file_that_is_not_recognised_is_named_and_ignored(folder: Path) -> None:
    good()(folder)
    (folder / "letter.csv").write_text("a,b\n1,2\n")
    (folder / "readme.txt").write_text("hello")
    done = run(folder)
    assert "ignored: letter.csv, readme.txt" in str(done)
    assert ("letter.csv", "", "file", "not recognised", "") in done.set_aside


def test_an_earlier_ingest_is_replaced_and_nothing_else(folder: Path) -> None:
    good()(folder)
    run(folder)
    run(folder)
    (folder.parent / "data" / "letter.txt").write_text("keep me")
    with pytest.raises(InputError, match=r"holds a file that is not of the ingest: letter\.txt"):
        ingest(folder, folder.parent / "data")
    assert sorted(path.name for path in folder.parent.iterdir()) == ["data", "ode"]


def test_one_process_and_two_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    good()(folder)
    attendance(folder, attending(1, "All Students", 4, 3, 75.0, year="2022-23"), name="other.xlsx")
    for processes in (1, 2):
        ingest(folder, tmp_path / str(processes), processes=processes)
    for name in ("schools.csv", "results.parquet", "set_aside.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_the_command_says_what_it_did_and_refuses_without_a_traceback(folder: Path, tmp_path: Path) -> None:
    good()(folder)
    done = CliRunner().invoke(app, ["ingest", "ode", str(folder), "--out", str(tmp_path / "data")])
    assert done.exit_code == 0, done.output
    assert "bad.xlsx  regular_attenders 2024-25" in done.output
    wrong = CliRunner().invoke(app, ["ingest", "ode", str(tmp_path / "nowhere"), "--out", str(tmp_path / "other")])
    assert isinstance(wrong.exception, InputError)
    assert "there is no such folder" in str(wrong.exception)


# The real files


@pytest.fixture(scope="module")
def ode(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ingested, Path]:
    out = tmp_path_factory.mktemp("ingested") / "data"
    folder = real("ode")
    return ingest(folder, out, title_i=folder / "nces_title_i_2018-19.csv"), out


KEY = ["school_year", "school_id", "student_group", "indicator"]


def published(folder: Path) -> pd.DataFrame:
    """Every printed percent of the State's own groups, read plainly: nothing shared but the names of groups."""
    groups = load_names().of["student_group"].targets
    parts = []
    for path in sorted(folder.glob("*.xlsx")):
        for sheet, frame in pd.read_excel(path, sheet_name=None, engine="calamine", dtype=object).items():
            if path.name.startswith("pagr") and sheet != "Definitions":
                percent = next(each for each in frame if str(each).startswith("Percent Proficient"))
                subject = frame["Subject"].map(
                    {"Mathematics": "math_achievement", "English Language Arts": "ela_achievement"}
                )
                year, school, wanted = frame["Academic Year"].str.replace("-20", "-"), frame["School ID"], True
            elif path.name.startswith("regular") and sheet != "Data Notes":
                percent, subject, school = "Percent Regular Attenders", "regular_attenders", frame["Institution ID"]
                year, wanted = path.stem[-4:], frame["Institution Type"].isin(["School", "High School"])
                year = f"20{year[:2]}-{year[2:]}"
            elif str(sheet) == "4YR District and School":
                percent, subject = "2024-25 Four-year Cohort Graduation Rate", "graduation_4yr"
                year, school, wanted = "2024-25", frame["School ID"], frame["Institution Level"] == "High School"
            else:
                continue
            group = frame["Student Group"].str.replace(r"\s", "", regex=True).str.casefold().map(groups)
            keys = {"school_year": year, "school_id": school.astype(str), "student_group": group, "indicator": subject}
            part = pd.DataFrame(keys, index=frame.index).assign(percent=pd.to_numeric(frame[percent], errors="coerce"))
            parts.append(part[wanted & group.notna() & part.percent.notna()])
    return pd.concat(parts)


def test_from_the_counts_exactly_the_percent_that_ode_published(ode: tuple[Ingested, Path]) -> None:
    results = pd.read_parquet(ode[1] / "results.parquet")
    both = published(real("ode")).merge(results, on=KEY, how="left", validate="one_to_one")
    exact = both[both.counted.gt(0) & both.met.notna()]
    tenths = (2000 * exact.met.astype("int64") + exact.counted.astype("int64")) // (2 * exact.counted.astype("int64"))
    print(f"{len(both):,} published percents, {len(exact):,} with counts")
    assert len(both) == len(exact) == 91_899
    assert ((exact.percent * 10).round().astype("int64") == tenths).all()


def test_row_by_row_as_the_independent_reading(ode: tuple[Ingested, Path]) -> None:
    ours = pd.read_parquet(ode[1] / "results.parquet").query("school_year >= '2022-23'").set_index(KEY).sort_index()
    theirs = pd.read_parquet(real("oregon-2025") / "results.parquet").set_index(KEY).sort_index()[[*ours]]
    assert len(ours) == 131_953
    pd.testing.assert_frame_equal(ours.astype("Float64"), theirs.astype("Float64"), check_index_type=False)
    mine, other = (
        pd.read_csv(place / "schools.csv", dtype=str, keep_default_na=False).set_index("school_id")
        for place in (ode[1], real("oregon-2025"))
    )
    differ = [
        (column, each) for column in other for each in other.index if mine.loc[each, column] != other.loc[each, column]
    ]
    # It writes "unknown" as the type of its 12 closed schools; the contract leaves what is unknown empty.
    closed = other.index[other.open == "false"]
    assert differ == [("school_type", each) for each in closed]
    assert set(mine.loc[closed, "school_type"]) == {""}


def test_at_a_glance_attendance_from_the_counts(ode: tuple[Ingested, Path]) -> None:
    glance = pd.read_csv(real("ode") / "AAGmediaSchoolsAggregate2425.csv", dtype=str, keep_default_na=False)
    results = pd.read_parquet(ode[1] / "results.parquet")
    rows = results[(results.indicator == "regular_attenders") & (results.student_group == "all") & results.met.notna()]
    both = glance.merge(rows[rows.school_year == "2024-25"], left_on="School ID", right_on="school_id")
    both = both[both["Regular Attenders"].str.fullmatch(r"\d+%")]
    tenths = (2000 * both.met.astype(int) + both.counted.astype(int)) // (2 * both.counted.astype(int))
    whole = (tenths + 5) // 10
    agree = (whole == both["Regular Attenders"].str.rstrip("%").astype(int)).sum()
    assert (agree, len(both)) == (1226, 1226)


def test_nothing_of_the_real_files_vanishes(ode: tuple[Ingested, Path]) -> None:
    assert_nothing_vanished(ode[0])
    with (ode[1] / "set_aside.csv").open(encoding="utf-8") as file:
        aside = list(csv.DictReader(file))
    read = sum(found.rows for found in ode[0].files)
    results = len(pd.read_parquet(ode[1] / "results.parquet"))
    made = sum(result.outcome.how == "summed" for result in ode[0].results)
    in_files = sum(int(each["rows"] or 0) for each in aside if not each["file"].startswith("nces"))
    assert read == results - made + in_files
    ors.read(ode[1])
