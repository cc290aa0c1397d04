"""What was not used, and what persons decided."""

from __future__ import annotations

from orsupport.reporting.addresses import file_of, section_of
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS, named


def set_aside(content: Content) -> list[str]:
    """Rows of the data that the rules do not read, in sentences."""
    said, words, lines = content.said, WORDS["aside"], []
    for key in ("student_group", "indicator"):
        for each in said["set_aside"].get(key, []):
            name = each["name"] if isinstance(each, dict) else str(each)
            rows = each.get("rows") if isinstance(each, dict) else None
            text = named(name) if key == "student_group" else name.replace("_", " ")
            lines.append(
                words[key].format(name=text) + (words["rows"].format(n=f"{rows:,}") if rows is not None else "")
            )
    numbers = said["earlier_numbers"]
    lines += [words[key].format(n=f"{numbers[key]:,}") for key in ("carried", "set_aside") if numbers[key]]
    not_read = said["not_read"]
    if not_read.get("later"):
        lines.append(words["later"].format(n=f"{not_read['later']:,}"))
    for key in ("statuses", "student_groups", "predecessors"):
        lines += [words[f"not_read_{key}"].format(what=_plain(each)) for each in not_read.get(key, [])]
    return lines


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {each}" for key, each in value.items())
    return str(value).replace("_", " ")


def overrides(content: Content) -> list[Row]:
    """Every decision of a person, beside what the rules said."""
    found = []
    for each in content.said["overrides"]:
        school, district = each.get("school_id"), each.get("district_id")
        row = content.places.get(school) if school else None
        if row is not None:
            place, address = row["school_name"], f"{file_of(row['district_id'])}#{section_of(str(school))}"
        else:
            known = content.districts.get(str(district))
            place, address = (known["district_name"], file_of(str(district))) if known else (school or district, "")
        none = WORDS["page"]["not_identified" if school else "no_tier"]
        keys = ("outcome", "authority", "date", "reason", "differs")
        by_rules = each["by_rules"] or none
        found.append(
            {"id": school or district, "place": place, "address": address, "by_rules": by_rules}
            | {key: each[key] for key in keys}
        )
    return found
