import subprocess
import sys
from pathlib import Path

import pytest

from tools.docs.commands import PATH, documents

ROOT = Path(__file__).parents[3]
PAGE = documents()[PATH]


def section(command: str) -> str:
    return PAGE.partition(f"\n## {command}\n")[2].partition("\n## ")[0]


def test_the_committed_page_is_what_the_command_line_says() -> None:
    assert (ROOT / PATH).read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize(
    ("command", "row"),
    [
        (
            "mesh check",
            "| `PATH` |  | Report only findings in these files and folders; all are read. |",
        ),
        ("mesh check", "| `--changed-since REF` |  | "),
        ("mesh up", "| `-y, --yes` |  | Do not ask for confirmation. |"),
        ("mesh up", "| `--env NAME` | `local` | "),
        ("mesh new product", "| `DOMAIN.NAME`* |  | "),
        ("mesh dev docs", "| `--check` |  | Only say what is stale. |"),
    ],
)
def test_a_command_has_its_arguments_and_options(command: str, row: str) -> None:
    assert f"\n{row}" in section(command)


def test_the_page_is_the_same_whoever_asks_for_it() -> None:
    """`python -m tools` has put `dev` below the app already, which must not show it twice."""
    script = (
        "from meshwright.cli.app import app; from tools.cli import dev;"
        "app.add_typer(dev.app, name='dev');"
        "from tools.docs.commands import PATH, documents; print(documents()[PATH], end='')"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)

    assert done.stdout.decode() == PAGE


def test_every_command_says_what_it_does() -> None:
    headings = [line for line in PAGE.splitlines() if line.startswith("## ")]

    assert len(headings) > 30
    assert [h for h in headings if not section(h.removeprefix("## ")).strip().split("\n")[0]] == []
