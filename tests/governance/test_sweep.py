"""What the sweep says of a finding: where, about what, and what to do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from guardrails.cases import CaseResource
from guardrails.rule import Rule
from guardrails.rules import ALL_RULES
from guardrails.rules.iam import iam_no_public_principal
from guardrails.rules.s3 import s3_public_access_block
from meshwright.errors import Finding, Position, Severity, UsageError
from meshwright.governance import load_organisation
from meshwright.governance.resolver import of_mesh
from meshwright.governance.sweeping.sweep import Swept, Written, sweep
from meshwright.plan import plan
from meshwright.plan.declaration import Plan
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh
from states import Entry, deployed, encrypted, entry, resources

from governance.breakages import EVERYBODY, changed
from governance.governed import BUCKET_DATA, root_of
from meshes import FILES, TODAY, MeshOf, environment, pick

pytestmark = pytest.mark.usefixtures("recorded_shape")
BLOCK, PRINCIPALS = s3_public_access_block.RULE, iam_no_public_principal.RULE
STACK, ORDERS = "dev.sales.orders", "domains/sales/orders/product.yaml"
OPEN = CaseResource("aws:s3/bucketPolicy:BucketPolicy", "open", EVERYBODY)
OWN = """\
from guardrails.rule import Rule
from guardrails.types import BUCKET


def check(props):
    yield "it is a bucket"


RULE = Rule(
    id="no-buckets",
    code="SALES-001",
    title="There are no buckets",
    why="Sales has had enough of them.",
    fix="delete it",
    checks={BUCKET: check},
)
"""
WAIVER = """\
waivers:
  - rule: {rule}
    finding: {finding}
    reason: The old importer needs it.
    ticket: T-1
    granted: 2026-05-01
    expires: {expires}
"""


def up(planned: Plan, **more: Any) -> dict[str, Written]:
    """The states after a plan, with entries added to one stack's."""
    states: dict[str, Written] = {
        name: resources(deployed(stack)) for name, stack in planned.stacks.items()
    }
    for entries in more.values():
        states[STACK] = [*states[STACK], *entries]
    return states


def swept(
    states: Mapping[str, Written],
    planned: Plan,
    mesh: Mesh,
    *rules: Rule,
    place: Environment | None = None,
) -> Swept:
    resolution = of_mesh(mesh, place or environment(), TODAY, rules=rules or ALL_RULES)
    return sweep(states, planned, mesh, resolution)


def by_hand(resource: CaseResource = OPEN, **more: Any) -> list[Entry]:
    return [entry(resource, STACK, **more)]


def opened(planned: Plan) -> Plan:
    """The plan with a public access block of a product that has a switch left open."""
    switch = {"blockPublicAcls": False}
    return changed(planned, STACK, "BucketPublicAccessBlock", "data", switch)


def test_what_is_up_as_planned_passes(mesh_of: MeshOf, planned: Plan) -> None:
    found = swept(up(planned), planned, mesh_of())

    assert found.findings == ()
    assert found.resources == sum(len(s.declarations) for s in planned.stacks.values())


def test_what_was_deployed_otherwise_is_found_at_its_line_and_brought_up_again(
    mesh_of: MeshOf, planned: Plan
) -> None:
    declared = pick(planned, STACK, "BucketPublicAccessBlock", "data")
    (finding,) = swept(up(opened(planned)), planned, mesh_of()).findings

    assert finding == Finding(
        position=declared.spec,
        code="S3-001",
        severity=Severity.ERROR,
        message="Buckets refuse public access: blockPublicAcls must be true",
        fix="mesh up sales.orders --env dev makes of it what its spec says today,"
        " in which the rule finds nothing",
        subject="sales.orders",
        where=declared.where,
        resource=str(declared.key),
    )


def test_what_todays_plan_has_wrong_too_is_put_right_where_it_is_written(
    mesh_of: MeshOf, planned: Plan
) -> None:
    (finding,) = swept(up(opened(planned)), opened(planned), mesh_of()).findings

    assert finding.fix == BLOCK.fix


def test_what_no_spec_declares_is_found_at_its_stacks_spec(mesh_of: MeshOf, planned: Plan) -> None:
    (finding,) = swept(up(planned, more=by_hand()), planned, mesh_of(), PRINCIPALS).findings

    assert finding.position == Position(ORDERS, 1, 1)
    assert finding.message.endswith("; no spec declares it")
    assert (finding.where, finding.resource) == ("bucketPolicy.open", f"{OPEN.type}::open")
    assert finding.fix.startswith("mesh up sales.orders --env dev takes it away; ")


