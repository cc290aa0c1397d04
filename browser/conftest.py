"""A real browser, and the pages that it opens: written once a session, opened from the disk, without a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import orsupport as ors
from orsupport.reporting.addresses import file_of
from orsupport.simulate import SEED, simulate, write

ROOT = Path(__file__).parent
TINY = ROOT.parent / "fixtures" / "tiny"
RATED = ROOT / "rated"
SCHOOLS = 120
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
CHROMIUMS = (os.environ.get("ORSUPPORT_CHROMIUM", "chromium"), "chromium-browser", "google-chrome")


class Site(NamedTuple):
    """Pages on the disk: of a made-up State, of one district's packet, of a State of ten schools with
    an earlier run beside it, and of a State that rates districts."""

    run: ors.Run
    folder: Path
    packet: Path
    tiny: Path
    rated: Path

    @property
    def state(self) -> str:
        return (self.folder / "index.html").as_uri()

    @property
    def district(self) -> str:
        """A district that is rated worst, and has a school of the first outcome."""
        return self.district_page(self.district_id)

    @property
    def district_id(self) -> str:
        worst = next(iter(self.run.rules.outcome.district))
        first = next(iter(self.run.rules.outcome.school))
        schools, districts = self.run.schools, self.run.districts
        named = set(districts[districts.tier == worst].district_id) & set(schools[schools.outcome == first].district_id)
        return min(named, key=lambda each: (schools.district_id == each).sum())

    def district_page(self, district_id: str) -> str:
        return (self.folder / "districts" / file_of(district_id)).as_uri()

    @property
    def school_id(self) -> str:
        """A school of the first outcome, in that district."""
        schools = self.run.schools
        first = next(iter(self.run.rules.outcome.school))
        return str(schools[(schools.district_id == self.district_id) & (schools.outcome == first)].school_id.iloc[0])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("pages")
    write(simulate(SCHOOLS), folder / "data", SCHOOLS, SEED)
    run = ors.identify(ors.read(folder / "data"), ors.rules("oregon-2023"))
    tiny = ors.identify(ors.read(TINY), ors.rules(TINY / "rules.toml"))
    other = (TINY / "rules.toml").read_text(encoding="utf-8").replace('"level1_share >= half"', '"level1_share > half"')
    (folder / "earlier.toml").write_text(other, encoding="utf-8")
    earlier = ors.identify(ors.read(TINY), ors.rules(folder / "earlier.toml"))
    assert earlier.schools.outcome.tolist() != tiny.schools.outcome.tolist()
    rated = ors.identify(ors.read(RATED), ors.rules(RATED / "rules.toml"))
    site = Site(run, folder / "site", folder / "packet", folder / "tiny", folder / "rated")
    ors.report(run, site.folder)
    ors.report(run, site.packet, district=site.district_id)
    ors.report(tiny, site.tiny, since=earlier)
    ors.report(rated, site.rated)
    return site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    assert found, "no Chromium: make test-browser installs it, or says how"
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=as_root)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A window of its own, with the settings that a test names by `@pytest.mark.window(...)`. It fails a test that asks
    any host for anything, or writes to the console."""
    mark = request.node.get_closest_marker("window")
    context = browser.new_context(**({"viewport": DESKTOP, "offline": True} | (mark.kwargs if mark else {})))
    context.set_default_timeout(10_000)
    said: list[str] = []
    asked: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("request", lambda request: None if request.url.startswith("file:") else asked.append(request.url))
    yield context
    context.close()
    assert said == []
    assert asked == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
