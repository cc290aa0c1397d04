"""What stands in the section of a school, or of a district that is rated on its own results."""

from __future__ import annotations

from orsupport.explanation.clause_text import body, heading
from orsupport.explanation.decided_text import decision
from orsupport.explanation.headline import headlines
from orsupport.explanation.page import written
from orsupport.explanation.shown_text import listed, named_by, otherwise
from orsupport.explanation.take_text import would_take
from orsupport.outputs import COUNT_COLUMNS
from orsupport.reporting import shown
from orsupport.reporting.addresses import section_of
from orsupport.reporting.by_year import by_year
from orsupport.reporting.content import Content, Row
from orsupport.reporting.could_turn import names_of
from orsupport.reporting.distances import distances
from orsupport.reporting.grid import figures, grid
from orsupport.reporting.limits import limits
from orsupport.reporting.pictures import Pictures
from orsupport.reporting.tree import tree
from orsupport.reporting.words import WORDS, with_names


def school(content: Content, place_id: str, pictures: Pictures, take: list[Row]) -> Row:
    """Names and reasons, levels by group, every result with its counts, the years of each, the distances, the rules."""
    said = content.explained(place_id)
    row, is_open, cells = content.places[place_id], said["open"], said["indicators"]
    groups, asked = _groups_named(content, row), limits(content, said)
    rated = [cell for cell in cells if cell["student_group"] == "all"]
    drawn = [
        each
        for each in (pictures.of(place_id, cell, asked.get(("all", cell["indicator"]), [])) for cell in rated)
        if each is not None
    ]
    by_indicator = figures(content, cells, place_id)
    results = [each for one in by_indicator for each in one["rows"]]
    return {
        "id": place_id,
        "at": section_of(place_id),
        "name": row["school_name"],
        "type": row["school_type"],
        "outcome": shown.outcome(row, is_open),
        "place": shown.place_in(list(content.names), row["outcome"], is_open),
        "moved": content.moved.of_place(place_id) if content.moved and not content.rates_districts else None,
        "decided": decision(said["override"], WORDS["page"]["not_identified"]),
        "statuses": [(name, row[rule]) for name, rule in content.names.items() if rule in row],
        "headlines": [
            with_names(each) for each in headlines(said["rules"], content.rule_names(said), most=None) if is_open
        ],
        "judged": _judged(said),
        "grid": grid(content, cells, place_id),
        "figures": by_indicator,
        "has_expected": any(each["expected"] for each in results),
        "has_reckoned": any(each["reckoned"] for each in results),
        "years": by_year(content, place_id, groups),
        "distances": distances(content, place_id, cells, groups, take, asked),
        "pictures": drawn,
        "take": tree(would_take(take)[1:]),
        "why": tree(_why(content, said)),
        "counts": [(key, content.counted(place_id, key)) for key in COUNT_COLUMNS if row.get(key) is not None],
        "could_turn": names_of(content, place_id),
    }


def _groups_named(content: Content, row: Row) -> list[str]:
    """The student groups for which the school has one of its names."""
    named = {group for rule in content.names.values() for group in content.groups_of(row, rule)}
    return [group for group in content.book.group_names if group in named]


def _judged(said: Row) -> list[Row]:
    """Why the rules could not reach it."""
    if not said["open"] or said["judged"] == "yes" or not said["judged_by"]:
        return []
    with written(whole=False):
        return tree(body(said["judged_by"], 0))


def _why(content: Content, said: Row) -> list[str]:
    """The rules that give a name, opened, then the measures that the rules file has shown."""
    lines: list[str] = []
    if not said["open"]:
        return lines
    names = content.rule_names(said)
    with written(whole=False):
        for rule in said["rules"]:
            label = f"{names[rule['name']]}: {rule['label']}" if rule["name"] in names else rule["label"]
            mark = {"unsure": "?"}.get(rule["answer"], rule["answer"])
            lines += heading(rule, f"{mark}  {label}", 1)
        lines += otherwise(said["else"], named_by(said["rules"], names), 0)
        lines += listed(said["shown"], 0)
    return lines