def test_what_may_be_a_consumers_whose_spec_cannot_be_read_is_said_to_be_so(
    mesh_of: MeshOf, planned: Plan
) -> None:
    unsure = replace(planned.stacks[STACK], uncertain=True)
    today = replace(planned, stacks={**planned.stacks, STACK: unsure})
    (finding,) = swept(up(planned, more=by_hand()), today, mesh_of(), PRINCIPALS).findings

    assert finding.message.endswith("; no spec that can be read declares it")
    assert finding.fix == "correct what `mesh check` cannot read, and sweep again"


def test_what_waits_to_be_deleted_is_said_to_do_so(mesh_of: MeshOf, planned: Plan) -> None:
    old = pick(opened(planned), STACK, "BucketPublicAccessBlock", "data")
    left = entry(old, STACK, delete=True)
    (finding,) = swept(up(planned, more=[left]), planned, mesh_of(), BLOCK).findings

    assert finding.position == old.spec
    assert finding.message.endswith("; it is replaced, and waits to be deleted")
    assert finding.fix.startswith("mesh up sales.orders --env dev takes it away; ")


def test_what_is_found_in_the_foundation_is_brought_up_by_the_environments_name(
    mesh_of: MeshOf, planned: Plan
) -> None:
    switch = {"blockPublicAcls": False}
    bad = changed(planned, "dev", "BucketPublicAccessBlock", "catalog", switch)
    (finding,) = swept(up(bad), planned, mesh_of()).findings

    assert (finding.subject, finding.position.path) == ("", "env.yaml")
    assert finding.fix.startswith("mesh up dev --env dev makes ")


@pytest.mark.parametrize(
    ("orphan", "path"),
    [("sales.old", "domains/sales/domain.yaml"), ("gone.old", "domains"), ("gone", "domains")],
)
def test_a_stack_without_a_spec_is_judged_too(
    mesh_of: MeshOf, planned: Plan, orphan: str, path: str
) -> None:
    stack = f"dev.{orphan}"
    states = {stack: [entry(OPEN, stack)]}
    (finding,) = swept(states, planned, mesh_of(), PRINCIPALS).findings

    assert (finding.subject, finding.position.path) == (orphan, path)
    assert finding.message.endswith("; no spec stands for its stack")
    assert finding.fix == f"mesh destroy {orphan} --env dev, or bring its spec back"


@pytest.mark.parametrize("file", ["sales/orders/product.yaml", "sales/domain.yaml"])
def test_a_stack_whose_spec_cannot_be_read_is_judged_and_called_no_orphan(
    mesh_of: MeshOf, planned: Plan, file: str
) -> None:
    mesh = mesh_of({file: FILES[file] + "clasification: internal\n"})
    today = plan(mesh, environment(), as_of=TODAY)
    states = {STACK: up(planned, more=by_hand())[STACK]}
    (finding,) = swept(states, today, mesh, PRINCIPALS).findings

    assert finding.position.path == ORDERS
    assert finding.message.endswith("; its spec cannot be read")
    assert finding.fix == "correct what `mesh check` cannot read, and sweep again"


def test_a_domain_whose_spec_cannot_be_read_is_no_orphan_either(mesh_of: MeshOf) -> None:
    mesh = mesh_of({"sales/domain.yaml": FILES["sales/domain.yaml"] + "a: b\n"})
    today = plan(mesh, environment(), as_of=TODAY)
    states = {"dev.sales": [entry(OPEN, "dev.sales")]}
    (finding,) = swept(states, today, mesh, PRINCIPALS).findings

    assert finding.position.path == "domains/sales/domain.yaml"
    assert finding.message.endswith("; its spec cannot be read")


def test_a_problem_of_the_stack_as_a_whole_is_found_at_its_spec(
    mesh_of: MeshOf, planned: Plan
) -> None:
    faulty = replace(BLOCK, checks={}, check_stack=lambda _: 1 / 0)
    states = {STACK: up(planned)[STACK]}
    (finding,) = swept(states, planned, mesh_of(), faulty).findings

    assert finding.position == planned.stacks[STACK].declarations[0].spec
    assert (finding.where, finding.resource) == ("stack", "")
    assert finding.message.endswith("raised ZeroDivisionError")


def test_a_secret_is_no_pass_and_does_not_show(mesh_of: MeshOf, planned: Plan) -> None:
    secret = replace(OPEN, values={**EVERYBODY, "policy": encrypted()})
    more = by_hand(secret)
    (finding,) = swept(up(planned, more=more), planned, mesh_of(), PRINCIPALS).findings

    assert "could not be evaluated: open.policy is a secret, and so not read" in finding.message
    assert finding.severity is Severity.ERROR
    assert encrypted()["ciphertext"] not in str(finding)


def test_an_empty_stack_is_nothing_to_ask_about(mesh_of: MeshOf, planned: Plan) -> None:
    found = swept({STACK: []}, planned, mesh_of())

    assert (found.findings, found.resources) == ((), 0)


