"""What axe-core finds on each kind of page; and that nothing is told by colour alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from conftest import PHONE, Site
from test_pages import KINDS, address

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN = """[...document.querySelectorAll('details')]
    .filter(each => !each.closest('section.school ~ section.school ~ section.school'))
    .forEach(each => each.open = true)"""  # of the first two schools; the others are built alike


def violations(page: Page) -> list[str]:
    """What axe-core finds, each with the first place where it finds it."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    assert len(found["passes"]) > 20  # the rules were run
    found = [(each["id"], each["help"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]
    return [f"{rule}: {says} ({len(places)}: {places[0]})" for rule, says, places in found]


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation_on_a_page_as_it_opens(page: Page, site: Site, kind: str) -> None:
    page.goto(address(site, kind))
    assert violations(page) == []


@pytest.mark.parametrize("kind", ["state", "district", "tiny", "rated", "rated district"])
def test_axe_finds_no_violation_where_all_is_unfolded(page: Page, site: Site, kind: str) -> None:
    page.goto(address(site, kind))
    page.evaluate(OPEN)
    assert violations(page) == []


@pytest.mark.window(viewport=PHONE)
@pytest.mark.parametrize("kind", ["state", "district"])
def test_axe_finds_no_violation_on_a_phone(page: Page, site: Site, kind: str) -> None:
    page.goto(address(site, kind))
    page.evaluate(OPEN)
    assert violations(page) == []


@pytest.mark.window(reduced_motion="reduce")  # nothing is halfway out of sight
def test_axe_finds_no_violation_while_a_table_is_searched_and_sorted(page: Page, site: Site) -> None:
    page.goto(site.state)
    page.get_by_label("Search schools").fill("high")
    page.locator("#all-schools thead button").first.click()
    assert violations(page) == []


def test_axe_finds_what_is_wrong(page: Page, site: Site) -> None:
    page.goto(site.state)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<div role=img></div><input>')")
    assert {each.partition(":")[0] for each in violations(page)} >= {"role-img-alt", "label"}


def test_every_level_and_answer_is_said_in_words_too(page: Page, site: Site) -> None:
    page.goto(site.district)
    unsaid = page.evaluate(
        """() => [...document.querySelectorAll('.badge, .answer, .why b, td[data-level], i, em')]
        .filter(each => !each.textContent.trim()).length"""
    )
    assert unsaid == 0
    assert page.locator("td[data-level] b").count() == page.locator("table.grid td[data-level]").count() > 0


@pytest.mark.window(forced_colors="active")
def test_in_forced_colours_the_pictures_and_levels_can_be_seen(page: Page, site: Site) -> None:
    page.goto(site.district)
    page.evaluate(OPEN)
    level = page.locator("table.grid td[data-level^='1-'] b").first
    assert level.evaluate("each => parseFloat(getComputedStyle(each).borderLeftWidth)") > 5
    background = page.locator("svg.distribution").first.evaluate("each => getComputedStyle(each).backgroundColor")
    assert background == "rgb(255, 255, 255)"
