"""Comprehensive and additional targeted support, as 20 U.S.C. 6311 has them: cut, graduation, clock, cycle, test."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from orsupport.rulebook import entries
from orsupport.rulebook.finding_view import View, shown
from orsupport.rulebook.law_reads import STATUTE, Held, categories, held, in_percent, is_title_i, rests_on
from orsupport.rulebook.reading import Finding

LOWEST = f"{STATUTE}(c)(4)(D)(i)(I)"
GRADUATION = f"{STATUTE}(c)(4)(D)(i)(II)"
CLOCK = f"{STATUTE}(d)(3)(A)(i)(I)"
CYCLE = f"{STATUTE}(c)(4)(D)(i)"
ATSI = f"{STATUTE}(d)(2)(C)"
TWO_THIRDS = Fraction(200, 3)
LONGEST, CYCLE_YEARS, FIVE = 4, 3, 5
WAIVED = (2019, 2020)  # the school years 2019-20 and 2020-21, in which nobody had to identify


def lowest(view: View) -> Iterator[Finding]:
    """Not less than the lowest five percent of all schools that receive Title I funds."""
    csi = str(view.book.federal.csi)
    cuts = {each.limit: view.book.number.get(each.limit) for each in held(view, rests_on(view, csi))}
    found = {name: number for name, number in cuts.items() if isinstance(number, entries.Lowest)}
    if not found:
        says = (
            f"'{csi}' names schools by limits, not as the lowest share of a rank (kind 'lowest'): check yourself, on a "
            "run, that five percent of all Title I schools are reached"
        )
        yield Finding("federal.csi", says, True, LOWEST)
    for name, cut in found.items():
        path = f"number.{name}"
        base = cut.frame if cut.base == "frame" else cut.base
        if base is None or not is_title_i(view, base):
            whose = {"rated": "the rated schools only", "frame": f"'{cut.frame}'" if cut.frame else "every school"}
            says = f"is a share of {whose.get(cut.base, repr(cut.base))}; the statute takes it of all Title I schools"
            yield Finding(f"{path}.base", f"{says}, rated or not", law=LOWEST)
        if cut.rounding != "up":
            says = f"'{cut.rounding}' may take less than five percent: not less means rounding up"
            yield Finding(f"{path}.rounding", says, law=LOWEST)
        if cut.ties == "out":
            says = 'leaving out the schools at the cut may take less than five percent: write ties = "in"'
            yield Finding(f"{path}.ties", says, law=LOWEST)
        number, figure = view.book.number.get(cut.take), in_percent(view, cut.take)
        if isinstance(number, entries.Figured) and number.unit in ("percent", "share") and figure is not None:
            if figure < FIVE:
                says = f"'{cut.take}' is {shown(figure)} percent; not less than five percent are taken"
                yield Finding(f"{path}.take", says, law=LOWEST)
        else:
            says = f"'{cut.take}' is no share, so it cannot be told whether five percent of Title I schools are in"
            yield Finding(f"{path}.take", says, True, LOWEST)


def graduation(view: View) -> Iterator[Finding]:
    """Every high school that fails to graduate one third or more of its students."""
    csi = str(view.book.federal.csi)
    rests = [each for each in held(view, rests_on(view, csi)) if each.operator in ("<", "<=")]
    limits = [each for each in rests if _of_graduation(view, each)]
    if not limits:
        says = f"'{csi}' rests on no rule that holds graduation (federal = \"graduation\") below a limit"
        yield Finding("federal.csi", says, law=GRADUATION)
    faults = [_narrow(view, each) for each in limits]
    if limits and None not in faults:  # one rule that is wide enough is enough
        yield from dict.fromkeys(fault for fault in faults if fault is not None)


def _of_graduation(view: View, each: Held) -> bool:
    return categories(view, each.measure) == {"graduation"}


def _narrow(view: View, each: Held) -> Finding | None:
    """Why a limit leaves out schools that fail to graduate one third; rounding before it is taken into account."""
    figure = in_percent(view, each.limit)
    if figure is None:
        says = f"'{each.limit}' is no plain figure, so it cannot be told whether one third is reached"
        return Finding(each.path, says, True, GRADUATION)
    entry = view.book.indicator.get(each.measure) or view.book.measure.get(each.measure)
    decimals: int | None = getattr(entry, "decimals", None)
    edge = TWO_THIRDS
    if decimals is not None:
        edge = Fraction(int(TWO_THIRDS * 10**decimals + Fraction(1, 2)), 10**decimals)
    if figure < edge or (figure == edge and each.operator == "<"):
        says = f"'{each.text}' is narrower than failing to graduate one third or more, a rate of 2/3 or below"
        return Finding(each.path, says, law=GRADUATION)
    if each.step.title_i:
        return Finding(each.path, "is asked of Title I schools only; it is asked of every high school", law=GRADUATION)
    return None


def clock(view: View) -> Iterator[Finding]:
    """More rigorous action after a State's number of years, which is four at most."""
    csi = str(view.book.federal.csi)
    statuses = {step.rule for step in rests_on(view, csi) if not step.negated}
    clocks = {
        name
        for name, measure in view.book.measure.items()
        if isinstance(measure, entries.YearsIn) and measure.status in statuses
    }
    steps = [step for name in view.book.rule for step in rests_on(view, name)[:1]]
    limits = [each for each in held(view, steps) if each.measure in clocks and each.operator in (">", ">=")]
    if not limits:
        says = (
            f"no rule holds the years in '{csi}' (kind 'years_in') against a limit, so its clock could not be checked"
        )
        yield Finding("federal.csi", says, True, CLOCK)
    for each in limits:
        figure = in_percent(view, each.limit)
        if figure is None:
            yield Finding(
                each.path, f"'{each.limit}' is no plain figure, so the clock could not be checked", True, CLOCK
            )
        elif figure > LONGEST or (figure == LONGEST and each.operator == ">"):
            says = f"'{each.text}' waits longer than {LONGEST} years, the most ('{each.limit}' is {shown(figure)})"
            yield Finding(each.path, says, law=CLOCK)


