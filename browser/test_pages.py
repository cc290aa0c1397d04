"""What people do with the pages: open them from the disk, search, follow, read, sort, print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from conftest import PHONE, Site

KINDS = ["state", "district", "packet", "tiny", "rated", "rated district"]


def column(page: Page, table: str, heading: str) -> list[str]:
    """The texts of a column, from top to bottom, as they are shown."""
    headings = page.locator(f"#{table} thead th").all_inner_texts()
    place = [re.sub(r"\W+$", "", each) for each in headings].index(heading)
    return page.locator(f"#{table} tbody tr:visible > *:nth-child({place + 1})").all_inner_texts()


def school_of(site: Site) -> tuple[str, str]:
    school_id = site.school_id
    return school_id, str(site.run.schools.set_index("school_id").school_name[school_id])


def printed(page: Page) -> list[str]:
    """The text of each page on paper."""
    return [each.extract_text() for each in PdfReader(BytesIO(page.pdf(format="Letter", print_background=False))).pages]


def test_a_school_is_searched_and_followed_to_its_explanation(page: Page, site: Site) -> None:
    school_id, name = school_of(site)
    page.goto(site.state)
    rows = page.locator("#all-schools tbody tr:visible")
    expect(rows).to_have_count(120)
    page.get_by_label("Search schools").fill(name)
    expect(rows).to_have_count(1)
    expect(page.locator("#found-all-schools")).to_have_text("1 of 120 shown")
    rows.get_by_role("link", name=name).click()
    expect(page).to_have_url(re.compile(rf"{site.district}#.*{school_id}$"))
    school = page.get_by_role("region", name=name, exact=False).first
    expect(school).to_be_in_viewport()
    why = page.locator(f"section.school:has(h3:has-text('{name}')) details.why").first
    assert not why.locator("ul").first.is_visible()
    why.locator("summary").first.click()
    expect(why.get_by_text(re.compile("needs at least|needs below|any of these")).first).to_be_visible()


def test_a_search_takes_several_words_in_any_order_and_says_what_it_found(page: Page, site: Site) -> None:
    page.goto(site.state)
    first = next(iter(site.run.rules.outcome.school))
    district = site.run.districts.set_index("district_id").district_name[site.district_id]
    page.get_by_label("Search schools").fill(f"{first.lower()} {district.upper()}")
    schools = site.run.schools
    there = ((schools.district_id == site.district_id) & (schools.outcome == first)).sum()
    found = page.locator("#all-schools tbody tr:visible")
    assert found.count() >= there > 0
    expect(page.locator("#found-all-schools")).to_have_text(f"{found.count()} of 120 shown")
    page.get_by_label("Search schools").fill("no school is called this")
    expect(found).to_have_count(0)
    expect(page.locator("#found-all-schools")).to_have_text("0 of 120 shown")
    page.get_by_label("Search schools").fill("")
    expect(found).to_have_count(120)


def names_by_closed(page: Page, closed: set[str]) -> tuple[list[str], list[str]]:
    """The names in their order, and as many of the last as there are closed schools."""
    names = column(page, "all-schools", "School")
    return names[: len(names) - len(closed)], names[len(names) - len(closed) :]


def test_a_table_is_sorted_up_and_down_with_numbers_as_numbers(page: Page, site: Site) -> None:
    page.goto(site.state)
    heading = page.locator("#all-schools thead th", has_text="School").first
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    schools = site.run.data.schools.to_pandas()
    closed = set(schools.school_name[~schools.open])
    names, last = names_by_closed(page, closed)
    assert names == sorted(names, key=str.casefold)
    assert set(last) == closed
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    names, last = names_by_closed(page, closed)
    assert names == sorted(names, key=str.casefold, reverse=True)
    assert set(last) == closed
    heading = page.locator("#all-districts thead th", has_text="Schools")
    heading.get_by_role("button").click()
    counts = [int(each) for each in column(page, "all-districts", "Schools")]
    assert counts == sorted(counts)
    assert max(counts) > 9 > min(counts)  # so that texts would stand in another order
    page.evaluate(
        """texts => document.querySelectorAll('#all-districts td.n:nth-child(4)')
        .forEach((each, row) => { each.textContent = texts[row] ?? '7 to 9' })""",
        ["1,234", "-5", "", "999.5"],
    )
    heading.get_by_role("button").click()
    found = [each for each in column(page, "all-districts", "Schools") if each != "7 to 9"]
    assert found == ["1,234", "999.5", "-5", ""]


def test_a_level_leads_to_what_it_was_counted_from(page: Page, site: Site) -> None:
    page.goto(f"{site.district}")
    cell = page.locator("section.school table.grid td[data-level] a").first
    row = page.locator(f"[id='{str(cell.get_attribute('href'))[1:]}']")
    assert not row.is_visible()
    level, result = cell.inner_text().split(maxsplit=1)
    cell.click()
    expect(row).to_be_in_viewport()
    expect(row).to_be_focused()
    *_, said, of_level, _ = row.locator("td").all_inner_texts()
    assert [level, result] == [of_level.strip(), said.strip()]


def tab_to(page: Page, target: Locator, most: int = 60) -> int:
    """Press the tab key until the target has the focus; how often that took."""
    for presses in range(1, most + 1):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            return presses
    raise AssertionError(f"not reached in {most} presses of the tab key")


def test_everything_is_done_with_the_keyboard_alone(page: Page, site: Site) -> None:
    school_id, name = school_of(site)
    page.goto(site.state)
    assert tab_to(page, page.get_by_role("link", name="Skip to the content")) == 1
    expect(page.locator(".skip")).to_be_in_viewport()
    search = page.get_by_label("Search schools")
    tab_to(page, search)
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator("#all-schools").get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"#.*{school_id}$"))
    why = page.locator(f"section.school:has(h3:has-text('{name}')) > details.why")
    tab_to(page, why.locator("summary").first, 120)
    page.keyboard.press("Enter")
    expect(why).to_have_attribute("open", "")


def test_a_table_is_sorted_with_the_keyboard(page: Page, site: Site) -> None:
    page.goto(site.state)
    heading = page.locator("#all-schools thead th").first
    heading.get_by_role("button").focus()
    page.keyboard.press("Space")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(heading.get_by_role("button")).to_be_focused()


def test_a_district_is_printed_for_a_meeting(page: Page, site: Site) -> None:
    page.goto(site.district)
    district = site.run.districts.set_index("district_id").loc[site.district_id]
    paper = printed(page)
    text = " ".join(" ".join(paper).split())
    assert district.district_name in text
    assert f"Tier: {district.tier}" in text
    assert f"{district.identified_schools} of its" in text
    schools = site.run.schools
    for each in schools[schools.district_id == site.district_id].school_name:
        assert each in text
    assert all("Internal: contains small groups" in each for each in paper)
    navigation = page.locator("nav").inner_text()
    assert navigation
    assert navigation not in text
    assert "Levels by student group" not in text
    assert len(paper) <= 4


def test_a_school_is_printed_where_something_of_it_is_open(page: Page, site: Site) -> None:
    page.goto(site.district)
    _, name = school_of(site)
    page.locator(f"section.school:has(h3:has-text('{name}')) > details.why > summary").click()
    text = " ".join(" ".join(printed(page)).split())
    assert text.count("Levels by student group") == 1
    assert "Why, rule by rule" in text
    assert "Year by year" not in text


def test_what_explains_a_part_of_a_school_is_printed_with_that_part_alone(page: Page, site: Site) -> None:
    page.goto(site.district)
    _, name = school_of(site)
    parts = {"pictures": "What each picture shows", "figures": "How results are counted"}
    for opened in parts:
        page.reload()
        page.locator(f"section.school:has(h3:has-text('{name}')) > details.{opened} > summary").click()
        text = " ".join(" ".join(printed(page)).split())
        for part, heading in parts.items():
            links = page.locator(
                f"section.school:has(h3:has-text('{name}')) > details.{part} a[href='#{part}']"
            ).count()
            assert text.count(heading) == (1 + links if part == opened else 0)


@pytest.mark.window(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("kind", ["state", "district", "packet", "tiny", "rated district"])
def test_no_page_is_wider_than_a_phone(page: Page, site: Site, kind: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address(site, kind))
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= shown == width
    boxes = page.locator(".wide:visible")
    assert boxes.count() > 1
    assert any(boxes.evaluate_all("all => all.map(each => each.scrollWidth > each.clientWidth)"))


def tables_by_indicator(page: Page, site: Site) -> Iterator[Locator]:
    """The tables that go by indicator, of each page that has any, all unfolded."""
    for address_of in (site.district, *(each.as_uri() for each in sorted((site.tiny / "districts").iterdir()))):
        page.goto(address_of)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        yield page.locator("table.by-indicator")


@pytest.mark.window(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
def test_on_a_phone_nothing_is_wider_than_its_cell(page: Page, site: Site) -> None:
    seen = 0
    for tables in tables_by_indicator(page, site):
        over = page.evaluate(
            """() => [...document.querySelectorAll('main :is(td, th)')].filter(cell => {
                const within = document.createRange();
                within.selectNodeContents(cell);
                const [text, box] = [within.getBoundingClientRect(), cell.getBoundingClientRect()];
                return text.width && (text.right > box.right + 1 || text.left < box.left - 1);
            }).map(cell => cell.textContent)"""
        )
        assert over == []
        seen += tables.count()
    assert seen > 20


@pytest.mark.window(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
def test_on_a_phone_each_figure_is_seen_beside_the_group_that_it_is_of(page: Page, site: Site) -> None:
    scrolled = 0
    for tables in tables_by_indicator(page, site):
        for found in tables.evaluate_all(
            """all => all.map(table => {
                const box = table.parentElement, at = each => each.getBoundingClientRect();
                const inside = each => at(each).right <= at(box).right + 1;
                const beside = [...table.tHead.rows[0].cells].filter(inside).length;
                box.scrollLeft = box.scrollWidth;
                const left = [...table.querySelectorAll('th[scope=row], th[scope=rowgroup] > div')]
                    .map(each => Math.round(at(each).left - at(box).left));
                return {beside, scrolled: box.scrollLeft, left};
            })"""
        ):
            assert found["beside"] >= 3  # the group, and two columns of figures
            assert all(0 <= each <= 12 for each in found["left"])
            scrolled += found["scrolled"] > 0
    assert scrolled > 5


def test_who_comes_back_from_a_school_finds_the_same_schools(page: Page, site: Site) -> None:
    _, name = school_of(site)
    outcome = next(iter(site.run.rules.outcome.school))
    page.goto(site.state)
    page.get_by_label("Search schools").press_sequentially(name[:6])
    page.locator("#outcome-all-schools").select_option(outcome)
    shown = column(page, "all-schools", "School")
    assert 0 < len(shown) < 120
    page.locator("#all-schools").get_by_role("link", name=name).click()
    expect(page).to_have_url(re.compile(f"^{re.escape(site.district)}#"))
    page.go_back()
    expect(page).to_have_url(site.state)
    expect(page.get_by_label("Search schools")).to_have_value(name[:6])
    expect(page.locator("#outcome-all-schools")).to_have_value(outcome)
    assert column(page, "all-schools", "School") == shown


@pytest.mark.window(java_script_enabled=False)
def test_without_scripts_the_tables_and_the_links_work(page: Page, site: Site) -> None:
    school_id, name = school_of(site)
    page.goto(site.state)
    expect(page.locator("#all-schools tbody tr")).to_have_count(120)
    page.locator("#all-schools").get_by_role("link", name=name).click()
    expect(page).to_have_url(re.compile(rf"#.*{school_id}$"))
    expect(page.get_by_role("heading", name=name)).to_be_in_viewport()


def test_every_picture_says_in_words_what_it_shows(page: Page, site: Site) -> None:
    page.goto(site.district)
    pictures = page.locator("svg.distribution")
    said = pictures.evaluate_all(
        """all => all.map(each => each.getAttribute('aria-labelledby').split(' ')
        .map(place => document.getElementById(place).textContent.trim()).join(' '))"""
    )
    assert len(said) > 5
    assert all(re.search(r": \d+ schools?\b.*: this school: \d", each) for each in said)
    assert sum(bool(re.search(r"level 2 begins at .* %, level \d\b", each)) for each in said) > 5
    page.evaluate("document.querySelectorAll('details.pictures').forEach(each => each.open = true)")
    marks = page.locator("svg.distribution .here")
    assert marks.count() == len(said)
    for drawn in (page.locator("svg.distribution use").first, marks.first):
        box = drawn.bounding_box()
        assert box
        assert box["height"] > 20


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_on_a_page_leads_somewhere(page: Page, site: Site, kind: str) -> None:
    page.goto(address(site, kind))
    lost = page.evaluate(
        """() => [...document.querySelectorAll('a[href^="#"]')].map(each => decodeURIComponent(each.hash.slice(1)))
        .filter(each => !document.getElementById(each))"""
    )
    assert lost == []


def address(site: Site, kind: str) -> str:
    if kind == "rated district":
        return next((site.rated / "districts").iterdir()).as_uri()
    folder = {"packet": site.packet, "tiny": site.tiny, "rated": site.rated}.get(kind)
    return (folder / "index.html").as_uri() if folder else getattr(site, kind)
