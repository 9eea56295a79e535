"""A portal whose every text is hostile, in a browser: it runs none, and asks for nothing."""

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as Xml

from playwright.sync_api import Browser, expect

from catalog.portal.browsing import PHONE, visited
from catalog.portal.test_machines import assert_atom
from meshwright.catalog.portal.folder import write
from reports.test_strangers_text import obeyed

WITHOUT_TEXT = {"access", "columns", "governance", "lineage", "search"}
SAID = "</script><script>alert(1)</script>"


def test_no_page_runs_loads_or_asks_for_anything(
    browser: Browser, portal: Mapping[str, bytes], tmp_path: Path
) -> None:
    write(tmp_path / "portal", portal.items())
    pages = sorted(path for path in portal if path.endswith(".html"))
    silent: set[str] = set()

    for visit in visited(browser, (tmp_path / "portal").as_uri(), viewport=PHONE):
        for path in (*pages, "search.html#q=alert", "columns.html#q=said"):
            page = visit.open(path)
            expect(page.locator("h1")).to_be_visible()
            assert page.locator("main img, main svg [onload], main script").count() == 0, path
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= PHONE["width"], path
            if SAID not in (page.locator("main").text_content() or ""):
                silent.add(path.partition(".html")[0])

    # Pictures and lists of names, of rules, and a search before anybody has asked it.
    assert {path.partition("/")[0] for path in silent} <= WITHOUT_TEXT


def test_the_feed_and_llms_txt_are_well_formed(portal: Mapping[str, bytes]) -> None:
    feed, llms = portal["feed.xml"].decode(), portal["llms.txt"].decode()

    root = assert_atom(feed)

    assert isinstance(root, Xml.Element)
    assert obeyed(feed) == obeyed(llms) == []
    assert SAID not in llms
    assert sum(line.startswith("- [evil.") for line in llms.splitlines()) == 2
