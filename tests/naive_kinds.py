"""The kinds of measure that the second way knows beside bands, counts and shares: a function each, of a run, a name and
a place; and the cut at or below which the lowest schools lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import chain, combinations
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from naive_figures import (
    FEW,
    NO,
    UNSURE,
    YES,
    Cut,
    Place,
    Reading,
    Row,
    compare,
    converted,
    half_up,
    hull,
    least_counted,
    nobody,
    perhaps,
    sure,
    without,
    year_name,
    year_start,
)

if TYPE_CHECKING:
    from naive import Run

Kind = Callable[["Run", str, Place], Reading]


def first_reason(readings: Iterable[Reading]) -> Reading:
    """No value, for the reason of the first that has none."""
    return without(next((each.why for each in readings if each.held == NO), "no result"))


def some_of(whole: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
    """Every choice of these, each in or out."""
    return chain.from_iterable(combinations(whole, number) for number in range(len(whole) + 1))


def numeric(run: Run, name: str, place: Place, into: str) -> Reading:
    """A measure or a number as a figure in this unit; levels stand for their points."""
    if name in run.rules.numbers:
        reading = run.number_reading(name, None, place)
    else:
        reading = run.as_number(name, run.reading(name, place))
    return converted(reading, run.rules.unit(name), into)


# Numbers: the lowest


def whole_places(places: Fraction, rounding: str) -> int:
    """A share of a number of schools, in schools."""
    return {"up": ceil, "down": floor, "half up": lambda each: floor(each + Fraction(1, 2))}[rounding](places)


def lowest_value(values: list[Fraction], places: int, ties: str) -> Fraction | None:
    """The value of so many schools counted from the lowest; where ties are out, of no more than so many."""
    ranked = sorted(values)
    if places <= 0 or not ranked:
        return None
    value = ranked[min(places, len(ranked)) - 1]
    if ties == "out" and sum(each <= value for each in ranked) > places:
        return max((each for each in ranked if each < value), default=None)
    return value


def without_ties(
    certain: list[tuple[Fraction, Fraction]], doubtful: list[tuple[Fraction, Fraction]], fewest: int, most: int
) -> tuple[list[Fraction | None], list[Fraction | None]]:
    """The least and the greatest cut where those that tie at it are out; None among the least: perhaps there is none.

    Every number that a value may be is tried as the one at which the rest tie: a tie takes place above a cut if all
    that must lie above the cut can lie there or higher, and if it holds more than the places that are left.
    """
    every = certain + doubtful

    def falls_to(cut: Fraction | None) -> bool:
        over = [each for each in every if cut is None or each[0] > cut]
        must = [each for each in certain if cut is None or each[0] > cut]
        if len(every) - len(over) > fewest:
            return True
        for tie in {low for low, _ in over}:
            tied = [each for each in over if each[0] <= tie <= each[1]]
            if all(high >= tie for _, high in must) and len(every) - len(over) + len(tied) > fewest:
                return True
        return False

    for_all = max((low for low, _ in certain), default=min(low for low, _ in every))
    lows: list[Fraction | None] = [for_all, *(low for low, _ in every if falls_to(low))]
    highs: list[Fraction | None] = []
    for _, top in every:
        beneath = sum(high < top for _, high in certain)
        at_most = sum(high <= top for _, high in certain)
        if at_most <= most or (any(low < top <= high for low, high in every) and beneath < most):
            highs.append(top)
    return lows + [None] * falls_to(None), highs


def lowest_members(
    run: Run, name: str, group: str, value: str
) -> tuple[list[Reading], list[Reading], list[int], list[int]]:
    """Who is surely ranked and who perhaps; who is in the base, and who of it was named another way."""
    number = run.rules.numbers[name]
    certain, possible, base, already = [], [], [], []
    for school in run.state.open_schools:
        place = Place(school, "all")
        reading = run.as_number(number["of"], run.reading(number["of"], Place(school, group)))
        in_frame = run.takes_part(name, school, value)
        named = run.answer(number["already"], place) if "already" in number else NO
        ranked = min(in_frame, reading.held, YES if named in (NO, FEW) else UNSURE if named == UNSURE else NO)
        if ranked >= UNSURE:
            (certain if ranked == YES else possible).append(reading)
        if number["base"] == "frame":
            in_base = in_frame
        elif number["base"] == "rated":
            in_base = min(in_frame, reading.held)
        else:
            in_base = min(run.answer(number["base"], place), run.of_kind(name, school, value))
        base.append(in_base)
        already.append(min(in_base, named))
    return certain, possible, base, already


def lowest_cut(run: Run, name: str, subject: str, group: str, value: str) -> Cut:
    """The value at or below which the lowest schools lie, every doubt worked out each way round."""
    number = run.rules.numbers[name]
    certain, possible, base, already = lowest_members(run, name, group, value)
    unit = run.rules.unit(number["take"])
    take = run.number_reading(number["take"], None, Place(None, "all"))
    is_share = unit in ("percent", "share")
    take = converted(take, unit, "share") if is_share else take

    def places(figure: Fraction, schools: int, used: int) -> int:
        return whole_places(figure * schools if is_share else figure, number["rounding"]) - used

    fewest_places = places(take.low, base.count(YES), already.count(YES) + already.count(UNSURE))
    most_places = places(take.high, base.count(YES) + base.count(UNSURE), already.count(YES))
    fewest = run.fewest(name)
    if most_places <= 0 or len(certain) + len(possible) < fewest:
        return Cut(without("no cut"), len(certain))
    downward = run.rules.lower_is_better(subject) and not run.rules.has_levels(subject)
    ends = [(-each.high, -each.low) if downward else (each.low, each.high) for each in certain]
    doubtful = [(-each.high, -each.low) if downward else (each.low, each.high) for each in possible]
    weakest = sorted(low for low, _ in doubtful)
    strongest = sorted((high for _, high in doubtful), reverse=True)
    numbers = range(max(ceil(fewest) - len(certain), 0), len(doubtful) + 1)
    ties = number["ties"]
    if ties == "out" and (doubtful or any(low != high for low, high in ends)):
        lows, highs = without_ties(ends, doubtful, max(fewest_places, 1), most_places)
    else:
        lows = [lowest_value([e[0] for e in ends] + weakest[:some], max(fewest_places, 1), ties) for some in numbers]
        highs = [lowest_value([e[1] for e in ends] + strongest[:some], most_places, ties) for some in numbers]
    there = [each for each in lows + highs if each is not None]
    if not any(each is not None for each in highs):
        return Cut(without("no cut"), len(certain))
    certainly = fewest_places > 0 and len(certain) >= fewest and None not in lows + highs
    low = min([each for each in lows if each is not None] or there)
    high = max([each for each in highs if each is not None] or there)
    low, high = (-high, -low) if downward else (low, high)
    return Cut(Reading(low, high, YES if certainly else UNSURE, ""), len(certain))


# Gathering kinds


def gathered_parts(run: Run, name: str, place: Place) -> list[tuple[str, Reading]]:
    """What `best` and `worst` gather: their members, or one name in several student groups."""
    measure = run.rules.measures[name]
    if measure.get("over") == "groups":
        groups = measure.get("groups", run.rules.asked_groups)
        unit = run.rules.unit(measure["of"])
        return [(group, numeric(run, measure["of"], Place(place.school, group), unit)) for group in groups]
    members = run.rules.members(measure["of"])
    return [(member, numeric(run, member, place, run.rules.unit(members[0]))) for member in members]


def best_reading(run: Run, name: str, place: Place) -> Reading:
    """The largest of what is rated."""
    return largest([reading for _, reading in gathered_parts(run, name, place)])


def worst_reading(run: Run, name: str, place: Place) -> Reading:
    """The smallest of what is rated."""
    turned_round = largest([negated(reading) for _, reading in gathered_parts(run, name, place)])
    return negated(turned_round)


def negated(reading: Reading) -> Reading:
    """The same, counted from the other end."""
    if reading.held == NO:
        return reading
    return reading._replace(low=-reading.high, high=-reading.low)


def largest(readings: list[Reading]) -> Reading:
    """From the largest that is surely there to the largest that may be."""
    there = [each for each in readings if each.held != NO]
    certain = [each for each in there if each.held == YES]
    if not there:
        return first_reason(readings)
    low = max(each.low for each in certain) if certain else min(each.low for each in there)
    return Reading(low, max(each.high for each in there), YES if certain else UNSURE, "")


def weight_sets(parts: Any, run: Run) -> list[dict[str, Fraction]]:
    """The sets of weights of an index, in the order in which they are tried."""
    if isinstance(parts, dict):
        return [{part: Fraction(weight) for part, weight in parts.items()}]
    if all(isinstance(part, str) for part in parts):
        return [dict.fromkeys(run.rules.members(parts), Fraction(1))]
    return [{part: Fraction(weight) for part, weight in each.items()} for each in parts]


def index_reading(run: Run, name: str, place: Place) -> Reading:
    """A weighted mean: of a set of weights of the school's kind, of a family's members, or over student groups."""
    measure = run.rules.measures[name]
    if measure.get("over") == "groups":
        parts = gathered_parts(run, name, place)
        weighted = [(Fraction(1), reading) for _, reading in parts]
        return shared_out(run, measure, weighted)
    if "by" not in measure:
        parts = measure["parts"] if "parts" in measure else run.rules.members(measure["of"])
        return index_of_sets(run, name, weight_sets(parts, run), place)
    kind = run.fact_text(measure["by"], place.school)
    if kind is None:
        each_kind = [index_of_sets(run, name, weight_sets(parts, run), place) for parts in measure["parts"].values()]
        return hull(each_kind)
    if kind not in measure["parts"]:
        return without("not asked")
    return index_of_sets(run, name, weight_sets(measure["parts"][kind], run), place)


def index_of_sets(run: Run, name: str, sets: list[dict[str, Fraction]], place: Place) -> Reading:
    """The first set that is whole; a set that is perhaps whole is one that it may be."""
    measure, unit = run.rules.measures[name], run.rules.unit(name)
    weighted = [[(weight, numeric(run, part, place, unit)) for part, weight in each.items()] for each in sets]
    if measure.get("missing") == "shared":
        return shared_out(run, measure, weighted[0])
    possible, whole = [], False
    for each in weighted:
        held = min(reading.held for _, reading in each)
        if held != NO:
            possible.append(weighted_mean(each))
        if held == YES:
            whole = True
            break
    if not possible:
        return first_reason(reading for _, reading in weighted[0])
    low, high = min(each.low for each in possible), max(each.high for each in possible)
    return Reading(low, high, YES if whole else UNSURE, "")


def weighted_mean(parts: Sequence[tuple[Fraction, Reading]]) -> Reading:
    """Both ends of a weighted mean."""
    base = sum(weight for weight, _ in parts)
    low = sum(weight * reading.low for weight, reading in parts) / base
    high = sum(weight * reading.high for weight, reading in parts) / base
    return sure(low)._replace(high=high)


def shared_out(run: Run, measure: Row, parts: list[tuple[Fraction, Reading]]) -> Reading:
    """The weight of what is not rated goes to the rest, where enough of it is there."""
    needed = Fraction(0)
    if "at_least" in measure:
        number = run.number_reading(measure["at_least"], None, Place(None, "all"))
        share = converted(number, run.rules.unit(measure["at_least"]), "share").low
        needed = share * sum(weight for weight, _ in parts)

    def enough(chosen: Sequence[tuple[Fraction, Reading]]) -> bool:
        return bool(chosen) and sum(weight for weight, _ in chosen) >= needed

    certain = [each for each in parts if each[1].held == YES]
    choices = [certain + list(some) for some in some_of([each for each in parts if each[1].held == UNSURE])]
    means = [weighted_mean(each) for each in choices if enough(each)]
    if not means:
        return first_reason(reading for _, reading in parts)
    low, high = min(each.low for each in means), max(each.high for each in means)
    return Reading(low, high, YES if enough(certain) else UNSURE, "")


def pool_reading(run: Run, name: str, place: Place) -> Reading:
    """Counts of several indicators added, then divided; a part that is perhaps asked is in or out."""
    parts = {part: part_asked(run, part, place) for part in run.rules.measures[name]["of"]}
    certain = [part for part, asked in parts.items() if asked == YES]
    unsure = [part for part, asked in parts.items() if asked == UNSURE]
    choices = [certain + list(some) for some in some_of(unsure)]
    found = [pool_of(run, name, [part for part in parts if part in chosen], place) for chosen in reversed(choices)]
    return hull_in_order(found)


def part_asked(run: Run, indicator: str, place: Place) -> int:
    """Whether an indicator is asked of this school and this student group."""
    entry = run.rules.indicators[indicator]
    asked = run.asked(entry, place)
    return NO if asked == FEW or place.group not in entry.get("groups", [place.group]) else asked


def pool_of(run: Run, name: str, parts: list[str], place: Place) -> Reading:
    """The pool of these indicators, or the first reason why there is none."""
    measure, last = run.rules.measures[name], year_start(run.year)
    if not parts:
        return without("not asked")
    smallest = run.number_reading(measure["smallest"], None, place) if "smallest" in measure else None
    if smallest is not None and smallest.held == NO:
        return smallest
    if not any((part, run.year) in run.state.indicator_years for part in parts):
        return without("missing")
    each_at_least = Fraction(0)
    if "each_at_least" in measure:
        each_at_least = run.number_reading(measure["each_at_least"], None, place).low or Fraction(0)
    years = [year_name(start) for start in range(last - measure.get("years", 1) + 1, last + 1)]
    rows = [
        (part, row)
        for part in parts
        for year in years
        for row in run.rows(part, year, place.group, place.school)
        if least_counted(row) is None or least_counted(row) >= each_at_least
    ]
    if all(nobody(row) for _, row in rows if row["school_year"] == run.year):
        told = [row for part in parts for row in run.rows(part, run.year, place.group, place.school)]
        return without("no result" if all(nobody(row) for row in told) else "too few")
    enough = YES
    if smallest is not None and any(least_counted(row) is not None for _, row in rows):
        fewest, most = run.counted_bounds([row for _, row in rows])
        if fewest < smallest.high and most is not None and most < smallest.low:
            return without("too few")
        if fewest < smallest.high and not any(run.hides_counts(part) for part in measure["of"]):
            return without("masked")
        enough = YES if fewest >= smallest.high else UNSURE
    return perhaps(run.pooled_value(place, [(part, row) for part, row in rows if not nobody(row)]), enough)


def hull_in_order(readings: list[Reading]) -> Reading:
    """From the lowest to the highest of several that it may be; where it is none, the first one's reason."""
    return hull(readings) if any(each.held != NO for each in readings) else first_reason(readings)


