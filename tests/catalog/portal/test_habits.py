"""Habits of people who read: they print, copy, come by a link, and dislike what jumps."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from .browsing import PAGES, PHONE, Visit, visited

SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const frames = (left) => left ? requestAnimationFrame(() => frames(left - 1)) : done(sum);
  frames(4);
})"""
GOOD = 0.05
"""Half of what web.dev, "Cumulative Layout Shift (CLS)", calls good."""


@pytest.mark.parametrize("window", [{"width": 1280, "height": 900}, PHONE], ids=["wide", "phone"])
def test_nothing_jumps_when_scripts_come_late(browser: Browser, folder: Path, window):
    for visit in visited(browser, folder.as_uri(), viewport=window):
        jumped = {path: found for path in PAGES if (found := shifted(visit, path)) > GOOD}
        assert jumped == {}


@dataclass
class Gate:
    """Holds scripts until the page is painted, but for the one that has to run before."""

    is_open: bool = False
    held: list[Route] = field(default_factory=list[Route])

    def meet(self, route: Route) -> None:
        if self.is_open or route.request.url.endswith("assets/theme.js"):
            route.continue_()
        else:
            self.held.append(route)

    def open(self) -> None:
        self.is_open = True
        for route in self.held:
            route.continue_()


def shifted(visit: Visit, path: str) -> float:
    """How far things jump, where each script that waits comes after the page is painted."""
    page, gate = visit.page, Gate()
    page.goto("about:blank")
    page.route("**/*.js", gate.meet)
    page.goto(f"{visit.base}/{path}", wait_until="commit")
    expect(page.locator("footer")).to_be_attached()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    gate.open()
    page.wait_for_load_state("load")
    told = page.evaluate(SHIFT)
    page.unroute("**/*.js")
    return told


SENT = (
    ("search.html", "Search products by name", "carrier", "#results li", "network.carriers"),
    ("columns.html", "Search columns", "tail number", "#results tr", "tail_number"),
    ("lineage.html", "Focus", "operations.flights", "#list", "fleet.utilization"),
    ("access.html", "Search rights", "planning capacity", "#rights tbody", "capacity"),
    ("access/operations.html", "Filter rights", "routes", "#given tr:visible >> nth=1", "routes"),
    ("glossary.html", "Filter terms", "tail", "#terms > :visible", "tail_number"),
)
"""A page, the field that is typed into, the text, and where which answer stands."""
FILLED_IN = (
    *("products/operations.flights.html", "Who is to read", "planning"),
    *("#ask-command", "--for planning"),
)
"""A form of several fields, which no key sends."""


@pytest.mark.parametrize("is_sent", [False, True], ids=["typed", "sent"])
def test_what_is_typed_before_a_page_is_ready_is_answered(
    browser: Browser, folder: Path, is_sent: bool
):
    for visit in visited(browser, folder.as_uri()):
        for path, label, text, where, answer in SENT if is_sent else (*SENT, FILLED_IN):
            page, gate = visit.page, Gate()
            page.goto("about:blank")
            page.route("**/*.js", gate.meet)
            page.goto(f"{visit.base}/{path}", wait_until="commit")
            page.get_by_label(label).first.fill(text)
            if is_sent:
                page.keyboard.press("Enter")
                page.wait_for_url("**?*", wait_until="commit")
                expect(page.locator("footer")).to_be_attached()
            gate.open()
            expect(page.locator(where).first, path).to_contain_text(answer)
            page.unroute("**/*.js")


def test_what_is_copied_is_what_stands_there(browser: Browser, served: str):
    for visit in visited(browser, served, permissions=["clipboard-read", "clipboard-write"]):
        page = visit.open("products/operations.flights.html")
        button = page.locator('[data-copy="ask-command"]')
        button.click()
        expect(button).to_have_text("Copied")

        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#ask-command").text_content()


def test_where_nothing_may_be_copied_the_text_is_selected(visit_disk: Visit):
    page = visit_disk.open("products/operations.flights.html")
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }"
    )
    button = page.locator('[data-copy="ask-command"]')
    button.click()

    expect(button).to_have_text("Selected")
    selected = page.evaluate("getSelection().toString()")
    assert selected == page.locator("#ask-command").text_content()


def test_a_printed_page_is_what_it_says_without_what_is_clicked(visit_disk: Visit):
    page = visit_disk.open("products/planning.delay_causes.html")
    page.emulate_media(media="print")

    for control in (".bar", ".within", "#ask-form", "[data-copy]", ".actions"):
        expect(page.locator(control).first).to_be_hidden()
    expect(page.locator(".side")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX") == (
        "visible"
    )


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("products/planning.delay_causes.html#causes.cause", "tr:target"),
        ("products/planning.delay_causes.html#ask", "#ask"),
        ("glossary.html#term-carrier", "#term-carrier"),
    ],
)
def test_a_link_into_a_page_leads_to_its_place(visit_disk: Visit, path: str, place: str):
    page = visit_disk.open(path)

    expect(page.locator(place)).to_be_in_viewport()
