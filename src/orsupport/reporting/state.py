"""What stands on the page of the State."""

from __future__ import annotations

from orsupport.reporting import shown
from orsupport.reporting.addresses import file_of
from orsupport.reporting.assumed import assumed, assumed_entries, called
from orsupport.reporting.cited import source_of
from orsupport.reporting.content import Content, Row
from orsupport.reporting.district import listed
from orsupport.reporting.drivers import by_rule, groups, indicators, lowest_of_status
from orsupport.reporting.moved_part import moved_part
from orsupport.reporting.open_questions import not_judged, open_questions, unsure
from orsupport.reporting.pictures import EACH, Pictures
from orsupport.reporting.set_aside import decided_note, not_rated, overrides, set_aside
from orsupport.reporting.words import WORDS, named


def state(content: Content, pictures: Pictures) -> Row:
    """How many places are where, where the cuts fell, what drives it, what is open, what is assumed; every place."""
    return {
        "counts": _counts(content),
        "outcomes": _outcomes(content),
        "tiers": _tiers(content),
        "statuses": _statuses(content),
        "brings": [
            (name, entry.says, source_of(content, entry.source)["title"], entry.standing == "assumed")
            for name, entry in content.book.brings.items()
        ],
        "cuts": [_cut(content, row) for row in content.cuts],
        "pictures": pictures.of_state(),
        "by_rule": by_rule(content),
        "indicators": indicators(content),
        "lowest": lowest_of_status(content),
        "groups": groups(content),
        "not_judged": not_judged(content),
        "unsure": unsure(content),
        "open": open_questions(content),
        "assumed": assumed(content),
        "assumed_entries": assumed_entries(content),
        "set_aside": set_aside(content),
        "not_rated": not_rated(content),
        "overrides": overrides(content),
        "decided": decided_note(content),
        "sources": [(key, source_of(content, key)) for key in content.book.source],
        "moved": moved_part(content) if content.moved is not None else None,
        "schools": [] if content.rates_districts else [listed(content, row) for row in content.places.values()],
        "districts": [_district(content, row) for row in content.districts.values()],
    }


def _counts(content: Content) -> Row:
    counted = content.said["summary"]
    return {"schools": len(content.schools), "districts": len(content.districts), "closed": counted["closed"]}


def _outcomes(content: Content) -> list[Row]:
    """How many schools have each outcome; a school counts once."""
    if content.rates_districts:
        return []
    counted = content.said["summary"]["outcome"]
    without = content.said["summary"]["not_identified"]
    page = WORDS["page"]
    order = list(content.names)
    found = [_counted(order, name, number) for name, number in _ordered(counted, order)]
    closed = content.said["summary"]["closed"]
    named_closed = sum(1 for each, row in content.places.items() if not content.is_open[each] and row["outcome"])
    closed -= named_closed
    rest = [
        (page["not_identified"], without["judged"]),
        (page["perhaps_judged"], without["unsure_whether_judged"]),
        (page["not_judged"], without["not_judged"] - closed),
        (page["closed"], closed),
    ]
    return found + [{"name": name, "place": "none", "count": number} for name, number in rest if number]


def _tiers(content: Content) -> list[Row]:
    order = list(content.names if content.rates_districts else content.tiers)
    counted = content.said["summary"]["tier"]
    found = [_counted(order, name, number) for name, number in _ordered(counted, order)]
    none = counted.get("none", 0)
    return found + ([{"name": WORDS["page"]["no_tier"], "place": "none", "count": none}] if none else [])


def _ordered(counts: dict[str, int], order: list[str]) -> list[tuple[str, int]]:
    """The names in their order, with nought for one that nobody has, then what else was given; no `none`."""
    others = [name for name in counts if name not in order and name != "none"]
    return [(name, counts.get(name, 0)) for name in [*order, *others]]


def _counted(order: list[str], name: str, number: int) -> Row:
    return {"name": name, "place": shown.place_in(order, name), "count": number}


def _statuses(content: Content) -> list[Row]:
    """What each rule that gives a name asks, and how many answers of each kind it has."""
    found = []
    counted = content.said["summary"]["rules"]
    for of, names in (("school", content.names), ("district", content.tiers)):
        for name, rule in names.items():
            entry = content.book.rule.get(rule)
            answers = [counted.get(rule, {}).get(word, 0) for word in ("yes", "unsure", "no")]
            if entry is not None:
                source = source_of(content, entry.source)["title"]
                about = {"label": entry.label, "source": source, "assumed": entry.standing == "assumed"}
                found.append(
                    {"name": name, "of": "district" if content.rates_districts else of, "answers": answers} | about
                )
    return found


def _cut(content: Content, row: Row) -> Row:
    name, colon, basis = row["basis"].partition(":")
    entry = content.book.number.get(name)
    source = source_of(content, entry.source)["title"] if entry is not None else ""
    fact, _, kind = row["schools_of"].partition(" = ")
    of = ""
    if row["schools_of"]:
        label = content.book.fact[fact].label if fact in content.book.fact else fact.replace("_", " ")
        of = f"{label}: {WORDS['answers'].get({'true': 'yes', 'false': 'no'}.get(kind, ''), kind)}"
    ladder, asked = content.ladders[row["indicator"]], content.book.indicator[row["indicator"]]
    begins = shown.begins(row, asked.decimals)
    return row | {
        "label": asked.label,
        "group": named(row["student_group"]),
        "of": of,
        "place": shown.level_place(ladder, row["level"]),
        "begins": f"{begins}{shown.unit_of({'unit': asked.measured_in})}" if begins else _nowhere(content, row),
        "exact": shown.begins(row),
        "masked": row["begins"] is None and row["begins_low"] is not None,
        "number": called(name, entry) if entry is not None else "",
        "basis": basis.strip() if colon and entry is not None else row["basis"],
        "source": source,
        "assumed": entry is not None and entry.standing == "assumed",
    }


def _nowhere(content: Content, cut: Row) -> str:
    """Why a level has no figure at which it begins."""
    words = WORDS["state"]
    if cut["basis"].endswith(EACH):
        return str(words["each_its_own"])
    fact, _, kind = cut["schools_of"].partition(" = ")
    if kind == "false" and fact == content.book.indicator[cut["indicator"]].asked:
        return str(words["not_asked_of"])
    return str(words["no_data" if cut["indicator"] in content.said["indicators_absent"] else "too_few_schools"])


def _district(content: Content, row: Row) -> Row:
    tiers = list(content.names if content.rates_districts else content.tiers)
    is_open = content.is_open[row["district_id"]] if content.rates_districts else True
    return {
        "id": row["district_id"],
        "file": file_of(row["district_id"]),
        "name": row["district_name"],
        "tier": row["tier"] or WORDS["page"]["no_tier"],
        "place": shown.place_in(tiers, row["tier"], is_open),
        "moved": content.moved.of_district(row["district_id"]) if content.moved else None,
        "decided": row["district_id"] in content.tiers_decided,
        "schools": row.get("schools"),
        "identified": row.get("identified_schools"),
        "share": shown.percent(row.get("identified_share")),
    }
