"""Hand-worked checks of the second way, and the properties that hold for whatever is made up."""

import tomllib
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import made_up
from naive import FEW, NO, PRINTED, UNSURE, YES, Share, greatest_mean, half_up, identify, least_mean, percentile_of

LAST = "2024-25"
RULES = """
format = 1
id     = "hand-worked"
title  = "Hand-worked"
from   = "2018-19"
[source]
plan = { title = "A made-up plan" }
[groups]
asked = ["blue", "green"]
[fact]
serves_grade_12 = { label = "Serves grade 12" }
[number]
floor        = { value = 67, unit = "percent",    source = "plan" }
half         = { value = 50, unit = "percent",    source = "plan" }
min_students = { value = 20, unit = "students",   source = "plan" }
min_rated    = { value = 2,  unit = "indicators", source = "plan" }
[indicator]
source = "plan"
rate = { label = "Rate", kind = "share", decimals = 1 }
[measure]
source = "plan"
[rule]
at     = "school"
source = "plan"
below_floor = { label = "Below the floor", all = ["rate < floor"] }
any_low     = { label = "Any school", at = "district", all = ["any_school below_floor"] }
[outcome.school]
CSI = "below_floor"
[outcome.district]
Primary = "any_low"
"""


def rules(more: str = "") -> dict[str, Any]:
    """The rules above and, section by section, more."""
    parsed = tomllib.loads(RULES)
    for section, table in tomllib.loads(more).items():
        parsed[section] = parsed.get(section, {}) | table
    return parsed


def school(number: int = 1, **facts: Any) -> dict[str, Any]:
    """An open Title I school of district D."""
    row = {"school_id": str(number), "school_name": f"School {number}", "district_id": "D", "district_name": "District"}
    return row | {"school_type": "elementary", "title_i": True, "open": True, "serves_grade_12": False} | facts


def result(
    number: int = 1, indicator: str = "rate", group: str = "all", year: str = LAST, **cells: Any
) -> dict[str, Any]:
    """A row of results."""
    return {"school_year": year, "school_id": str(number), "student_group": group, "indicator": indicator} | cells


