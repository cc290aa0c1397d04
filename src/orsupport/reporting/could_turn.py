"""What a place could be: the tiers that an unsure district may have, and what the absent indicators could turn."""

from __future__ import annotations

from orsupport.answers import NO, YES
from orsupport.context import Context
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS, listed
from orsupport.summary import turned


def tiers_of(content: Content, district_id: str, trace: Context | None = None) -> list[str]:
    """The tiers that a district may have by the rules, the first that is sure the last of them; without a sure one also
    the words for none."""
    row = list(content.districts).index(district_id)
    found = []
    for name, rule in content.tiers.items():
        answer = (trace or content.run.trace).answer(rule)[row, 0]
        found += [name] if answer != NO else []
        if answer == YES:
            return found
    return [*found, str(WORDS["page"]["no_tier"])]


def names_of(content: Content, place_id: str) -> list[str]:
    """The names of an open place that the absent indicators could give or take."""
    trace, otherwise = content.run.trace, content.run.counterfactual
    if otherwise is None or not content.is_open[place_id]:
        return []
    row = content.row_of[place_id]
    return [name for name, rule in content.names.items() if turned(trace, otherwise, rule)[row, 0]]


def could_turn(content: Content, district_id: str) -> list[str]:
    """Sentences on whether the absent indicators could turn the tier of a district and the names of its schools."""
    otherwise, words = content.run.counterfactual, WORDS["district"]
    if otherwise is None or content.rates_districts:
        return []
    lines = []
    tiers = tiers_of(content, district_id, otherwise)
    if tiers != tiers_of(content, district_id) and district_id not in content.tiers_decided:
        lines.append(words["tier_could_turn"].format(tiers=listed(tiers, "or")))
    schools: list[Row] = [row for row in content.schools_of[district_id] if content.is_open[row["school_id"]]]
    turns = {row["school_id"]: names_of(content, row["school_id"]) for row in schools}
    for name in content.names:
        named = [row["school_name"] for row in schools if name in turns[row["school_id"]]]
        if named:
            lines.append(words["could_turn"].format(name=name, n=len(named), of=len(schools), schools=listed(named)))
    return lines
