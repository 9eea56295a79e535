"""Ten times as many products are about ten times the work, not a hundred.

Work is counted in calls of functions, which is the same on every machine: seconds are measured by
the benchmarks.
"""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from meshwright.checks import check_mesh
from meshwright.governance import evaluate
from meshwright.plan import plan
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh
from tools.bench import specs

from meshes import TODAY, environment

TIMES = 10
MOST_GROWTH = 11.0
QUOTAS = {"quotas": {"buckets": 100_000, "databases": 100_000, "roles": 100_000}}

Stage = Callable[[Mesh, Environment], Callable[[], Any]]
"""What prepares a stage outside of the counting, and gives the work to count."""


def _checks(mesh: Mesh, place: Environment) -> Callable[[], Any]:
    return lambda: check_mesh(mesh, place, as_of=TODAY)


def _plans(mesh: Mesh, place: Environment) -> Callable[[], Any]:
    return lambda: plan(mesh, place, as_of=TODAY)


def _asks_rules(mesh: Mesh, place: Environment) -> Callable[[], Any]:
    planned = plan(mesh, place, as_of=TODAY)
    return lambda: evaluate(planned, mesh, place)


# Few enough to be counted soon, and enough to have every kind of reference.
@pytest.mark.parametrize(("stage", "few"), [(_checks, 100), (_plans, 20), (_asks_rules, 10)])
def test_growth(stage: Stage, few: int, tmp_path: Path) -> None:
    calls = [_calls(stage, n, tmp_path / str(n)) for n in (few, few * TIMES)]
    assert calls[1] / calls[0] <= MOST_GROWTH


def test_the_count_knows_work_that_grows_with_the_square() -> None:
    def square(count: int) -> int:
        return _counted(
            lambda: [len(str(inner)) for outer in range(count) for inner in range(count)]
        )

    assert square(20 * TIMES) / square(20) > MOST_GROWTH


def _calls(stage: Stage, products: int, root: Path) -> int:
    specs.write(root / "domains", specs.files(products, seed=7))
    place = environment("local", **QUOTAS)
    return _counted(stage(load_mesh(root).mesh, place))


def _counted(work: Callable[[], Any]) -> int:
    """The functions that work calls, of Python and of C."""
    calls: Counter[str] = Counter()

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        calls[event] += 1

    # A debugger's or a coverage tool's own hook comes back afterwards.
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls["call"] + calls["c_call"]