def run(results: list[dict[str, Any]], more: str = "", schools: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """One school unless said, under the rules above and more."""
    return identify({"schools": schools or [school()], "results": results}, rules(more), LAST)


def answer(rule: str, results: list[dict[str, Any]], more: str = "") -> int:
    """What a rule says of the one school."""
    answers = run(results, more)["answers"][rule]
    return answers["1"] if "1" in answers else answers["1", "all"]


def value(results: list[dict[str, Any]], entry: str = "") -> tuple[Any, ...]:
    """The one school's value of an indicator with these keys."""
    keys = ", ".join(["label = 'Rate'", "kind = 'share'", *([entry] if entry else [])])
    return run(results, f"indicator.rate = {{ {keys} }}")["measures"]["rate"]["1", "all"]


def point(figure: Any) -> tuple[Any, ...]:
    """A value that is there and exact."""
    return Fraction(figure), Fraction(figure), YES, ""


def cut(entry: str, results: list[dict[str, Any]], schools: list[dict[str, Any]]) -> dict[str, Any]:
    """A run with a band over the rate whose second level begins at a number with these keys."""
    more = f"""
        number.tenth = {{ value = 10, unit = "percent", source = "plan" }}
        number.one = {{ value = 1, unit = "schools", source = "plan" }}
        number.two = {{ value = 2, unit = "schools", source = "plan" }}
        number.cut = {{ label = "Cut", source = "plan", {entry} }}
        indicator.rate = {{ label = "Rate", kind = "share" }}
        measure.level = {{ label = "Level", kind = "band", of = ["rate"], lowest = "1", begins = {{ 2 = "cut" }} }}
    """
    return run(results, more, schools)


def levels(below: int, rated: int) -> list[dict[str, Any]]:
    """One school, rated on so many indicators, so many of them at Level 1."""
    return [result(indicator=f"i{n}", counted=10, met=2 if n < below else 8) for n in range(rated)]


SEVEN = "\n".join(
    [
        *(f"indicator.i{n} = {{ label = 'Indicator', kind = 'share' }}" for n in range(7)),
        f"measure.level = {{ label = 'Level', kind = 'band', of = {[f'i{n}' for n in range(7)]}, "
        "lowest = '1', begins = { 2 = 50 } }",
        "measure.low_share = { label = 'At Level 1', kind = 'share', of = 'level', that = '<= 1' }",
        "measure.rated_indicators = { label = 'Rated', kind = 'count', of = 'level' }",
        "rule.low = { label = 'Half', at = 'group', all = ['rated_indicators >= min_rated', 'low_share >= half'] }",
        "rule.title_low = { label = 'Title I and half', all = ['title_i', 'low'] }",
        "rule.group_low = { label = 'A group', all = ['any_group low'] }",
    ]
)


# Values


def test_43_of_70_is_below_67() -> None:
    # 100 x 43 / 70 = 61.428..., at one decimal 61.4
    out = run([result(counted=70, met=43)])
    assert out["measures"]["rate"]["1", "all"] == point("61.4")
    line = {
        "judged": "yes",
        "outcome": "CSI",
        "below_floor": "yes",
        "rated_indicators": None,
        "level1_indicators": None,
    }
    facts = ("school_id", "school_name", "district_id", "district_name", "school_type")
    assert out["schools"] == [{name: school()[name] for name in facts} | line]
    figures = {"schools": 1, "identified_schools": 1, "identified_share": 1, "csi_schools": 1, "unsure_schools": 0}
    district = {"district_id": "D", "district_name": "District"}
    assert out["districts"] == [district | figures | {"tier": "Primary", "any_low": "yes"}]


@pytest.mark.parametrize(("met", "rate", "expected"), [(1339, "67.0", NO), (3347, "66.9", YES)])
def test_a_value_is_rounded_before_it_meets_the_floor(met: int, rate: str, expected: int) -> None:
    # 1339 of 2000 = 66.95, at one decimal 67.0, which is not below 67; 3347 of 5000 = 66.94, at one decimal 66.9
    rows = [result(counted=2000 if met == 1339 else 5000, met=met)]
    assert run(rows)["measures"]["rate"]["1", "all"] == point(rate)
    assert answer("below_floor", rows) == expected


def test_half_up_at_the_edge() -> None:
    assert half_up(Fraction("66.95"), 1) == 67
    assert half_up(Fraction("66.94"), 1) == Fraction("66.9")
    assert half_up(Fraction(2, 3), None) == Fraction(2, 3)


def test_participation_below_95_percent() -> None:
    # 95 % of 40 expected is 38, more than the 36 tested: 18 / 38 = 47.368...
    keys = "decimals = 2, participation = 'ninety_five'"
    more = f"""
        number.ninety_five = {{ value = 95, unit = "percent", source = "plan" }}
        indicator.rate = {{ label = "Rate", kind = "share", {keys} }}
    """
    rows = [result(expected=40, counted=36, met=18)]
    assert run(rows, more)["measures"]["rate"]["1", "all"] == point("47.37")
    # 39 tested of 40 are more than 38: 18 / 39 = 46.153...
    assert run([rows[0] | {"counted": 39}], more)["measures"]["rate"]["1", "all"] == point("46.15")


def test_pooled_years_add_counts() -> None:
    # (5 + 12) of (10 + 30) = 42.5, not the mean of 50 and 40
    rows = [result(year="2023-24", counted=10, met=5), result(counted=30, met=12)]
    assert value(rows, "years = 2") == point("42.5")
    assert value(rows, "years = 2, first_year = '2024-25'") == point(40)
    assert value([rows[0]], "years = 2")[3] == "missing"


def test_a_masked_year_pooled() -> None:
    # 10 students between 0 and 50 percent and 15 of 30: from 15 / 40 to 20 / 40
    rows = [result(year="2023-24", counted=10, value_low=0, value_high=50), result(counted=30, met=15)]
    assert value(rows, "years = 2") == (Fraction("37.5"), Fraction(50), YES, "")
    # a masked count weighs what it surely is: nothing in an older year, one student in the year of the run
    masked = {"counted_low": 0, "counted_high": 9, "value_low": 0, "value_high": 100}
    assert value([result(year="2023-24", **masked), result(counted=30, met=15)], "years = 2") == point(50)
    rows = [result(year="2023-24", counted=4, met=2), result(**masked)]
    assert value(rows, "years = 2") == (Fraction(40), Fraction(60), YES, "")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"counted": 19, "met": 19}, "too few"),
        ({"counted": 20, "met": 19}, ""),
        ({"counted": 0, "met": 0}, "no result"),
        ({"counted_low": 10, "value_high": 5}, "masked"),
        ({"counted_low": 10, "counted_high": 19, "value_high": 5}, "too few"),
        ({"value": "50.0"}, ""),
    ],
)
def test_the_smallest_group(cells: dict[str, Any], why: str) -> None:
    assert value([result(**cells)], "smallest = 'min_students'")[3] == why


