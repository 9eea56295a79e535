"""All rules over all of domains/, in every environment and in every host."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guardrails.cases import SCOPE, CaseResource
from guardrails.props import Props, Unknown
from meshwright.governance import evaluate, load_organisation
from meshwright.governance.evaluator import plain
from meshwright.governance.packs.pack import governance, load_pack, policies, scopes
from meshwright.governance.resolver import of_mesh
from meshwright.governance.sweeping.sweep import Swept, sweep
from meshwright.plan import plan
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.specs.environment import Environment
from meshwright.specs.load import environment_names, load_environment, load_mesh
from meshwright.specs.models import Mesh
from states import deployed, resources
from wire import Engine, Violation

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 1)
PACKS = ("security", "governance")
ENVIRONMENTS = sorted(environment_names(ROOT))


@pytest.fixture(scope="module")
def mesh() -> Mesh:
    loaded = load_mesh(ROOT)
    assert not loaded.findings
    return loaded.mesh


@pytest.fixture(params=ENVIRONMENTS)
def place(request: pytest.FixtureRequest) -> Environment:
    return load_environment(ROOT, request.param)


@pytest.fixture
def planned(mesh: Mesh, place: Environment) -> Plan:
    return plan(mesh, place, as_of=DAY)


def resources_of(stack: StackPlan) -> list[CaseResource]:
    """A stack as the engine has it at its first preview: what a `Ref` stands for is unknown."""
    return [CaseResource(d.type, d.name, plain(d.inputs), d.keep) for d in stack.declarations]


def told(pack: str, planned: Plan) -> list[Violation]:
    """All that a pack of this checkout tells the engine of a plan."""
    folder = ROOT / "policies" / pack
    made = policies(load_pack(folder), scopes(folder), governance(folder))
    violations: list[Violation] = []
    for stack in planned.stacks.values():
        engine, registered = Engine(made, stack.name), resources_of(stack)
        violations += (v for resource in registered for v in engine.analyze(resource))
        violations += engine.analyze_stack(registered)
    return violations


def swept(planned: Plan, mesh: Mesh, place: Environment) -> Swept:
    """A sweep over the plan as if it were up."""
    resolution = of_mesh(mesh, place, DAY, organisation=load_organisation(ROOT))
    states = {name: resources(deployed(stack)) for name, stack in planned.stacks.items()}
    return sweep(states, planned, mesh, resolution)


def test_the_example_mesh_passes_offline(planned: Plan, mesh: Mesh, place: Environment) -> None:
    assert evaluate(planned, mesh, place, organisation=load_organisation(ROOT)) == ()


@pytest.mark.parametrize("pack", PACKS)
def test_the_example_mesh_passes_in_the_engine(
    planned: Plan, pack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MESH_ROOT", raising=False)
    monkeypatch.setenv("MESH_AS_OF", DAY.isoformat())

    assert told(pack, planned) == []


@pytest.mark.usefixtures("recorded_shape")
def test_the_example_mesh_passes_once_it_is_deployed(
    planned: Plan, mesh: Mesh, place: Environment
) -> None:
    found = swept(planned, mesh, place)

    assert found.findings == ()
    assert found.resources == sum(len(s.declarations) for s in planned.stacks.values())


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of all that rules read and nobody knows, also where they ask whether it is."""
    paths: list[str] = []
    read = Props._read

    def noting(props: Props, value: Any, path: str) -> Any:
        if isinstance(value, Unknown):
            paths.append(path)
        return read(props, value, path)

    monkeypatch.setattr(Props, "_read", noting)
    return paths


def test_no_value_that_a_rule_reads_is_unknown_at_the_first_preview(
    planned: Plan, mesh: Mesh, place: Environment, unknown: list[str]
) -> None:
    declared = [d for stack in planned.stacks.values() for d in stack.declarations]
    aliases = [Props(plain(d.inputs), SCOPE) for d in declared if "targetKeyId" in d.inputs]
    assert [alias.known("targetKeyId") for alias in aliases] == [None] * len(unknown)
    assert unknown
    unknown.clear()

    evaluate(planned, mesh, place, organisation=load_organisation(ROOT))

    assert unknown == []
