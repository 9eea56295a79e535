"""What an `up` would run after a change is among what the change is said to concern.

Over random changes of random meshes: all stacks of the base are recorded as brought up, and then
the run plan of the head is made by the backend's records.
"""

import random
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meshwright.errors import UsageError
from meshwright.gate.assessment import Assessment, assess
from meshwright.gate.code_digest import code_digest
from meshwright.runner.run_plan import Decision
from meshwright.runner.state import records
from meshwright.workspace import Workspace

from .conftest import write
from .random_changes import change
from .test_affected import affected, git
from meshes import TODAY
from runner import planned_runs
from runs import FakeEngine

FEW, MANY = 25, 600
CODE = ("platform/engine/VERSION", "policies/floor.yaml", "platform/meshwright/disk.py", "notes.md")


def judged(root: Path) -> Assessment | None:
    try:
        return assess(Workspace(root), "local", as_of=TODAY)
    except UsageError:
        return None


def brought_up(engine: FakeEngine, root: Path, base: Assessment) -> None:
    """Records every stack of a mesh as an `up` does when it has come to a good end."""
    stacks = engine.orders.with_name("state") / ".pulumi/stacks/mesh"
    shutil.rmtree(stacks.parents[1], ignore_errors=True)
    stacks.mkdir(parents=True)
    for stack in base.plan.stacks.values():
        (stacks / f"{stack.name}.json").write_text('{"version": 3, "checkpoint": {"latest": {}}}')
        records.write(engine.context.store, stack, code=code_digest(Workspace(root)))


def would_run(engine: FakeEngine, root: Path, head: Assessment) -> frozenset[str]:
    context = replace(engine.context, code=code_digest(Workspace(root)))
    plan = planned_runs.planned(context, head)
    return frozenset(stack.name for stack in plan.of(Decision.RUN))


def tried(rng: random.Random, root: Path, engine: FakeEngine, mesh) -> str:
    start = root.with_name("start")
    shutil.rmtree(root)
    shutil.copytree(start, root, symlinks=True)
    made = change(root, rng, 3)
    base = judged(root)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A", "-f")
    git(root, "commit", "-q", "-m", "base")
    if base is not None:
        brought_up(engine, root, base)
    made += ["|", *change(root, rng, 4)]
    if rng.random() < 0.1:
        write(root, {rng.choice(CODE): "# touched\n"})
    head = judged(root)
    if base is None or head is None:
        return "cannot be planned"
    runs = would_run(engine, root, head)
    said: Mapping[str, str] = {s["stack"]: s["effect"] for s in affected(mesh)["stacks"]}
    able = {name for name, effect in said.items() if effect != "deleted"}
    assert runs <= able, (made, runs - able)
    # Nor is the answer wider than what differs: the rest is held by findings, or retired.
    assert able <= {s.name for s in head.plan.stacks.values()}, made
    return "runs" if runs else "rests"


def trials(count: int, root: Path, engine: FakeEngine, mesh) -> None:
    shutil.copytree(root, root.with_name("start"))
    seen: dict[str, int] = {}

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(st.integers(0, 2**32))
    def tried_with(seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
        came_to = tried(rng, root, engine, mesh)
        seen[came_to] = seen.get(came_to, 0) + 1

    tried_with()
    assert seen.get("runs", 0) > count / 4, seen


def test_what_an_up_would_run_is_affected(checkout, engine, mesh) -> None:
    trials(FEW, checkout, engine, mesh)


@pytest.mark.long
def test_what_an_up_would_run_is_affected_over_many_changes(checkout, engine, mesh) -> None:
    trials(MANY, checkout, engine, mesh)
