"""The clauses of rules: their form, the names in them, and what may be asked at which level."""

from __future__ import annotations

from collections.abc import Iterator

from orsupport.rulebook import entries
from orsupport.rulebook.clauses import WORDS, Clause, Comparison, Named, read_clause
from orsupport.rulebook.finding_limits import limited, measured
from orsupport.rulebook.finding_view import HOLDS, LIMITS, MEASURED, RULES, View
from orsupport.rulebook.names import Name
from orsupport.rulebook.reading import Finding, did_you_mean


def clauses_of(rule: entries.Rule) -> list[tuple[str, str]]:
    """The clauses of a rule, each with its path in the rule."""
    return [
        (f"{key}[{position}]", text)
        for key, texts in (("all", rule.all), ("any", rule.any))
        for position, text in enumerate(texts or [])
    ]


def clauses(view: View) -> Iterator[Finding]:
    """Every clause of every rule."""
    for name, rule in view.book.rule.items():
        for place, text in clauses_of(rule):
            path = f"rule.{name}.{place}"
            clause = read_clause(text)
            if isinstance(clause, str):
                yield Finding(path, _word_meant(text) or clause)
                continue
            yield from (Finding(path, fault) for fault in _faults(view, rule, clause))


def _word_meant(text: str) -> str:
    """What to write instead of a text that is nearly a clause, or nothing."""
    parts = [part for part in text.split() if part != "not"]
    if {"and", "or"} & set(parts):
        return f"'{text}' is no clause: `and` is a list of clauses under `all`, `or` a list of clauses under `any`"
    guess = did_you_mean(parts[0], list(WORDS)) if len(parts) == 2 else ""
    return f"'{text}' is no clause{guess}" if guess else ""


def _faults(view: View, rule: entries.Rule, clause: Clause) -> Iterator[str]:
    if isinstance(clause, Comparison):
        yield from measured(view, clause.measure)
        left = view.named(clause.measure, MEASURED)
        if left is not None:
            yield from _level_of_measure(rule, left)
            yield from limited(view, left, clause.limit)
        elif view.sort(clause.limit) is None and view.sort(clause.measure) is not None:
            yield from filter(None, [view.unfit(clause.limit, LIMITS)])
        right = view.named(clause.limit, LIMITS)
        if right is not None and not (left is not None and left.levels and clause.limit in left.levels):
            yield from _level_of_limit(rule, right)
    elif clause.word == "rated":
        yield from _rated(view, rule, clause)
    elif clause.word == "was":
        yield from _was(view, rule, clause)
    elif clause.word is None:
        yield from _alone(view, rule, clause)
    else:
        yield from _any_of(view, rule, clause)


def _alone(view: View, rule: entries.Rule, clause: Named) -> Iterator[str]:
    name = clause.name
    if view.sort(name) in MEASURED | {"family"} and name not in view.twice:
        member = view.names.get(name)
        each = f"{name}.{member.members[0]}" if member is not None and member.members else name
        yield f"'{name}' is no rule: compare it ('{each} < limit'), or ask whether it has a value ('rated {each}')"
    elif fault := view.unfit(name, HOLDS):
        yield fault
    found = view.named(name, HOLDS)
    if found is None:
        return
    if rule.at == "district" and found.level == "group":
        yield f"'{name}' is a rule at group: a rule at district reads only schools; {_through_a_school_rule(name)}"
    elif rule.at == "district" and found.level == "school":
        yield f"'{name}' is of schools: in a rule at district write 'any_school {name}'"
    elif rule.at != "district" and found.level == "district":
        yield f"'{name}' is a rule at district, which a rule at {rule.at} cannot read"


def _through_a_school_rule(name: str) -> str:
    return f"give it a rule at school with any = [\"any_group {name}\"], and write 'any_school' with that rule here"


def _rated(view: View, rule: entries.Rule, clause: Named) -> Iterator[str]:
    name = clause.name
    fault = view.unfit(name, MEASURED)
    if fault and view.sort(name) in ("rule", "flag", "text", "number"):
        fault += ", for `rated` asks whether there is a value"
    if fault:
        yield fault
    found = view.named(name, MEASURED)
    if found is None:
        return
    yield from _level_of_measure(rule, found)
    if isinstance(found.entry, entries.Counted) and found.entry.kind == "count":
        verdict = "never" if clause.negated else "always"
        yield f"is {verdict} true: '{name}' counts, and a count always has a value"


def _any_of(view: View, rule: entries.Rule, clause: Named) -> Iterator[str]:
    name, word = clause.name, clause.word
    level = "group" if word == "any_group" else "school"
    wanted = "a rule at group" if word == "any_group" else "a rule at school, or a fact that is true or false"
    if word == "any_school" and rule.at != "district":
        yield f"`any_school` belongs in a rule at district; this rule is at {rule.at}"
    if word == "any_group" and rule.at == "district":
        yield f"`any_group` belongs in a rule at school; {_through_a_school_rule(name)}"
    if word == "any_group" and not view.book.groups.asked:
        yield 'is never true: [groups] asks no group, so write asked = ["…"] there'
    fault = view.unfit(name, HOLDS)
    if fault and view.sort(name) is None:
        yield fault
    elif name not in view.twice:
        found = view.names.get(name)
        if fault or found is None or found.level != level or (word == "any_group" and found.section != "rule"):
            yield f"'{name}' is {described(found)}; `{word}` looks at {wanted}"


def described(found: Name | None) -> str:
    """A name as a reader of the file knows it: its section, and the level of a rule."""
    if found is None:
        return "not known"
    article = "an" if found.section == "indicator" else "a"
    return f"a rule at {found.level}" if found.section == "rule" else f"{article} {found.section}"


def _was(view: View, rule: entries.Rule, clause: Named) -> Iterator[str]:
    found = view.named(clause.name, RULES)
    if view.sort(clause.name) is None:
        return  # a status that no rule gives: only a warning
    if fault := view.unfit(clause.name, RULES):
        yield f"{fault}, for a status is named like the rule that gives it"
    elif found is not None and (found.level == "district") != (rule.at == "district"):
        yield f"'{clause.name}' is {described(found)}, and this rule is at {rule.at}"


def _level_of_measure(rule: entries.Rule, found: Name) -> Iterator[str]:
    if found.level in ("any", "state"):
        return
    if rule.at == "district" and found.level != "district":
        whose = "of student groups and schools" if found.level == "group" else "of schools"
        yield (
            f"'{found.name}' is {described(found)} {whose}: a district rule reads schools only through `any_school`, "
            "'identified_schools' or 'identified_share'"
        )
    elif rule.at != "district" and found.level == "district":
        yield f"'{found.name}' is of districts, which a rule at {rule.at} cannot read"


def _level_of_limit(rule: entries.Rule, found: Name) -> Iterator[str]:
    if found.section != "number":
        yield from _level_of_measure(rule, found)
        return
    number = found.entry
    several = isinstance(number, entries.ByFact)
    several |= isinstance(number, entries.Found) and (number.by is not None or number.groups == "each")
    if rule.at == "district" and several:
        yield f"'{found.name}' has a figure for each kind of school or group; a rule at district needs a single figure"
