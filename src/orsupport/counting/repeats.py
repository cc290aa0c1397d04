"""What may not be repeated in a record table, and in which tables it is looked for."""

from __future__ import annotations

from dataclasses import dataclass

from orsupport.records import RecordTable

CENSUS_DAY = "enrolled_on_census_day"
RANKED = {"assessments": "level", "growth": "growth_percentile", "english_proficiency": "progress"}


@dataclass(frozen=True)
class Kind:
    """What may not be repeated. `at_school`: within one school; `schools`: the problem is the second school itself."""

    name: str
    says: str
    tables: tuple[str, ...]
    at_school: bool = False
    schools: bool = False
    always_error: bool = False

    def speaks_of(self, table: RecordTable) -> bool:
        return table.name in self.tables and (not self.schools or CENSUS_DAY in table.columns)


REPEATS = (
    Kind(
        "two_schools_on_census_day",
        "the student is enrolled at two schools on the census day",
        ("enrolments", "assessments", "attendance", "credits"),
        schools=True,
    ),
    Kind("same_test_twice", "more than one row for the same student, year and test", tuple(RANKED)),
    Kind(
        "same_student_twice",
        "more than one row for the same student, school and year: keep one, or add them up",
        ("attendance", "credits"),
        at_school=True,
        always_error=True,
    ),
    Kind(
        "same_student_twice",
        "more than one row for the same student in a cohort: keep that of the last accountable school",
        ("cohorts",),
        always_error=True,
    ),
)
