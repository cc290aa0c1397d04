"""The text of an explanation, rendered from its data and never parsed back: the answer first, then its reasons."""

from __future__ import annotations

from orsupport.explanation.clause_text import body, heading
from orsupport.explanation.decided_text import beside, decision, schools_decided
from orsupport.explanation.figures import Node, sources, words
from orsupport.explanation.headline import headlines
from orsupport.explanation.indicators_text import indicators
from orsupport.explanation.page import written
from orsupport.explanation.shown_text import listed, named_by, otherwise
from orsupport.explanation.take_text import would_take

NOT_NAMED = {"yes": "not identified", "unsure": "not identified, and unsure whether it is judged", "no": "not judged"}


def text_of(content: Node, whole: bool = False) -> str:
    """The explanation of a school or a district; `whole`: what does not decide is opened as well."""
    pages = {True: _rated_district, False: _school if content["kind"] == "school" else _district_page}
    with written(whole):
        lines = pages[content["kind"] == "district" and "indicators" in content](content)
    lines += ["Sources:", *(f"  [{key}] {title}" for key, title in sorted(sources(content).items()))]
    return "\n".join(line.rstrip() for line in lines)


def head(content: Node, name: str) -> list[str]:
    lines = [f"{name} · {content['school_year']} · rules {content['rules_id']}"]
    if content["outside_era"]:
        lines.append(f"  {content['school_year']} is outside the years for which {content['rules_id']} was written.")
    if content["partial"]:
        absent = ", ".join([*content["indicators_absent"], *content["facts_absent"]])
        lines.append(f"  Partial run: the data lack {absent}.")
    return lines


def _school(content: Node) -> list[str]:
    lines = head(content, f"{content['school_id']} {content['school_name']} · {content['district_name']}")
    if not content["open"]:
        lines.append("Closed: not judged, and in no district's count.")
    unnamed = NOT_NAMED.get(content["judged"], "not judged")
    lines += _rated(content, f"Outcome: {content['outcome'] or unnamed}", content["outcome_rules"])
    return [*lines, "", *_district(content["district"], content)]


def _rated_district(content: Node) -> list[str]:
    """A district that is rated on its own results."""
    lines = head(content, f"{content['district_id']} {content['district_name']}")
    if not content["open"]:
        lines.append("Closed: not judged.")
    none = "no tier" if content["judged"] == "yes" else NOT_NAMED.get(content["judged"], "not judged")
    return lines + _rated(content, f"Tier: {content['tier'] or none}", content["tiers"])


def _rated(content: Node, named: str, names: dict[str, str]) -> list[str]:
    """What a school or a rated district was named, its rules and its indicators."""
    lines = []
    if content["open"] and content["judged"] != "yes":
        lines.append(f"Judged: {content['judged']}")
        lines += body(content["judged_by"], 1) if content["judged_by"] else []
    lines.append(named)
    lines += decision(content["override"], "not identified" if content["kind"] == "school" else "no tier")
    lines += [f"  {line}" for line in headlines(content["rules"], names)] if content["open"] else []
    for rule in content["rules"] if content["open"] else []:
        label = names.get(rule["name"], rule["label"])
        lines += heading(rule, f"{label}: {rule['answer']}", 1)
    lines += otherwise(content["else"], named_by(content["rules"], names), 0) if content["open"] else []
    lines += listed(content["shown"], 0)
    return [*lines, *indicators(content["indicators"]), *would_take(content.get("would_take", []))]


def _district_page(content: Node) -> list[str]:
    lines = head(content, f"{content['district_id']} {content['district_name']}")
    lines += _district(content, content)
    lines.append("Schools:")
    for school in content["schools_listed"]:
        state = school["outcome"] or NOT_NAMED.get(school["judged"], "not judged")
        groups = "; ".join(
            f"{content['outcome_rules'][key.removesuffix('_groups')]} for {words(value)}"
            for key, value in school.items()
            if key.endswith("_groups") and value and key.removesuffix("_groups") in content["outcome_rules"]
        )
        closed = "" if school["open"] else " (closed)"
        said = " · ".join(each for each in (state, groups) if each and not groups.startswith(f"{each} for "))
        lines.append(f"  {school['school_id']} {school['school_name']}{closed}: {said}{beside(school['override'])}")
    return lines


def _district(district: Node, content: Node) -> list[str]:
    lines = [f"{district['district_name']}: {district['tier'] or 'no tier'}"]
    lines += decision(district["override"], "no tier")
    share = district["identified_share"]
    of = f" = {100 * share:.1f} percent" if share is not None else ""
    names = " or ".join(content["outcomes"])
    lines.append(f"  {district['identified_schools']} of {district['schools']} open schools surely {names}{of}")
    lines += schools_decided(district["schools_decided"], district["override"] is not None)
    for rule in district["rules"]:
        tier = content["tiers"].get(rule["name"])
        lines += heading(rule, f"  {rule['answer'].upper():<7} {tier + ': ' if tier else ''}{rule['label']}", 2)
    lines += otherwise(district["else"], named_by(district["rules"], content["tiers"]), 1)
    return lines + listed(district["shown"], 1)
