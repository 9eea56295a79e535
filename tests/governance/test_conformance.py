"""Every case of every rule, asked offline, through the engine's own messages and over a state.

Engine and state hold no specs, so that cases about them are asked offline alone: through the whole
of the offline host, with the documents that the case writes.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from guardrails.cases import ACCOUNT, Case, CaseResource, cases, said
from guardrails.evaluation import Problem
from guardrails.judging import Decision, Outcome
from guardrails.props import UNKNOWN, Scope
from guardrails.rule import Level, Life, Resource, Rule, Stage
from guardrails.rules import ALL_RULES
from guardrails.types import SPECS
from meshwright.errors import Finding, Position, Severity
from meshwright.governance import evaluate
from meshwright.governance.packs.pack import Pack, policies, text
from meshwright.governance.resolver import of_mesh
from meshwright.governance.scope import scope_of
from meshwright.governance.spec_documents import SpecDocument
from meshwright.governance.sweeping.sweep import sweep
from meshwright.ids import StackId, joined
from meshwright.plan.declaration import (
    Declaration,
    Plan,
    ProviderSettings,
    Ref,
    ResourceKey,
    StackPlan,
)
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh
from meshwright.specs.source import Source
from states import checkpoint, entry, resources
from wire import Engine, Violation, urn

import shapes
from meshes import TODAY, environment

KEY = ResourceKey("aws:kms/key:Key", "key")
IN_THE_ENGINE, OF_SPECS = (
    [
        pytest.param(rule, case, id=f"{rule.code}-{case.name}")
        for rule in ALL_RULES
        for case in cases(rule)
        if (case.stage is Stage.SPEC) is about_specs
    ]
    for about_specs in (False, True)
)


def environment_of(scope: Scope) -> Environment:
    readers = {
        f"reader_{i}": {
            "principal": reader.principal,
            "classifications": reader.classifications,
            "pii": reader.pii,
        }
        for i, reader in enumerate(scope.readers)
    }
    return environment(
        scope.environment,
        account=scope.account,
        readers=readers,
        accountSettings=scope.manages_account,
        adopted={
            "databases": dict(scope.adopted_databases),
            "locations": {f"{b}/{f}" if f else b: p for b, f, p in scope.adopted_locations},
        },
        audit=audited(scope),
        landing={subject_of(scope): list(scope.landing)} if scope.landing else {},
        assume={scope.domain: assumed(scope)} if scope.domain else {},
    )


def assumed(scope: Scope) -> Mapping[str, Any]:
    return {"reader": list(scope.trusted), "runtime": {"services": list(scope.services)}}


def audited(scope: Scope) -> Mapping[str, Any]:
    if scope.trail is None:
        return {}
    bucket, _, folder = scope.trail[0].partition("/")
    prefix = folder.removesuffix(f"/{scope.account}/CloudTrail")
    return {"trail": "existing", "bucket": bucket, "prefix": prefix, "reader": scope.trail[1]}


def subject_of(scope: Scope) -> str:
    return joined((scope.domain, scope.product))


def with_refs(value: Any) -> Any:
    """A case's value as a plan holds it."""
    if value is UNKNOWN:
        return Ref(KEY, "keyId")
    if isinstance(value, dict):
        return {name: with_refs(item) for name, item in value.items()}
    return [with_refs(item) for item in value] if isinstance(value, list) else value


def declaration(resource: CaseResource) -> Declaration:
    inputs = with_refs(dict(resource.values))
    position = Position("spec.yaml")
    return Declaration(resource.type, resource.name, inputs, (), position, keep=resource.protect)


def plan_of(case: Case) -> Plan:
    scope = case.scope
    stack = StackPlan(
        id=StackId(scope.environment, subject_of(scope)),
        provider=ProviderSettings("eu-central-1", ACCOUNT),
        declarations=tuple(declaration(r) for r in case.resources if r.type not in SPECS),
    )
    return Plan(scope.environment, TODAY, {stack.name: stack})


def documents_of(case: Case) -> list[SpecDocument]:
    specs = (resource for resource in case.resources if resource.type in SPECS)
    return [SpecDocument(s.type, s.name, s.values, Source("spec.yaml")) for s in specs]


def findings_of(rule: Rule, case: Case) -> list[Finding]:
    """A rule that was never asked finds nothing."""
    place, documents = environment_of(case.scope), documents_of(case)
    found = evaluate(plan_of(case), Mesh({}, {}), place, rules=(rule,), documents=documents)
    return [finding for finding in found if finding.code == rule.code]


def offline(rule: Rule, case: Case) -> list[tuple[str, str, str]]:
    """Resource, message and level of each finding."""
    return sorted(split(rule, finding) for finding in findings_of(rule, case))


def split(rule: Rule, finding: Finding) -> tuple[str, str, str]:
    """A finding as the engine would be told of it: only an error stops anything there."""
    level = "MANDATORY" if finding.severity is Severity.ERROR else "ADVISORY"
    message = finding.message.removeprefix(f"{rule.title}: ")
    return finding.resource.rpartition("::")[2], message, level


