"""The spoilt mesh in a checkout of its own, assessed, and as a portal."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from meshwright.catalog.changelog import Change, Changelog
from meshwright.catalog.portal.content import Content, content
from meshwright.catalog.portal.pages import files
from meshwright.catalog.results import text_of
from meshwright.catalog.runs import MeasuredRule, Measurement, Runs, TableRun
from meshwright.gate.assessment import Assessment, assess
from meshwright.workspace import Workspace
from texts import spoilt

from checkouts import ROOT

DAY = date(2026, 6, 1)
MOMENT = datetime(2026, 5, 31, 22, 15, tzinfo=UTC)
RUNS = Runs(
    state="failed",
    finished=MOMENT,
    reason=spoilt.TEXT,
    refreshed=MOMENT,
    tables=(TableRun("rows", "refused", 7, 2, 1),),
    rules=(MeasuredRule("rows", spoilt.TEXT, "error", (Measurement(MOMENT, False, spoilt.LINE),)),),
)


@pytest.fixture(scope="package")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("spoilt")
    for name, text in spoilt.files().items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (root / "platform/environments").mkdir(parents=True)
    for name in ("Pulumi.yaml", "platform/environments/local.yaml"):
        shutil.copy(ROOT / name, root / name)
    return root


@pytest.fixture(scope="package")
def assessment(checkout: Path) -> Assessment:
    return assess(Workspace(checkout), "local", as_of=DAY)


@pytest.fixture(scope="package")
def shown(checkout: Path, assessment: Assessment) -> Content:
    """What the portal shows of it, runs and commits too."""
    found = content(Workspace(checkout), assessment)
    changes = (Change(date(2026, 5, 2), spoilt.LINE, "b" * 40),)
    told = Changelog("b" * 40, dict.fromkeys(found.catalog.products, changes))
    return replace(found, changelog=told, runs={"evil.shop": RUNS}, results=text_of({}))


@pytest.fixture(scope="package")
def portal(shown: Content) -> Mapping[str, bytes]:
    return dict(files(shown))
