"""The portal of the example mesh, as its files."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from meshwright.catalog.changelog import Change, Changelog
from meshwright.catalog.portal.content import Content, content
from meshwright.catalog.portal.pages import files
from meshwright.catalog.results import text_of
from meshwright.catalog.runs import MeasuredRule, Measurement, Runs, TableRun
from meshwright.gate.assessment import assess
from meshwright.workspace import Workspace

from checkouts import ROOT

MOMENT = datetime(2026, 5, 31, 22, 15, tzinfo=UTC)
RUNS = Runs(
    state="failed",
    finished=MOMENT,
    reason="mesh.QualityFailed: a rule is broken",
    refreshed=MOMENT,
    tables=(TableRun("flights", "refused", 7, 2, 1),),
    rules=(
        MeasuredRule(
            "flights",
            "nullValues tail_number",
            "error",
            (Measurement(MOMENT, False, "3"), Measurement(MOMENT, True, "")),
        ),
    ),
)
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
        runs={"operations.flights": RUNS},
        results=text_of({}),
    )


@pytest.fixture(scope="package")
def portal(shown: Content) -> Files:
    return dict(files(shown))
