"""Meshes made up from a seed, up in the shape of either provider: nothing about them is found."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from lake_listings import LISTINGS, Listing, granted
from meshwright.access.grant import listed
from meshwright.aws.resource_types import PERMISSIONS
from meshwright.gate.data_loss import DataLossPolicy
from meshwright.governance.evaluator import evaluate
from meshwright.governance.resolver import of_mesh
from meshwright.governance.sweeping.sweep import sweep
from meshwright.operations.drift.grants import extra_grants, extra_tag_grants
from meshwright.operations.drift.planned import planned
from meshwright.operations.drift.state import Holdings
from meshwright.operations.drift.values import Call
from meshwright.plan import plan
from meshwright.plan.declaration import Plan, StackPlan, as_json
from meshwright.runner.data.data_loss import holds_something, may_lose
from meshwright.runner.recovery.pending import doubts
from meshwright.runner.state.checkpoint import parse_checkpoint
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh
from states import checkpoint, deployed, entry, resources
from tools.bench import specs

import shapes
from meshes import TODAY, environment

FEW, MANY = 3, 100
SEEDS = (
    *range(FEW),
    *(pytest.param(seed, marks=pytest.mark.long) for seed in range(FEW, MANY)),
)
OPENED = ("columns: [event_id, customer_email, happened_on]", "columns: all", "")
PLACE = environment("local", keepData=True)

pytestmark = pytest.mark.usefixtures("recorded_shape")


@dataclass
class Lake:
    """Lake Formation, which lists these grants whatever it is asked about."""

    listing: Listing
    grants: list[dict[str, Any]]
    environment: Any = PLACE

    def listed(self, _service: str, operation: str, *_asked: Any, **_arguments: Any) -> list[Any]:
        if operation == "list_data_cells_filter":
            return []
        return [found for one in self.grants for found in self.listing(one)]


@pytest.fixture(params=SEEDS)
def mesh(request: pytest.FixtureRequest) -> Mesh:
    return made_up(request.param)[0]


@pytest.fixture
def up(request: pytest.FixtureRequest, mesh: Mesh) -> Plan:
    """The plan of the very mesh."""
    del mesh
    return made_up(request.node.callspec.params["mesh"])[1]


@cache
def made_up(seed: int) -> tuple[Mesh, Plan]:
    """A mesh whose agreements open some columns, all of them, or the unprotected ones."""
    chance = Random(seed)  # noqa: S311 - the same mesh each time is meant
    texts = {
        name: text.replace(f"{{{OPENED[0]}}}", f"{{{chance.choice(OPENED)}}}")
        for name, text in specs.files(chance.randrange(2, 14), seed=seed).items()
    }
    with TemporaryDirectory() as folder:
        specs.write(Path(folder) / "domains", texts)
        loaded = load_mesh(Path(folder))
    assert loaded.findings == ()
    return loaded.mesh, plan(loaded.mesh, PLACE, as_of=TODAY)


def holdings(stack: StackPlan) -> Holdings:
    """What a refresh tells of a stack that is as it was made."""
    held = (shapes.holding(d.type, as_json(d.inputs), name=d.name) for d in stack.declarations)
    return Holdings(stack.name, tuple(held))


def grants(stack: StackPlan) -> list[dict[str, Any]]:
    return [granted(d.inputs) for d in stack.declarations if d.type == PERMISSIONS]


@pytest.mark.parametrize("listing", LISTINGS)
def test_no_grant_of_the_plan_is_drift_and_a_strangers_is(up: Plan, listing: Listing) -> None:
    given = planned(up.stacks.values())
    eve = {"principal": "eve", "permissions": ["SELECT"]}
    for stack in up.stacks.values():
        lake, held = Lake(listing, grants(stack)), holdings(stack)
        assert list(extra_grants(held, lake, "")) == []  # pyright: ignore[reportArgumentType] - a lake alone
        assert list(extra_tag_grants(held, lake)) == []  # pyright: ignore[reportArgumentType] - a lake alone
        # What others have on the database `default` is theirs: it is the account's.
        own = [
            d.inputs
            for d in stack.declarations
            if d.type == PERMISSIONS and "database" not in d.inputs
        ]
        for inputs in own[:1]:
            lake.grants.append(granted({**as_json(inputs), **eve}))
            found = list(extra_grants(held, lake, ""))  # pyright: ignore[reportArgumentType] - a lake alone
            assert found
            assert not any(drift.remedy is None or given.gives(drift.remedy) for drift in found)
            assert not any(drift.remedy and given.given_again(drift.remedy) for drift in found)
            assert all(drift.what.startswith("eve has ") for drift in found)


@pytest.mark.parametrize("listing", LISTINGS)
def test_every_planned_grant_that_a_call_takes_back_is_given_again(
    up: Plan, listing: Listing
) -> None:
    given = planned(up.stacks.values())
    revoked = [e for s in up.stacks.values() for one in grants(s) for e in listing(one)]
    own = {grant.about: grant for grant in given.grants}

    for entry_ in revoked:
        taken = listed(entry_)
        # Who may SELECT may DESCRIBE all the same: to revoke that alone takes nothing away.
        if taken.rights == {"DESCRIBE"} and "DESCRIBE" not in own[taken.about].rights:
            continue
        calls = given.given_again(Call("lakeformation", "revoke_permissions", entry_))
        assert own[taken.about].request() in [call.arguments for call in calls], entry_


def test_a_sweep_finds_what_a_check_finds(up: Plan, mesh: Mesh) -> None:
    states = {name: resources(deployed(stack)) for name, stack in up.stacks.items()}
    swept = sweep(states, up, mesh, of_mesh(mesh, PLACE, TODAY))
    checked = evaluate(up, mesh, PLACE)

    assert {(f.code, f.subject, f.resource) for f in swept.findings} == {
        (f.code, f.subject, f.resource) for f in checked
    }
    assert swept.resources == sum(len(stack.declarations) for stack in up.stacks.values())


def test_an_update_of_what_is_up_can_lose_nothing(up: Plan, mesh: Mesh) -> None:
    loss_policy = DataLossPolicy(mesh, holds=True)
    for stack in up.stacks.values():
        state = parse_checkpoint(deployed(stack))
        assert state is not None
        assert holds_something(state, loss_policy) is any(d.keep for d in stack.declarations)
        # What only AWS can decide is in no plan, so it takes a preview to tell.
        told_by_aws = [d for d in stack.declarations if d.keep and "$ref" in str(as_json(d.inputs))]
        assert may_lose(state, stack, loss_policy) is bool(told_by_aws), stack.name


def test_what_was_begun_is_looked_for_by_what_was_declared(up: Plan) -> None:
    asked: list[Any] = []

    def find(_token: str, inputs: Any, _known: Any) -> str:
        asked.append(inputs)
        return "an-id"

    for stack in up.stacks.values():
        entries = [entry(d, stack.name) for d in stack.declarations]
        begun = [{"type": "creating", "resource": one} for one in begin(entries)]
        state = parse_checkpoint(checkpoint(stack.name, [], pending_operations=begun))
        assert state is not None
        found = doubts(state, find)
        assert len(found.urns) == len(entries)
        assert "__defaults" not in str([r["outputs"] for r in found.resources if "outputs" in r])

    assert "__defaults" not in str(asked)


def begin(entries: list[Any]) -> Iterator[Any]:
    """Resources as they are while they are created: nothing is known but what was asked for."""
    for one in entries:
        yield {name: value for name, value in one.items() if name not in ("id", "outputs")}
