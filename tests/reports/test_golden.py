"""How each format looks, whole: a look at the difference tells what a change does to readers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from meshwright.reports import github, gitlab, junit, markdown, sarif
from meshwright.reports.model import Report

from .conftest import finding, reported, warning
from reporting import waived_for

GOLDEN = Path(__file__).parent / "golden"
RENDERERS: dict[str, Callable[[Report], str]] = {
    "comment.md": markdown.render,
    "report.sarif": sarif.render,
    "junit.xml": junit.render,
    "annotations.txt": github.render,
    "quality.json": gitlab.render,
}


def report() -> Report:
    """One of each: a new error, one that is waived, an old one, and a warning in its grace."""
    old = finding("no such column 'amont'", line=12, column=7, where="tables.orders.primaryKey")
    waived = finding(
        "S3 access logs are off",
        code="S3-007",
        rule="s3-acls-disabled",
        resource="aws:s3/bucket:Bucket::data",
    )
    made = reported(
        *(finding(), waived, old, warning(line=1, column=1)),
        existing=[old],
        judged=("sales.orders", "finance.reporting"),
    )
    changes = {
        "S3-007": {"waived": waived_for(12, "logs go to the collector")},
        "GOV-001": {"grace": date(2026, 9, 1)},
    }
    found = (replace(f, **changes.get(f.code, {})) for f in made.findings)
    return replace(made, findings=tuple(sorted(found, key=lambda f: not f.blocks)))


@pytest.mark.parametrize("name", RENDERERS)
def test_a_format_looks_as_it_did(name: str) -> None:
    # Where the change is meant: write RENDERERS[name](report()) into the file.
    assert RENDERERS[name](report()) == (GOLDEN / name).read_text()


def test_every_golden_file_is_compared() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == set(RENDERERS)