def in_the_engine(rule: Rule, case: Case) -> list[tuple[str, str, str]]:
    """Resource, message and level of each violation that the engine is told of."""
    asked = engine(rule, case)
    violations = [v for resource in case.resources for v in asked.analyze(resource)]
    violations += asked.analyze_stack(case.resources)
    return sorted((v.resource, problem_in(rule, v), v.level) for v in violations)


def in_the_state(rule: Rule, case: Case) -> list[tuple[str, str, str]]:
    """Resource, message and level of each finding of a sweep over either provider's state."""
    ours, bridged = (in_shape(shape, rule, case) for shape in shapes.SHAPES)
    assert ours == bridged
    return ours


def in_shape(shape: str, rule: Rule, case: Case) -> list[tuple[str, str, str]]:
    """What a sweep finds in a state of one shape, where the plan has these very resources."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shapes, "current", shape)
        return in_a_state(rule, case)


def in_a_state(rule: Rule, case: Case) -> list[tuple[str, str, str]]:
    planned = plan_of(case)
    (stack,) = planned.stacks
    written = checkpoint(stack, (entry(resource, stack) for resource in case.resources))
    mesh = Mesh({}, {})
    resolution = of_mesh(mesh, environment_of(case.scope), TODAY, rules=(rule,))
    swept = sweep({stack: resources(written)}, planned, mesh, resolution)
    return sorted(split(rule, f) for f in swept.findings if f.code == rule.code)


def engine(rule: Rule, case: Case) -> Engine:
    scope = scope_of(environment_of(case.scope), subject_of(case.scope))
    return Engine(policies(Pack("pack", "", (rule,)), lambda _: scope))


def problem_in(rule: Rule, violation: Violation) -> str:
    """The problem that a pack's message tells of, which stands in its second line."""
    return violation.message.splitlines()[1].removeprefix(f"{rule.code} {rule.title}: ")


@pytest.mark.parametrize(("rule", "case"), IN_THE_ENGINE)
def test_all_hosts_come_to_the_same_verdict(rule: Rule, case: Case) -> None:
    verdict = offline(rule, case)

    assert in_the_engine(rule, case) == verdict
    assert in_the_state(rule, case) == verdict


EXPECTED = {"past its grace": {"MANDATORY"}, "draft": set[str](), "to come": set[str]()}
WAYS: Mapping[str, Mapping[str, Any]] = {
    "advisory": {"level": Level.ADVISORY},
    "in its grace": {"mandatory_from": {"dev": date.max}},
    "past its grace": {"mandatory_from": {"dev": TODAY}},
    "deprecated": {"life": Life.DEPRECATED},
    "draft": {"life": Life.DRAFT},
    "to come": {"introduced": date.max},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("rule", ALL_RULES, ids=str)
def test_all_hosts_agree_wherever_a_rule_is_in_its_life(rule: Rule, way: str) -> None:
    changed = replace(rule, **WAYS[way])
    failing = [c for c in cases(rule) if c.problems and c.stage is not Stage.SPEC]

    for case in failing[:5]:
        told = in_the_engine(changed, case)
        assert told == offline(changed, case), case.name
        assert told == in_the_state(changed, case), case.name
        levels = {level for *_, level in told}
        assert levels == EXPECTED.get(way, {"ADVISORY"}), case.name


@pytest.mark.parametrize(("rule", "case"), IN_THE_ENGINE)
def test_the_engine_is_told_the_verdict_of_the_case_at_its_stage(rule: Rule, case: Case) -> None:
    asked = engine(rule, case)

    if case.stage is Stage.RESOURCE:
        told = [problem_in(rule, v) for v in asked.analyze(case.resources[0])]
    else:
        told = [
            f"{v.resource}: {problem_in(rule, v)}" if v.resource else problem_in(rule, v)
            for v in asked.analyze_stack(case.resources)
        ]
    assert told == list(case.problems)


@pytest.mark.parametrize(("rule", "case"), OF_SPECS)
def test_the_offline_host_comes_to_the_verdict_of_a_case_about_specs(
    rule: Rule, case: Case
) -> None:
    found = []
    for finding in findings_of(rule, case):
        about = [finding.subject] if case.is_about_many and finding.subject else []
        path = [finding.where] if finding.where else []
        found.append(": ".join((*about, *path, split(rule, finding)[1])))

    assert sorted(found) == sorted(case.problems)


def test_the_engine_is_never_asked_about_specs() -> None:
    of_specs = [rule for rule in ALL_RULES if rule.stages == (Stage.SPEC,)]

    assert of_specs
    assert policies(Pack("pack", "", tuple(of_specs)), lambda _: scope_of(environment(), "")) == []


def test_a_pack_says_what_the_offline_host_says_and_names_resource_and_remedy() -> None:
    rule = ALL_RULES[0]
    resource = CaseResource("aws:kms/key:Key", "key", {})
    where = urn(resource)
    about = Resource.of(resource.type, resource.name, {}, scope_of(environment(), ""), id=where)

    problem = Problem(rule, about, "it is wrong")
    shown = text(Decision(problem, Outcome.ERROR, "storage"), TODAY)

    assert said(problem) == "key: it is wrong"
    assert shown.splitlines() == [
        f"{rule.code} {rule.title}: it is wrong",
        f"  resource: {where}",
        "  at: storage",
        f"  fix: {rule.fix}",
    ]
