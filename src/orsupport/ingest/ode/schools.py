"""The table `schools`: from the newest At-A-Glance, and the schools that only other files name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orsupport.ingest.ode.found import Found, Listed
from orsupport.ingest.ode.names import Names
from orsupport.ingest.ode.wording import plain

COLUMNS = (
    "school_id", "school_name", "district_id", "district_name", "school_type", "title_i", "serves_grade_12", "grades",
    "county", "open", "state_run",
)  # fmt: skip


def newest_glance(files: Sequence[Found]) -> Found | None:
    """The At-A-Glance of the last school year in the folder, if there is any."""
    return max((found for found in files if found.glance), key=year_of, default=None)


def year_of(found: Found) -> str:
    """The school year of a file, empty for a file that holds none."""
    return max((year for _, year in found.holds), default="")


def schools_table(files: Sequence[Found], receives: Mapping[str, str], names: Names) -> list[dict[str, str]]:
    """One row a school, in the contract's columns; a name and a district are those of the newest file.

    Schools that the newest At-A-Glance and every newer file lack are closed. Without an At-A-Glance every school of
    the files is open; its type and whether it serves grade 12 come from the newest attendance file, or stay blank.
    """
    glance = newest_glance(files)
    listed: dict[str, Listed] = dict(glance.schools) if glance else {}
    since: dict[str, str] = {}
    for found in sorted(files, key=year_of, reverse=True):
        for school_id, school in found.schools.items():
            listed.setdefault(school_id, school)
            since.setdefault(school_id, year_of(found))
    ids = list(glance.glance) if glance else []
    ids += sorted(set(listed) - set(ids), key=lambda each: (len(each), each))
    facts = glance.glance if glance else _from_attendance(files)
    rows = []
    for school_id in ids:
        school, about = listed[school_id], facts.get(school_id, {})
        kind = about.get("school_type", "")
        serves = about.get("serves_grade_12", {"": "", "high": "true"}.get(kind, "false"))
        is_open = glance is None or school_id in glance.glance or since[school_id] > year_of(glance)
        cells = (
            school_id, school.school_name, school.district_id, school.district_name, kind,
            receives.get(school_id, ""), serves, about.get("grades", ""), about.get("county", ""),
            _flag(is_open), _flag(names.of["district"].targets.get(plain(school.district_name)) == "state_run"),
        )  # fmt: skip
        rows.append(dict(zip(COLUMNS, cells, strict=True)))
    return rows


def _from_attendance(files: Sequence[Found]) -> dict[str, dict[str, str]]:
    """What the newest attendance file tells of its schools."""
    counted = [found for found in files if any(indicator == "regular_attenders" for indicator, _ in found.holds)]
    newest = max(counted, key=year_of, default=None)
    if newest is None:
        return {}
    facts = {}
    for school_id in newest.schools:
        serves = _flag(school_id in newest.grade_12) if newest.grades_listed else ""
        kind = "high" if school_id in newest.high_schools else ""
        facts[school_id] = {"school_type": kind, "serves_grade_12": serves}
    return facts


def _flag(given: bool) -> str:
    return "true" if given else "false"