@pytest.mark.parametrize("rules", [(replace(BLOCK, checks={}, check_stack=None),)])
def test_a_stack_of_which_no_rule_is_asked_is_an_error(
    mesh_of: MeshOf, planned: Plan, rules: tuple[Rule, ...]
) -> None:
    (finding,) = swept({STACK: up(planned)[STACK]}, planned, mesh_of(), *rules).findings

    assert (finding.code, finding.severity) == ("POL001", Severity.ERROR)
    assert (finding.subject, finding.position.path) == ("sales.orders", ORDERS)


def in_checkout(root: Path, states: Mapping[str, Written]) -> tuple[Finding, ...]:
    mesh = load_mesh(root).mesh
    organisation = load_organisation(root)
    resolution = of_mesh(mesh, environment(), TODAY, organisation=organisation)
    return sweep(states, plan(mesh, environment(), as_of=TODAY), mesh, resolution).findings


def waived(rule: str, finding: str, expires: date) -> dict[str, str]:
    text = WAIVER.format(rule=rule, finding=finding, expires=expires)
    return {"sales/orders/waivers.yaml": text}


@pytest.mark.parametrize(
    ("rule", "finding", "states"),
    [
        ("S3-001", "storage", lambda planned: up(opened(planned))),
        ("IAM-001", "bucketPolicy.open", lambda planned: up(planned, more=by_hand())),
    ],
    ids=["declared", "by hand"],
)
def test_a_waiver_holds_here_too(
    tmp_path: Path, planned: Plan, rule: str, finding: str, states: Any
) -> None:
    root = root_of(tmp_path, waived(rule, finding, date(2026, 7, 15)))
    (note,) = (f for f in in_checkout(root, states(planned)) if f.code == rule)

    assert (note.severity, note.where) == (Severity.NOTE, finding)
    assert note.waived is not None
    assert note.waived.days_left == 44


def test_an_expired_waiver_is_an_error_and_waives_nothing(tmp_path: Path, planned: Plan) -> None:
    root = root_of(tmp_path, waived("S3-001", "storage", TODAY - timedelta(days=1)))
    found = in_checkout(root, up(opened(planned)))

    assert [(f.code, f.severity) for f in found] == [
        ("S3-001", Severity.ERROR),
        ("POL020", Severity.ERROR),
    ]


def test_settings_hold_here_too(tmp_path: Path, planned: Plan) -> None:
    days = "rules:\n  S3-006: {parameters: {noncurrentDays: 14}}\n"
    root = root_of(tmp_path, {"finance/governance.yaml": days})
    found = in_checkout(root, up(planned))

    assert {(f.code, f.subject) for f in found} == {("S3-006", "finance.reporting")}
    assert all(f.fix == rule_called("S3-006").fix for f in found)


def rule_called(code: str) -> Rule:
    return next(rule for rule in ALL_RULES if rule.code == code)


def test_wrong_settings_are_told_of_the_stacks_that_were_swept(
    tmp_path: Path, planned: Plan
) -> None:
    wrong = "rules:\n  S3-999: {level: advisory}\n"
    root = root_of(tmp_path, {"finance/governance.yaml": wrong})
    states = up(planned)

    assert [f.code for f in in_checkout(root, states)] == ["POL002"]
    assert in_checkout(root, {STACK: states[STACK]}) == ()


def test_wrong_settings_of_others_stay_untold_where_the_specs_are_asked_too(
    tmp_path: Path, planned: Plan
) -> None:
    wrong = "rules:\n  S3-999: {level: advisory}\n"
    root = root_of(tmp_path, {"finance/governance.yaml": wrong})
    states = up(opened(planned))

    assert [f.code for f in in_checkout(root, {STACK: states[STACK]})] == ["S3-001"]


def test_a_domains_own_rules_are_asked_of_its_stacks_alone(tmp_path: Path, planned: Plan) -> None:
    folder = "policies/domains/sales"
    init = "from . import no_buckets\n\nRULES = (no_buckets.RULE,)\n"
    root = root_of(tmp_path, {f"{folder}/no_buckets.py": OWN, f"{folder}/__init__.py": init})
    found = in_checkout(root, up(planned))

    assert {(f.code, f.subject) for f in found if f.resource == BUCKET_DATA} == {
        ("SALES-001", "sales.orders"),
        ("SALES-001", "sales.invoices"),
    }


def test_a_wrong_environment_file_is_refused(mesh_of: MeshOf, planned: Plan) -> None:
    wrong = environment(governance={"rules": {"S3-999": {"level": "advisory"}}})

    with pytest.raises(UsageError, match="the environment file has errors"):
        swept(up(planned), planned, mesh_of(), place=wrong)
