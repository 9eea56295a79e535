"""The browser of this machine, which tests of the portal drive."""

import shutil
from collections.abc import Iterator

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """Where one lies; None where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def missing() -> Iterator[str]:
    """What goes untested without one, and what to do about it."""
    if browser() is None:
        yield "no browser: the portal is not tried in one (tests/catalog/portal/test_browser.py)"
        yield "  fix: apt-get install chromium"
