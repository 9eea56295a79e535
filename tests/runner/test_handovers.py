"""A boundary that the account's template brings leaves the foundation's state; AWS keeps it."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from meshwright.plan import plan
from meshwright.plan.declaration import StackPlan
from meshwright.runner import handovers
from meshwright.runner.handovers import hand_over
from meshwright.runner.state.checkpoint import Checkpoint

from meshes import TODAY, environment

POLICY = "aws:iam/policy:Policy"
ARN = "arn:aws:iam::111122223333:policy/mesh/mesh-dev--boundary"
URN = f"urn:pulumi:dev::mesh::{POLICY}::boundary"
BOOTSTRAP = {
    "codeHost": "github",
    "repository": "acme/data-mesh",
    "planner": "arn:aws:iam::111122223333:role/planner",
}


@dataclass
class Turns:
    """Stands for the engine: what it was told to forget."""

    forgotten: list[str] = field(default_factory=list[str])

    def begin(self, *_: Any) -> Any:
        return SimpleNamespace(forget=self.forgotten.append)


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    turns = Turns()
    monkeypatch.setattr(handovers, "begin", turns.begin)
    return turns


def state(monkeypatch: pytest.MonkeyPatch, *resources: dict[str, Any]) -> None:
    found = Checkpoint(3, {"resources": list(resources)})
    monkeypatch.setattr(handovers, "read_checkpoint", lambda *_: found)


def stack(mesh_of: Any, name: str, **fields: Any) -> StackPlan:
    return plan(mesh_of(), environment(**fields), as_of=TODAY).stacks[name]


def boundary(**more: Any) -> dict[str, Any]:
    return {"type": POLICY, "urn": URN, "id": ARN, **more}


def test_the_foundation_forgets_a_boundary_that_it_no_longer_declares(
    turns: Turns, monkeypatch: pytest.MonkeyPatch, mesh_of: Any
) -> None:
    state(monkeypatch, boundary(), {"type": "aws:kms/key:Key", "urn": "urn::key"})

    said = hand_over(SimpleNamespace(store=None), stack(mesh_of, "dev", bootstrap=BOOTSTRAP))  # type: ignore[arg-type]

    assert turns.forgotten == [URN]
    assert said == (f"{ARN} is no longer this stack's: the template of `mesh bootstrap` has it",)


def test_a_boundary_that_is_declared_stays(
    turns: Turns, monkeypatch: pytest.MonkeyPatch, mesh_of: Any
) -> None:
    state(monkeypatch, boundary())

    assert hand_over(SimpleNamespace(store=None), stack(mesh_of, "dev")) == ()  # type: ignore[arg-type]
    assert turns.forgotten == []


def test_other_stacks_and_other_policies_stay(
    turns: Turns, monkeypatch: pytest.MonkeyPatch, mesh_of: Any
) -> None:
    prepared = {"bootstrap": BOOTSTRAP}
    state(monkeypatch, boundary())
    assert hand_over(SimpleNamespace(store=None), stack(mesh_of, "dev.sales", **prepared)) == ()  # type: ignore[arg-type]

    state(monkeypatch, boundary(urn=URN.replace("::boundary", "::pass-roles")))
    assert hand_over(SimpleNamespace(store=None), stack(mesh_of, "dev", **prepared)) == ()  # type: ignore[arg-type]
    assert turns.forgotten == []
