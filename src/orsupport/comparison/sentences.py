"""The sentences of a comparison, each fit for a letter."""

from __future__ import annotations

from collections import Counter
from typing import Any

from orsupport.comparison.differences import difference
from orsupport.comparison.words import HAPPENED, cause_text, cut_text, group_text, many, state_text

Node = dict[str, Any]
MOST_SHOWN = 6
MOST_OF_EACH = 3  # where several kinds of differences are behind a change
NOT_NARROWED = "(Fewer of these may be enough: the bound of re-runs was reached.)"
MORE = {"rules": "entry of the rules", "overrides": "decision"}


class Shared:
    """What many changes rest on, told once at the top: `letters` the letter of each such cause, by its text, `cuts` the
    number of each cut that is listed there. `changes`: those that are told one by one."""

    def __init__(self, found: Node, changes: list[Node]) -> None:
        self.labels = found["labels"]
        self.cuts = {str(cut): number for number, cut in enumerate(found["cuts"], 1)}
        whys = [(why, _behind(why, None, self.labels)) for each in changes for why in each["why"]]
        uses = Counter(text for _, text in whys)
        told = {text: None for why, text in whys if uses[text] >= _fewest_uses(why, text)}
        self.letters = {text: _letter(place) for place, text in enumerate(told)}


def _fewest_uses(why: Node, text: str) -> int:
    """How many changes a text has to be behind so that it is told once."""
    return 2 if "year" in why["components"] else 3 if len(text) > 100 else 10**9


def _letter(place: int) -> str:
    return f"{_letter(place // 26 - 1) if place >= 26 else ''}{chr(ord('A') + place % 26)}"


def sentence(change: Node, labels: dict[str, str], shared: Shared | None = None) -> str:
    """The change as one paragraph of a letter; `shared`: what stands above all changes and is only named."""
    place = f"{change['name'] or 'The ' + change['of']} ({change['id']})"
    was, now = state_text(change["from"]), state_text(change["to"])
    letters = [shared.letters.get(_behind(why, None, labels)) if shared else None for why in change["why"]]
    named = ", ".join(letter for letter in letters if letter)
    lines = [f"{place} {HAPPENED[change['kind']]}: {was} before, {now} now."]
    lines.append(f"Cause: {cause_text(change['cause'])}{f' ({named})' if named else ''}.")
    for why, letter in zip(change["why"], letters, strict=True):
        own, cuts = _own(why["moved"]), _cuts(why["moved"], shared)
        behind = [] if letter else [_behind(why, change, labels)]
        first_own = letter is not None or "year" in why["components"]
        lines += [*own, *behind, *cuts] if first_own else [*behind, *cuts, *own]
    return " ".join(lines)


def _behind(why: Node, change: Node | None, labels: dict[str, str]) -> str:
    """The differences that a change rests on; `change` None: in words that are the same for every change."""
    most = MOST_SHOWN if len(why["components"]) == 1 else MOST_OF_EACH
    mine = ("school", change["id"]) if change else None
    more: Counter[str] = Counter(why["more"])
    said: list[str] = []
    for component in why["components"]:
        there = [each for each in why["differences"] if each["component"] == component]
        there.sort(key=lambda each: ("school", each.get("row", {}).get("school_id")) != mine)
        said += [difference(each, change, labels) for each in there[:most]]
        more.update(each.get("table", component) for each in there[most:])
    if more:
        counted = (many(count, MORE.get(name, f"row of {name}"), more=True) for name, count in more.items())
        said.append(f"and {', '.join(counted)}")
    text = f"{'; '.join(said)}."
    return f"{text[:1].upper()}{text[1:]}{'' if why['smallest'] else ' ' + NOT_NARROWED}"


def _own(moved: Node) -> list[str]:
    """What moved at the place itself: levels of a school, schools of a district."""
    said = []
    if moved.get("schools"):
        listed = [
            f"{each['school_id']} ({each['to']}, before {each['from']})" for each in moved["schools"][:MOST_SHOWN]
        ]
        more = len(moved["schools"]) - len(listed)
        said.append(f"Its schools that changed: {', '.join(listed)}{f' and {more} more' if more else ''}.")
    levels = moved.get("levels", [])
    said += [_level(level) for level in levels[:MOST_SHOWN]]
    more = max(len(levels) - MOST_SHOWN, 0) + moved.get("more_levels", 0)
    return [*said, *([f"{many(more, 'level', more=True)} moved."] if more else [])]


def _cuts(moved: Node, shared: Shared | None) -> list[str]:
    """The cuts that moved; those that are listed above by their numbers."""
    cuts = moved.get("cuts", [])
    above = [shared.cuts[str(cut)] for cut in cuts if shared and str(cut) in shared.cuts]
    said = [cut_text(cut) for cut in cuts if not shared or str(cut) not in shared.cuts][:MOST_SHOWN]
    lines = [f"{text[:1].upper()}{text[1:]}." for text in said]
    numbers = ", ".join(str(number) for number in sorted(above))
    return [*lines, *([f"Also moved: {'cut' if len(above) == 1 else 'cuts'} {numbers} above."] if above else [])]


def _level(level: Node) -> str:
    what = f"{level['label']}, {group_text(level['student_group'])}"
    old, new = ((level[f"level_{end}"], level[f"result_{end}"]) for end in ("from", "to"))
    if old[1] == new[1]:
        return f"{what}: {new[0]}, before {old[0]}{', with the same ' + new[1] if new[1] else ''}."
    texts = [", ".join(part for part in pair if part) for pair in (new, old)]
    return f"{what}: {texts[0]}; before {texts[1]}."
