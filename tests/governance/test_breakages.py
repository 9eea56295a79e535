"""One test over all rules and hosts: a minimal change makes exactly its rule speak."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from guardrails.cases import CaseResource
from guardrails.rule import Rule, Stage
from guardrails.rules import ALL_RULES
from meshwright.errors import Severity
from meshwright.governance import evaluate
from meshwright.governance.evaluator import plain
from meshwright.governance.packs.pack import load_pack, policies
from meshwright.governance.resolver import of_mesh
from meshwright.governance.scope import scope_of
from meshwright.governance.spec_documents import SpecDocument, spec_documents
from meshwright.governance.sweeping.sweep import sweep
from meshwright.plan import plan
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.specs.models import Mesh
from states import checkpoint, entry, resources
from wire import Engine

import shapes
from governance.breakages import (
    BREAKAGES,
    Breakage,
    ByHand,
    Declared,
    Handed,
    Host,
    Spec,
    changed,
    hosts_of,
)
from living import LIVING
from meshes import FILES, TODAY, MeshOf, environment

POLICIES = Path(__file__).parents[2] / "policies"
PACKS = ("security", "governance")
AUDITOR = "arn:aws:iam::111122223333:role/auditor"
PLACE = environment(auditors=[AUDITOR], audit={"trail": "own"})
ONLY_SAID = {"GOV-001", "GOV-007", "GOV-013", "GOV-014"}
EVERYWHERE = [
    pytest.param(breakage, host, id=f"{breakage}-{host}")
    for breakage in BREAKAGES
    for host in sorted(breakage.hosts)
]
SPECS = [pytest.param(b, id=str(b)) for b in BREAKAGES if isinstance(b.change, Spec)]

Said = set[tuple[str, bool]]
"""The codes of what speaks, and whether it stops anything."""


def broken(breakage: Breakage, mesh_of: MeshOf) -> tuple[Mesh, Plan]:
    """The sample mesh and its plan after a change."""
    change = breakage.change
    if isinstance(change, Spec):
        assert change.old in FILES[change.file]
        mesh = mesh_of({change.file: FILES[change.file].replace(change.old, change.new)})
        return mesh, plan(mesh, PLACE, as_of=TODAY)
    mesh = mesh_of(LIVING if breakage.living else {})
    planned = plan(mesh, PLACE, as_of=TODAY)
    if isinstance(change, Declared):
        return mesh, changed(planned, change.stack, change.kind, change.name, change.inputs)
    return mesh, planned


def by_hand(breakage: Breakage, stack: str) -> list[CaseResource]:
    change = breakage.change
    return [change.resource] if isinstance(change, ByHand) and change.stack == stack else []


def offline(breakage: Breakage, mesh_of: MeshOf) -> Said:
    mesh, planned = broken(breakage, mesh_of)
    documents = handed(breakage, mesh)
    found = evaluate(planned, mesh, PLACE, documents=documents)
    return {(f.code, f.severity is Severity.ERROR) for f in found}


def handed(breakage: Breakage, mesh: Mesh) -> list[SpecDocument]:
    change, documents = breakage.change, spec_documents(mesh, as_of=TODAY)
    return [
        replace(d, values={**d.values, **change.values})
        if isinstance(change, Handed) and d.id == change.id
        else d
        for d in documents
    ]


def in_the_packs(breakage: Breakage, mesh_of: MeshOf) -> Said:
    _, planned = broken(breakage, mesh_of)
    said: Said = set()
    for stack in planned.stacks.values():
        registered = [
            CaseResource(d.type, d.name, plain(d.inputs), d.keep) for d in stack.declarations
        ]
        said |= told(stack, [*registered, *by_hand(breakage, stack.name)])
    return said


def told(stack: StackPlan, registered: list[CaseResource]) -> Said:
    """What both packs tell the engine of a stack."""
    scope = scope_of(PLACE, stack.subject)
    said: Said = set()
    for name in PACKS:
        engine = Engine(policies(load_pack(POLICIES / name), lambda _: scope), stack.name)
        violations = [v for resource in registered for v in engine.analyze(resource)]
        for violation in (*violations, *engine.analyze_stack(registered)):
            code = violation.message.splitlines()[1].split()[0]
            said.add((code, violation.level == "MANDATORY"))
    return said


def in_the_sweep(breakage: Breakage, mesh_of: MeshOf) -> Said:
    """What is found where the changed mesh is up, and its specs are what they always were."""
    said: list[Said] = []
    for shape in shapes.SHAPES:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shapes, "current", shape)
            said.append(in_a_state(breakage, mesh_of))
    assert said[0] == said[1]
    return said[0]


def in_a_state(breakage: Breakage, mesh_of: MeshOf) -> Said:
    mesh, up = broken(breakage, mesh_of)
    today = up if isinstance(breakage.change, Spec) else plan(mesh, PLACE, as_of=TODAY)
    states = {
        name: resources(
            checkpoint(
                name,
                (entry(r, name) for r in (*stack.declarations, *by_hand(breakage, name))),
            )
        )
        for name, stack in up.stacks.items()
    }
    swept = sweep(states, today, mesh, of_mesh(mesh, PLACE, TODAY))
    return {(f.code, f.severity is Severity.ERROR) for f in swept.findings}


ASKED: dict[Host, Callable[[Breakage, MeshOf], Said]] = {
    Host.OFFLINE: offline,
    Host.PACK: in_the_packs,
    Host.SWEEP: in_the_sweep,
}


@pytest.mark.parametrize(("breakage", "host"), EVERYWHERE)
def test_one_change_makes_exactly_its_rule_speak(
    mesh_of: MeshOf, breakage: Breakage, host: Host
) -> None:
    expected = {(code, code not in ONLY_SAID) for code in (breakage.code, *breakage.also)}

    assert ASKED[host](breakage, mesh_of) == expected


@pytest.mark.parametrize("breakage", SPECS)
def test_a_change_of_a_spec_is_found_at_its_line(mesh_of: MeshOf, breakage: Breakage) -> None:
    change = breakage.change
    assert isinstance(change, Spec)
    mesh, planned = broken(breakage, mesh_of)
    (finding,) = evaluate(planned, mesh, PLACE)

    assert finding.position.path == f"domains/{change.found_in or change.file}"
    assert (finding.where, finding.position.line) == (change.where, change.line)


def hosts(breakages: Iterable[Breakage]) -> frozenset[Host]:
    return frozenset[Host]().union(*(b.hosts for b in breakages))


@pytest.mark.parametrize("rule", ALL_RULES, ids=str)
def test_every_rule_is_made_to_speak_in_every_host_that_its_stages_name(rule: Rule) -> None:
    own = [breakage for breakage in BREAKAGES if breakage.code == rule.code]

    assert hosts(own) == hosts_of(rule)
    of_specs = [b for b in own if isinstance(b.change, Spec | Handed)]
    assert of_specs or Stage.SPEC not in rule.stages


def test_a_breakage_is_of_a_rule() -> None:
    known = {rule.code for rule in ALL_RULES}

    assert {code for b in BREAKAGES for code in (b.code, *b.also)} <= known
