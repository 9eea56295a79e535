"""`provider: official` in local.yaml, with the stand-in's executable in that one's place."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from meshwright.localaws.install import BINARY, MARK, PLUGIN_VERSION, write_launcher

pytestmark = pytest.mark.e2e

SECONDS = 300
LOCAL = "platform/environments/local.yaml"


def test_a_state_made_by_one_provider_previews_empty_under_the_other(
    small_checkout: Any, tmp_path: Path
) -> None:
    plugin = write_launcher(tmp_path, Path(sys.executable))
    text = (small_checkout.root / LOCAL).read_text()
    official = text + f"provider: official\nplugin: {plugin}\n"
    plugins = small_checkout.root / ".mesh/local/home/plugins"
    mark = plugins / f"resource-aws-v{PLUGIN_VERSION}" / MARK

    with small_checkout.edited(LOCAL, official):
        up = small_checkout.document("up")
        assert up["returncode"] == 0, up
        assert up["changes"] > 0
        assert mark.exists()
        assert conforms(mark.with_name(BINARY))
    again = small_checkout.document("up", "--no-skip")

    assert again["returncode"] == 0, again
    assert again["changes"] == 0
    assert not mark.exists()


def conforms(provider: Path) -> bool:
    """Whether a plugin as the engine has installed it holds to a few of the conformance cases."""
    suite = Path(__file__).parents[1] / "localaws" / "test_conformance.py"
    command = [sys.executable, "-m", "pytest", "-q", str(suite), "-k", "Alias or Policy]"]
    done = subprocess.run(
        [*command, "--provider", str(provider)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert " passed" in done.stdout, done.stdout
    return done.returncode == 0
