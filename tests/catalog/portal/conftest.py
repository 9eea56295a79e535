"""The portal of the example mesh, as its files."""

from collections.abc import Mapping
from datetime import date

import pytest

from meshwright.catalog.changelog import Change, Changelog
from meshwright.catalog.portal.content import Content, content
from meshwright.catalog.portal.pages import files
from meshwright.gate.assessment import assess
from meshwright.workspace import Workspace

from checkouts import ROOT

DAY = date(2026, 6, 1)
Files = Mapping[str, bytes]


@pytest.fixture(scope="package")
def shown() -> Content:
    """What the portal shows of the example, with a history that does not grow."""
    found = content(Workspace(ROOT), assess(Workspace(ROOT), "dev", as_of=DAY))
    changes = (
        Change(date(2026, 5, 2), "Widen it", "b" * 40),
        Change(date(2026, 5, 1), "Begin", "a" * 40),
    )
    told = Changelog("b" * 40, dict.fromkeys(found.catalog.products, changes))
    return Content(
        catalog=found.catalog,
        changelog=told,
        findings=found.findings,
        rules=found.rules,
        host=found.host,
    )


@pytest.fixture(scope="package")
def portal(shown: Content) -> Files:
    return dict(files(shown))
