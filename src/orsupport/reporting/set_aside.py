"""What was not used, and what persons decided."""

from __future__ import annotations

from collections import Counter

from orsupport.reporting.addresses import file_of, section_of
from orsupport.reporting.content import Content, Row
from orsupport.reporting.grid import why
from orsupport.reporting.words import WORDS, listed, named


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


def not_rated(content: Content) -> str:
    """How many results the rules read and left without a rating, by the reason; empty where there are none."""
    reasons: Counter[str] = Counter()
    for place_id, rows in content.ratings.items():
        if content.is_open[place_id]:
            reasons.update(row["why"] for row in rows if row["why"] in ("too few", "masked", "no cut"))
    return "; ".join(f"{why(reason)} {number:,}" for reason, number in reasons.most_common())


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {each}" for key, each in value.items())
    return str(value).replace("_", " ")


def decided_note(content: Content) -> str:
    """What of the page is as persons decided, and what is by the rules; nothing where nobody decided."""
    words, what = WORDS["state"], []
    for key in ("school_id", "district_id"):
        number = sum(1 for each in content.said["overrides"] if each.get(key))
        if number:
            of = words["decided_schools" if key == "school_id" else "decided_districts"]
            what.append(of["one" if number == 1 else "many"].format(n=f"{number:,}"))
    return str(words["decided_note"].format(what=listed(what))) if what else ""


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
