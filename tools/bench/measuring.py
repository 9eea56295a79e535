"""What a run costs: CPU seconds, wall seconds and memory, of this machine at this moment.

On a machine that others use, CPU seconds and ratios taken side by side say more than wall seconds.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

from meshwright.errors import MeshError

T = TypeVar("T")
PROBE_STEPS = 2_000_000
KILOBYTES = 1024
"""Of a megabyte."""
APART = Path(__file__).with_name("apart.py")


@dataclass(frozen=True, slots=True)
class Spread:
    """The figures of several rounds: the middle one, the lowest and the highest."""

    median: float
    low: float
    high: float

    @property
    def document(self) -> Mapping[str, float]:
        return {"median": self.median, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command and all that it started took."""

    cpu: float
    wall: float
    peak: float
    """Megabytes of the largest of its processes."""


@dataclass(frozen=True, slots=True)
class Probe:
    """How long a fixed loop takes: the longer than its CPU seconds, the busier the machine."""

    cpu: float
    wall: float
    waiting: float
    """The processes that want a core, over the last minute."""

    @property
    def document(self) -> Mapping[str, float]:
        return {"cpu": self.cpu, "wall": self.wall, "loadAverage": self.waiting}


def spread(figures: Sequence[float]) -> Spread:
    return Spread(median(figures), min(figures), max(figures))


def interleaved(sides: Sequence[Callable[[], T]], rounds: int) -> list[list[T]]:
    """What each side gives in each round, A B A B, so that a busy minute hits all of them."""
    found: list[list[T]] = [[] for _ in sides]
    for _ in range(rounds):
        for results, side in zip(found, sides, strict=True):
            results.append(side())
    return found


def probe() -> Probe:
    """One look at how busy the machine is."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(PROBE_STEPS):
        pass
    spent = time.process_time() - cpu
    return Probe(spent, time.perf_counter() - wall, os.getloadavg()[0])


def run(command: Sequence[str], *, folder: Path, variables: Mapping[str, str], log: Path) -> Cost:
    """Runs a command to its end; MeshError, with the end of its log, where it fails."""
    used = log.with_name(f"{log.name}.used")
    apart = [sys.executable, "-I", "-S", str(APART), str(used.absolute()), *command]
    began = time.perf_counter()
    with log.open("wb") as said:
        ended = subprocess.run(
            apart, cwd=folder, env=variables, stdout=said, stderr=said, check=False
        )
    wall = time.perf_counter() - began
    if ended.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-8:]
        raise MeshError(f"{' '.join(map(str, command))} failed: {' / '.join(last)}")
    cpu, peak = map(float, used.read_text(encoding="utf-8").split())
    return Cost(cpu, wall, peak / KILOBYTES)
