"""The list of types that rules know is that of what the mesh deploys, neither more nor less."""

from pathlib import Path

import pytest

from guardrails.cases import CaseResource
from guardrails.judging import EffectiveRules
from guardrails.rules.governance.allowed_resource_types import RULE
from guardrails.settings import Kind, RuleOverride, apply_override, initial, resolved
from guardrails.types import MESHS_OWN
from meshwright.governance.packs.pack import Governed, load_pack, policies
from meshwright.governance.scope import scope_of
from meshwright.plan import plan
from meshwright.specs.load import environment_names, load_environment, load_mesh
from wire import Engine

from living import LIVING, SLACK
from meshes import TODAY, MeshOf, environment

ROOT = Path(__file__).parents[2]
READERS = {
    "audit": {
        "principal": "arn:aws:iam::111122223333:role/audit",
        "classifications": ["public"],
    }
}
SOME_ROWS = {
    "sales/orders/access/finance.reporting.yaml": """\
purpose: Monthly revenue report
tables: {orders: {rows: "order_id = 'a'"}}
expires: 2026-12-31
"""
}
WHOLE_FILES = {
    "sales/orders/access/finance.reporting.yaml": """\
purpose: Monthly revenue report
tables: {lines: {columns: all}}
files: true
expires: 2026-12-31
"""
}
UNKNOWN_TO_ALL_RULES = {
    "an attachment that replaces all others": (
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
    ),
    "a password for the console": "aws:iam/userLoginProfile:UserLoginProfile",
    "an identity provider": "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "a function that anyone calls": "aws:lambda/functionUrl:FunctionUrl",
    "another tool's stack": "aws:cloudformation/stackSet:StackSet",
    "a trail of events": "aws:cloudtrail/eventDataStore:EventDataStore",
    "copies elsewhere": "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "a way around the lake": "aws:lakeformation/optIn:OptIn",
    "a virtual machine": "aws:ec2/instance:Instance",
    "a certificate that stands for a role": "aws:rolesanywhere/trustAnchor:TrustAnchor",
    "the same cloud by another package": "aws-native:iam:Role",
    "Kubernetes": "kubernetes:core/v1:Secret",
    "a program of the pull request": "pulumi-nodejs:dynamic:Resource",
    "a command": "command:remote:Command",
    "a provider of such": "pulumi:providers:command",
    "a bridge to any Terraform provider": "pulumi:providers:terraform-provider",
    "a component with children of its own": "awsx:cloudtrail:Trail",
}


def test_the_types_are_those_of_the_example_of_tables_that_live_and_of_readers_by_tag(
    mesh_of: MeshOf,
) -> None:
    mesh = load_mesh(ROOT).mesh
    places = [load_environment(ROOT, name) for name in environment_names(ROOT)]
    planned = [plan(mesh, place, as_of=TODAY) for place in places]
    planned.append(plan(mesh, environment(readers=READERS), as_of=TODAY))
    planned.append(plan(mesh_of(SOME_ROWS), environment(audit={"trail": "own"}), as_of=TODAY))
    planned.append(plan(mesh_of(WHOLE_FILES), environment(), as_of=TODAY))
    planned.append(plan(mesh_of(LIVING), environment(slack=SLACK), as_of=TODAY))

    used = {d.type for p in planned for stack in p.stacks.values() for d in stack.declarations}
    assert used == MESHS_OWN


def asked(resource: CaseResource, *further: str) -> list[str]:
    """The codes of what stops a resource, where the floor adds types."""
    override = RuleOverride(
        layer="the floor", parameters={"furtherTypes": further}, sets_parameters=True
    )
    settings = {RULE.code: resolved(RULE, [override])}
    effective = EffectiveRules("dev", TODAY, settings)
    pack = load_pack(ROOT / "policies" / "governance")
    scope = scope_of(environment(), "sales.orders")
    engine = Engine(policies(pack, lambda _: scope, lambda _: Governed(effective)))
    told = engine.analyze(resource)
    return [v.message.splitlines()[1].split()[0] for v in told if v.level == "MANDATORY"]


@pytest.mark.parametrize("kind", UNKNOWN_TO_ALL_RULES.values(), ids=UNKNOWN_TO_ALL_RULES)
def test_what_no_rule_knows_is_stopped_before_it_is_made(kind: str) -> None:
    assert asked(CaseResource(kind, "it", {})) == ["GOV-015"]


def test_the_floor_can_add_a_type_and_with_it_the_provider() -> None:
    password = "random:index/randomPassword:RandomPassword"

    assert asked(CaseResource(password, "it", {"length": 20})) == ["GOV-015"]
    assert asked(CaseResource(password, "it", {"length": 20}), password) == []
    assert asked(CaseResource("pulumi:providers:random", "it", {}), password) == []
    assert asked(CaseResource("random:index/randomId:RandomId", "it", {}), password) == ["GOV-015"]
    assert asked(CaseResource("pulumi:providers:tls", "it", {}), password) == ["GOV-015"]


def test_a_type_that_is_added_meets_the_rules_that_know_it() -> None:
    queue = "aws:sqs/queue:Queue"

    assert asked(CaseResource(queue, "it", {"name": "q"}), queue) == ["GOV-011"] * 7


def test_the_engines_record_of_the_stack_is_nothing_to_refuse() -> None:
    assert asked(CaseResource("pulumi:pulumi:Stack", "mesh-dev", {})) == []


def test_nobody_but_the_organisation_can_add_a_type() -> None:
    override = RuleOverride(
        layer="environment dev", parameters={"furtherTypes": ["aws:sqs/queue:Queue"]}
    )
    setting, refused = apply_override(initial(RULE), override)

    assert setting.parameters["furtherTypes"] == ()
    assert [refusal.kind for refusal in refused] == [Kind.RELAXES]
