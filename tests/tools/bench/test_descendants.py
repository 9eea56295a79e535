"""The cost of a command with all that descends from it."""

import sys
from pathlib import Path

import pytest

from meshwright.errors import MeshError
from tools.bench.measuring import Cost
from tools.bench.site import Site

BUSY = "import time\nwhile time.process_time() < 0.6: pass"
LEAVES = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BUSY!r}])"


def cost(site: Site) -> Cost:
    return site.run([sys.executable, "-c", LEAVES])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it stays uncounted")
def test_what_outlives_the_command_itself_is_counted(tmp_path: Path) -> None:
    site = Site(tmp_path, tmp_path / "log")

    assert cost(site).cpu < 0.5
    assert cost(site.with_descendants()).cpu > 0.6


def test_a_command_that_fails_fails(tmp_path: Path) -> None:
    site = Site(tmp_path, tmp_path / "log").with_descendants()

    with pytest.raises(MeshError, match="failed"):
        site.run([sys.executable, "-c", "raise SystemExit(3)"])
