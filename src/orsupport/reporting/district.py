"""What stands on the page of a district."""

from __future__ import annotations

from orsupport.explanation.clause_text import heading
from orsupport.explanation.decided_text import decision, schools_decided
from orsupport.explanation.page import written
from orsupport.explanation.shown_text import listed as shown_lines
from orsupport.explanation.shown_text import named_by, otherwise
from orsupport.outputs import COUNT_COLUMNS
from orsupport.reporting import shown
from orsupport.reporting.addresses import file_of, section_of
from orsupport.reporting.cited import cited
from orsupport.reporting.content import Content, Row
from orsupport.reporting.could_turn import could_turn, tiers_of
from orsupport.reporting.district_take import district_take
from orsupport.reporting.open_questions import caveats
from orsupport.reporting.pictures import Pictures
from orsupport.reporting.school import school
from orsupport.reporting.tree import tree
from orsupport.reporting.words import WORDS, named
from orsupport.reporting.words import listed as words_listed

RATED, LOWEST = COUNT_COLUMNS


def district(content: Content, district_id: str, pictures: Pictures, take: dict[str, list[Row]]) -> Row:
    """Its tier and the reason, what the tier brings, its schools in one table, and a section for each of them."""
    rows = content.schools_of[district_id]
    page = head(content, district_id)
    sections = [school(content, row["school_id"], pictures, take.get(row["school_id"], [])) for row in rows]
    page |= {
        "schools": [listed(content, row) for row in rows],
        "take": None if content.rates_districts else district_take(content, rows, take),
        "sections": sections,
    }
    drawn = {each.key for section in sections for each in section["pictures"]}
    page |= {"symbols": pictures.symbols(drawn), "pictures": pictures.said(drawn)}
    keys = {each["source"] for section in sections for each in section["figures"]}
    has_reckoned = any(section["has_reckoned"] for section in sections)
    return page | {"sources": cited(content, page, keys), "has_figures": bool(keys), "has_reckoned": has_reckoned}


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
        "tier_assumed": _tier_assumed(content, row["tier"]),
        "moved": content.moved.of_district(district_id) if content.moved else None,
        "rated": content.rates_districts,
        "brings": _brings(content, [row["tier"] or ""]),
        "open": [*could_turn(content, district_id), *caveats(content)],
    }
    if row["tier"] == "unsure" and not content.rates_districts:
        perhaps = tiers_of(content, district_id)
        if perhaps[1:]:
            page |= {"tier": words_listed(perhaps, "or"), "brings": _brings(content, perhaps)}
    if content.rates_districts:
        return page | {"figures": None, "why": [], "decided": [], "unsure": 0}
    said = content.explainer.district(district_id)
    return page | {
        "figures": {
            "schools": row["schools"],
            "identified": row["identified_schools"],
            "share": shown.percent(row["identified_share"]),
        }
        | _outcomes(content, row, said["schools_decided"]),
        "decided": [
            *decision(said["override"], WORDS["page"]["no_tier"]),
            *schools_decided(said["schools_decided"], said["override"] is not None),
        ],
        "why": tree(_why(said)),
    }


def _outcomes(content: Content, row: Row, decided: list[Row]) -> Row:
    """How many of its schools have each name first, by the rules; `as_decided`, where persons decided."""
    given = {name: row[f"{name.lower()}_schools"] for name in [*content.names, "unsure"]}
    by_rules = given.copy()
    for each in (one["override"] for one in decided):
        for name, more in ((each["outcome"], -1), (each["by_rules"], 1)):
            if name in by_rules:
                by_rules[name] += more
    unsure = by_rules.pop("unsure")
    names = [(name, given[name]) for name in content.names]
    return {"outcomes": list(by_rules.items()), "unsure": unsure, "as_decided": names if decided else []}


def _tier_assumed(content: Content, tier: str | None) -> bool:
    """Whether nobody has published the rule that gives the tier."""
    rule = (content.names if content.rates_districts else content.tiers).get(tier or "")
    return rule in content.book.rule and content.book.rule[rule].standing == "assumed"


def _brings(content: Content, tiers: list[str]) -> list[Row]:
    """What the tier, or each that it may be, brings, in the State's words, with its source."""
    found = []
    for tier in tiers:
        entry = content.book.brings.get(tier)
        if entry is not None:
            source = content.book.source.get(entry.source)
            title = source.title if source is not None else entry.source
            found.append({"tier": tier, "says": entry.says, "source": title, "assumed": entry.standing == "assumed"})
    return found


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
        "decided": place_id in content.decided,
        "answers": [row[rule] for rule in content.names.values() if rule in row],
        "groups": "; ".join(f"{name}: {', '.join(names)}" for name, names in groups.items() if names),
        **{key: _count(content, row, name) for key, name in (("rated", RATED), ("lowest", LOWEST))},
    }


def _count(content: Content, row: Row, name: str) -> tuple[int, str] | None:
    """A count of a school as it is sorted and as it is shown."""
    return None if row.get(name) is None else (row[name], content.counted(row["school_id"], name))


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
