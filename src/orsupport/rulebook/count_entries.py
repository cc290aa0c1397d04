"""What may be written under `[count]`: how student records are counted into `results`, one class a family."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from orsupport.rulebook.basics import Entry, SchoolYear, Sourced, Text

ExitYear = Literal["english_learner_exit_year", "disability_exit_year"]
EXIT_YEARS: dict[str, ExitYear] = {
    "english_learners": "english_learner_exit_year",
    "students_with_disabilities": "disability_exit_year",
}
YEAR_BEGINS, YEAR_ENDS = "year_begins", "year_ends"  # days that bound the dates of an enrolment
PROBLEMS: dict[str, tuple[str, ...]] = {  # what a rule may do with each problem of the records
    "same_test_twice": ("error", "highest", "lowest", "first", "last"),
    "two_schools_on_census_day": ("error", "neither", "first"),
    "dates_outside_year": ("error", "counted", "left out"),
    "attendance_above_enrolled": ("error", "capped", "left out"),
    "diploma_before_entry": ("error", "counted", "not met"),
    "unknown_group": ("error", "ignored"),
    "unknown_school": ("error", "left out"),
}


class CodeList(Sourced):
    """Codes of a column of the records that a rule speaks of together, such as the diplomas that graduate."""

    label: Text
    values: Annotated[list[Text], Field(min_length=1)]


class YearDay(Sourced):
    """A day of every year, such as the last day of the summer."""

    label: Text
    day: Text


class ProblemRule(Sourced):
    """What is done with the rows that have one of the problems of student records."""

    then: str


class CountBase(Sourced):
    """What every indicator counted from student records says."""

    former: dict[str, str] = {}


class Present(CountBase):
    """What an indicator says of students who were at the school for less than half of the year."""

    full_year: bool = True


class OnDay(Present):
    """What an indicator says of students who were at another school on the census day."""

    census_day: bool = False


class Achievement(OnDay):
    """Students at or above a level of a test, with the students who were to be tested."""

    family: Literal["achievement"]
    subject: Text
    bar: str
    recently_arrived: Literal["excluded", "reported", "counted"] = "counted"
    test_types: str | None = None
    grades: str | None = None


class GrowthPercentiles(Present):
    """The median or the mean of students' growth percentiles, over the years that are pooled."""

    family: Literal["growth percentiles"]
    subject: Text
    statistic: Literal["median", "mean"]
    years: Annotated[int, Field(ge=1)] | Annotated[list[SchoolYear], Field(min_length=1)] = 1
    first_year: SchoolYear | None = None


class EnglishProficiency(Present):
    """English learners who make the progress that is asked of them."""

    family: Literal["english proficiency"]
    progress: str
    no_progress: str


class Attendance(OnDay):
    """Students by the part of their enrolled days that they attended: regular attenders, or the chronically absent."""

    family: Literal["attendance"]
    more_than: str | None = None
    at_least: str | None = None
    less_than: str | None = None
    at_most: str | None = None
    enrolled_at_least: str | None = None

    @property
    def bars(self) -> dict[str, str]:
        """The bars that are written, of which one is wanted: the comparison and the number."""
        keys = ("more_than", "at_least", "less_than", "at_most")
        return {key: name for key in keys if (name := getattr(self, key)) is not None}


class NinthGrade(OnDay):
    """Students in their first year of high school who earned enough of the credits that a diploma asks."""

    family: Literal["ninth grade"]
    share: str
    required: str


class Graduation(CountBase):
    """The students of an adjusted cohort who hold a diploma so many years after they began ninth grade."""

    family: Literal["graduation"]
    after: str
    diplomas: str
    removals: str
    summer_ends: str


CountEntry = Achievement | GrowthPercentiles | EnglishProficiency | Attendance | NinthGrade | Graduation
FAMILIES: dict[str, type[CountBase]] = {
    "achievement": Achievement,
    "growth percentiles": GrowthPercentiles,
    "english proficiency": EnglishProficiency,
    "attendance": Attendance,
    "ninth grade": NinthGrade,
    "graduation": Graduation,
}


class CountSection(Entry):
    """How student records are counted: the indicators, the lists and days that they name, what is done with problems.

    `exit_year`: the column of `enrolments` that says when a student left a group, by the group.
    """

    indicator: dict[str, CountEntry] = {}
    list: dict[str, CodeList] = {}
    day: dict[str, YearDay] = {}
    problem: dict[str, ProblemRule] = {}
    exit_year: dict[str, ExitYear] = EXIT_YEARS
