"""Whatever people write is text on every page of the portal, and no page is wider for it."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.folder import write
from meshwright.catalog.portal.pages import files

from .browsing import PAGES, PHONE, Visit, visited
from .test_pages import HOSTILE, made_hostile


@pytest.fixture(scope="module")
def hostile_folder(shown: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    write(folder, files(made_hostile(shown)))
    return folder


@pytest.fixture(scope="module")
def seen(browser: Browser, hostile_folder: Path) -> Mapping[str, tuple[int, int, str]]:
    """Each page on a phone: how wide it is, how many pictures it loads, and all its text."""
    found: dict[str, tuple[int, int, str]] = {}
    for visit in visited(browser, hostile_folder.as_uri(), viewport=PHONE, is_mobile=True):
        for path in PAGES:
            found[path] = looked_at(visit, path)
    return found


def looked_at(visit: Visit, path: str) -> tuple[int, int, str]:
    page = visit.open(path)
    expect(page.locator("h1")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    return width, page.locator("img").count(), page.locator("main").text_content() or ""


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_seen_as_text(seen: Mapping[str, tuple[int, int, str]], kind: str):
    _, shown = HOSTILE[kind]

    silent = {path for path, (_, _, text) in seen.items() if shown not in text}
    # A picture has the names of columns alone, and a search what its script has found.
    assert silent <= {*WITHOUT_TEXT}


WITHOUT_TEXT = tuple(path for path in PAGES if path.startswith(("lineage", "access")))


def test_hostile_text_loads_nothing_and_makes_no_page_wider(
    seen: Mapping[str, tuple[int, int, str]],
):
    assert {path: n for path, (_, n, _) in seen.items() if n} == {}
    wide = {path: width for path, (width, _, _) in seen.items() if width > PHONE["width"]}
    assert wide == {}


def test_hostile_text_is_found_and_seen_as_text(browser: Browser, hostile_folder: Path):
    for visit in visited(browser, hostile_folder.as_uri()):
        page = visit.open("search.html#q=alert")
        expect(page.locator("#results li").first).to_contain_text("<script>alert(1)</script>")
        page = visit.open("columns.html#q=alert")
        expect(page.locator("#results tr").first).to_contain_text("<script>alert(1)</script>")