def test_too_few_is_a_no_that_not_turns() -> None:
    more = """
        indicator.rate = { label = "Rate", kind = "share", smallest = "min_students" }
        rule.not_rated = { label = "Not rated", all = ["not rated rate"] }
    """
    rows = [result(counted=19, met=1)]
    assert answer("below_floor", rows, more) == FEW
    assert run(rows, more)["schools"][0]["below_floor"] == "no"
    assert answer("not_rated", rows, more) == YES


def test_what_is_missing_is_unsure_and_what_has_no_result_is_no() -> None:
    elsewhere = [result(group="blue", counted=20, met=20)]
    assert answer("below_floor", elsewhere) == NO
    assert answer("below_floor", [result(indicator="other", counted=20, met=20)]) == UNSURE


def test_a_combined_group_adds_its_parts() -> None:
    more = """
        groups.asked = ["blue", "green", "both"]
        groups.combined.both = ["blue", "green"]
        indicator.rate = { label = "Rate", kind = "share" }
    """
    parts = [result(group="blue", counted=6, met=3), result(group="green", counted=4, met=3)]
    assert run(parts, more)["measures"]["rate"]["1", "both"] == point(60)
    held = [*parts, result(2, group="both", counted=5, met=1)]
    assert run(held, more, [school(), school(2)])["measures"]["rate"]["1", "both"][3] == "no result"


# Levels, counts and shares


@pytest.mark.parametrize(("below", "rated", "expected"), [(3, 7, NO), (3, 6, YES), (2, 4, YES), (1, 1, NO), (0, 2, NO)])
def test_half_of_the_rated_indicators(below: int, rated: int, expected: int) -> None:
    # 3 of 7 = 0.428..., below half; 3 of 6 and 2 of 4 are exactly half; one rated indicator is fewer than two
    out = run(levels(below, rated), SEVEN)
    assert out["measures"]["low_share"]["1", "all"] == point(Fraction(below, rated))
    assert out["schools"][0]["rated_indicators"] == rated
    assert out["answers"]["title_low"]["1"] == expected


def test_a_group_counts_for_itself() -> None:
    rows = [row | {"student_group": "green"} for row in levels(2, 3)] + levels(0, 3)
    line = run(rows, SEVEN)["schools"][0]
    assert (line["title_low"], line["group_low"], line["group_low_groups"]) == ("no", "yes", "green")


def test_a_masked_result_between_two_levels() -> None:
    # one at Level 1, one above, one between 40 and 60 percent: 1 or 2 of 3
    rows = [*levels(1, 2), result(indicator="i2", counted=10, value_low=40, value_high=60)]
    out = run(rows, SEVEN)
    assert out["measures"]["low_share"]["1", "all"] == (Fraction(1, 3), Fraction(2, 3), YES, "")
    assert out["answers"]["low"]["1", "all"] == UNSURE
    assert next(line["why"] for line in out["ratings"] if line["indicator"] == "i2") == "unsure"


@pytest.mark.parametrize(("edge", "level"), [("at", 1), ("above", 0)])
def test_exactly_at_the_edge(edge: str, level: int) -> None:
    keys = f"label = 'Level', kind = 'band', of = 'rate', edge = '{edge}', lowest = 'F'"
    more = f"measure.level = {{ {keys}, begins = {{ A = 50 }} }}"
    assert run([result(counted=4, met=2)], more)["measures"]["level"]["1", "all"] == point(level)


