"""A browser for the tests that look at pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tools.cli import browser as machine


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests of a file.

    While it runs, so does an event loop in this thread, beside which there is no second browser and
    nothing of asyncio. Fixtures of a folder outlive it, and would leave the loop to other files.
    """
    found = machine.browser()
    if found is None:
        pytest.skip("no browser; `mesh dev test` says how to install one")
    with sync_playwright() as playwright:
        # Its sandbox needs rights that a container seldom gives; what it opens is our own.
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"], timeout=180_000
        )
        yield browser
        browser.close()
