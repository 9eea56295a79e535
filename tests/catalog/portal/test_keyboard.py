"""Every kind of page is used by a keyboard alone, and what was asked of it comes back."""

import pytest
from playwright.sync_api import Browser, Page, expect

from .browsing import Visit, visited

COVERED = """() => {
  const [bar, at] = [document.querySelector(".bar"), document.activeElement];
  if (!document.querySelector("main").contains(at)) return "";
  const edge = getComputedStyle(bar).position === "sticky" ? bar.getBoundingClientRect().bottom : 0;
  return at.getBoundingClientRect().bottom <= edge ? at.outerHTML.slice(0, 99) : "in sight";
}"""
"""Whether what has the focus is hidden: WCAG 2.4.11, Focus Not Obscured."""


@pytest.mark.parametrize(
    "path",
    [
        *("teams/team-planning@nyc-air.example.html", "access.html", "access/operations.html"),
        *("glossary.html", "governance.html", "lineage.html"),
    ],
)
def test_a_keyboard_comes_past_what_all_pages_share(visit_disk: Visit, path: str):
    page = visit_disk.open(path)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.locator(".brand")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


@pytest.mark.parametrize(
    ("path", "words", "left"),
    [
        ("access.html", "capacity tail_number", "#rights tbody tr:visible"),
        ("access/operations.html", "delay_causes", "#given tbody tr:visible"),
        ("glossary.html", "tail", "#terms > :visible"),
        ("columns.html", "tail number", "#results tr"),
        ("search.html", "aircraft register", "#results li"),
    ],
)
def test_what_is_asked_is_kept_in_the_address_and_taken_back_by_escape(
    visit_disk: Visit, path: str, words: str, left: str
):
    page = visit_disk.open(path)
    whole = page.locator(left).count()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type(words)
    found = page.locator(left)
    expect(found).not_to_have_count(whole)
    count = found.count()
    assert count
    assert "#q=" in page.url
    link = found.first.get_by_role("link").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: path not in url)
    page.go_back()
    expect(found).to_have_count(count)
    page.locator("main input[type=search]").focus()
    page.keyboard.press("Escape")
    expect(page.locator("main input[type=search]")).to_have_value("")
    expect(found).to_have_count(whole)


def test_what_fits_nothing_says_how_to_go_on(visit_disk: Visit):
    page = visit_disk.open("search.html#q=qqqqqq")
    expect(page.locator("#nothing")).to_contain_text("mesh new wanted")
    page = visit_disk.open("columns.html#q=qqqqqq")
    expect(page.locator("#nothing")).to_be_visible()
    page.locator("#q").fill("tail")
    expect(page.locator("#nothing")).to_be_hidden()
    page = visit_disk.open("lineage.html#focus=sales.orders")
    expect(page.locator("#list")).to_contain_text("Nothing here is named sales.orders.")
    page = visit_disk.open("glossary.html#q=qqqqqq")
    expect(page.locator("output")).to_contain_text("none of")


def test_a_box_of_the_lineage_is_a_link_that_shows_its_focus(visit_disk: Visit):
    page = visit_disk.open("lineage.html#focus=operations.departures")
    expect(page.locator("svg .box")).to_have_count(3)
    page.locator("#graph").focus()
    page.keyboard.press("Tab")
    box = page.locator("svg a:focus rect")
    expect(box).to_have_css("stroke-width", "3px")
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/*.html")


def test_only_a_table_that_is_wider_than_its_place_is_a_stop_of_the_keyboard(visit_disk: Visit):
    page = visit_disk.open("governance.html")
    scores = page.get_by_role("region", name="Scores of domains")
    expect(scores).not_to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 700, "height": 800})
    expect(scores).to_have_attribute("tabindex", "0")


@pytest.mark.parametrize("width", [1280, 1030, 1000, 800])
def test_nothing_that_has_the_focus_is_hidden(browser: Browser, served: str, width: int):
    window = {"viewport": {"width": width, "height": 500}, "reduced_motion": "reduce"}
    for visit in visited(browser, served, **window):
        page = visit.open("products/operations.flights.html")
        steps = told(page)
        assert len(steps) > 30
        assert set(steps) == {"in sight"}


def told(page: Page) -> list[str]:
    """From the end of a page to its begin, what is said of each stop."""
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    page.locator("main a, main button").last.focus()
    found: list[str] = []
    while said := page.evaluate(COVERED):
        found.append(said)
        page.keyboard.press("Shift+Tab")
    return found