def choose_reading(run: Run, name: str, place: Place) -> Reading:
    """What the first case takes whose rule holds; where that is unknown, this case's or that of the rest."""
    unit, possible = run.rules.unit(name), []
    for case in run.rules.measures[name]["cases"]:
        when = run.answer(case["when"], place) if "when" in case else YES
        if when >= UNSURE:
            possible.append(numeric(run, case["take"], place, unit))
        if when == YES:
            break
    return hull_in_order(possible)


def counted_places(run: Run, name: str, place: Place) -> list[tuple[int, Reading, int]]:
    """The student groups or the schools that a count or a share goes through: whether they are there and are meant."""
    measure = run.rules.measures[name]
    if measure["of"] == "groups":
        places = [Place(place.school, group) for group in measure.get("groups", run.rules.asked_groups)]
    elif run.rules.level(name) == "district":
        places = [Place(school, "all") for school in run.state.open_in(place.district)]
    else:
        places = [Place(school, "all") for school in run.state.open_schools]
    found = []
    for each in places:
        held = run.answer(measure["out_of"], each) if "out_of" in measure else YES
        reading = without("no result") if held in (NO, FEW) else perhaps(sure(Fraction(0)), held)
        found.append((1, reading, run.answer(measure["that"], each) if "that" in measure else YES))
    return found


