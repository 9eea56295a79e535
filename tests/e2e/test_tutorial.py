"""The tutorial, done from top to end as it stands there."""

from pathlib import Path

import pytest

from shown_commands import commands, run, steps

pytestmark = pytest.mark.e2e

PAGE = Path(__file__).parents[2] / "docs/tutorial/first-product.md"


def test_the_tutorial_works_from_top_to_end(small_checkout) -> None:
    done = run(small_checkout, steps(PAGE))

    assert done.returncode == 0, done.stdout + done.stderr
    assert len(commands(PAGE)) >= 10
    assert "GOV-003" in done.stdout
    assert "CatalogTable" in done.stdout
    assert small_checkout.document("local", "status")["running"] is False