def cycle(view: View) -> Iterator[Finding]:
    """Identified at least once every three school years; the two waived years do not count."""
    steps = rests_on(view, str(view.book.federal.csi))
    for name in dict.fromkeys(step.rule for step in steps if not step.negated):
        years = sorted(int(year[:4]) for year in view.book.rule[name].in_years or [])
        for one, two in pairwise(years):
            between = two - one - sum(one < waived < two for waived in WAIVED)
            if between > CYCLE_YEARS:
                says = (
                    f"from {_year(one)} to {_year(two)} are {between} years; at least once every three years is asked"
                )
                yield Finding(f"rule.{name}.in_years", says, law=CYCLE)


def _year(first: int) -> str:
    return f"{first}-{(first + 1) % 100:02d}"


def atsi(view: View) -> Iterator[Finding]:
    """A group that by itself would lead to identification among the lowest five percent, by the same test."""
    federal = view.book.federal
    test = federal.reasons.get("CSILOWPERF") or str(federal.csi)
    wanted = rests_on(view, test)
    given = [step for step in rests_on(view, str(federal.atsi), through_groups=True) if not step.negated]
    shared = {step.rule for step in wanted if not step.negated and view.book.rule[step.rule].at == "group"}
    shared = {rule for rule in shared & {step.rule for step in given} if not _only_graduation(view, rule)}
    texts = {each.text for each in held(view, wanted) if not _of_graduation(view, each)}
    if not texts and not shared:
        says = f"'{test}' compares nothing, so it cannot be told whether '{federal.atsi}' is built on the same test"
        yield Finding("federal.atsi", says, True, ATSI)
    elif not shared and not texts <= {each.text for each in held(view, given)}:
        says = f"'{federal.atsi}' is not built on the rule that '{test}' uses: read that with `any_group`"
        yield Finding("federal.atsi", says, law=ATSI)


def _only_graduation(view: View, rule: str) -> bool:
    compared = list(held(view, rests_on(view, rule)))
    return bool(compared) and all(_of_graduation(view, each) for each in compared)
