"""The pages say what the run says: every number read back from the HTML, every link followed, whatever the ids hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from typer.testing import CliRunner

import orsupport as ors
from orsupport.command import app
from orsupport.identification import Run
from orsupport.reporting import side_by_side
from orsupport.reporting.addresses import file_of, section_of, slug
from orsupport.reporting.assumed import assumed_entries
from orsupport.reporting.content import Content
from orsupport.reporting.could_turn import could_turn
from orsupport.reporting.distances import gap
from orsupport.reporting.district import district, head
from orsupport.reporting.district_take import district_take
from orsupport.reporting.drivers import by_rule
from orsupport.reporting.grid import figures
from orsupport.reporting.pages import Pages
from orsupport.reporting.pictures import Pictures
from orsupport.reporting.school import school
from orsupport.reporting.state import state
from orsupport.reporting.tree import tree, unfolding
from test_rated_districts import CALIFORNIA, CALIFORNIA_RESULTS, TENNESSEE, TENNESSEE_RESULTS, folder

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
ENDED_BY = {
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
    "li": ("li",),
}  # without an end of their own
VOID = {"meta", "input", "br", "link", "img", "use", "rect", "line", "path", "circle", "col"}
Row = dict[str, Any]


@dataclass
class Element:
    """An element of a page, with what stands in it."""

    tag: str
    attributes: dict[str, str]
    within: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text() for each in self.within)

    def all(self, tag: str = "", name: str = "") -> Iterator[Element]:
        """The elements below with this tag and class."""
        for each in self.within:
            if isinstance(each, Element):
                if tag in ("", each.tag) and (not name or name in each.attributes.get("class", "").split()):
                    yield each
                yield from each.all(tag, name)

    def one(self, tag: str, name: str = "") -> Element:
        found = list(self.all(tag, name))
        assert len(found) == 1, f"{len(found)} {tag}.{name}"
        return found[0]

    def rows(self) -> list[list[Element]]:
        """The cells of a table, row by row, without its head; one that stands beside several rows, or over those of its
        part, is in each."""
        found: list[list[Element]] = []
        beside: dict[int, tuple[int, Element]] = {}  # column: how many more rows, and the cell
        over: list[Element] = []
        for row in (row for body in self.all("tbody") for row in body.all("tr")):
            cells, left = [], [cell for cell in row.within if isinstance(cell, Element)]
            if left[0].attributes.get("scope") == "rowgroup":
                over = left
                continue
            while left or beside.get(len(cells), (0,))[0]:
                more, cell = beside.pop(len(cells), (0, None))
                if cell is None:
                    cell = left.pop(0)
                    more = int(cell.attributes.get("rowspan", 1))
                if more > 1:
                    beside[len(cells)] = (more - 1, cell)
                cells.append(cell)
            found.append([*over, *cells])
        return found


class Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.top = Element("", {})
        self._open = [self.top]
        self.feed(text)
        assert [each.tag for each in self._open[1:]] == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        while self._open[-1].tag in ENDED_BY.get(tag, ()):
            self._open.pop()
        self._open[-1].within.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].within.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open[-1].tag in ENDED_BY and self._open[-1].tag != tag:
            self._open.pop()
        if tag not in VOID:
            assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].within.append(data)


def page_of(text: str) -> Element:
    return Reader(text).top


def numbers_in(text: str) -> list[float]:
    """The numbers of a cell, without the commas of thousands."""
    return [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", text.replace(",", ""))]


def sections(page: Element) -> dict[str, Element]:
    return {each.attributes["id"]: each for each in page.all("section", "school")}


def details(section: Element, name: str) -> Element | None:
    return next(section.all("details", name), None)


@pytest.fixture(scope="module")
def made_up_state() -> Content:
    return Content(ors.identify(ors.read(FIXTURES / "oregon-like"), ors.rules("oregon-2023")))


def two_hundred(made_up_state: Content) -> dict[str, Element]:
    """The sections of 200 schools and more, of districts of all sizes, by id; for some with what it would take."""
    content = made_up_state
    pages, pictures = Pages(content), Pictures(content, {})
    chosen: list[str] = []
    for district_id in list(content.districts)[1::5]:
        so_far = sum(len(content.schools_of[each]) for each in chosen)
        if so_far < 200 and len(content.schools_of[district_id]) < 60:
            chosen.append(district_id)
    found = {}
    take = content.take([row["school_id"] for row in content.schools_of[chosen[0]]][:3])
    pictures.symbols = lambda keys: ""  # type: ignore[assignment, method-assign, misc, return-value]
    for district_id in chosen:
        page = page_of(pages.district(district(content, district_id, pictures, take)))
        by_place = sections(page)
        found |= {row["school_id"]: by_place[section_of(row["school_id"])] for row in content.schools_of[district_id]}
    assert len(found) >= 200
    return found


def check_every_level_and_result_of_the_grid_is_that_of_the_ratings(
    content: Content, found: dict[str, Element]
) -> None:
    seen = 0
    label = {entry.label: name for name, entry in content.book.indicator.items()}
    for school_id, section in found.items():
        ratings = {(row["student_group"], row["indicator"]): row for row in content.ratings[school_id]}
        levels = {place: row["level"] for place, row in ratings.items() if row["level"] is not None}
        tables = list(section.all("table", "grid"))
        assert bool(tables) or not levels
        for table in tables:
            heads = [label[each.text()] for each in list(table.one("thead").all("th"))[1:]]
            for cells in table.rows():
                group = _group(content, cells[0].text())
                for indicator, cell in zip(heads, cells[1:], strict=True):
                    row = ratings.get((group, indicator))
                    if "data-level" in cell.attributes:
                        assert row is not None
                        assert cell.one("b").text() == levels.pop((group, indicator))
                        rest = cell.text().strip().removeprefix(row["level"])
                        assert numbers_in(rest) == _result(row)
                        seen += 1
                    elif row is not None:
                        assert row["level"] is None
        assert levels == {}, f"levels that do not stand in the grid of {school_id}"
    assert seen > 4_000


def _group(content: Content, said: str) -> str:
    from orsupport.reporting.words import named

    return next(group for group in content.book.group_names if named(group) == said)


def _result(row: Row) -> list[float]:
    if row["value"] is not None:
        return [row["value"]]
    return [row["value_low"], row["value_high"]] if row["value_low"] is not None else []


def check_every_figure_that_a_result_was_counted_from_is_that_of_the_ratings(
    content: Content, found: dict[str, Element]
) -> None:
    seen = 0
    for school_id, section in found.items():
        ratings = {(row["student_group"], row["indicator"]): row for row in content.ratings[school_id]}
        table = details(section, "figures")
        listed = table.one("table").rows() if table is not None else []
        with_years = {place for place, row in ratings.items() if row["school_years"] and row["why"] != "not asked"}
        place_of = {
            f"{slug(school_id)}.{at}.{number}": (group, indicator)
            for at, group in enumerate(content.book.group_names)
            for number, indicator in enumerate(content.book.indicator)
        }
        places = set()
        rows = [tr for tr in table.one("table").all("tr") if "id" in tr.attributes] if table is not None else []
        heads = [each.text() for each in table.one("thead").all("th")] if table is not None else []
        for tr, cells in zip(rows, listed, strict=True):
            place = place_of[tr.attributes["id"]]
            places.add(place)
            row = ratings[place]
            label, group, *texts = (cell.text().strip() for cell in cells)
            said = dict(zip(heads[1:], texts, strict=True))
            years, counted, met = said["School years"], said["Students counted"], said["Met the bar"]
            expected, of = said.get("Students expected", ""), said.get("Reckoned of", "")
            result, level = said["Result"], said["Level"]
            entry = content.book.indicator[place[1]]
            assert label == f"{entry.label} [{entry.source}]" + (" assumed" if entry.standing == "assumed" else "")
            assert _group(content, group) == place[0]
            assert years == (row["school_years"] or "no data")
            for text, number in ((expected, row["expected"]), (counted, row["counted"]), (met, row["met"])):
                assert numbers_in(text) == ([] if number is None else [number])
            assert numbers_in(result) == _result(row)
            assert level == (row["level"] or "")
            if of and row["met"] is not None and row["value"] is not None:
                assert round(100 * row["met"] / numbers_in(of)[0] + 1e-9, 1) == pytest.approx(row["value"], abs=0.051)
            seen += 1
        assert with_years <= places
    assert seen > 8_000


def check_every_year_is_that_of_the_results(content: Content, found: dict[str, Element]) -> None:
    results = content.run.data.results.to_pylist()
    by_place = {(r["school_id"], r["student_group"], r["indicator"], r["school_year"]): r for r in results}
    labels = {entry.label: name for name, entry in content.book.indicator.items()}
    seen = 0
    for school_id, section in found.items():
        table = details(section, "years")
        for cells in table.one("table").rows() if table is not None else []:
            group, indicator = _group(content, cells[1].text()), labels[cells[0].text()]
            for year, cell in zip(content.years, cells[2:], strict=True):
                row = by_place.get((school_id, group, indicator, year))
                said = numbers_in(cell.text().replace("of", " "))
                if row is None:
                    assert said == []
                elif row["met"] is not None and row["counted"]:
                    of = "".join(each.text() for each in cell.all("small"))
                    assert numbers_in(of) == [row["met"], row["counted"]]
                    shown = numbers_in(cell.text().removesuffix(of))[0]
                    assert shown == pytest.approx(100 * row["met"] / row["counted"], abs=0.05 + 1e-9)
                else:
                    assert said[:1] == ([row["value"]] if row["value"] is not None else said[:1])
                seen += row is not None
    assert seen > 3_000


def check_every_distance_is_the_result_less_where_the_level_begins(content: Content, found: dict[str, Element]) -> None:
    seen = 0
    labels = {entry.label: name for name, entry in content.book.indicator.items()}
    begins = {(cut["indicator"], cut["schools_of"], cut["level"]): cut["begins"] for cut in content.cuts}
    kinds = dict(zip(content.places, content.run.data.schools["serves_grade_12"].to_pylist(), strict=True))
    for school_id, section in found.items():
        ratings = {(row["student_group"], row["indicator"]): row for row in content.ratings[school_id]}
        of = f"serves_grade_12 = {str(kinds[school_id]).lower()}"
        table = details(section, "distance")
        for cells in table.one("table").rows() if table is not None else []:
            group, indicator = _group(content, cells[1].text()), labels[str(cells[0].one("div").within[0])]
            row = ratings[group, indicator]
            assert numbers_in(cells[2].text()) == _result(row)
            for begin, cut in zip(cells[0].all("li"), next(cells[4].all("ul")).all("li"), strict=True):
                level = cut.one("b").text()
                assert begin.one("b").text() == level
                at = begins.get((indicator, of, level), begins.get((indicator, "", level)))
                assert numbers_in(begin.text().removeprefix(level)) == [pytest.approx(at, abs=5e-5)]
                away = numbers_in(cut.text().removeprefix(level))
                if away:
                    side = 1 if "above" in cut.text() else -1
                    assert side * away[0] == pytest.approx(row["value"] - at, abs=5e-5)
                else:
                    assert row["value"] == at
                seen += 1
    assert seen > 3_000


def check_the_outcome_and_every_status_are_those_of_the_schools(content: Content, found: dict[str, Element]) -> None:
    for school_id, section in found.items():
        row = content.schools[school_id]
        is_open = content.is_open[school_id]
        badge = next(section.all("span", "badge")).text()
        assert badge == (
            row["outcome"] or ("closed" if not is_open else {"yes": "not identified"}.get(row["judged"], "not judged"))
        )
        statuses = [each.text() for each in section.all("span", "status")]
        assert statuses == [f"CSI: {row['csi']}", f"TSI: {row['tsi']}"]
        counted = next(section.all("p", "counts")).text()
        assert numbers_in(counted) == [row["rated_indicators"], row["level1_indicators"]]


def test_every_number_of_200_schools_sections_is_that_of_the_tables(made_up_state: Content) -> None:
    found = two_hundred(made_up_state)
    check_the_outcome_and_every_status_are_those_of_the_schools(made_up_state, found)
    check_every_level_and_result_of_the_grid_is_that_of_the_ratings(made_up_state, found)
    check_every_figure_that_a_result_was_counted_from_is_that_of_the_ratings(made_up_state, found)
    check_every_year_is_that_of_the_results(made_up_state, found)
    check_every_distance_is_the_result_less_where_the_level_begins(made_up_state, found)


def test_the_state_page_counts_what_the_tables_count(made_up_state: Content) -> None:
    content = made_up_state
    page = page_of(_state_text(content))
    parts = {each.attributes["id"]: each for each in page.all("section", "part")}
    counts = {cells[0].text(): int(cells[1].text().replace(",", "")) for cells in parts["outcomes"].one("table").rows()}
    outcomes = [row["outcome"] for row in content.schools.values()]
    assert (counts["CSI"], counts["TSI"]) == (outcomes.count("CSI"), outcomes.count("TSI"))
    assert sum(counts.values()) == len(content.schools)
    tiers = {cells[0].text(): int(cells[1].text()) for cells in parts["tiers"].one("table").rows()}
    assert tiers["Primary"] == [row["tier"] for row in content.districts.values()].count("Primary")
    assert sum(tiers.values()) == len(content.districts)
    statuses = {
        cells[0].text(): [int(each.text().replace(",", "")) for each in cells[3:6]]
        for cells in parts["statuses"].one("table").rows()
    }
    assert statuses["TSI"] == [
        [row["tsi"] for row in content.schools.values()].count(each) for each in ("yes", "unsure", "no")
    ]
    cuts = parts["cuts"].all("table", "sortable")
    cells_of_cuts = [cells[4] for cells in next(cuts).rows()]
    for cell, cut in zip(cells_of_cuts, content.cuts, strict=True):
        assert numbers_in(cell.text()) == ([] if cut["begins"] is None else [round(cut["begins"], 1)])
        exact = numbers_in(cell.attributes.get("title") or cell.text())
        assert exact == ([] if cut["begins"] is None else [pytest.approx(cut["begins"], abs=5e-5)])
    by_rule, at_level, *_ = parts["drivers"].all("table")
    rules = {cells[1].text(): [int(each.text() or 0) for each in cells[2:4]] for cells in by_rule.rows()}
    graduation = [each for each, row in content.schools.items() if row["low_graduation"] == "yes"]
    others = ("low_performance", "csi_stands", "csi_from_atsi")
    alone = [each for each in graduation if all(content.schools[each][rule] == "no" for rule in others)]
    assert rules["Four-year graduation below the floor"] == [len(graduation), len(alone)]
    assert (len(graduation), len(alone)) == (66, 18)
    first = at_level.rows()
    numbers = [[int(each.text().replace(",", "")) for each in cells[1:]] for cells in first]
    assert all(sum(row[:-1]) == row[-1] for row in numbers)
    at_1 = sum(
        1
        for school_id, rows in content.ratings.items()
        for row in rows
        if content.is_open[school_id]
        and (row["student_group"], row["indicator"], row["level"]) == ("all", "ela_achievement", "1")
    )
    assert numbers[0][0] == at_1
    listed = list(parts["schools"].one("table").rows())
    assert [cells[0].text() for cells in listed] == list(content.schools)
    groups = parts["groups"].one("table").rows()
    named = next(cells for cells in groups if cells[0].text() == "English learners")
    assert int(named[1].text()) == sum(
        "english_learners" in (row["tsi_groups"] or "").split() for row in content.schools.values()
    )


def test_everything_assumed_is_listed_and_says_so(made_up_state: Content) -> None:
    content = made_up_state
    page = page_of(_state_text(content))
    part = next(each for each in page.all("section") if each.attributes.get("id") == "assumed")
    numbers, others = part.all("table")
    said = content.said["assumed"]
    assert len(numbers.rows()) == len(said["number"])
    assert len(others.rows()) == sum(len(said[each]) for each in ("rule", "measure", "indicator"))
    assert all("assumed" in cells[0].text() and cells[4].text() for cells in numbers.rows())
    by_name = {cells[0].text().replace("assumed", "").strip(): cells for cells in numbers.rows()}
    assert [cell.text() for cell in by_name["The number “primary number” of the rules file"][1:3]] == ["3", "schools"]
    assert by_name["The number “line math” of the rules file"][1].text() == "41.5 in 2015-16, rising to 80 in 2026-27"


def _state_text(content: Content) -> str:
    return Pages(content).state(state(content, Pictures(content)))


# Odd ids, odd names, and States of other kinds, from a few schools


def tiny(**changes: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    schools = pd.read_csv(FIXTURES / "tiny" / "schools.csv", dtype=str, keep_default_na=False)
    return schools, pd.read_csv(FIXTURES / "tiny" / "results.csv", dtype={"school_id": str, "school_year": str})


def run_of(schools: pd.DataFrame, results: pd.DataFrame, **more: Any) -> Run:
    return ors.identify(ors.read(schools=schools, results=results, **more), ors.rules(FIXTURES / "tiny" / "rules.toml"))


def tiny_run() -> Run:
    return ors.identify(ors.read(FIXTURES / "tiny"), ors.rules(FIXTURES / "tiny" / "rules.toml"))


def texts(site: Path) -> dict[str, str]:
    return {str(each.relative_to(site)): each.read_text("utf-8") for each in sorted(site.rglob("*.html"))}


def check_links(site: Path) -> int:
    """Every link within the site leads to a file, and to a place in it; no place has the name of another."""
    pages = {name: page_of(text) for name, text in texts(site).items()}
    places = {}
    for name, page in pages.items():
        ids = [each.attributes["id"] for each in page.all() if "id" in each.attributes]
        assert len(ids) == len(set(ids)), f"two places of one name in {name}"
        places[name] = set(ids)
    seen = 0
    for name, page in pages.items():
        for link in page.all("a"):
            address, _, place = link.attributes["href"].partition("#")
            if re.match(r"https?:", address):
                continue
            target = (site / name).parent / unquote(address) if address else site / name
            assert target.is_file(), f"{name}: {link.attributes['href']}"
            if place:
                assert unquote(place) in places[str(target.resolve().relative_to(site.resolve()))], f"{name}: #{place}"
            seen += 1
    return seen


def test_every_link_leads_somewhere_and_nothing_is_loaded(tmp_path: Path) -> None:
    ors.report(tiny_run(), tmp_path / "site")
    assert check_links(tmp_path / "site") > 100
    for name, text in texts(tmp_path / "site").items():
        page = page_of(text)
        assert not [each for each in page.all() if "src" in each.attributes or each.tag in ("link", "iframe", "img")]
        assert "@import" not in text, name
        assert "url(" not in text, name


ODD = ["..", "con", "A.b", "a.B", "a b", "é/../x", "<1>", "100%", '"', "a_2e_b", "x" * 300, "#?&"]


def test_ids_of_any_kind_have_files_and_places_of_their_own() -> None:
    assert len({file_of(each).lower() for each in ODD}) == len(ODD)
    assert all(re.fullmatch(r"district-[a-z0-9_-]{1,110}\.html", file_of(each)) for each in ODD)
    assert slug("1158") == "1158"


def test_odd_ids_and_names_stand_as_they_are_and_run_nothing(tmp_path: Path) -> None:
    schools, results = tiny()
    ids = dict(zip(schools["school_id"], [*ODD[:-2], "#", "?"], strict=False))
    districts = {each: f"{each}/.<&>" for each in schools["district_id"].unique()}
    schools["school_id"] = schools["school_id"].map(ids)
    results["school_id"] = results["school_id"].map(ids)
    schools["district_id"] = schools["district_id"].map(districts)
    schools["school_name"] = '<script>alert("x")</script> & {{ 7 * 7 }} ' + schools["school_name"]
    schools["district_name"] = "R&D </title><b> 'x' " + schools["district_name"]
    ors.report(run_of(schools, results), tmp_path / "site")
    check_links(tmp_path / "site")
    for text in texts(tmp_path / "site").values():
        page = page_of(text)
        assert len(list(page.all("script"))) == 1
        assert not [each for each in page.all("b") if each.text().startswith(" 'x'")]
    index = page_of((tmp_path / "site" / "index.html").read_text("utf-8"))
    table = next(each for each in index.all("table") if each.attributes.get("id") == "all-schools")
    assert [cells[0].text() for cells in table.rows()] == schools["school_id"].tolist()
    assert [cells[1].text() for cells in table.rows()] == schools["school_name"].tolist()


def test_every_page_says_internal_and_what_a_partial_run_lacks(tmp_path: Path) -> None:
    schools, results = tiny()
    run = run_of(schools, results[results["indicator"] != "math_achievement"])
    label = run.rules.indicator["math_achievement"].label
    ors.report(run, tmp_path / "site")
    for name, text in texts(tmp_path / "site").items():
        header = page_of(text).one("header").text()
        assert "Internal: contains small groups" in header, name
        assert f"Partial run: the data lack {label}" in header, name
    ors.report(tiny_run(), tmp_path / "whole")
    assert all("Partial run" not in text for text in texts(tmp_path / "whole").values())


def test_a_run_outside_the_era_says_so_on_every_page(tmp_path: Path) -> None:
    run = ors.identify(ors.read(FIXTURES / "oregon-like"), ors.rules("oregon-2018"), any_year=True)
    content = Content(run)
    pages = Pages(content)
    smallest = min(content.districts, key=lambda each: len(content.schools_of[each]))
    for text in (_state_text(content), pages.district(district(content, smallest, Pictures(content), {}))):
        assert "an exercise, not an identification" in page_of(text).one("header").text()


def test_a_masked_result_is_an_interval_with_the_word(tmp_path: Path) -> None:
    schools, results = tiny()
    bounds = ("value_low", "value_high", "counted_low", "counted_high")
    for each in bounds:
        results[each] = results.get(each, pd.Series(index=results.index, dtype=float))
    school = schools["school_id"].iloc[0]
    here = (
        (results["school_id"] == school)
        & (results["indicator"] == "ela_achievement")
        & (results["student_group"] == "all")
    )
    results.loc[here, ["met", "value"]] = None
    results.loc[here, ["value_low", "value_high"]] = [20.0, 45.0]
    run = run_of(schools, results)
    row = next(
        each
        for each in run.table("ratings").to_pylist()
        if (each["school_id"], each["student_group"], each["indicator"]) == (school, "all", "ela_achievement")
    )
    assert row["value"] is None, "the case is masked"
    assert row["value_low"] is not None
    ors.report(run, tmp_path / "site")
    page = page_of((tmp_path / "site" / "districts" / file_of(schools["district_id"].iloc[0])).read_text("utf-8"))
    section = sections(page)[section_of(school)]
    cell = section.one("table", "grid").rows()[0][1]
    assert numbers_in(cell.text().removeprefix(row["level"] or "")) == [row["value_low"], row["value_high"]]
    assert cell.one("em").text() == "masked"


@pytest.fixture(scope="module")
def partial_state() -> Content:
    """The made-up State without growth and without earlier statuses, with the attendance of some schools masked."""
    data = ors.read(FIXTURES / "oregon-like")
    results = data.results.to_pandas().astype({"student_group": str, "indicator": str})
    results = results[~results["indicator"].isin(["ela_growth", "math_growth"])].reset_index(drop=True)
    for each in ("value_low", "value_high"):
        results[each] = results.get(each, pd.Series(index=results.index, dtype=float))
    hidden = (
        (results["indicator"] == "regular_attenders")
        & results["school_id"].str.endswith("7")
        & (results["counted"] >= 20)
    )
    results.loc[hidden, ["met", "value"]] = None
    results.loc[hidden, ["value_low", "value_high"]] = [30.0, 90.0]
    schools = data.schools.to_pandas()
    return Content(ors.identify(ors.read(schools=schools, results=results), ors.rules("oregon-2023")))


def test_a_district_of_a_partial_run_tells_what_could_turn(partial_state: Content) -> None:
    content = partial_state
    found = {each: could_turn(content, each) for each in content.districts}
    lines = [line for each in found.values() for line in each]
    counted = content.said["summary"]["absent_indicators_could_turn"]
    for name, rule in content.names.items():
        numbers = [
            int(numbers_in(line.split(f"turn {name} for ")[1])[0]) for line in lines if f"turn {name} for" in line
        ]
        assert sum(numbers) == counted[rule] > 0
    assert 0 < sum("turn its tier" in line for line in lines) <= counted["primary"] + counted["some_identified"]
    chosen = next(each for each, said in found.items() if "turn its tier" in " ".join(said))
    front = page_of(Pages(content).district(district(content, chosen, _undrawn(content), {})))
    said = [each.text() for each in front.one("section", "open").all("li")]
    assert said[: len(found[chosen])] == found[chosen]
    assert any("no table of what schools held in earlier years" in each for each in said)


def test_a_count_of_levels_that_is_unsure_is_an_interval(partial_state: Content) -> None:
    content = partial_state
    value = content.run.trace.value("level1_indicators")
    shape = content.run.trace.places.shape
    low, high = (each.wide(shape).rounded(0).numerators[:, 0].tolist() for each in (value.low, value.high))
    unsure = next(row for row in range(shape[0]) if low[row] < high[row])
    place = list(content.places)[unsure]
    assert content.counted(place, "level1_indicators") == f"{low[unsure]} to {high[unsure]}"
    row = content.places[place]
    page = page_of(Pages(content).district(district(content, row["district_id"], Pictures(content), {})))
    listed = {cells[0].text(): cells[-1] for cells in _table(page, "schools").rows()}
    assert listed[place].text() == f"{low[unsure]} to {high[unsure]}"
    assert listed[place].attributes["data-sort"] == str(low[unsure])
    counts = sections(page)[section_of(place)].one("p", "counts").text()
    assert f"Of these at the lowest level: {low[unsure]} to {high[unsure]}." in counts


def _undrawn(content: Content) -> Pictures:
    return Pictures(content, dict.fromkeys(Pictures(content).frames, ""))


def _table(page: Element, of: str) -> Element:
    return next(each for each in page.all("table") if each.attributes.get("id") == of)


def test_an_unsure_tier_is_every_tier_that_it_may_be(partial_state: Content) -> None:
    content = partial_state
    seen = set()
    for district_id, row in content.districts.items():
        if row["tier"] == "unsure":
            page = head(content, district_id)
            answers = (row["primary"], row["some_identified"])
            seen.add(answers)
            if answers == ("unsure", "yes"):
                assert page["tier"] == "Primary or Opportunity and Innovation"
                assert [each["tier"] for each in page["brings"]] == ["Primary", "Opportunity and Innovation"]
            elif answers == ("no", "unsure"):
                assert page["tier"] == "Opportunity and Innovation or no tier"
                assert [each["tier"] for each in page["brings"]] == ["Opportunity and Innovation"]
    assert ("unsure", "yes") in seen


@pytest.mark.parametrize(
    ("value", "at", "away", "side"),
    [
        ((55.5, 55.5), (60.0, 60.0), "4.5", "below"),
        ((53.4, 53.6), (60.1, 60.1), "6.5 to 6.7", "below"),
        ((70.0, 72.0), (60.0, 61.0), "9 to 12", "above"),
        ((60.0, 60.0), (60.0, 60.0), "", "at"),
        ((59.0, 61.0), (60.0, 60.0), "", ""),
        ((None, None), (60.0, 60.0), "", ""),
    ],
    ids=["below", "masked and surely below", "both masked, surely above", "at it", "on either side", "not known"],
)
def test_a_distance_is_given_wherever_its_side_is_sure(value: Any, at: Any, away: str, side: str) -> None:
    assert gap(value, at) == {"away": away, "side": side}


def test_a_limit_that_is_no_level_has_its_distance_and_its_line_in_the_picture(made_up_state: Content) -> None:
    content = made_up_state
    place, value = next(
        (each, row["value"])
        for each, rows in content.ratings.items()
        for row in rows
        if (row["student_group"], row["indicator"]) == ("all", "graduation_4yr") and row["value"] and row["value"] < 66
    )
    section = school(content, place, Pictures(content), [])
    far, *_ = next(each["rows"] for each in section["distances"] if each["indicator"] == "Four-year graduation")
    assert [(each["at"], each["side"]) for each in far["limits"]] == [("67", "below")]
    assert float(far["limits"][0]["away"]) == pytest.approx(67 - value, abs=5e-5)
    picture = next(each for each in section["pictures"] if each.words.startswith("Four-year graduation"))
    assert "Four-year graduation below the floor: 67" in picture.words
    assert picture.svg.count('<g class="limit">') == 1
    assert all('class="limit"' not in each.svg for each in section["pictures"] if each is not picture)


def test_what_it_would_take_stands_in_two_lists_and_no_school_is_left_out(made_up_state: Content) -> None:
    content = made_up_state
    district_id = next(
        each for each, row in content.districts.items() if 5 < row["schools"] < 12 and 0 < row["identified_schools"] < 5
    )
    rows = content.schools_of[district_id]
    found = district_take(content, rows, content.take([row["school_id"] for row in rows]))
    better, worse = ([each["says"] for each in found[key] if each["says"]] for key in ("leave", "come_on"))
    assert found["leave"]
    assert worse
    assert all("better" in each and "leaves" in each for each in better)
    assert all("worse" in each and "would come on" in each for each in worse)
    said = {each["school"] for key in ("leave", "come_on") for each in found[key]}
    assert said.isdisjoint(left := {name for _, names in found["without"] for name in names})
    assert said | left == {row["school_name"] for row in rows}


def test_a_school_near_the_line_that_may_be_on_the_list_is_marked_unsure(partial_state: Content) -> None:
    content = partial_state
    seen = set()
    for district_id, rows in content.schools_of.items():
        open_ = [row for row in rows if content.is_open[row["school_id"]] and "unsure" in (row["csi"], row["tsi"])]
        if not open_:
            continue
        found = district_take(content, rows, content.take([row["school_id"] for row in rows]))
        answers = {row["school_name"]: {name: row[rule] for name, rule in content.names.items()} for row in rows}
        for each in found["come_on"]:
            assert each["unsure"] == (answers[each["school"]][each["outcome"]] == "unsure")
        unsure = [each["school"] for each in found["come_on"] if each["unsure"]]
        assert found["unsure"] == bool(unsure)
        page = _page_of(content, district_id)
        titles = [each.text() for each in page.one("section", "take").all("h3")]
        assert ("Near the line, not on the list or unsure" in titles) == bool(unsure)
        assert ("Near the line, not on the list" in titles) == bool(found["come_on"] and not unsure)
        told = [row for table in page.one("section", "take").all("table") for row in table.rows()]
        marked = [cells[0].text() for cells in told if any(list(cell.all("b", "unsure")) for cell in cells)]
        assert marked == unsure
        seen.add(bool(unsure))
        if len(seen) == 2:
            return
    raise AssertionError(f"only districts in which that is {seen}")


def _page_of(content: Content, district_id: str) -> Element:
    ids = [row["school_id"] for row in content.schools_of[district_id]]
    return page_of(Pages(content).district(district(content, district_id, _undrawn(content), content.take(ids))))


def test_a_table_has_a_column_of_counts_only_where_a_row_needs_it(made_up_state: Content) -> None:
    content = made_up_state
    met = {}
    for place_id in list(content.places)[:200]:
        cells = content.explained(place_id)["indicators"]
        shares = [each for each in cells if None not in (each["met"], each["counted"], each["value"])]
        others = any(each.get("denominator", each["counted"]) != each["counted"] for each in shares)
        section = school(content, place_id, _undrawn(content), [])
        assert section["has_reckoned"] == others
        assert section["has_expected"] == any(
            each["expected"] is not None for each in cells if each["why"] != "not asked"
        )
        said = {each["key"]: each["of"] for one in section["figures"] for each in one["rows"]}
        for each in shares:
            of = said[
                f"{slug(place_id)}.{content.group_numbers[each['student_group']]}.{content.numbers[each['indicator']]}"
            ]
            assert numbers_in(of) == [pytest.approx(each.get("denominator", each["counted"]), abs=5e-5)]
        met[others] = place_id
    assert set(met) == {True, False}


def test_what_was_not_counted_is_said_where_a_cell_would_be_empty(made_up_state: Content) -> None:
    content = made_up_state
    sections = [school(content, each, _undrawn(content), []) for each in list(content.places)[:100]]
    years = [
        cell for one in sections for each in one["years"]["indicators"] for row in each["rows"] for cell in row["cells"]
    ]
    assert {cell["of"] for cell in years if not cell["text"]} >= {"no data"}
    assert all(cell["text"] or cell["of"] for cell in years)


def test_a_list_says_that_closed_schools_stand_last_where_there_are_any(tmp_path: Path) -> None:
    ors.report(tiny_run(), tmp_path)
    said = "However the table is sorted, closed schools stand last."
    with_closed = {name for name, text in texts(tmp_path).items() if said in text}
    assert with_closed == {"index.html", f"districts/{file_of('40')}"}


def test_a_district_in_which_nobody_is_judged_has_a_page(tmp_path: Path) -> None:
    schools, results = tiny()
    lone = schools.iloc[[0]].assign(school_id="999", school_name="Lone School", district_id="99", district_name="Lone")
    run = run_of(pd.concat([schools, lone]), results)
    ors.report(run, tmp_path / "site")
    page = page_of((tmp_path / "site" / "districts" / file_of("99")).read_text("utf-8"))
    section = sections(page)[section_of("999")]
    assert next(section.all("span", "badge")).text() == "not judged"
    assert "no tier" in next(page.all("p", "tier")).text()
    check_links(tmp_path / "site")


@pytest.mark.parametrize(("rules", "results"), [(TENNESSEE, TENNESSEE_RESULTS), (CALIFORNIA, CALIFORNIA_RESULTS)])
def test_a_state_that_rates_districts_has_their_pages(tmp_path: Path, rules: str, results: Any) -> None:
    data, book = folder(tmp_path, rules, results)
    run = ors.identify(ors.read(data), ors.rules(book))
    ors.report(run, tmp_path / "site")
    assert check_links(tmp_path / "site") > 5
    pages = texts(tmp_path / "site")
    for row in run.table("districts").to_pylist():
        page = page_of(pages[f"districts/{file_of(row['district_id'])}"])
        assert next(page.all("span", "badge")).text() == (row["tier"] or "no tier")
        assert "School" not in {each.text() for each in page.all("th")}
    index = page_of(pages["index.html"])
    assert not [each for each in index.all("section") if each.attributes.get("id") == "schools"]


def test_a_packet_holds_its_own_district_alone(tmp_path: Path) -> None:
    run = tiny_run()
    schools = run.table("schools").to_pylist()
    own = schools[0]["district_id"]
    ors.report(run, tmp_path / "packet", district=own)
    assert sorted(each.name for each in (tmp_path / "packet").iterdir()) == [
        "index.html",
        "orsupport-packet.txt",
        "packet.xlsx",
    ]
    text = (tmp_path / "packet" / "index.html").read_text("utf-8")
    page = page_of(text)
    assert set(sections(page)) == {section_of(row["school_id"]) for row in schools if row["district_id"] == own}
    assert not [row["school_name"] for row in schools if row["district_id"] != own and row["school_name"] in text]
    assert check_links(tmp_path / "packet") > 0


def test_a_district_that_the_run_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ors.InputError, match="there is no district nowhere in this run"):
        ors.report(tiny_run(), tmp_path / "packet", district="nowhere")
    assert not (tmp_path / "packet").exists()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(ors.InputError, match="holds no pages"):
        ors.report(tiny_run(), tmp_path / "mine")
    assert [each.name for each in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    ors.report(tiny_run(), tmp_path / "site")
    ors.report(tiny_run(), tmp_path / "site")  # earlier pages are replaced


def test_what_moved_since_an_earlier_run_adds_up_and_is_marked(tmp_path: Path) -> None:
    schools, results = tiny()
    met = (results["indicator"] == "math_achievement") & results["met"].notna()
    before = results.copy()
    before.loc[met, "met"] = before.loc[met, "counted"]
    first, run = run_of(schools, before), run_of(schools, results)
    ors.report(run, tmp_path / "site", since=first)
    pages = texts(tmp_path / "site")
    part = next(each for each in page_of(pages["index.html"]).all("section") if each.attributes.get("id") == "moved")
    matrix, *_ = part.all("table", "matrix")
    numbers = [[int(cell.text()) for cell in cells[1:]] for cells in matrix.rows()]
    assert sum(map(sum, numbers)) == len(schools)
    changed = {
        a["school_id"]
        for a, b in zip(first.table("schools").to_pylist(), run.table("schools").to_pylist(), strict=True)
        if a["outcome"] != b["outcome"]
    }
    assert changed, "somebody moved"
    assert f"{len(changed)} of {len(schools)} schools with another outcome than in the earlier run" in part.text()
    assert "not judged or closed" in [cells[0].text() for cells in matrix.rows()]
    assert sum(map(sum, numbers)) - sum(numbers[at][at] for at in range(len(numbers))) == len(changed)
    listed = list(part.all("table", "sortable"))[-1]
    assert {cells[0].text() for cells in listed.rows()} == changed
    marked = [
        each for name, text in pages.items() if name != "index.html" for each in page_of(text).all("p", "outcome")
    ]
    assert sum("Since" in each.text() for each in marked) == len(changed)
    ors.report(run, tmp_path / "plain")
    assert all('class="moved"' not in text for text in texts(tmp_path / "plain").values())


def test_a_place_that_one_of_the_runs_lacks_is_said_of_that_run(tmp_path: Path) -> None:
    schools, results = tiny()
    first_gone, last_gone = (
        (kept, results[results["school_id"].isin(kept["school_id"])]) for kept in (schools.iloc[1:], schools.iloc[:-1])
    )
    ors.report(run_of(*last_gone), tmp_path / "site", since=run_of(*first_gone))
    part = next(
        each
        for each in page_of(texts(tmp_path / "site")["index.html"]).all("section")
        if each.attributes.get("id") == "moved"
    )
    told = {cells[0].text(): [cell.text() for cell in cells[-2:]] for cells in list(part.all("table"))[-1].rows()}
    new, gone = schools["school_id"].iloc[0], schools["school_id"].iloc[-1]
    assert told[new][0] == "not in the earlier run"
    assert told[gone][1] == "not in this run"
    matrix = next(part.all("table", "matrix"))
    rows = [next(each.all("th")).text() for each in matrix.one("tbody").all("tr")]
    columns = [each.text() for each in matrix.one("thead").all("th")][1:]
    assert (rows[-1], columns[-1]) == ("not in the earlier run", "not in this run")
    assert "not identified" in rows
    workbook = pd.read_excel(
        tmp_path / "site" / "workbook.xlsx", sheet_name="What moved", header=1, dtype=str, engine="openpyxl"
    )
    rows = workbook[workbook["Kind"] == "school"][["Id or name", "In the earlier run", "In this run"]].to_numpy()
    assert {place: list(answers) for place, *answers in rows} == told


def test_an_earlier_run_of_another_state_is_refused_with_both_numbers(tmp_path: Path) -> None:
    schools, results = tiny()
    mine = set(schools["school_id"].iloc[: len(schools) // 2 - 1])
    ids = {each: each if each in mine else f"other-{each}" for each in schools["school_id"]}
    other = run_of(*(table.assign(school_id=table["school_id"].map(ids)) for table in (schools, results)))
    says = f"another State: of its {len(schools)} schools {len(mine)} are in the run, which has {len(schools)}"
    with pytest.raises(ors.InputError, match=says):
        ors.report(tiny_run(), tmp_path / "site", since=other)
    assert not (tmp_path / "site").exists()


def year_before(year: str) -> str:
    first = int(year[:4]) - 1
    return f"{first}-{(first + 1) % 100:02d}"


def test_a_later_run_is_no_earlier_one(tmp_path: Path) -> None:
    schools, results = tiny()
    before = run_of(schools, results.assign(school_year=results["school_year"].map(year_before)))
    ors.report(tiny_run(), tmp_path / "site", since=before)
    says = f"is of {tiny_run().year}, later than the run, which is of {before.year}"
    with pytest.raises(ors.InputError, match=says):
        ors.report(before, tmp_path / "other", since=tiny_run())


def decided_run() -> tuple[Run, str, str]:
    """A run in which a person took the first school of those in CSI off the list; the school and its district."""
    schools, results = tiny()
    row = next(each for each in tiny_run().table("schools").to_pylist() if each["outcome"] == "CSI")
    why = {"outcome": "not identified", "reason": "corrected on appeal", "authority": "The board", "date": "2025-11-01"}
    overrides = pd.DataFrame([{"school_id": row["school_id"], "district_id": None} | why])
    return run_of(schools, results, overrides=overrides), row["school_id"], row["district_id"]


def test_what_a_person_decided_is_marked_in_every_list_of_schools(tmp_path: Path) -> None:
    run, school, of = decided_run()
    ors.report(run, tmp_path / "site")
    pages = {name: page_of(text) for name, text in texts(tmp_path / "site").items()}
    for name, table in (("index.html", "all-schools"), (f"districts/{file_of(of)}", "schools")):
        rows = next(each for each in pages[name].all("table") if each.attributes.get("id") == table).rows()
        marked = [cells[0].text() for cells in rows if any("decided by a person" in each.text() for each in cells)]
        assert marked == [school], name
    note = pages["index.html"].one("p", "decided")
    assert "the outcome of 1 school" in note.text()
    ors.report(tiny_run(), tmp_path / "plain")
    assert not [text for text in texts(tmp_path / "plain").values() if 'class="by-person"' in text]


def test_a_district_counts_by_the_rules_and_tells_what_was_decided_apart(tmp_path: Path) -> None:
    run, school, of = decided_run()
    row, before = (
        next(each for each in found.table("districts").to_pylist() if each["district_id"] == of)
        for found in (run, tiny_run())
    )
    ors.report(run, tmp_path / "site")
    page = page_of(texts(tmp_path / "site")[f"districts/{file_of(of)}"])
    told = page.one("p", "figures").text()
    assert told.startswith(f"By the rules {row['identified_schools']} of its {row['schools']} open schools identified")
    assert f"first name: CSI {before['csi_schools']}, " in told
    assert f"As decided by persons: CSI {before['csi_schools'] - 1}, " in told
    asked = [row for table in page.one("section", "take").all("table") for row in table.rows()]
    name = next(each["school_name"] for each in run.table("schools").to_pylist() if each["school_id"] == school)
    mine = [" ".join(cell.text() for cell in cells) for cells in asked if cells[0].text() == name]
    assert mine
    assert all("by the rules only" in each for each in mine)


def test_pages_and_a_packet_do_not_replace_each_other(tmp_path: Path) -> None:
    run = tiny_run()
    of = run.table("districts").to_pylist()[0]["district_id"]
    ors.report(run, tmp_path / "site")
    ors.report(run, tmp_path / "packet", district=of)
    kept = everything(tmp_path)
    with pytest.raises(ors.InputError, match="holds the pages of a State, not a district's packet"):
        ors.report(run, tmp_path / "site", district=of)
    with pytest.raises(ors.InputError, match="holds a district's packet, not the pages of a State"):
        ors.report(run, tmp_path / "packet")
    assert everything(tmp_path) == kept
    ors.report(run, tmp_path / "packet", district=of)


@pytest.mark.parametrize("place", ["pages", "inputs/pages", "a/b/pages"])
def test_pages_are_not_written_into_a_run_folder(tmp_path: Path, place: str) -> None:
    run = tiny_run()
    run.write(tmp_path / "run")
    with pytest.raises(ors.InputError, match="is inside a run folder"):
        ors.report(run, tmp_path / "run" / place)
    assert ors.verify(tmp_path / "run").same


def everything(site: Path) -> dict[str, bytes]:
    return {str(each.relative_to(site)): each.read_bytes() for each in sorted(site.rglob("*")) if each.is_file()}


@pytest.mark.parametrize("executable", ["as it is", "ends at once", "is not there"])
def test_two_processes_write_what_one_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, executable: str) -> None:
    ors.report(tiny_run(), tmp_path / "one", processes=1)
    monkeypatch.setattr(side_by_side, "ALONE", 0)
    if executable != "as it is":
        monkeypatch.setattr(
            "sys.executable", {"ends at once": "false", "is not there": str(tmp_path / "none")}[executable]
        )
    told: list[tuple[int, int]] = []
    ors.report(tiny_run(), tmp_path / "two", tell=lambda done, of: told.append((done, of)))
    assert everything(tmp_path / "one") == everything(tmp_path / "two")
    assert told[-1][0] <= told[-1][1]


def test_the_command_writes_the_pages_of_a_run_folder(tmp_path: Path) -> None:
    tiny_run().write(tmp_path / "run")
    done = CliRunner().invoke(app, ["report", str(tmp_path / "run"), "--out", str(tmp_path / "site")])
    assert done.exit_code == 0, done.output
    assert "index.html" in done.output
    assert everything(tmp_path / "site").keys() >= {"index.html", "workbook.xlsx"}


def test_an_explanation_nests_by_its_indentation() -> None:
    top = tree(
        [
            "yes  A [1] and B   [plan, assumed]",
            "    no   C",
            "         not rated: D",
            "yes  named black african american",
        ]
    )
    assert [(each["answer"], each["text"], each["source"]) for each in top] == [
        ("yes", "A [1] and B", "plan, assumed"),
        ("yes", "named Black or African American", ""),
    ]
    assert [each["text"] for each in top[0]["below"]] == ["C", "not rated: D"]


def test_a_source_is_a_link_where_nothing_unfolds_and_the_page_explains_it() -> None:
    nodes = tree(["yes  A   [plan, assumed]", "    no   B & C   [plan]", "    no   D   [other]"])
    top = page_of(unfolding(nodes, {"plan"}))
    assert [each.text() for each in top.one("summary").all("cite")] == ["plan, assumed"]
    assert not list(top.one("summary").all("a"))
    assert [(each.attributes["href"], each.text()) for each in top.all("a")] == [("#source-plan", "plan")]
    assert [each.text() for each in top.all("li")][1:] == ["no B & C plan", "no D other"]


def test_a_status_says_by_which_rule_it_is_given_as_the_headlines_do(made_up_state: Content) -> None:
    content = made_up_state
    said = next(each for each in by_rule(content) if each["name"] == "CSI")
    for label, count, alone in said["rows"]:
        named = [each for each in _headlines(content, "CSI") if f" {label}" in each]
        assert len(named) == count, label
        assert sum(1 for each in named if ";" not in each) == alone, label


def _headlines(content: Content, name: str) -> list[str]:
    rule = content.names[name]
    held = [each for each, row in content.schools.items() if row[rule] == "yes"]
    return [line for each in held for line in content.reason(each) if line.startswith(name)]


def test_a_headline_names_every_student_group_as_people_read_it(made_up_state: Content) -> None:
    content = made_up_state
    most = max(content.schools.values(), key=lambda row: len((row["tsi_groups"] or "").split()))
    groups = (most["tsi_groups"] or "").split()
    assert len(groups) > 5
    line = next(each for each in content.reason(most["school_id"]) if each.startswith("TSI"))
    assert "more" not in line
    said = line.partition("student groups ")[2].split(", ")
    assert [each.lower() for each in said] == [_named(group).lower() for group in groups]
    assert "underserved race or ethnicity" in said


def _named(group: str) -> str:
    from orsupport.reporting.words import named

    return named(group)


def test_what_rests_on_assumed_numbers_says_so_where_it_is_shown(made_up_state: Content) -> None:
    content = made_up_state
    assert content.assumed_levels == "Where levels 2, 3 and 4 begin rests on assumed numbers."
    pictures = Pictures(content, {})
    frame = next(each for each in pictures.frames.values() if each.name == "ela_achievement")
    assert "level 2 begins at 20.5 (assumed)" in pictures.words(frame)
    assert pictures.words(frame).endswith("level 5 begins at 80")
    primary = next(each for each, row in content.districts.items() if row["tier"] == "Primary")
    pictures.symbols = lambda keys: ""  # type: ignore[assignment, method-assign, misc, return-value]
    page = page_of(Pages(content).district(district(content, primary, pictures, {})))
    assert "assumed" in page.one("p", "tier").text()
    assert any(content.assumed_levels in each.text() for each in page.all("p", "note"))
    figures = next(each.text() for each in page.all("section") if each.attributes.get("id") == "figures")
    assert "results.csv" in figures
    assert "fewer than 95 percent of the students expected" in figures
    assert "English language arts: proficient and Mathematics: proficient" in figures
    assert content.book.source["statute"].title in figures


def test_a_result_of_earlier_years_alone_says_which_year_is_wanting(made_up_state: Content) -> None:
    content = made_up_state
    cell = next(
        row
        for rows in content.ratings.values()
        for row in rows
        if row["why"] == "no result" and row["school_years"] and row["school_id"] in content.places
    )
    said = content.explained(cell["school_id"])["indicators"]
    place = (cell["student_group"], cell["indicator"])
    mine = [each for each in said if (each["student_group"], each["indicator"]) == place]
    (of_indicator,) = figures(content, mine, cell["school_id"])
    assert [each["why"] for each in of_indicator["rows"]] == ["no result in 2024-25"]


def test_where_no_level_begins_the_state_page_says_why(made_up_state: Content) -> None:
    said = state(made_up_state, Pictures(made_up_state))["cuts"]
    without = {cut["begins"] for cut in said if not cut["exact"]}
    assert without == {"not asked of these"}
    fourth = next(cut for cut in said if cut["indicator"] == "ela_achievement" and cut["level"] == "4")
    assert (fourth["begins"], fourth["exact"]) == ("75.3 %", "75.2727")
    assert fourth["number"] == "The number “line ela” of the rules file"


def test_the_clauses_of_an_assumed_rule_are_in_words(made_up_state: Content) -> None:
    says = {each["label"]: each["says"] for each in assumed_entries(made_up_state)}
    said = says["In additional targeted support for the years of the clock, and still low"]
    assert said.startswith(
        "all of: Years of the student group in additional targeted support, up to last year at least 3 years; "
    )
    assert not any("_" in each for each in says.values())


def test_what_is_not_rated_is_not_called_used(made_up_state: Content) -> None:
    content = made_up_state
    part = next(each for each in page_of(_state_text(content)).all("section") if each.attributes["id"] == "set-aside")
    few = sum(
        1 for each, rows in content.ratings.items() for row in rows if content.is_open[each] and row["why"] == "too few"
    )
    assert few > 0
    assert f"too few students {few:,}" in part.text()
