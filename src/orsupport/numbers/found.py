"""Numbers found in the data: which schools take part, one cut for each kind of school and student group.

A cut is taken twice, from all the low ends and from all the high ends, which bounds it. A school whose place in the
frame is unknown is perhaps a member: the cut is then bounded over every choice of such schools.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from orsupport.answers import NO, UNSURE, YES, Answers, Reason, Value
from orsupport.context import Context
from orsupport.exact import Exact
from orsupport.rulebook.entries import Found

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Cut:
    """One cut: of which kind of schools and which group (None: one for all), between which ends, and from how many
    schools it was taken (`left_out`: open schools of that kind without one of their own that could take part)."""

    kind: str
    group: int | None
    low: Fraction | None
    high: Fraction | None
    held: int
    schools: int
    left_out: int


@dataclass(frozen=True)
class FoundNumber:
    """A number found in the data, as a limit at every place and as the list of its cuts."""

    value: Value
    cuts: list[Cut]


Taken = Callable[[Flags, Flags, int, Answers], tuple[Fraction | None, Fraction | None, bool, int, int]]


def members(context: Context, entry: Found) -> Answers:
    """YES, UNSURE or NO for each school: open, and in the frame."""
    inside: Answers = np.where(context.places.open, YES, NO).astype(np.int8)
    if entry.frame:
        frame = context.answer(entry.frame)[:, 0]
        inside = np.minimum(inside, np.where(frame == 1, NO, frame)).astype(np.int8)
    return inside


def found(context: Context, entry: Found, unit: str, take: Taken) -> FoundNumber:
    """Every cut of the number. `take` gives the cut of sure and perhaps members for one group; its last operand is
    which open schools are of the kind, in the frame or not."""
    inside = members(context, entry)
    codes, kinds = context.kinds(entry.by) if entry.by else (np.zeros(len(inside), dtype=np.int64), [""])
    kinds = kinds or [""]  # no school's kind is known: each is perhaps of any
    groups = range(len(context.places.groups)) if entry.groups == "each" else range(1)
    cuts: list[Cut] = []
    for position, kind in enumerate(kinds):
        sure = (inside == YES) & (codes == position)
        perhaps = (inside != NO) & ~sure & ((codes == position) | (codes < 0))
        of_kind: Answers = np.select([codes == position, codes < 0], [YES, UNSURE], NO).astype(np.int8)
        of_kind = np.where(context.places.open, of_kind, NO).astype(np.int8)
        for group in groups:
            low, high, certain, schools, left_out = take(sure, perhaps, group, of_kind)
            held = int(NO if low is None else YES if certain else UNSURE)
            label = f"{entry.by} = {kind}" if kind else ""
            cuts.append(Cut(label, group if entry.groups == "each" else None, low, high, held, schools, left_out))
    is_flag = entry.by is not None and context.book.fact[entry.by].kind == "flag"
    occurs = [is_flag or kind == "" or bool((codes[context.places.open] == k).any()) for k, kind in enumerate(kinds)]
    return FoundNumber(_spread(cuts, codes, occurs, len(groups), unit), cuts)


def _spread(cuts: list[Cut], codes: NDArray[np.int64], occurs: list[bool], groups: int, unit: str) -> Value:
    """The cuts as limits: every school reads that of its kind, one whose kind is blank everything between those of
    the kinds that occur among open schools."""
    kinds = len(occurs)
    lows, highs, helds = [], [], []
    for kind in range(kinds + 1):
        for group in range(groups):
            read = [each for each in range(kinds) if occurs[each]] if kind == kinds else [kind]
            own = [cuts[each * groups + group] for each in read]
            there = [cut for cut in own if cut.held != NO]
            lows.append(min((cut.low for cut in there if cut.low is not None), default=Fraction(0)))
            highs.append(max((cut.high for cut in there if cut.high is not None), default=Fraction(0)))
            all_sure = len(there) == len(own) and all(cut.held == YES for cut in own)
            helds.append(YES if all_sure and own else UNSURE if there else NO)
    shape = (kinds + 1, groups)
    low = Exact.of_fractions(lows, shape)
    high = low if lows == highs else Exact.of_fractions(highs, shape)
    held = np.array(helds, dtype=np.int8).reshape(shape)
    rows = np.where(codes < 0, kinds, codes) if kinds > 1 or (codes < 0).any() else np.zeros(1, dtype=np.int64)
    held = held[rows]
    why = np.where(held == NO, Reason.NO_CUT, Reason.NONE).astype(np.int8)
    low_there = low.wide(shape)[rows]
    return Value(low_there, low_there if high is low else high.wide(shape)[rows], held, why, unit)


def smallest_and_largest(
    numbers_low: list[Fraction],
    numbers_high: list[Fraction],
    perhaps_low: list[Fraction],
    perhaps_high: list[Fraction],
    fewest: int,
    figure: Callable[[list[Fraction]], Fraction],
) -> tuple[Fraction, Fraction]:
    """The least and the greatest figure over every choice of the perhaps members that reaches `fewest`."""
    first = max(0, fewest - len(numbers_low))
    weakest, strongest = sorted(perhaps_low), sorted(perhaps_high, reverse=True)
    choices = range(first, len(weakest) + 1)
    low = min(figure(sorted(numbers_low + weakest[:count])) for count in choices)
    high = max(figure(sorted(numbers_high + strongest[:count])) for count in choices)
    return low, high