def test_a_perhaps_asked_indicator_is_perhaps_counted() -> None:
    # i0 is asked where grade 12 is served, which is blank: 0 of 1, or 1 of 2
    asked = SEVEN.replace("indicator.i0 = { ", "indicator.i0 = { asked = 'serves_grade_12', ")
    rows = [result(indicator="i0", counted=10, met=2), result(indicator="i1", counted=10, met=8)]
    out = run(rows, asked, [school(serves_grade_12=None)])
    assert out["measures"]["low_share"]["1", "all"] == (0, Fraction(1, 2), YES, "")
    assert out["measures"]["rated_indicators"]["1", "all"] == (1, 2, YES, "")


# Cuts


FOUR = [school(1), school(2), school(3), school(4)]
RATES = [result(n, counted=10, met=met) for n, met in ((1, 1), (2, 2), (3, 4), (4, 8))]


def test_a_percentile_between_two_schools() -> None:
    # 10, 20, 40 and 80: the tenth percentile lies 0.1 x 3 = 0.3 of the way from 10 to 20
    out = cut("kind = 'percentile', take = 'tenth', method = 'between'", RATES, FOUR)
    assert (out["cuts"][0]["begins"], out["cuts"][0]["from_schools"]) == (13, 4)
    assert [out["measures"]["level.rate"][number, "all"][0] for number in "1234"] == [0, 1, 1, 1]
    # counted: school number 0.1 x 4, rounded up, that is the first
    assert cut("kind = 'percentile', take = 'tenth', method = 'counted'", RATES, FOUR)["cuts"][0]["begins"] == 10
    # counted from the highest, which is the weakest where lower is better: 0.3 of the way from 80 to 40
    assert percentile_of([Fraction(n) for n in (10, 20, 40, 80)], Fraction(1, 10), "between", True) == 68


def test_too_few_schools_for_a_cut() -> None:
    keys = "kind = 'percentile', take = 'half', method = 'between', by = 'serves_grade_12', fewest = 'two'"
    schools = [school(1), school(2), school(3), school(4, serves_grade_12=True)]
    out = cut(keys, RATES, schools)
    assert [(line["schools_of"], line["begins"], line["from_schools"]) for line in out["cuts"]] == [
        ("serves_grade_12 = true", None, 1),
        ("serves_grade_12 = false", 20, 3),
    ]
    assert out["measures"]["level.rate"]["4", "all"] == (None, None, NO, "no cut")


def test_a_percentile_of_masked_values_and_perhaps_members() -> None:
    # the second of 10, 20..60, 80
    rows = [RATES[0], result(2, counted=10, value_low=20, value_high=60), RATES[3]]
    keys = "kind = 'percentile', take = 'half', method = 'between'"
    line = cut(keys, rows, FOUR)["cuts"][0]
    assert (line["begins_low"], line["begins_high"]) == (20, 60)
    # of 10 and 40, with or without 80: 25 or 40; one school alone would be fewer than the two that are sure
    schools = [school(1), school(3), school(4, title_i=None)]
    line = cut(f"{keys}, frame = 'title_i', fewest = 'two'", [RATES[0], *RATES[2:]], schools)["cuts"][0]
    assert (line["begins_low"], line["begins_high"], line["from_schools"]) == (25, 40, 2)


def test_an_average_over_students_and_over_schools() -> None:
    # 3 of 4 and 2 of 6: over students 5 of 10; over schools the mean of 75 and 33.333...; a masked row is left out
    rows = [result(1, counted=4, met=3), result(2, counted=6, met=2), result(3, counted=9, value_high=5)]
    line = cut("kind = 'average', weight = 'students'", rows, FOUR)["cuts"][0]
    assert (line["begins"], line["from_schools"]) == (50, 2)
    assert cut("kind = 'average', weight = 'schools', decimals = 1", rows, FOUR)["cuts"][0]["begins"] == Fraction(
        "54.2"
    )


def test_the_least_and_the_greatest_mean_are_those_of_every_choice() -> None:
    # sure: 50 of 1. Perhaps: 90 of 1 and 40 of 10 in total: 50, 140 / 2 = 70, 90 / 11, 180 / 12 = 15
    certain = [Share(Fraction(50), Fraction(1))]
    possible = [Share(Fraction(90), Fraction(1)), Share(Fraction(40), Fraction(10))]
    assert least_mean(certain, possible, 0) == Fraction(90, 11)
    assert least_mean(certain, possible, 2) == 15
    assert greatest_mean(certain, possible, 0) == 70


