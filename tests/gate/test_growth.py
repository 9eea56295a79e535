"""Ten times as many products, or tables in a product, are about ten times the work, not a hundred.

Work is counted in calls of functions, which is the same on every machine: seconds are measured by
the benchmarks.
"""

import sys
from collections import Counter
from collections.abc import Callable, Mapping
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

from meshes import DOMAIN, TODAY, environment

TIMES = 10
MOST_GROWTH = 11.0
QUOTAS = {"quotas": {"buckets": 100_000, "databases": 100_000, "roles": 100_000}}

Stage = Callable[[Mesh, Environment], Callable[[], Any]]
"""What prepares a stage outside of the counting, and gives the work to count."""
Files = Callable[[int], Mapping[str, str]]
"""A mesh of that many products or tables."""


def _checks(mesh: Mesh, place: Environment) -> Callable[[], Any]:
    return lambda: check_mesh(mesh, place, as_of=TODAY)


def _plans(mesh: Mesh, place: Environment) -> Callable[[], Any]:
    return lambda: plan(mesh, place, as_of=TODAY)


def _asks_rules(mesh: Mesh, place: Environment) -> Callable[[], Any]:
    planned = plan(mesh, place, as_of=TODAY)
    return lambda: evaluate(planned, mesh, place)


def _products(count: int) -> Mapping[str, str]:
    return specs.files(count, seed=7)


def _tables(count: int) -> Mapping[str, str]:
    table = "  t{}:\n    primaryKey: [id]\n    columns: {{id: string, day: date}}\n"
    tables = "".join(table.format(index) for index in range(count))
    return {
        "sales/domain.yaml": DOMAIN.format("sales"),
        "sales/orders/product.yaml": f"description: Orders.\ntables:\n{tables}",
    }


# Few enough to be counted soon, and enough to have every kind of reference.
@pytest.mark.parametrize(("stage", "few"), [(_checks, 100), (_plans, 20), (_asks_rules, 10)])
@pytest.mark.parametrize("files", [_products, _tables])
def test_growth(stage: Stage, few: int, files: Files, tmp_path: Path) -> None:
    calls = [_calls(stage, files(n), tmp_path / str(n)) for n in (few, few * TIMES)]
    assert calls[1] / calls[0] <= MOST_GROWTH


def test_the_count_knows_work_that_grows_with_the_square() -> None:
    def square(count: int) -> int:
        return _counted(
            lambda: [len(str(inner)) for outer in range(count) for inner in range(count)]
        )

    assert square(20 * TIMES) / square(20) > MOST_GROWTH


def _calls(stage: Stage, files: Mapping[str, str], root: Path) -> int:
    specs.write(root / "domains", files)
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
