"""All rules asked about a large plan, offline: the time of each round and the memory they add.

Run as `python -m tools.bench.evaluating ROOT ENVIRONMENT ROUNDS`, in a process of its own;
prints the figures as JSON.
"""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from guardrails.rules import ALL_RULES
from meshwright.errors import MeshError
from meshwright.governance import evaluate
from meshwright.plan import plan
from meshwright.specs.load import load_environment, load_mesh
from tools.bench.measuring import KILOBYTES
from tools.bench.stages import AS_OF


def measured(root: Path, environment: str, rounds: int) -> Mapping[str, Any]:
    """The figures of a mesh; MeshError where a rule has found something, or none was asked."""
    place, mesh = load_environment(root, environment), load_mesh(root).mesh
    planned = plan(mesh, place, as_of=AS_OF)
    before = _peak()
    seconds: list[float] = []
    for _ in range(rounds):
        began = time.process_time()
        findings = evaluate(planned, mesh, place)
        seconds.append(time.process_time() - began)
        if findings:
            raise MeshError(f"rules that find something cost other than usual: {findings[0]}")
    return {
        "resources": sum(len(stack.declarations) for stack in planned.stacks.values()),
        "rules": len(ALL_RULES),
        "seconds": seconds,
        "before": before,
        "added": _peak() - before,
    }


def _peak() -> float:
    """The megabytes that this process has had at most."""
    return getrusage(RUSAGE_SELF).ru_maxrss / KILOBYTES


if __name__ == "__main__":
    json.dump(measured(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])), sys.stdout)
