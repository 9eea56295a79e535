import os
import sys
from pathlib import Path

import pytest

from meshwright.errors import MeshError
from tools.bench.measuring import Spread, interleaved, probe, run, spread
from tools.bench.rows import Row


def test_a_spread_is_the_middle_and_both_ends() -> None:
    assert spread([3.0, 1.0, 2.0, 9.0, 2.5]) == Spread(2.5, 1.0, 9.0)


def test_sides_take_turns() -> None:
    turns: list[str] = []
    found = interleaved([lambda: turns.append("ours"), lambda: turns.append("base")], 2)

    assert turns == ["ours", "base", "ours", "base"]
    assert [len(results) for results in found] == [2, 2]


def test_a_commands_cost_includes_that_of_its_children(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.2: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}], check=True)"
    command = [sys.executable, "-c", parent]
    cost = run(command, folder=tmp_path, variables=os.environ, log=tmp_path / "log")

    assert cost.cpu > 0.2
    assert cost.wall > 0
    assert cost.peak > 1


def test_a_commands_peak_is_not_that_of_who_measures_it(tmp_path: Path) -> None:
    megabytes = 300
    ballast = bytearray(megabytes * 1_000_000)
    cost = run(
        [sys.executable, "-c", ""], folder=tmp_path, variables=os.environ, log=tmp_path / "log"
    )

    assert ballast.startswith(b"\0")
    assert 1 < cost.peak < megabytes / 2


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such luck')"]

    with pytest.raises(MeshError, match="no such luck"):
        run(command, folder=tmp_path, variables=os.environ, log=tmp_path / "log")


def test_a_probe_looks_at_the_machine() -> None:
    assert probe().document.keys() == {"cpu", "wall", "loadAverage"}


ONE, TWO, THREE = spread([1.0]), spread([2.0]), spread([3.0])


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("w", "s", ours=THREE, base=TWO, aim=1.5), True),
        (Row("w", "s", ours=THREE, base=TWO, aim=1.4), False),
        (Row("w", "s", ours=THREE, base=TWO), None),
        (Row("w", "requests", ours=ONE, aim=0.0), False),
        (Row("w", "requests", ours=ONE, aim=1.0), True),
        (Row("w", "requests", ours=spread([0.0]), aim=0.0), True),
    ],
)
def test_an_aim_bounds_the_ratio_or_the_figure_itself(row: Row, met: bool | None) -> None:
    assert row.is_met is met
    assert row.document["met"] is met
