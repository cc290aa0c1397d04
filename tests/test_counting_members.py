"""A student is in the groups that the row says, or that `enrolments` say for that year and school."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import counting_twin as twin
from counting_rules import GRADUATION, achievement, book, families_of
from orsupport.counting.adding import former_of
from orsupport.counting.members import Members, groups_of, members_of
from orsupport.counting.memberships import GROUPS
from orsupport.counting.sums import Sums, columns_for, count_rows
from orsupport.indicators.rows import FamilyRows
from orsupport.problems import InputError
from orsupport.records import open_records
from orsupport.rulebook import Rulebook

YEARS = [f"{year}-{(year + 1) % 100:02}" for year in range(2016, 2026)]
SCHOOLS = pa.table({"school_id": ["1", "2"]})
EXIT = "english_learner_exit_year"


def counted(tables: dict[str, list[dict[str, Any]]], rules: Rulebook, table: str = "assessments") -> Sums:
    frames: dict[str, Any] = {name: frame(rows) for name, rows in tables.items()}
    records = open_records({"schools": SCHOOLS, **frames})
    families = [family for family in families_of(rules) if family.table == table]
    members = the_members(records, rules, families)
    held = records.tables[table]
    return count_rows(held.readings(columns_for(families, members)), families, members)


def the_members(records: Any, rules: Rulebook, families: list[FamilyRows]) -> Members:
    return members_of(records, rules, {former_of(family, lane) for family in families for lane in family.lanes})


def frame(rows: list[dict[str, Any]]) -> pa.Table:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [row.get(name) for row in rows] for name in names}
    blank = {name: pa.string() for name, cells in columns.items() if all(cell is None for cell in cells)}
    return pa.table({name: pa.array(cells, blank.get(name)) for name, cells in columns.items()})


def a_test(student: str, year: str = "2024-25", school: str = "1", **more: Any) -> dict[str, Any]:
    return {
        "school_year": year,
        "student_id": student,
        "school_id": school,
        "subject": "ela",
        "level": 3,
        "took_part": True,
        "full_academic_year": True,
        **more,
    }


def enrolment(student: str, year: str = "2024-25", school: str = "1", **more: Any) -> dict[str, Any]:
    return {"school_year": year, "student_id": student, "school_id": school, **more}


def of(sums: Sums, group: str, lane: str = "counted", indicator: str = "ela_achievement", year: int = 2024) -> int:
    if year not in sums.years:
        return 0
    return int(sums.lanes[indicator][lane][:, sums.years.index(year), ["all", *sums.groups].index(group)].sum())


ASKED = ["english_learners", "hispanic", "black", "underserved"]
COMBINED = {"underserved": ["hispanic", "black"]}
FORMER = {"english_learners": "four"}


def rules_with(former: dict[str, str] | None = None) -> Rulebook:
    return book(ASKED, COMBINED, ela_achievement=achievement("ela", former=former or {}))


def test_a_student_counts_in_the_groups_of_that_school_and_year() -> None:
    enrolments = [
        enrolment("a", school="1", student_groups="hispanic"),
        enrolment("a", school="2", student_groups="black"),
        enrolment("a", year="2023-24", school="1", student_groups="english_learners"),
    ]
    sums = counted({"enrolments": enrolments, "assessments": [a_test("a")]}, rules_with())
    assert [of(sums, group) for group in ("all", *ASKED)] == [1, 0, 1, 0, 1]


def test_without_that_school_the_students_schools_of_the_year_say_the_groups() -> None:
    enrolments = [enrolment("a", school="2", student_groups="black"), enrolment("b", student_groups="hispanic")]
    sums = counted({"enrolments": enrolments, "assessments": [a_test("a"), a_test("unknown")]}, rules_with())
    assert [of(sums, group) for group in ("all", *ASKED)] == [2, 0, 0, 1, 1]
    assert sums.not_enrolled == 1


def test_enrolments_without_a_row_put_nobody_in_a_group() -> None:
    names = ("school_year", "student_id", "school_id", "student_groups")
    empty = pa.table({name: pa.array([], pa.string()) for name in names})
    records = open_records({"schools": SCHOOLS, "enrolments": empty, "assessments": frame([a_test("a")])})
    families = families_of(rules_with())
    members = the_members(records, rules_with(), families)
    sums = count_rows(records.tables["assessments"].readings(columns_for(families, members)), families, members)
    assert [of(sums, group) for group in ("all", *ASKED)] == [1, 0, 0, 0, 0]
    assert sums.not_enrolled == 1


def test_a_year_of_leaving_that_is_an_empty_text_is_none() -> None:
    rows = [enrolment("a", student_groups="", **{EXIT: ""}), enrolment("b", student_groups="", **{EXIT: "2023-24"})]
    sums = counted({"enrolments": rows, "assessments": [a_test("a"), a_test("b")]}, rules_with(FORMER))
    assert of(sums, "english_learners") == 1


def test_a_row_that_carries_groups_is_taken_at_its_word() -> None:
    enrolments = [enrolment("a", student_groups="black")]
    row = a_test("a", student_groups="hispanic")
    sums = counted({"enrolments": enrolments, "assessments": [row]}, rules_with())
    assert [of(sums, group) for group in ASKED] == [0, 1, 0, 1]


def test_a_code_that_nobody_declared_is_counted_and_not_lost() -> None:
    rows = [
        a_test("a", student_groups="hispanic martian all"),
        a_test("b", student_groups="martian"),
        a_test("c", student_groups="hispanic"),
    ]
    sums = counted({"assessments": rows}, rules_with())
    assert sums.unknown_groups == {"martian": 2}
    assert of(sums, "hispanic") == 2


def test_undeclared_codes_in_enrolments_are_counted_too() -> None:
    enrolments = [enrolment("a", student_groups="martian"), enrolment("b", student_groups="hispanic")]
    records = open_records({"schools": SCHOOLS, "enrolments": frame(enrolments), "assessments": frame([a_test("a")])})
    members = members_of(records, rules_with())
    assert members.unknown_groups == {"martian": 1}


@pytest.mark.parametrize(
    ("left", "counts"),
    [
        ("2024-25", True),
        ("2023-24", True),
        ("2021-22", True),
        ("2020-21", True),
        ("2019-20", False),
        ("2025-26", False),
    ],
)
def test_a_former_english_learner_counts_to_the_fourth_year_after_leaving(left: str, counts: bool) -> None:
    tables = {"enrolments": [enrolment("a", **{EXIT: left, GROUPS: None})], "assessments": [a_test("a")]}
    sums = counted(tables, rules_with(FORMER))
    assert of(sums, "english_learners") == counts
    assert of(sums, "english_learners", "report_counted") == 0, "the report card shows members alone"
    assert of(sums, "all") == of(sums, "all", "report_counted") == 1


def test_former_members_count_only_where_the_indicator_says_so() -> None:
    rules = book(
        ASKED,
        COMBINED,
        ela_achievement=achievement("ela", former=FORMER),
        math_achievement=achievement("math"),
    )
    rows = [a_test("a"), a_test("a", subject="math")]
    sums = counted({"enrolments": [enrolment("a", **{EXIT: "2022-23"})], "assessments": rows}, rules)
    assert of(sums, "english_learners", indicator="ela_achievement") == 1
    assert of(sums, "english_learners", indicator="math_achievement") == 0


def test_a_former_part_counts_in_the_combined_group() -> None:
    rules = book(
        ["underserved", "english_learners"],
        {"underserved": ["english_learners", "black"]},
        ela_achievement=achievement("ela", former=FORMER),
    )
    sums = counted({"enrolments": [enrolment("a", **{EXIT: "2022-23"})], "assessments": [a_test("a")]}, rules)
    assert of(sums, "underserved") == 1
    assert of(sums, "underserved", "report_counted") == 0


def test_former_members_without_a_year_of_leaving_are_refused() -> None:
    tables = {"enrolments": [enrolment("a", student_groups=None)], "assessments": [a_test("a")]}
    with pytest.raises(InputError, match=EXIT):
        counted(tables, rules_with(FORMER))


def test_a_cohort_has_the_groups_of_the_students_last_year() -> None:
    rules = book(ASKED, COMBINED, graduation_4yr=GRADUATION)
    enrolments = [
        enrolment("a", year="2021-22", student_groups="english_learners"),
        enrolment("a", year="2023-24", student_groups="hispanic"),
        enrolment("b", year="2022-23", school="2", student_groups="black"),
    ]
    cohort = [{"cohort_year": "2020-21", "student_id": student, "school_id": "1"} for student in ("a", "b")]
    sums = counted({"enrolments": enrolments, "cohorts": cohort}, rules, "cohorts")
    found = [of(sums, group, indicator="graduation_4yr", year=2023) for group in ("all", *ASKED)]
    assert found == [2, 0, 1, 1, 2]


@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**9), rows=st.sampled_from([1, 5, 60]), flags=st.booleans())
def test_groups_looked_up_are_those_of_plain_python(seed: int, rows: int, flags: bool) -> None:
    chance = random.Random(seed)
    students = ["a", "b", "c", "a-student-id-of-more-than-twelve-bytes", "Zoë"]
    codes = ["english_learners", "hispanic", "black"]
    enrolments = []
    for _ in range(rows):
        held = [code for code in codes if chance.random() < 0.3]
        said = {code: code in held for code in codes} if flags else {GROUPS: " ".join(held) or None}
        who = (chance.choice(students), chance.choice(YEARS[5:]), chance.choice("12"))
        enrolments.append({**enrolment(*who), **said, EXIT: chance.choice([None, *YEARS])})
    asked = [
        a_test(chance.choice([*students, "unknown"]), chance.choice(YEARS[5:]), chance.choice("12"))
        for _ in range(rows)
    ]

    def in_group(code: str, row: twin.Row) -> bool:
        return row[code] if flags else code in (row[GROUPS] or "").split()

    def groups_of_row(row: twin.Row, lane: str) -> set[str]:
        of_year = [each for each in enrolments if all(each[key] == row[key] for key in ("student_id", "school_year"))]
        same = [each for each in of_year if each["school_id"] == row["school_id"]] or of_year
        found = {code for each in same for code in codes if in_group(code, each)}
        left = max((int(each[EXIT][:4]) for each in same if each[EXIT]), default=None)
        if not lane.startswith("report") and left is not None and 0 <= int(row["school_year"][:4]) - left <= 4:
            found.add("english_learners")
        return found | ({"underserved"} if found & {"hispanic", "black"} else set())

    sums = counted({"enrolments": enrolments, "assessments": asked}, rules_with(FORMER))
    found = {
        (lane, sums.schools[school], sums.years[year], ["all", *sums.groups][group]): int(counts[school, year, group])
        for lane, counts in sums.lanes["ela_achievement"].items()
        for school, year, group in zip(*(each.tolist() for each in np.nonzero(counts)), strict=True)
    }
    assert found == twin.count(asked, twin.achievement("ela", 3), groups_of_row)


def test_every_group_that_the_rules_name_is_counted() -> None:
    assert groups_of(rules_with()).names == ASKED
