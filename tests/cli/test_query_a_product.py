"""What the how-to about querying shows is run as it stands, over the example mesh."""

from pathlib import Path

import pytest

from meshwright.cli.app import run
from shown_commands import commands

ROOT = Path(__file__).parents[2]


def test_every_command_of_the_page_is_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MESH_ROOT", str(ROOT))
    shown = commands(ROOT / "docs/how-to/query-a-product.md")

    codes = [run([*line.removeprefix("mesh ").split(" ")]) for line in shown]

    told = capsys.readouterr().out
    assert codes == [0, 0, 0]
    assert "planning.delay_causes" in told
    assert "how planning reads it:" in told
    assert "import awswrangler as wr" in told
