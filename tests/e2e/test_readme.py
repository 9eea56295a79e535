"""Every command that the README shows is run, in its order, by a shell."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from checkouts import keep_one_product

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
THIS_SUITE = "./mesh dev test"
ENDS = ("./mesh destroy", "./mesh local stop")


def shown() -> list[str]:
    """The commands, without the comments behind them."""
    lines = "".join(BLOCK.findall((ROOT / "README.md").read_text())).splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.strip()]


def run(checkout, commands: list[str]) -> subprocess.CompletedProcess[str]:
    # The launcher has tests of its own; here its command runs in the suite's own .venv.
    launcher = f'mesh() {{ "{sys.executable}" -P -m meshwright "$@"; }}'
    script = "\n".join(["set -eu", launcher, *commands]).replace("./mesh ", "mesh ")
    return subprocess.run(
        ["bash", "-c", script],
        cwd=checkout.root,
        env=checkout.variables,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_the_readme_shows_the_two_commands() -> None:
    assert shown()[:2] == ["./mesh up", THIS_SUITE]


def test_what_the_readme_shows_works_as_shown(deployed) -> None:
    commands = [c for c in shown() if c != THIS_SUITE and not c.startswith(ENDS)]
    done = run(deployed, commands)

    assert len(commands) >= 7
    assert done.returncode == 0, done.stdout + done.stderr
    assert "336,776 rows" in done.stdout + done.stderr
    assert "Previewing update (local.operations.flights)" in done.stdout


def test_the_end_that_the_readme_shows_ends_it(small_checkout) -> None:
    keep_one_product(small_checkout)
    up = small_checkout.run("up")
    done = run(small_checkout, [c for c in shown() if c.startswith(ENDS)])

    assert up.returncode == 0
    assert done.returncode == 0, done.stdout + done.stderr
    assert small_checkout.document("local", "status")["running"] is False
