"""Pictures of how schools lie in an indicator: which schools, which levels, where a school stands, and in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import orsupport as ors
from orsupport.reporting.content import Content
from orsupport.reporting.pictures import Pictures, level_styles, moved
from orsupport.reporting.pictures_drawing import LEFT, WIDTH, distribution, place_of, shade
from orsupport.reporting.pictures_frames import Frame
from orsupport.reporting.pictures_slim import slim

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"
ENTRY = ors.rules("oregon-2023").indicator["graduation_4yr"]


def cut(level: str, low: float | None, high: float | None = None, basis: str = "a figure") -> dict[str, Any]:
    high = low if high is None else high
    begins = low if low == high else None
    return {"level": level, "begins": begins, "begins_low": low, "begins_high": high, "basis": basis}


def frame(values: Sequence[float], *cuts: dict[str, Any], lower: bool = False, unit: str = "percent") -> Frame:
    entry = ENTRY if unit == "percent" else ENTRY.model_copy(update={"kind": "given", "unit": unit, "decimals": None})
    ladder = ["1", *dict.fromkeys(each["level"] for each in cuts)]
    return Frame("key", "it", entry, "", None, list(values), 0, list(cuts), ladder, ladder, lower, "at")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def tiny() -> Content:
    return Content(ors.identify(ors.read(TINY), ors.rules(TINY / "rules.toml")))


def test_each_school_stands_in_one_bar() -> None:
    values = [0, 1.9, 2, 50, 99.9, 100, 100]
    bars = frame(values).bars()
    assert sum(schools for _, _, schools in bars) == len(values)
    held = {(low, high): schools for low, high, schools in bars if schools}
    assert held == {(0, 2): 2, (2, 4): 1, (50, 52): 1, (98, 100): 3}


def test_a_zone_is_the_level_of_a_result_in_it() -> None:
    levels = frame([50], cut("2", 20.5), cut("3", 42.9), cut("4", 80)).zones()
    assert levels == [(0, 20.5, "1"), (20.5, 42.9, "2"), (42.9, 80, "3"), (80, 100, "4")]


def test_where_lower_is_better_the_highest_level_lies_to_the_left() -> None:
    levels = frame([50], cut("2", 30), cut("3", 10), lower=True).zones()
    assert levels == [(0, 10, "3"), (10, 30, "2"), (30, 100, "1")]


def test_a_level_that_begins_below_the_one_before_it_swallows_that() -> None:
    assert frame([50], cut("2", 60), cut("3", 40)).zones() == [(0, 40, "1"), (40, 100, "3")]


def test_between_the_ends_of_a_masked_cut_no_level_is_drawn() -> None:
    assert frame([50], cut("2", 20, 24)).zones() == [(0, 20, "1"), (24, 100, "2")]


def test_without_a_figure_for_a_level_no_level_is_drawn() -> None:
    assert frame([50], cut("2", None), cut("3", 60)).zones() == []
    assert frame([50]).zones() == []


@pytest.mark.parametrize(
    ("values", "unit", "ends"),
    [
        ([0, 55, 100], "percent", (0, 100)),
        ([12, 88], "percentile", (0, 100)),
        ([0.2, 0.7], "share", (0, 1)),
        ([0.5, 3.1], "percent", (0, 4)),
        ([52, 97], "points", (50, 100)),
        ([-180, 240], "points", (-200, 300)),
        ([7], "points", (7, 7.2)),
        ([120.5, 118], "percent", (0, 150)),
    ],
    ids=["percent", "percentile", "share", "all near nothing", "index", "below zero", "one school", "above a hundred"],
)
def test_the_scale_is_that_of_the_unit_or_of_the_results(values: list[float], unit: str, ends: Any) -> None:
    drawn = frame(values, unit=unit)
    assert drawn.ends == ends
    assert sum(schools for _, _, schools in drawn.bars()) == len(values)
    assert all(LEFT <= place_of(each, drawn.ends) <= LEFT + WIDTH for each in values)


def test_the_lower_a_level_the_darker_in_ladders_of_any_length() -> None:
    def light(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2

    for of in range(2, 14):
        shades = [light(shade(place, of)) for place in range(1, of + 1)]
        assert shades[0] < min(shades[1:])
        assert all(each + 0.05 > 4.5 * 0.063 for each in shades)  # dark text on each: contrast of AA


def test_names_of_levels_are_text_in_a_drawing() -> None:
    svg = distribution([(0, 2, 3)], [50], [(0, 50, "A<b>&", "#fff"), (50, 100, "F", "#eee")], (0, 100))
    assert "A&lt;b&gt;&amp;" in svg
    assert "<b>" not in svg
    assert "http" not in moved(["A<b>", "B"], ["A<b>", "B"], [[1, 2], [3, 4]], 'said "so"').replace(
        "http://www.w3.org", ""
    )


def test_bars_and_lines_of_one_look_are_one_path() -> None:
    slimmed = slim(
        '<g><path d="M10,52h8v10h-8Z" fill="#64798d"/><path d="M20,42h8v20h-8Z" fill="#64798d"/></g><g></g>'
        '<line transform="translate(5,0)" x2="0" y2="80" stroke="#333"/>'
        '<line transform="translate(9,0)" x2="0" y2="80" stroke="#333"/>'
        '<path d="M0,65h50v15h-50Z" fill="#fff"/><path d="M50,65h50v15h-50Z" fill="#eee"/>'
    )
    assert re.findall(r'<path d="([^"]*)"', slimmed) == [
        "M14.0,62v-10M24.0,62v-20",
        "M5,0l0,80M9,0l0,80",
        "M0,65h50v15h-50Z",
        "M50,65h50v15h-50Z",
    ]


def test_a_drawing_asks_for_nothing_and_is_named_once(tiny: Content) -> None:
    pictures = Pictures(tiny)
    assert set(pictures.drawn) == set(pictures.frames)
    page = pictures.symbols(pictures.drawn)
    assert sorted(re.findall(r'<symbol id="([^"]+)"', page)) == sorted(pictures.drawn)
    assert not re.search(r"href|url\(|<script|<style|@import", page)
    again = Pictures(tiny, pictures.drawn)
    assert again.symbols(again.drawn) == page


def test_a_school_lies_where_its_result_is(tiny: Content) -> None:
    pictures = Pictures(tiny, {})
    cell = next(
        cell
        for cell in tiny.explained("101")["indicators"]
        if cell["indicator"] == "ela_achievement" and cell["student_group"] == "all"
    )
    picture = pictures.of("101", cell)
    assert picture is not None
    assert picture.words.endswith(f"this school: {cell['value']:.1f} %, level {cell['level']}.")
    assert f'<path d="M{place_of(cell["value"], (0, 100))} ' in picture.svg
    assert f"href=#{picture.key} " in picture.svg
    assert f'aria-labelledby="{picture.key}-said {picture.caption}"' in picture.svg
    masked = cell | {"value": None, "value_low": 10.0, "value_high": 40.0, "level": None}
    picture = pictures.of("101", masked)
    assert picture is not None
    assert picture.words.endswith("this school: 10.0 to 40.0 %, masked.")
    assert f'<rect x="{place_of(10, (0, 100))}"' in picture.svg
    assert f'width="{round(WIDTH * 0.3, 1):g}' in picture.svg
    assert pictures.of("101", cell | {"value": None}) is None


def test_the_words_say_how_many_schools_and_where_each_level_begins(tiny: Content) -> None:
    pictures = Pictures(tiny, {})
    drawn = frame(
        [10, 20, 30], cut("2", 20.5), cut("3", 40, 41.5), cut("4", None), cut("5", None, None, "x: a figure a place")
    )
    assert pictures.words(drawn) == (
        "3 schools; level 2 begins at 20.5; level 3 begins at 40 to 41.5; "
        "where level 4 begins could not be worked out; level 5 begins at another figure for each"
    )
    assert pictures.words(replace(frame([10], cut("2", 30), lower=True), masked=1250, of="Serves grade 12: yes")) == (
        "1 school (Serves grade 12: yes); 1,250 more with a masked result, not drawn; "
        "level 2 begins at 30, lower is better"
    )


def test_every_open_school_with_a_result_is_in_one_frame_of_the_indicator(tiny: Content) -> None:
    run = tiny.run
    ratings = run.ratings[(run.ratings.student_group == "all") & run.ratings.school_id.map(tiny.is_open)]
    frames = Pictures(tiny, {}).frames.values()
    for name in tiny.book.indicator:
        mine = [each for each in frames if each.name == name]
        of_it = ratings[ratings.indicator == name]
        assert sum(len(each.values) for each in mine) == of_it.value.notna().sum()
        assert sum(each.masked for each in mine) == of_it.value_low.notna().sum()


def test_a_level_is_coloured_as_in_the_pictures(tiny: Content) -> None:
    of = len(tiny.ladder("ela_achievement"))
    assert f'[data-level="1-{of}"]{{--shade:{shade(1, of)}' in level_styles(tiny)
