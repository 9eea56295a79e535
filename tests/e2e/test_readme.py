"""Every command that the README shows is run, in its order, by a shell."""

from pathlib import Path

import pytest

from shown_commands import commands, run

from checkouts import keep_one_product

pytestmark = pytest.mark.e2e

PAGE = Path(__file__).parents[2] / "README.md"
THIS_SUITE = "./mesh dev test"
ENDS = ("./mesh destroy", "./mesh local stop")


def test_the_readme_shows_the_two_commands() -> None:
    assert commands(PAGE)[:2] == ["./mesh up", THIS_SUITE]


def test_what_the_readme_shows_works_as_shown(deployed) -> None:
    lasting = [c for c in commands(PAGE) if c != THIS_SUITE and not c.startswith(ENDS)]
    done = run(deployed, lasting)

    assert len(lasting) >= 7
    assert done.returncode == 0, done.stdout + done.stderr
    assert "336,776 rows" in done.stdout + done.stderr
    assert "Previewing update (local.operations.flights)" in done.stdout


def test_the_end_that_the_readme_shows_ends_it(small_checkout) -> None:
    keep_one_product(small_checkout)
    up = small_checkout.run("up")
    done = run(small_checkout, [c for c in commands(PAGE) if c.startswith(ENDS)])

    assert up.returncode == 0
    assert done.returncode == 0, done.stdout + done.stderr
    assert small_checkout.document("local", "status")["running"] is False