# Mapping kinds


def difference_reading(run: Run, name: str, place: Place) -> Reading:
    """The one minus the other, or minus itself some years ago."""
    measure, of = run.rules.measures[run.rules.owner(name)[0]], run.rules.subject(name)
    unit = run.rules.unit(of)
    one = numeric(run, of, place, unit)
    if "minus" in measure:
        other = numeric(run, run.rules.beside(name, measure["minus"]), place, unit)
    else:
        other = numeric(run.before(measure["years_ago"]), of, place, unit)
    if NO in (one.held, other.held):
        return first_reason([one, other])
    rounding = half_away if measure.get("rounding") == "half away" else half_up
    low, high = (rounding(each, measure.get("decimals")) for each in (one.low - other.high, one.high - other.low))
    return Reading(low, high, min(one.held, other.held), "")


def half_away(value: Fraction, decimals: int | None) -> Fraction:
    """Rounded half away from nought."""
    return -half_up(-value, decimals) if value < 0 else half_up(value, decimals)


def earlier_reading(run: Run, name: str, place: Place) -> Reading:
    """The same name as if an earlier year were the year of the run."""
    measure = run.rules.measures[run.rules.owner(name)[0]]
    return run.before(measure["years_ago"]).reading(run.rules.subject(name), place)


def table_reading(run: Run, name: str, place: Place) -> Reading:
    """Two bands to one level: every cell that they touch."""
    measure = run.rules.measures[run.rules.owner(name)[0]]
    names = [run.rules.beside(name, measure[side]) for side in ("rows", "columns")]
    row, column = (run.reading(each, place) for each in names)
    if NO in (row.held, column.held):
        return first_reason([row, column])
    levels = [str(level) for level in measure["levels"]]
    touched = [
        levels.index(str(measure["grid"][level][across]))
        for level in run.rules.level_names(names[0])[int(row.low) : int(row.high) + 1]
        for across in range(int(column.low), int(column.high) + 1)
    ]
    return Reading(Fraction(min(touched)), Fraction(max(touched)), min(row.held, column.held), "")


