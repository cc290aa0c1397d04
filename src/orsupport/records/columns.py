"""The record tables, to the column name: what a row is, what each column holds, and what CEDS calls it.

CEDS is the Common Education Data Standards; its names and global ids are given where it has such an element.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "year", "flag", "whole", "decimal", "date"]
"""What a cell holds: text; a school year such as 2024-25; true or false; a whole number; a number with at most two
decimals, kept as a whole number of hundredths; a date such as 2024-09-03."""

HUNDREDTHS = 100  # in a decimal column, how many make one


@dataclass(frozen=True)
class Column:
    """One column of a record table.

    `filled`: an empty cell is a problem; `least`, `most`: what a number may be; `ceds`, `ceds_id`: "" where CEDS has
    no such element.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    filled: bool = False
    ceds: str = ""
    ceds_id: str = ""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Shape:
    """One record table: what a row of it is, and its columns. Other columns are student groups, true or false."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def _key(year: Column) -> tuple[Column, ...]:
    return (
        year,
        Column("student_id", "text", "the State's id of the student", True, True, "StudentIdentifierState", "001071"),
        Column("school_id", "text", "the school, as in `schools`", True, True, "SchoolIdentifierSea", "001069"),
    )


SCHOOL_YEAR = Column("school_year", "year", "the school year, written 2024-25", True, True, "SchoolYear", "000243")
CENSUS_DAY = Column(
    "enrolled_on_census_day", "flag", "enrolled at this school on the day on which the State counts its students"
)
IN_MAY = Column("enrolled_on_census_day", "flag", "enrolled at this school on the first school day in May")
FULL_YEAR = Column(
    "full_academic_year",
    "flag",
    "enrolled at this school for at least half of the school year",
    ceds="SchoolFullAcademicYear",
    ceds_id="001763",
)
GROUPS = Column("student_groups", "text", "the student's groups, separated by spaces; or a column a group, see below")

ENROLMENTS = Shape(
    "enrolments",
    "a student at a school in a school year, with the student groups",
    (
        *_key(SCHOOL_YEAR),
        Column("grade", "text", "the grade"),
        Column("entry_date", "date", "the first day of this enrolment in the school year"),
        Column("exit_date", "date", "the last day of this enrolment in the school year"),
        CENSUS_DAY,
        GROUPS,
        Column(
            "english_learner_exit_year",
            "year",
            "the school year in which the student left the group of English learners",
            ceds="EnglishLearnerStatusEndDate",
            ceds_id="001228",
        ),
        Column(
            "disability_exit_year",
            "year",
            "the school year in which the student left the group of students with disabilities",
        ),
    ),
)

ASSESSMENTS = Shape(
    "assessments",
    "a test that a student took, or was to take",
    (
        *_key(SCHOOL_YEAR),
        Column("subject", "text", "the subject", True, True, "AssessmentAcademicSubject", "000021"),
        Column(
            "level",
            "whole",
            "the achievement level, 1 and up; empty where there is no valid score",
            True,
            ceds="AssessmentPerformanceLevelIdentifier",
            ceds_id="000717",
            least=1,
        ),
        Column(
            "took_part",
            "flag",
            "took part in the test",
            True,
            ceds="AssessmentRegistrationParticipationIndicator",
            ceds_id="000025",
        ),
        CENSUS_DAY,
        FULL_YEAR,
        Column("grade", "text", "the grade when tested", ceds="GradeLevelWhenAssessed", ceds_id="000126"),
        Column(
            "test_type",
            "text",
            "regular, alternate or the State's own name",
            ceds="AssessmentTypeAdministered",
            ceds_id="000415",
        ),
        Column(
            "recently_arrived",
            "flag",
            "an English learner enrolled in schools of the United States for less than twelve months",
            ceds="FirstEntryDateIntoAUSSchool",
            ceds_id="000529",
        ),
        GROUPS,
    ),
)

ATTENDANCE = Shape(
    "attendance",
    "a student's days at a school in a school year, up to the first school day in May",
    (
        *_key(SCHOOL_YEAR),
        Column(
            "days_enrolled",
            "decimal",
            "days on which the student was enrolled at this school",
            True,
            True,
            "NumberOfDaysInAttendance and NumberOfDaysAbsent",
            "000202 + 000201",
            least=0,
        ),
        Column(
            "days_attended",
            "decimal",
            "of those, the days on which the student attended",
            True,
            True,
            "NumberOfDaysInAttendance",
            "000202",
            least=0,
        ),
        IN_MAY,
        FULL_YEAR,
        GROUPS,
    ),
)

COHORTS = Shape(
    "cohorts",
    "a student of a graduation cohort, at the last accountable school",
    (
        *_key(
            Column(
                "cohort_year",
                "year",
                "the school year in which the student first entered ninth grade",
                True,
                True,
                "CohortYear",
                "000046",
            )
        ),
        Column("entered", "text", "`first_time_ninth_grade` or `transfer_in`"),
        Column("entry_date", "date", "the day on which the student entered the cohort"),
        Column(
            "exit_type",
            "text",
            "how the student left, in the State's codes; empty while enrolled",
            ceds="ExitOrWithdrawalType",
            ceds_id="000110",
        ),
        Column("exit_documented", "flag", "the exit is confirmed in writing, as a removal from the cohort must be"),
        Column(
            "diploma",
            "text",
            "the diploma or certificate earned, in the State's codes; empty where none",
            ceds="HighSchoolDiplomaType",
            ceds_id="000138",
        ),
        Column(
            "diploma_date",
            "date",
            "the day on which it was awarded",
            ceds="DiplomaOrCredentialAwardDate",
            ceds_id="000081",
        ),
        GROUPS,
    ),
)

CREDITS = Shape(
    "credits",
    "a student's credits by the end of a school year, the summer included",
    (
        *_key(SCHOOL_YEAR),
        Column("credits_earned", "decimal", "credits earned", True, True, least=0),
        Column("credits_required", "decimal", "credits that the student's diploma requires", least=0.01),
        Column("first_year_of_high_school", "flag", "in the first year of high school"),
        IN_MAY,
        FULL_YEAR,
        GROUPS,
    ),
)

ENGLISH_PROFICIENCY = Shape(
    "english_proficiency",
    "an English learner's test of English proficiency",
    (
        *_key(SCHOOL_YEAR),
        Column(
            "progress",
            "text",
            "progress toward English proficiency, in the State's codes; empty where there is no valid score",
            True,
            ceds="TitleIIIAccountabilityProgressStatus",
            ceds_id="000536",
        ),
        Column("took_part", "flag", "took part in the test"),
        FULL_YEAR,
        GROUPS,
    ),
)

GROWTH = Shape(
    "growth",
    "a student's growth percentile in a subject",
    (
        *_key(SCHOOL_YEAR),
        Column("subject", "text", "the subject", True, True, "AssessmentAcademicSubject", "000021"),
        Column(
            "growth_percentile",
            "whole",
            "the student growth percentile, 1 to 99; empty where there is none",
            True,
            least=1,
            most=99,
        ),
        FULL_YEAR,
        GROUPS,
    ),
)

SHAPES = {
    shape.name: shape for shape in (ENROLMENTS, ASSESSMENTS, ATTENDANCE, COHORTS, CREDITS, ENGLISH_PROFICIENCY, GROWTH)
}
YEAR_OF = {name: shape.columns[0].name for name, shape in SHAPES.items()}  # the column that holds a row's year
