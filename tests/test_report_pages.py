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
from orsupport.reporting.content import Content
from orsupport.reporting.district import district
from orsupport.reporting.pages import Pages
from orsupport.reporting.pictures import Pictures
from orsupport.reporting.state import state
from orsupport.reporting.tree import tree
from test_rated_districts import CALIFORNIA, CALIFORNIA_RESULTS, TENNESSEE, TENNESSEE_RESULTS, folder

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
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
        """The cells of a table, row by row, without its head."""
        body = self.one("tbody")
        return [[cell for cell in row.within if isinstance(cell, Element)] for row in body.all("tr")]


class Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.top = Element("", {})
        self._open = [self.top]
        self.feed(text)
        assert [each.tag for each in self._open[1:]] == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self._open[-1].within.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].within.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
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
                    if "level" in cell.attributes.get("class", "").split():
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
        for tr, cells in zip(table.one("tbody").all("tr") if table is not None else [], listed, strict=True):
            place = place_of[tr.attributes["id"]]
            places.add(place)
            row = ratings[place]
            _, label, years, expected, counted, met, of, result, level, _, _ = (cell.text().strip() for cell in cells)
            assert label == content.book.indicator[place[1]].label
            assert years == row["school_years"]
            for said, number in ((expected, row["expected"]), (counted, row["counted"]), (met, row["met"])):
                assert numbers_in(said) == ([] if number is None else [number])
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
            group, indicator = _group(content, cells[0].text()), labels[cells[1].text()]
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
            group, indicator = _group(content, cells[0].text()), labels[cells[1].text()]
            row = ratings[group, indicator]
            assert numbers_in(cells[2].text()) == _result(row)
            for cut in cells[4].all("li"):
                level = cut.one("b").text()
                at = begins.get((indicator, of, level), begins.get((indicator, "", level)))
                begin, *away = numbers_in(cut.text().removeprefix(level))
                assert begin == pytest.approx(at, abs=5e-5)
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
    begins = [numbers_in(cells[4].text()) for cells in next(cuts).rows()]
    assert begins == [[] if cut["begins"] is None else [pytest.approx(cut["begins"], abs=5e-5)] for cut in content.cuts]
    first = next(parts["drivers"].all("table")).rows()
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
    assert [cell.text() for cell in by_name["primary number"][1:3]] == ["3", "schools"]
    assert by_name["line math"][1].text() == "41.5 in 2015-16, rising to 80 in 2026-27"


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
    assert cell.one("span", "masked").text() == "masked"


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
        "orsupport-report.txt",
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
    assert sum(map(sum, numbers)) - sum(numbers[at][at] for at in range(len(numbers))) == len(changed)
    listed = list(part.all("table", "sortable"))[-1]
    assert {cells[0].text() for cells in listed.rows()} == changed
    marked = [
        each for name, text in pages.items() if name != "index.html" for each in page_of(text).all("p", "outcome")
    ]
    assert sum("Since" in each.text() for each in marked) == len(changed)
    ors.report(run, tmp_path / "plain")
    assert all('class="moved"' not in text for text in texts(tmp_path / "plain").values())


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
