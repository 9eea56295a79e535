"""Commands whose output goes nowhere, and what is stopped before it has begun."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MESH = f"{sys.executable} -I -X utf8 -m meshwright"
FULL = Path("/dev/full")


def ended(line: str) -> subprocess.CompletedProcess[str]:
    """A line of the shell in which `mesh` is the command."""
    return subprocess.run(
        ["bash", "-c", line.replace("mesh ", f"{MESH} ")],
        env={**os.environ, "MESH_ROOT": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("command", ["policy list", "explain GOV-001", "policy list --json"])
def test_a_full_stdout_is_a_failure_in_one_line(command: str) -> None:
    done = ended(f"mesh {command} > /dev/full")

    assert done.returncode == 1
    assert done.stderr.splitlines() == ["error: cannot write to stdout: No space left on device"]


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_fault(closed: str) -> None:
    done = ended(f"mesh policy list {closed}")

    assert done.returncode == 0
    assert done.stderr == ""


def test_a_reader_that_has_gone_is_told_nothing() -> None:
    done = ended("mesh policy list | true; exit ${PIPESTATUS[0]}")

    assert done.returncode in (0, 1)  # It may have written all before its reader went.
    assert done.stderr == ""


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_a_full_stderr_changes_no_exit_code() -> None:
    assert ended("mesh plan nosuch 2> /dev/full").returncode == ended("mesh plan nosuch").returncode


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_while_python_imports_is_a_stop(tmp_path: Path, number: signal.Signals) -> None:
    package = tmp_path / "meshwright"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text((ROOT / "platform/meshwright/__main__.py").read_text())
    (package / "cli").mkdir()
    slow = "import pathlib, time\npathlib.Path('begun').touch()\ntime.sleep(3600)\n"
    (package / "cli" / "app.py").write_text(slow)
    run = subprocess.Popen(
        [sys.executable, "-m", "meshwright"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not (tmp_path / "begun").exists():
        time.sleep(0.02)
    run.send_signal(number)
    _, said = run.communicate(timeout=300)

    assert (run.returncode, said) == (8, b"")
