"""The portal as people use it, in a browser: from a disk and from a web server.

One browser for all; nothing is measured, and what is waited for is waited for until it is there.
"""

import importlib.util
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from .browsing import PAGES, PHONE, Visit, keep, visited
from .conftest import MOMENT

NARROWEST = 320
"""Pixels of what 1280 are at 400 percent: WCAG 1.4.10, Reflow."""
ASKED = """axe.run(document, {
  resultTypes: ["violations"], preload: false, rules: {"target-size": {enabled: true}},
})"""


@pytest.fixture(params=["disk", "server"])
def visit(
    request: pytest.FixtureRequest, browser: Browser, folder: Path, served: str
) -> Iterator[Visit]:
    base = folder.as_uri() if request.param == "disk" else served
    yield from visited(browser, base)


def test_a_product_is_found_by_a_column_with_a_typo_and_narrowed_by_facets(visit: Visit):
    page = visit.open("index.html")
    page.get_by_label("Search products by name, column, owner or tag").fill("tail_numbr")
    page.keyboard.press("Enter")

    expect(page.locator("#count")).to_have_text("3 products")
    expect(page.locator("#results")).to_contain_text("tail_number (protected)")
    page.get_by_role("checkbox", name="operations").check()
    expect(page.locator("#count")).to_have_text("1 product")
    page.locator("#results a").first.click()
    expect(page.locator("h1")).to_have_text("Flights from New York")
    page.go_back()
    expect(page.locator("#count")).to_have_text("1 product")
    expect(page.get_by_role("checkbox", name="operations")).to_be_checked()


@pytest.mark.parametrize(
    ("after", "word"), [(timedelta(hours=24), "fresh"), (timedelta(hours=25), "stale")]
)
def test_what_is_stale_or_failing_is_told_by_the_clock_of_who_looks(
    visit_disk: Visit, after: timedelta, word: str
):
    visit_disk.page.clock.set_fixed_time(MOMENT + after)
    page = visit_disk.open("search.html?quality=failing")

    expect(page.locator("#count")).to_have_text("1 product")
    expect(page.get_by_role("checkbox", name="failing")).to_be_checked()
    expect(page.get_by_role("checkbox", name=word)).to_be_attached()
    expect(page.get_by_role("checkbox", name="not known")).not_to_be_attached()
    page.get_by_role("checkbox", name="failing").uncheck()
    page.get_by_role("checkbox", name="not known").check()
    expect(page.locator("#results")).not_to_contain_text("Flights from New York")
    page.get_by_role("checkbox", name=word).check()
    found = page.locator("#results li", has_text="Flights from New York")
    expect(found.locator(".chip.error")).to_have_text(["failing", "stale"][: 1 + (word == "stale")])


def test_a_product_says_what_it_is_and_how_to_ask_for_it(visit: Visit):
    page = visit.open("products/operations.flights.html#flights.tail_number")

    row = page.locator("tr:target")
    expect(row).to_contain_text("personal")
    page.get_by_label("Who is to read").fill("weather")
    page.get_by_label("What for").fill('Storms & it\'s late: "x"')
    page.get_by_label("Until").fill("2027-01-31")
    expect(page.locator("#ask-command")).to_have_text(
        "mesh new access operations.flights --for weather"
        " --purpose 'Storms & it'\\''s late: \"x\"' --expires 2027-01-31"
    )
    link = page.locator("#ask-link").get_attribute("href") or ""
    assert "filename=domains%2Foperations%2Fflights%2Faccess%2Fweather.yaml" in link
    assert "it%27s+late" in link


def test_lineage_has_a_focus_that_goes_with_the_address(visit: Visit):
    page = visit.open("lineage.html")
    expect(page.locator("svg .box")).to_have_count(11)
    page.get_by_label("Focus").fill("operations.departures")

    expect(page.locator("svg .box")).to_have_count(3)
    expect(page.locator("svg .focus title")).to_have_text("operations.departures")
    expect(page.locator("#list")).to_contain_text("planning.delay_causes")
    page.get_by_label("Way").select_option("up")
    expect(page.locator("svg .box")).to_have_count(2)
    assert page.url.endswith("#focus=operations.departures&way=up")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("svg .box")).to_have_count(11)


def test_columns_and_rights_are_found_as_one_types(visit_disk: Visit):
    page = visit_disk.open("columns.html")
    page.get_by_label("only protected").check()
    page.get_by_label("Search columns by name or description").fill("tail number")

    expect(page.locator("#count")).to_have_text("3 columns")
    visit_disk.open("access/fleet.html")
    page.get_by_label("Filter rights").fill("capacity aircraft agreement")
    expect(page.locator("#given tbody tr:visible")).to_have_count(1)
    expect(page.locator("#held tbody tr:visible")).to_have_count(0)


def test_all_rights_are_searched_from_their_index_and_loaded_when_asked_for(visit: Visit):
    page = visit.open("access.html")
    expect(page.locator("#index")).to_be_visible()
    assert page.evaluate("globalThis.meshData === undefined")
    page.get_by_label("Search rights").fill("capacity tail_number")

    expect(page.locator("#count")).to_have_text("2 rights")
    expect(page.locator("#index")).to_be_hidden()
    expect(page.locator("#rights tbody tr").first).to_contain_text("2099-12-31")
    page.reload()
    expect(page.locator("#count")).to_have_text("2 rights")
    page.get_by_label("Search rights").fill("")
    expect(page.locator("#index")).to_be_visible()


def test_dark_and_light_are_chosen_once_for_all_pages(visit_disk: Visit):
    def paper() -> str:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    visit_disk.page.emulate_media(color_scheme="light")
    page = visit_disk.open("index.html")
    light = paper()
    page.get_by_role("button", name="Switch between dark and light").click()
    dark = paper()
    visit_disk.open("governance.html")

    assert light != dark == paper()


def test_a_keyboard_is_enough(visit_disk: Visit):
    page = visit_disk.open("products/planning.delay_causes.html")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("weather")
    page.keyboard.press("Enter")
    expect(page.locator("#results a").first).to_have_text("weather.observations")
    page.get_by_role("checkbox", name="gold").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="gold")).to_be_focused()
    page.locator("#results a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).not_to_have_text("Search")


@pytest.mark.parametrize("width", [PHONE["width"], NARROWEST])
def test_on_a_phone_no_page_is_wider_than_the_screen(browser: Browser, folder: Path, width: int):
    window = {**PHONE, "width": width}
    for visit in visited(browser, folder.as_uri(), viewport=window, is_mobile=True):
        for path in PAGES:
            page = visit.open(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            keep(page, path, f"phone-{width}")


@pytest.fixture(scope="module")
def axe() -> str:
    """Deque's axe-core, which the package of that name carries."""
    spec = importlib.util.find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_barrier(browser: Browser, folder: Path, axe: str, theme: Any):
    for visit in visited(browser, folder.as_uri(), color_scheme=theme):
        found: dict[str, list[Mapping[str, Any]]] = {}
        for path in PAGES:
            visit.page.set_viewport_size({"width": 1280, "height": 720})
            page = visit.open(path)
            keep(page, path, theme)
            # Of what is out of sight a browser lays out no part of a long list.
            page.set_viewport_size({"width": 1280, "height": 6000})
            # In an own world: what a page may do is not loosened for its test.
            page.evaluate(axe)
            told = page.evaluate(ASKED)
            if told["violations"]:
                found[path] = [
                    {"rule": v["id"], "where": [n["html"][:150] for n in v["nodes"][:5]]}
                    for v in told["violations"]
                ]
        assert found == {}