def rank_reading(run: Run, name: str, place: Place) -> Reading:
    """The place among the schools of a frame; where the kind of school is unknown, among any kind's."""
    measure = run.rules.measures[run.rules.owner(name)[0]]
    frame = run.answer(measure["frame"], Place(place.school, "all")) if "frame" in measure else YES
    if frame in (NO, FEW) or not run.state.is_open(place.school):
        return without("not asked")
    if "by" not in measure:
        return perhaps(rank_among(run, name, place, ""), frame)
    own = run.fact_text(measure["by"], place.school)
    values = (run.fact_values(measure["by"]) or [""]) if own is None else [own]
    return perhaps(hull_in_order([rank_among(run, name, place, value) for value in values]), frame)


def rank_among(run: Run, name: str, place: Place, value: str) -> Reading:
    """The best and the worst place possible among the schools of one kind."""
    owner, of = run.rules.owner(name)[0], run.rules.subject(name)
    measure, turn = run.rules.measures[owner], run.rules.lower_is_better(of) and not run.rules.has_levels(of)

    def strength(school: str) -> Reading:
        reading = run.as_number(of, run.reading(of, Place(school, place.group)))
        return negated(reading) if turn else reading

    own = strength(place.school)
    if own.held == NO:
        return own
    others: dict[int, list[Reading]] = {YES: [], UNSURE: []}
    for school in run.state.open_schools:
        reading = strength(school)
        frame = run.answer(measure["frame"], Place(school, "all")) if "frame" in measure else YES
        kind = YES
        if "by" in measure:
            text = run.fact_text(measure["by"], school)
            kind = UNSURE if text is None else YES if text == value else NO
        part = min(frame, kind, reading.held)
        if school != place.school and part >= UNSURE:
            others[part].append(reading)
    op = "<" if measure.get("ties", "low") == "low" else "<="
    every = others[YES] + others[UNSURE]
    low = Fraction(1 + sum(compare(each, op, own) == YES for each in others[YES]))
    high = Fraction(1 + sum(compare(each, op, own) >= UNSURE for each in every))
    if measure.get("as", "place") == "percentile":
        # one that is perhaps ranked takes part where that moves the percentile further: behind the lowest if it may
        # not be weaker, behind the highest if it may be
        stronger = sum(compare(each, op, own) != YES for each in others[UNSURE])
        weaker = sum(compare(each, op, own) >= UNSURE for each in others[UNSURE])
        low, high = 100 * low / (1 + len(others[YES]) + stronger), 100 * high / (1 + len(others[YES]) + weaker)
    return Reading(low, high, own.held, "")


