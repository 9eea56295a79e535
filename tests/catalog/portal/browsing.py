"""A page of the portal in a browser, and what goes wrong there or is asked for elsewhere.

Where MESH_TEST_SCREENSHOTS names a folder, pictures of what tests look at are kept there.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, expect

PHONE = {"width": 390, "height": 844}
PAGES = (
    *("index.html", "search.html#q=carrier", "columns.html#q=tail", "lineage.html"),
    *("lineage.html#focus=operations.flights", "access.html", "access.html#q=capacity"),
    *("access/operations.html", "governance.html", "glossary.html"),
    *("domains/planning.html", "teams/team-planning@nyc-air.example.html"),
    *("products/planning.delay_causes.html", "products/operations.flights.html"),
    "lineage/planning.delay_causes.html",
)
"""One of every kind, and some in the states that people bring them into."""
KEPT = os.environ.get("MESH_TEST_SCREENSHOTS")


@dataclass
class Visit:
    """A page in a window of its own, and all that went wrong or elsewhere there."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.base}/{path}")
        return self.page

    def watch(self) -> None:
        self.page.route("**/*", self._requested)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text))
        self.page.on("dialog", lambda dialog: self.faults.append(dialog.message))

    def _requested(self, route: Route) -> None:
        if route.request.url.startswith(f"{self.base}/"):
            route.continue_()
        else:
            self.faults.append(route.request.url)
            route.abort()


def visited(browser: Browser, base: str, **window: Any) -> Iterator[Visit]:
    """A visit that ends with nothing wrong."""
    context = browser.new_context(**window)
    context.set_default_timeout(180_000)
    expect.set_options(timeout=180_000)
    visit = Visit(context.new_page(), base)
    visit.watch()
    yield visit
    context.close()
    assert visit.faults == []


def keep(page: Page, path: str, kind: str, folder: str | None = KEPT) -> None:
    """Keeps a picture of a page where somebody asks for pictures."""
    if folder:
        name = re.sub(r"[^A-Za-z0-9.]+", "-", path.replace(".html", ""))
        page.screenshot(path=Path(folder) / f"{name}-{kind}.png", full_page=True)
