"""The portal of the example mesh, as its files."""

import functools
import http.server
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from meshwright.catalog.changelog import Change, Changelog
from meshwright.catalog.portal.content import Content, content
from meshwright.catalog.portal.folder import write
from meshwright.catalog.portal.pages import files
from meshwright.catalog.results import text_of
from meshwright.catalog.runs import MeasuredRule, Measurement, Runs, TableRun
from meshwright.catalog.scores import Mark
from meshwright.gate.assessment import assess
from meshwright.workspace import Workspace

from .browsing import Visit, visited
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
        scores={date(2026, 5, 1): {"fleet": Mark(products=2, passing=0, errors=2)}},
        exports=found.exports,
    )


@pytest.fixture(scope="package")
def portal(shown: Content) -> Files:
    return dict(files(shown))


@pytest.fixture(scope="package")
def folder(portal: Files, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portal")
    write(folder, portal.items())
    return folder


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Says nothing."""


@pytest.fixture(scope="package")
def served(folder: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def visit_disk(browser: Browser, folder: Path) -> Iterator[Visit]:
    yield from visited(browser, folder.as_uri())
