"""A commit to measure against: what it takes, and what a row says where it is not there."""

import subprocess
from pathlib import Path

import pytest

from tools.bench import earlier
from tools.bench.measuring import Cost

OURS = [Cost(cpu=2.0, wall=3.0, peak=1.0)]
BASE = [Cost(cpu=8.0, wall=4.0, peak=1.0)]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose one commit is the earlier one."""
    root = tmp_path / "checkout"
    root.mkdir()
    (tmp_path / "before").mkdir()
    launcher = root / "mesh"
    launcher.write_text("#!/bin/sh\necho set up > set-up\n")
    launcher.chmod(0o755)
    commit(root)
    monkeypatch.setattr(earlier, "COMMIT", "HEAD")
    return root


def commit(root: Path) -> None:
    who = ("-c", "user.name=n", "-c", "user.email=e@acme.example")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-q", "-m", "one")):
        subprocess.run(["git", *words], cwd=root, check=True)


def test_a_commit_is_put_beside_this_checkout_and_sets_itself_up(
    checkout: Path, tmp_path: Path
) -> None:
    (checkout / "mesh").write_text("what is not committed")

    assert earlier.set_up(checkout, tmp_path / "before") == ""
    assert (tmp_path / "before/set-up").read_text() == "set up\n"


def test_a_commit_that_cannot_be_set_up_is_not_compared(checkout: Path, tmp_path: Path) -> None:
    (checkout / "mesh").write_text("#!/bin/sh\nexit 1\n")
    commit(checkout)

    assert "cannot be had" in earlier.set_up(checkout, tmp_path / "before")


def test_a_commit_that_is_not_there_is_said_to_be_missing(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier, "COMMIT", "8aa19ac")

    said = earlier.set_up(checkout, tmp_path / "before")
    rows = list(earlier.rows(OURS, [], said))

    assert said == "commit 8aa19ac is not in this clone"
    assert all(said in row.what and row.base is None and row.aim is None for row in rows)


def test_both_sides_are_compared_by_time_and_by_cpu() -> None:
    wall, cpu = earlier.rows(OURS, BASE, "")

    assert (wall.unit, wall.ratio, wall.is_met) == ("s", 0.75, False)
    assert (cpu.unit, cpu.ratio, cpu.is_met) == ("s CPU", 0.25, True)
