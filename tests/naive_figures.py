"""What the second way reckons with: readings, figures as written, comparisons, distributions."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

NO, FEW, UNSURE, YES = range(4)
PRINTED = ("no", "no", "unsure", "yes")

# In the order in which they apply, with the answer of a clause that reads a place without a value.
REASONS = {
    "not asked": NO,
    "missing": UNSURE,
    "no result": NO,
    "too few": FEW,
    "masked": FEW,
    "no cut": NO,
}

Row = dict[str, Any]


class Reading(NamedTuple):
    """What is known of a value: its bounds, whether it is there (yes, unsure, no) and why it is not."""

    low: Fraction | None
    high: Fraction | None
    held: int
    why: str


class Cut(NamedTuple):
    """A limit taken from the data, and from how many schools that surely take part."""

    reading: Reading
    schools: int


class Place(NamedTuple):
    """Where a clause is read: a school and one of its student groups, or a district."""

    school: str | None
    group: str
    district: str | None = None


class Share(NamedTuple):
    """What one school brings to an average."""

    total: Fraction
    weight: Fraction


def sure(value: Fraction) -> Reading:
    """A value that is there and exact."""
    return Reading(value, value, YES, "")


def without(why: str) -> Reading:
    """No value, and the reason."""
    return Reading(None, None, NO, why)


def perhaps(reading: Reading, held: int) -> Reading:
    """The reading, held no more surely than `held`."""
    return reading._replace(held=min(reading.held, held))


# Figures


def exact(figure: Any) -> Fraction | None:
    """A figure as the decimal that was written, or as the fraction in a text; None stays unknown."""
    if figure is None or isinstance(figure, Fraction):
        return figure
    return Fraction(repr(figure) if isinstance(figure, float) else figure)


def half_up(value: Fraction, decimals: int | None) -> Fraction:
    """Rounded half up at this many decimals; exact where none are asked."""
    if decimals is None:
        return value
    scale = 10**decimals
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


def rounded(reading: Reading, decimals: int | None) -> Reading:
    """Both ends rounded half up."""
    if reading.low is None or reading.high is None:
        return reading
    return reading._replace(low=half_up(reading.low, decimals), high=half_up(reading.high, decimals))


def converted(reading: Reading, unit: str, into: str) -> Reading:
    """Percent and share are one quantity; every other unit stays as it is."""
    factor = {("percent", "share"): Fraction(1, 100), ("share", "percent"): Fraction(100)}.get((unit, into))
    if factor is None or reading.low is None or reading.high is None:
        return reading
    return reading._replace(low=reading.low * factor, high=reading.high * factor)


def compare(left: Reading, op: str, right: Reading) -> int:
    """Yes if it holds for every pair of the two intervals, no if for none."""
    if op in (">", ">="):
        return compare(right, op.replace(">", "<"), left)
    if op == "<":
        always, ever = left.high < right.low, left.low < right.high
    else:
        always, ever = left.high <= right.low, left.low <= right.high
    return YES if always else UNSURE if ever else NO


def turned(answer: int) -> int:
    """`not`: too few students is a no like any other, unsure stays unsure."""
    return {NO: YES, FEW: YES, YES: NO, UNSURE: UNSURE}[answer]


def hull(readings: list[Reading]) -> Reading:
    """From the lowest to the highest of several that it may be."""
    there = [each for each in readings if each.held != NO]
    if not there:
        return without(min((each.why for each in readings), key=list(REASONS).index, default="no cut"))
    certain = len(there) == len(readings) and all(each.held == YES for each in there)
    low, high = min(each.low for each in there), max(each.high for each in there)
    return Reading(low, high, YES if certain else UNSURE, "")


# School years


def year_start(year: str) -> int:
    """2024-25 starts in 2024."""
    return int(year[:4])


def year_name(start: int) -> str:
    """The school year that starts in this calendar year."""
    return f"{start}-{(start + 1) % 100:02d}"


# Distributions


def percentile_of(values: list[Fraction], share: Fraction, method: str, from_highest: bool) -> Fraction:
    """A point of a distribution, counted from its weakest end."""
    ranked = sorted(values, reverse=from_highest)
    if method == "counted":
        return ranked[max(ceil(share * len(ranked)), 1) - 1]
    position = share * (len(ranked) - 1)
    below = floor(position)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (position - below) * (ranked[above] - ranked[below])


def percentile_bounds(
    certain: list[Reading], possible: list[Reading], needed: int, point: Callable[[list[Fraction]], Fraction]
) -> tuple[Fraction, Fraction]:
    """The least and the greatest point over every choice of at least `needed` schools that perhaps take part.

    For a number of schools, the point is least where the lowest take part and greatest where the highest do.
    """
    lows, highs = [each.low for each in certain], [each.high for each in certain]
    lowest_first = sorted(each.low for each in possible)
    highest_first = sorted((each.high for each in possible), reverse=True)
    numbers = [number for number in range(needed, len(possible) + 1) if certain or number]
    low = min(point(lows + lowest_first[:number]) for number in numbers)
    high = max(point(highs + highest_first[:number]) for number in numbers)
    return low, high


def mean_of(shares: list[Share]) -> Fraction:
    """Totals added, one division."""
    return sum((each.total for each in shares), Fraction(0)) / sum(each.weight for each in shares)


def least_mean(certain: list[Share], possible: list[Share], needed: int) -> Fraction:
    """The least mean over every choice of at least `needed` schools that perhaps take part.

    Starting from any choice, the schools that pull its mean down most are chosen anew until it falls no further.
    """
    mean = mean_of(certain + possible)
    while True:
        pull = sorted(possible, key=lambda each: each.total - mean * each.weight)
        chosen = pull[:needed] + [each for each in pull[needed:] if each.total < mean * each.weight]
        lower = mean_of(certain + chosen) if certain or chosen else mean
        if lower >= mean:
            return mean
        mean = lower


def greatest_mean(certain: list[Share], possible: list[Share], needed: int) -> Fraction:
    """The same, turned round."""

    def negated(shares: list[Share]) -> list[Share]:
        return [Share(-each.total, each.weight) for each in shares]

    return -least_mean(negated(certain), negated(possible), needed)


# The data


def nobody(row: Row) -> bool:
    """Nobody was counted."""
    return row.get("counted") == 0 or (row.get("counted") is None and row.get("counted_high") == 0)


def has_met(row: Row) -> bool:
    """The two whole numbers are there."""
    return row.get("counted") is not None and row.get("met") is not None


def least_counted(row: Row) -> int | None:
    """The fewest that can have been counted, as far as the row says."""
    return row["counted"] if row.get("counted") is not None else row.get("counted_low")


def most_counted(row: Row) -> int | None:
    """The most that can have been counted, as far as the row says."""
    return row["counted"] if row.get("counted") is not None else row.get("counted_high")


def total(rows: list[Row], column: str) -> int | None:
    """A sum of counts; unknown where any row lacks it, and where there is no row."""
    counts = [row.get(column) for row in rows]
    return sum(counts) if counts and None not in counts else None


def once(work: Callable[..., Any]) -> Callable[..., Any]:
    """Work out each name, and each place of each name, once."""

    def remembered(owner: Any, *key: Any) -> Any:
        memory = owner.memory.setdefault(work.__name__, {})
        if key not in memory:
            memory[key] = work(owner, *key)
        return memory[key]

    return remembered
