"""What is unsure or not judged, counted by reason, and what the data leave open for everyone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from orsupport.explanation.figures import Node
from orsupport.reporting.content import Content, Row
from orsupport.reporting.grid import why
from orsupport.reporting.words import WORDS, listed

ORDER = ("masked", "too few", "no cut", "no result", "missing")


def not_judged(content: Content) -> list[tuple[str, int]]:
    """Why places were not judged: closed, or what most keeps them from being rated."""
    words = WORDS["open"]
    found: Counter[str] = Counter()
    for place_id, place in content.places.items():
        if not content.is_open[place_id]:
            found[words["closed"]] += 1
        elif place["judged"] == "no":
            found[_kept(content, place_id)] += 1
        elif place["judged"] == "unsure":
            found[words["perhaps_judged"]] += 1
    return found.most_common()


def _kept(content: Content, place_id: str) -> str:
    """The reason of a place that is open and not judged, from its results of all students."""
    words = WORDS["open"]
    cells = [row for row in content.ratings.get(place_id, []) if row["student_group"] == "all"]
    rated = sum(1 for row in cells if row["why"] in ("", "unsure"))
    reasons = [row["why"] for row in cells]
    first = next((why(reason) for reason in ORDER if reason in reasons), why("missing"))
    if rated:
        return str(words["rated_too_few"].format(rated=rated, why=first))
    return str(words["nothing_rated"].format(why=first))


def unsure(content: Content) -> list[Row]:
    """For each name how many places are unsure, and by what; a place may stand in several lines."""
    found = []
    for name, rule in content.names.items():
        places = [each for each, row in content.places.items() if row.get(rule) == "unsure"]
        reasons: Counter[str] = Counter()
        for each in places:
            opened = next(node for node in content.explained(each)["rules"] if node["name"] == rule)
            reasons.update(set(_reasons(opened)) or {WORDS["open"]["other"]})
        if places:
            found.append({"name": name, "count": len(places), "reasons": reasons.most_common()})
    return found


def _reasons(rule: Node) -> Iterator[str]:
    """What leaves a rule unsure, through the rules below it: facts that the data leave blank, and results that are
    masked or that hang on what is."""
    words = WORDS["open"]
    for clause in [*rule.get("clauses", []), *(each for year in rule.get("years", []) for each in year["clauses"])]:
        if clause["answer"] != "unsure":
            continue
        if clause["kind"] == "rule":
            yield from _reasons(clause["rule"])
        elif clause["kind"] == "any_group":
            for each in clause["groups"]["unsure"]:
                yield from _reasons(each["rule"])
        elif clause["kind"] == "fact":
            yield words["blank"].format(fact=clause["label"])
        elif clause["kind"] == "comparison":
            members = [each["label"] for each in clause["measure"].get("members", []) if each.get("fits") == "unsure"]
            yield from (words["masked_level"].format(indicator=each) for each in members)
            if not members:
                yield words["masked"].format(measure=clause["measure"].get("label", clause["measure"]["name"]))


def open_questions(content: Content) -> list[str]:
    """What the data leave open, in sentences."""
    said, words = content.said, WORDS["open"]
    counted = said["summary"]
    label = {name: entry.label for name, entry in content.book.indicator.items()}
    lines = []
    if said["indicators_absent"]:
        lines.append(
            words["indicators_absent"].format(names=listed([label[name] for name in said["indicators_absent"]]))
        )
    if said["facts_absent"]:
        facts = [content.book.fact[name].label for name in said["facts_absent"]]
        lines.append(words["facts_absent"].format(names=listed(facts)))
    turned = counted.get("absent_indicators_could_turn", {})
    for names, of in ((content.names, "schools"), (content.tiers, "districts")):
        what = words["districts" if content.rates_districts else of]
        lines += [
            words["could_turn"].format(n=f"{turned[rule]:,}", of=what, name=name)
            for name, rule in names.items()
            if turned.get(rule)
        ]
    return lines + caveats(content)


def caveats(content: Content) -> list[str]:
    """What holds for the whole run: years and earlier statuses that are absent, masked counts, participation."""
    said, words = content.said, WORDS["open"]
    counted = said["summary"]
    label = {name: entry.label for name, entry in content.book.indicator.items()}
    lines = []
    for name, years in said["years_absent"].items():
        lines.append(words["years_absent"].format(name=label[name], years=listed(years)))
    if said["statuses_absent"]:
        lines.append(words["statuses_absent"])
    for status, year in said["statuses_end"].items():
        entry = content.book.rule.get(status)
        lines.append(words["statuses_end"].format(name=entry.label if entry else status.replace("_", " "), year=year))
    for name, reasons in counted["rated_in_no_school"].items():
        each = "; ".join(f"{why(reason)}: {number:,}" for reason, number in reasons.items())
        lines.append(words["rated_in_no_school"].format(name=label[name], why=each))
    for key in ("rated_on_a_masked_count", "not_rated_because_masked", "participation_not_applied"):
        if counted[key]:
            lines.append(words[key].format(n=f"{counted[key]:,}"))
    return lines
