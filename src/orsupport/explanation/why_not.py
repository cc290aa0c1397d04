"""Which clauses kept a place off each outcome or tier, and by how much, of the rules that its explanation opens.

A way is one set of clauses that would have been enough. What kept it from holding is `stopped`, what did hold is
`held`; where a clause is itself one of several ways, these stand in it as `any_of`.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from orsupport.explanation.figures import Node
from orsupport.explanation.headline import headlines

KEPT = (
    "format",
    "school_year",
    "rules_id",
    "rules_title",
    "partial",
    "indicators_absent",
    "facts_absent",
    "outside_era",
    "school_id",
    "school_name",
    "district_id",
    "district_name",
    "open",
    "judged",
    "judged_by",
    "outcome",
    "tier",
    "override",
)


def why_not(content: Node) -> Node:
    """What kept a school off each outcome, or a district off each tier. `content`: its explanation."""
    names = names_of(content)
    said = [
        {"name": names[rule["name"]], "rule": rule["name"], "answer": rule["answer"]}
        | {key: rule[key] for key in ("label", "source", "source_title", "standing") if key in rule}
        | ({"said": _because(rule, names)} if rule["answer"] == "yes" else {"ways": ways(rule)})
        for rule in content["rules"]
        if rule["name"] in names
    ]
    return {key: content[key] for key in KEPT if key in content} | {
        "kind": "why not",
        "of": content["kind"],
        "outcomes": said,
    }


def _because(rule: Node, names: dict[str, str]) -> str:
    """Why a rule holds, in a sentence."""
    (said,) = headlines([rule], names)
    return said if ": " in said else f"{said}: {rule['label']}"


def names_of(content: Node) -> dict[str, str]:
    """The rules that give the place a name -> the name."""
    names: dict[str, str] = content["outcome_rules"] if content["kind"] == "school" else content["tiers"]
    return names


def ways(rule: Node) -> list[Node]:
    """Every way in which a rule that is not yes could have held."""
    lowest = _through(rule)
    if lowest.get("joined_by") != "any" or "years" in lowest:
        return [_way(lowest)]
    return [way for clause in lowest["clauses"] if clause["answer"] != "yes" for way in _ways_of(clause)]


def _ways_of(clause: Node) -> list[Node]:
    if clause["kind"] == "rule" and not clause["negated"]:
        return ways(clause["rule"])
    return [{"answer": clause["answer"], "stopped": [_leaf(clause)], "held": []}]


def _through(rule: Node) -> Node:
    """The rule, or the one that it only repeats."""
    clauses = rule.get("clauses", [])
    if len(clauses) == 1 and "years" not in rule and clauses[0]["kind"] == "rule" and not clauses[0]["negated"]:
        return _through(clauses[0]["rule"])
    return rule


def _way(rule: Node) -> Node:
    way = {key: rule[key] for key in ("name", "label", "answer", "source", "source_title", "standing") if key in rule}
    if "not_asked" in rule:
        return way | {"not_asked": rule["not_asked"], "stopped": [], "held": []}
    stopped, held = _together(rule)
    return way | {"stopped": stopped, "held": held}


def _together(rule: Node) -> tuple[list[Node], list[Node]]:
    """What stops a rule that asks for all of its clauses (in all of its years), and what of it holds."""
    stopped: list[Node] = []
    held: list[Node] = []
    for year in rule.get("years", []):
        if year["answer"] != "yes":
            in_year = [_way(year | {"label": f"in {year['school_year']}"})]
            stopped.append({"answer": year["answer"], "any_of": in_year})
    for clause in _telling(rule) if "years" not in rule else []:
        if clause["answer"] == "yes":
            held.append(clause)
        elif clause["kind"] != "rule" or clause["negated"]:
            stopped.append(_leaf(clause))
        elif _asks_for_all(lowest := _through(clause["rule"])):
            below, beside = _together(lowest)
            stopped += below
            held += beside
        else:
            stopped.append({"answer": clause["answer"], "any_of": ways(clause["rule"])})
    return stopped, held


def _asks_for_all(rule: Node) -> bool:
    one = len(rule.get("clauses", [])) == 1
    return "not_asked" not in rule and "years" not in rule and (rule.get("joined_by") == "all" or one)


def _telling(rule: Node) -> list[Node]:
    """The clauses of a rule; where it asks for a status first that was not held, that one alone says why it is no."""
    clauses: list[Node] = rule["clauses"]
    first = clauses[0]
    return clauses[:1] if rule["joined_by"] == "all" and (first["kind"], first["answer"]) == ("was", "no") else clauses


def _leaf(clause: Node) -> Node:
    """A clause that stopped, with its distance from the limit; of student groups, each with what stopped it."""
    if clause["kind"] == "any_group" and not clause["negated"]:
        asked = [each for answer in ("unsure", "no") for each in clause["groups"][answer]]
        kept = [{"group": each["group"], "ways": ways(each["rule"])} for each in asked]
        return clause | {"groups": {"kept_off": kept, "not_rated": clause["groups"]["not_rated"]}}
    away = distance(clause) if clause["kind"] == "comparison" else None
    return clause | ({"distance": away} if away else {})


def distance(clause: Node) -> Node | None:
    """How far a measure is from where the clause would begin to hold, as an interval, shares in percent; None where
    one of the two has no figure."""
    measure, limit = clause["measure"], clause["limit"]
    if any("exact_low" not in side or "low_level" in side for side in (measure, limit)):
        return None
    low, high = (_in_percent(measure, end) for end in ("low", "high"))
    begins, ends = (_in_percent(limit, end) for end in ("low", "high"))
    over = clause["operator"] in ("<", "<=")
    near, far = (low - ends, high - begins) if over else (begins - high, ends - low)
    near = max(near, Fraction(0))
    unit = "percent" if measure["unit"] == "share" else measure["unit"]
    node: Node = {"side": "above" if over else "below", "unit": unit, "low": float(near), "high": float(far)}
    return node | {"exact_low": str(near), "exact_high": str(far)} | _more_of(clause, begins)


def _in_percent(figure: Node, end: str) -> Fraction:
    return Fraction(figure[f"exact_{end}"]) * (100 if figure["unit"] == "share" else 1)


def _more_of(clause: Node, percent: Fraction) -> Node:
    """How many more of so many would be enough, of a share of a few things that each count alike."""
    measure = clause["measure"]
    top, _, bottom = measure["exact_low"].partition("/")
    valued = sum("reason" not in member for member in measure.get("members", []))
    alike = not measure.get("members") or str(valued) == bottom
    exact = measure["exact_high"] == measure["exact_low"] and clause["operator"] in (">", ">=")
    if measure["unit"] != "share" or not bottom or not alike or not exact:
        return {}
    wanted = percent * int(bottom) / 100
    needed = ceil(wanted) + (1 if clause["operator"] == ">" and wanted == ceil(wanted) else 0)
    return {"more": needed - int(top), "of": int(bottom)}
