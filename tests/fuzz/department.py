"""Small files as a Department publishes them: workbooks, a CSV file, Title I by school, names to add."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl

ATTENDANCE = (
    "Report Year", "District ID", "District", "Institution ID", "Institution", "Institution Type", "Student Group",
    "Students Included", "Number Regular Attenders", "Percent Regular Attenders", "Number Chronically Absent",
    "Percent Chronically Absent",
)  # fmt: skip
COHORT = (
    "County", "District ID", "District Name", "School ID", "School Name", "Student Group", "Adjusted Cohort",
    "Graduates", "2024-25 Four-year Cohort Graduation Rate", "Other Completers",
    "2024-25 Four-year Cohort Completer Rate", "Alternative Certificate", "Continuing Enrollment in 2025-26",
    "Other Non-Completers", "Institution Level", "2023-24 (prior year) Four-year Cohort Graduation Rate",
)  # fmt: skip
GLANCE = (
    b"District ID,District Name,School ID,School Name,Principal,Grades,School Type,County,On-Track to Graduate,"
    b"On-Time Graduation 2023-2024,College Going 2022-23\n"
    b"10,A SD,1,School 1,P,9-12,High,Lake,84%,77.1%,50%\n10,A SD,2,School 2,P,K-5,Elementary,Lake,--,--,--\n"
)
TITLE_I = b"school_id,title_i_school_status\n1,5-Title I schoolwide school\n2,6-Not a Title I school\n"
NAMES = b'[student_group]\nall = ["Everybody"]\n[column.attendance]\nschool_id = ["Number of the school"]\n'


def files() -> list[tuple[str, bytes]]:
    attending = [
        ["2024-25", 10, "A SD", school, f"School {school}", "School", group, 30, met, percent, "*", "*"]
        for school in (1, 2)
        for group, met, percent in (("All Students", 10, 33.3), ("Male", "*", "> 95.0%"), ("Female", "--", "--"))
    ]
    graduates = [
        ["Lake", 10, "A SD", 1, "School 1", group, 40, 30, 75.0, 2, 80.0, "*", "*", "*", "High School", "NA"]
        for group in ("All Students", "Male")
    ]
    return [
        ("attenders.xlsx", _book({"Data Notes": [["Notes"], ["* : 9 or fewer"]], "Regular": [ATTENDANCE, *attending]})),
        ("cohort.xlsx", _book({"Cohort": [COHORT, *graduates]})),
        ("AAG.csv", GLANCE),
        ("title_i_2024-25.csv", TITLE_I),
        ("names.toml", NAMES),
    ]


def _book(sheets: dict[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook in which no clock stands."""
    made = openpyxl.Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    found, again = io.BytesIO(), io.BytesIO()
    made.save(found)
    with zipfile.ZipFile(found) as packed, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in packed.namelist():
            part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2025-01-01T00:00:00Z", packed.read(name))
            kept.writestr(zipfile.ZipInfo(name), part)
    return again.getvalue()
