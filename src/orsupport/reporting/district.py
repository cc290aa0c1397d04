"""What stands on the page of a district."""

from __future__ import annotations

from orsupport.explanation.clause_text import heading
from orsupport.explanation.decided_text import decision, schools_decided
from orsupport.explanation.page import written
from orsupport.explanation.shown_text import listed as shown_lines
from orsupport.explanation.shown_text import named_by, otherwise
from orsupport.reporting import shown
from orsupport.reporting.addresses import file_of, section_of
from orsupport.reporting.cited import cited
from orsupport.reporting.content import Content, Row
from orsupport.reporting.pictures import Pictures
from orsupport.reporting.school import school
from orsupport.reporting.tree import tree
from orsupport.reporting.words import WORDS, named


def district(content: Content, district_id: str, pictures: Pictures, take: dict[str, list[Row]]) -> Row:
    """Its tier and the reason, what the tier brings, its schools in one table, and a section for each of them."""
    rows = content.schools_of[district_id]
    page = head(content, district_id)
    sections = [school(content, row["school_id"], pictures, take.get(row["school_id"], [])) for row in rows]
    page |= {
        "schools": [listed(content, row) for row in rows],
        "take": [] if content.rates_districts else _take(content, rows, take),
        "sections": sections,
        "symbols": pictures.symbols({each.key for section in sections for each in section["pictures"]}),
    }
    keys = {row["source"] for section in sections for row in section["figures"]}
    return page | {"sources": cited(content, page, keys)}


def head(content: Content, district_id: str) -> Row:
    """The tier of a district with its figures, why it has it, and what it brings."""
    row = content.districts[district_id]
    tiers = list(content.names if content.rates_districts else content.tiers)
    page: Row = {
        "id": district_id,
        "file": file_of(district_id),
        "name": row["district_name"],
        "tier": row["tier"] or WORDS["page"]["no_tier"],
        "place": shown.place_in(tiers, row["tier"]),
        "moved": content.moved.of_district(district_id) if content.moved else None,
        "rated": content.rates_districts,
        "brings": _brings(content, row),
    }
    if content.rates_districts:
        return page | {"figures": None, "why": [], "decided": [], "unsure": 0}
    said = content.explainer.district(district_id)
    return page | {
        "figures": {
            "schools": row["schools"],
            "identified": row["identified_schools"],
            "share": shown.percent(row["identified_share"]),
            "outcomes": [(name, row[f"{name.lower()}_schools"]) for name in content.names],
            "unsure": row["unsure_schools"],
        },
        "decided": [
            *decision(said["override"], WORDS["page"]["no_tier"]),
            *schools_decided(said["schools_decided"], said["override"] is not None),
        ],
        "why": tree(_why(said)),
    }


def _brings(content: Content, row: Row) -> Row | None:
    """What the tier brings, in the State's words, with its source."""
    entry = content.book.brings.get(row["tier"] or "")
    if entry is None:
        return None
    source = content.book.source.get(entry.source)
    title = source.title if source is not None else entry.source
    return {"says": entry.says, "source": title, "assumed": entry.standing == "assumed"}


def listed(content: Content, row: Row) -> Row:
    """A school as a row of a table."""
    place_id, is_open = row["school_id"], content.is_open[row["school_id"]]
    groups = {name: [named(each) for each in content.groups_of(row, rule)] for name, rule in content.names.items()}
    moved = content.moved.of_place(place_id) if content.moved and not content.rates_districts else None
    return {
        "id": place_id,
        "at": section_of(place_id),
        "name": row["school_name"],
        "file": file_of(row["district_id"]),
        "district": row["district_name"],
        "type": row["school_type"],
        "outcome": shown.outcome(row, is_open),
        "place": shown.place_in(list(content.names), row["outcome"], is_open),
        "moved": moved,
        "answers": [row[rule] for rule in content.names.values() if rule in row],
        "groups": "; ".join(f"{name}: {', '.join(names)}" for name, names in groups.items() if names),
        "rated": row.get("rated_indicators"),
        "lowest": row.get("level1_indicators"),
    }


def _take(content: Content, rows: list[Row], take: dict[str, list[Row]]) -> list[Row]:
    """For each school what turns its answers, the fewest students first."""
    found = []
    for row in rows:
        for each in take.get(row["school_id"], []):
            changes = each["changes"]
            found.append(
                {
                    "at": section_of(row["school_id"]),
                    "school": row["school_name"],
                    "outcome": each["status"],
                    "would": each["would"],
                    "students": each["students"],
                    "value": bool(changes) and each["students"] is None,
                    "kept_by": each["kept_by"],
                }
            )
    return sorted(found, key=lambda each: (each["would"] != "leave", each["students"] is None, each["students"] or 0))


def _why(said: Row) -> list[str]:
    lines: list[str] = []
    with written(whole=False):
        for rule in said["rules"]:
            tier = said["tiers"].get(rule["name"])
            mark = {"unsure": "?"}.get(rule["answer"], rule["answer"])
            lines += heading(rule, f"{mark}  {tier + ': ' if tier else ''}{rule['label']}", 1)
        lines += otherwise(said["else"], named_by(said["rules"], said["tiers"]), 0)
        lines += shown_lines(said["shown"], 0)
    return lines