# One place


def one_group_reading(run: Run, name: str, place: Place) -> Reading:
    """What the school reads of one student group."""
    measure = run.rules.measures[name]
    return run.reading(measure["of"], Place(place.school, measure["group"]))


def years_in_reading(run: Run, name: str, place: Place) -> Reading:
    """For how many years, up to last year, a status was held without a break."""
    measure = run.rules.measures[name]
    return sure(Fraction(years_held(run, measure["status"], measure.get("paused", []), place)))


def years_held(run: Run, status: str, paused: Sequence[str], place: Place) -> int:
    """Walking back from last year: a paused year, and one in which nobody holds it, neither counts nor breaks."""
    at_group = run.rules.is_rule(status) and run.rules.level(status) == "group"
    held = {
        (year, school, group)
        for year, school, group, named in run.state.statuses
        if named == status and (at_group or group == "all")
    }
    group = place.group if at_group else "all"
    first = min((year_start(year) for year, *_ in held), default=year_start(run.year))
    years = 0
    for start in range(year_start(run.year) - 1, first - 1, -1):
        year = year_name(start)
        if year in paused or not any(each[0] == year for each in held):
            continue
        if not any((year, school, group) in held for school in run.state.earlier_ids(place.school, year)):
            break
        years += 1
    return years


KINDS: dict[str, Kind] = {
    "index": index_reading,
    "best": best_reading,
    "worst": worst_reading,
    "pool": pool_reading,
    "choose": choose_reading,
    "table": table_reading,
    "difference": difference_reading,
    "earlier": earlier_reading,
    "rank": rank_reading,
    "one_group": one_group_reading,
    "years_in": years_in_reading,
}
