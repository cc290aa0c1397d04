"""Counts and shares of groups, and of schools: which rule is counted, and where."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.rulebook import entries
from orsupport.rulebook.clauses import read_half
from orsupport.rulebook.finding_clauses import described
from orsupport.rulebook.finding_gathered import known_groups
from orsupport.rulebook.finding_view import RULES, View
from orsupport.rulebook.reading import Finding

PLACES = {"groups": "group", "schools": "school"}


def places(view: View) -> Iterator[Finding]:
    """Every count and share, of places or of measures, as far as its keys are those of places."""
    for path, measure in view.measures(entries.Counted):
        if isinstance(measure.of, str) and measure.of in PLACES:
            yield from _of_places(view, path, measure, measure.of)
            continue
        if isinstance(measure.of, str) and view.sort(measure.of) is None:
            continue  # nobody knows what is counted, so nothing is said of the keys beside it
        if measure.kind == "count" and measure.decimals is not None:
            yield Finding(f"{path}.decimals", "rounds nothing, for a count is whole: leave it out")
        for key in ("out_of", "at", "groups"):
            if getattr(measure, key) is not None:
                what = "schools" if key == "at" else "groups" if key == "groups" else "groups and of schools"
                yield Finding(f"{path}.{key}", f"belongs to a {measure.kind} of {what}: leave it out")


def _of_places(view: View, path: str, measure: entries.Counted, of: str) -> Iterator[Finding]:
    level = PLACES[of]
    if measure.that is None:
        says = f'does not say which {of} are counted: write that = "…" with a rule at {level}'
        yield Finding(path, says)
    elif not isinstance(read_half(measure.that), str):
        says = f"is half a clause, but of {of} a rule is counted: give '{measure.that}' a rule at {level}, and name it"
        yield Finding(f"{path}.that", says)
    else:
        yield from _rule_of(view, f"{path}.that", measure.that, level)
    if measure.out_of is not None:
        yield from _rule_of(view, f"{path}.out_of", measure.out_of, level)
        if measure.kind == "count":
            yield Finding(f"{path}.out_of", "is what a share is of; a count has none: leave it out")
    elif measure.kind == "share" and of == "groups":
        says = (
            'does not say of which groups it is the share: write out_of = "…" with a rule at group, such as one rated'
        )
        yield Finding(path, says)
    if measure.weights is not None:
        yield Finding(f"{path}.weights", f"weighs what is in a list; {of} all weigh the same: leave it out")
    if of == "groups":
        if measure.at not in (None, "school"):
            yield Finding(f"{path}.at", f"groups are counted in a school, not in a {measure.at}: leave it out")
        if measure.groups is not None:
            yield from known_groups(view, f"{path}.groups", measure.groups)
        elif not view.book.groups.asked:
            yield Finding(path, '[groups] asks no group, so none is counted: write asked = ["…"] there')
        return
    if measure.groups is not None:
        yield Finding(f"{path}.groups", "belongs to a count of groups: leave it out")
    if measure.at not in ("district", "state"):
        where = f"{path}.at" if measure.at else path
        yield Finding(where, 'does not say where schools are counted: write at = "district" or at = "state"')


def _rule_of(view: View, path: str, name: str, level: str) -> Iterator[Finding]:
    if fault := view.unfit(name, RULES):
        yield Finding(path, fault)
    found = view.named(name, RULES)
    if found is not None and found.level != level:
        yield Finding(path, f"'{name}' is {described(found)}; a rule at {level} is wanted here")