def test_a_line_and_a_figure_for_each_group() -> None:
    # from 40 in 2019-20 to 80 in 2029-30, five tenths of the way in 2024-25: 60
    more = """
        number.line = { from = ["2019-20", 40], to = ["2029-30", 80], unit = "percent", source = "plan" }
        number.own = { by = "student_group", values = { all = 60, blue = "121/2" }, unit = "percent", source = "plan" }
        rule.on_line = { label = "On the line", at = "group", all = ["rate >= line"] }
        rule.on_own = { label = "At its own figure", at = "group", all = ["rate >= own"] }
    """
    rows = [result(group=group, counted=10, met=6) for group in ("all", "blue", "green")]
    answers = run(rows, more)["answers"]
    assert answers["on_line"]["1", "all"] == YES
    assert [answers["on_own"]["1", group] for group in ("all", "blue", "green")] == [YES, NO, NO]


# Closed schools and districts


def test_a_closed_school_is_kept_and_not_judged() -> None:
    rows = [result(1, counted=10, met=1), result(2, counted=10, met=9)]
    out = run(rows, "", [school(1, open=False), school(2, open=None)])
    assert [(line["judged"], line["below_floor"], line["outcome"]) for line in out["schools"]] == [
        ("no", "no", ""),
        ("yes", "no", ""),
    ]
    assert (out["districts"][0]["schools"], out["districts"][0]["tier"]) == (1, "")
    assert [line["value"] for line in out["ratings"] if line["student_group"] == "all"] == [10, 90]


def test_a_district_without_open_schools() -> None:
    line = run([result(counted=10, met=1)], "", [school(open=False)])["districts"][0]
    assert (line["schools"], line["identified_schools"], line["identified_share"], line["tier"]) == (0, 0, None, "")


# Whatever is made up

MADE_UP = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


@MADE_UP
@given(made_up.rules_files())
def test_a_made_up_file_survives_its_text(rules_file: dict[str, Any]) -> None:
    assert tomllib.loads(made_up.toml_text(rules_file)) == rules_file


@MADE_UP
@given(made_up.cases(masks=False, blanks=False, bare=False))
def test_nothing_is_unsure_where_nothing_is_hidden(case: tuple[Any, Any, Any]) -> None:
    out = identify(*case)
    readings = [reading for places in out["measures"].values() for reading in places.values()]
    if "magnet" in case[1].get("fact", {}) or any(why == "missing" for _, _, _, why in readings):
        return
    assert all(low == high and held != UNSURE for low, high, held, _ in readings)
    assert all(each != UNSURE for places in out["answers"].values() for each in places.values())


@MADE_UP
@given(made_up.cases(made_up.rules_files(averages_of_measures=False)), st.data())
def test_no_filling_contradicts_an_answer(case: tuple[Any, Any, Any], data: st.DataObject) -> None:
    tables, file, year = case
    masked = identify(*case)
    filled = identify(data.draw(made_up.fillings(tables, facts=True)), file, year)
    for rule, places in masked["answers"].items():
        for place, said in places.items():
            assert said == UNSURE or PRINTED[said] == PRINTED[filled["answers"][rule][place]], (rule, place)


@MADE_UP
@given(made_up.cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(case: tuple[Any, Any, Any], random: Any) -> None:
    tables, file, year = case
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    assert identify(shuffled, file, year) == identify(*case)


@MADE_UP
@given(made_up.cases(), st.data())
def test_masking_keeps_every_count_and_every_bound(case: tuple[Any, Any, Any], data: st.DataObject) -> None:
    tables, file, year = case
    bare, hidden = identify(*case), identify(data.draw(made_up.masked(tables)), file, year)
    for indicator in set(file["indicator"]) & set(made_up.INDICATORS):
        for place, (low, high, held, why) in bare["measures"][indicator].items():
            masked = hidden["measures"][indicator][place]
            assert masked[2:] == (held, why)
            assert low is None or masked[0] <= low <= high <= masked[1]
