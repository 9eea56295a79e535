"""How workers share the suite: one brings meshes up, the others do what needs no engine.

Tests of one file stay together, because they share its fixtures. An engine mostly waits for its
own processes, so it goes well beside tests that only compute; two engines would be in each
other's way. Who has nothing left of its own kind helps the other.
"""

from collections.abc import Sequence
from typing import Any

from xdist.scheduler import LoadFileScheduling

from measuring import is_measured

EXAMPLE = frozenset(
    f"tests/e2e/test_{name}.py"
    for name in ("counts", "doctor", "readme", "sample", "unchanged", "who_reads")
)
"""Files that ask the example mesh, which comes up once for all of them."""
ENGINE = ("tests/campaign/", "tests/e2e/")
"""Where nearly all tests need the engine."""
FIRST = "gw0"


class Sharing(LoadFileScheduling):
    """Whole files, each to the worker that it suits."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return min(EXAMPLE) if file in EXAMPLE else file

    def _assign_work_unit(self, node: Any) -> None:
        self.workqueue.move_to_end(suiting(node.gateway.id, list(self.workqueue)), last=False)
        super()._assign_work_unit(node)


def suiting(worker: str, units: Sequence[str]) -> str:
    """The first unit of the worker's own kind; where none is left, one of the other's.

    What is measured comes first, and the engine's worker helps with it last: once a test has
    filled a cache unmeasured, no later test shows what the cached function does.
    """
    kinds = ("engine", "plain", "measured") if worker == FIRST else ("measured", "plain", "engine")
    return min(units, key=lambda unit: kinds.index(kind(unit)))


def kind(unit: str) -> str:
    if unit.startswith(ENGINE):
        return "engine"
    return "measured" if is_measured(unit) else "plain"
