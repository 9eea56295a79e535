from dataclasses import replace

import pytest

from meshwright.aws.resource_types import PERMISSIONS
from meshwright.errors import Finding, Severity
from meshwright.ids import StackId
from meshwright.plan import plan
from meshwright.plan.declaration import Plan
from meshwright.plan.limits import plan_findings, subject_of
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh

from meshes import TODAY, MeshOf, environment, pick

PRODUCT = "description: d\ntables: {t: {columns: {a: string}}}\n"


def found(mesh: Mesh, env: Environment) -> tuple[Finding, ...]:
    return plan_findings(plan(mesh, env, as_of=TODAY), env)


def test_a_mesh_within_awss_limits_has_no_findings(mesh_of: MeshOf, dev: Environment) -> None:
    assert found(mesh_of(), dev) == ()


def test_a_name_too_long_once_derived_says_by_how_much(mesh_of: MeshOf, dev: Environment) -> None:
    name = "a" * 40
    findings = found(mesh_of({f"sales/{name}/product.yaml": PRODUCT}), dev)

    assert [(f.code, f.position.path) for f in findings] == [
        ("PLAN001", f"domains/sales/{name}/product.yaml")
    ]
    assert "8 characters longer than the 63 that AWS allows" in findings[0].message
    assert findings[0].subject == f"sales.{name}"


def test_two_resources_of_one_name_are_found(mesh_of: MeshOf, dev: Environment) -> None:
    mesh = mesh_of()
    planned = plan(mesh, dev, as_of=TODAY)
    copy = planned.stacks["dev.sales.orders"]
    other = replace(copy, id=StackId("dev", "x"))
    twice = Plan("dev", TODAY, {"one": copy, "two": other})
    findings = plan_findings(twice, dev)

    assert {f.code for f in findings} == {"PLAN002"}
    assert "is also that of sales.orders" in findings[0].message


def test_more_than_an_account_may_hold_is_found_and_a_raised_quota_holds(mesh_of: MeshOf) -> None:
    few = found(mesh_of(), environment(quotas={"buckets": 3}))
    enough = found(mesh_of(), environment(quotas={"buckets": 300}))

    assert [f.code for f in few] == ["PLAN003"]
    assert "needs 7 buckets" in few[0].message
    assert enough == ()


def test_little_room_is_a_note_and_says_of_what(mesh_of: MeshOf) -> None:
    (near,) = found(mesh_of(), environment(quotas={"buckets": 8}))

    assert (near.code, near.severity, near.where) == ("CHK155", Severity.NOTE, "quotas.buckets")
    assert near.message == ("the mesh needs 7 buckets, 88% of 8 that account 111122223333 may hold")
    assert near.fix.startswith("ask AWS to raise the quota")
    assert found(mesh_of(), environment(quotas={"buckets": 9})) == ()


def test_a_policy_that_is_nearly_full_says_what_to_do(mesh_of: MeshOf) -> None:
    people = [f"arn:aws:iam::111122223333:role/people/{n:04}" for n in range(35)]
    (near,) = found(mesh_of(), environment(assume={"sales": {"reader": people}}))

    assert near.code == "CHK155"
    assert near.message.startswith("the trust policy of reader has 1,")
    assert near.message.endswith("% of 2,048 that AWS allows")
    assert near.fix.startswith("name fewer principals")


def test_the_inline_policies_of_a_role_count_together(mesh_of: MeshOf, dev: Environment) -> None:
    planned = plan(mesh_of(), dev, as_of=TODAY)
    stack = planned.stacks["dev.sales"]
    policy = pick(planned, "dev.sales", "RolePolicy", "reader")
    full = replace(policy, inputs={**policy.inputs, "policy": "x" * 6_000})
    second = replace(full, name="second")
    kept = tuple(d for d in stack.declarations if d is not policy)
    stacks = {**planned.stacks, "dev.sales": replace(stack, declarations=(*kept, full, second))}
    (found,) = plan_findings(replace(planned, stacks=stacks), dev)

    assert found.code == "PLAN004"
    assert found.message == (
        "the inline policy of reader has 12,000 characters, and AWS allows 10,240"
    )


def test_every_domain_is_a_value_of_one_tag(mesh_of: MeshOf, dev: Environment) -> None:
    planned = plan(mesh_of(), dev, as_of=TODAY)
    tag = pick(planned, "dev", "LfTag", "domain")
    many = replace(tag, inputs={**tag.inputs, "values": [f"d{n}" for n in range(1001)]})
    others = tuple(many if d is tag else d for d in planned.stacks["dev"].declarations)
    stack = replace(planned.stacks["dev"], declarations=others)
    grown = replace(planned, stacks={**planned.stacks, "dev": stack})
    (full,) = plan_findings(grown, dev)

    assert plan_findings(grown, environment(quotas={"tagValues": 2_000})) == ()
    assert full.code == "PLAN003"
    assert full.message == "the LF-tag of domain has 1,001 values, and AWS allows 1,000"


def test_a_trust_policy_may_be_as_long_as_aws_has_raised_it(mesh_of: MeshOf) -> None:
    people = [f"arn:aws:iam::111122223333:role/people/{n:04}" for n in range(60)]
    raised = environment(
        assume={"sales": {"reader": people}}, quotas={"trustPolicyCharacters": 8_192}
    )

    assert found(mesh_of(), raised) == ()


@pytest.mark.parametrize("count", [1, 10, 100, 1_000, 2_000])
def test_agreements_with_principals_fill_no_limit(mesh_of: MeshOf, count: int) -> None:
    names = [f"reader_{n}" for n in range(count)]
    principals = {n: f"arn:aws:iam::111122223333:role/{n}" for n in names}
    agreed = "purpose: x\ntables: {orders: {columns: [order_id]}}\nexpires: 2026-12-31\n"
    mesh = mesh_of({f"sales/orders/access/{name}.yaml": agreed for name in names})
    env = environment(principals=principals)
    planned = plan(mesh, env, as_of=TODAY)

    assert plan_findings(planned, env) == ()
    granted = [d for d in planned.stacks["dev.sales.orders"].declarations if d.type == PERMISSIONS]
    principals_granted = {d.inputs["principal"] for d in granted}
    assert principals_granted >= set(principals.values())


@pytest.mark.parametrize(("roles", "codes"), [(0, []), (900, ["CHK155"]), (1_000, ["PLAN003"])])
def test_consumers_of_their_own_are_roles_and_roles_are_bounded(
    mesh_of: MeshOf, dev: Environment, roles: int, codes: list[str]
) -> None:
    planned = plan(mesh_of(), dev, as_of=TODAY)
    role = pick(planned, "dev.sales", "Role", "reader")
    more = tuple(
        replace(role, name=f"r{n}", inputs={**role.inputs, "name": f"mesh-dev-r{n}"})
        for n in range(roles)
    )
    stack = planned.stacks["dev.sales"]
    grown = replace(stack, declarations=(*stack.declarations, *more))
    grown_plan = replace(planned, stacks={**planned.stacks, "dev.sales": grown})

    assert [f.code for f in plan_findings(grown_plan, dev)] == codes


def test_a_trust_policy_with_too_many_principals_is_found(mesh_of: MeshOf) -> None:
    people = [f"arn:aws:iam::111122223333:role/people/{n:04}" for n in range(60)]
    findings = found(mesh_of(), environment(assume={"sales": {"reader": people}}))

    assert [f.code for f in findings] == ["PLAN004"]
    assert "trust policy of reader" in findings[0].message


def test_a_role_name_that_aws_refuses_does_not_hold_up_the_domain(
    mesh_of: MeshOf, dev: Environment
) -> None:
    planned = plan(mesh_of({f"sales/{'a' * 40}/product.yaml": PRODUCT}), dev, as_of=TODAY)
    names = [d.inputs.get("name", "") for d in planned.stacks["dev.sales"].declarations]

    assert max(map(len, names)) <= 64


def test_a_role_of_a_product_is_the_products_concern(mesh_of: MeshOf, dev: Environment) -> None:
    planned = plan(mesh_of(), dev, as_of=TODAY)
    role = pick(planned, "dev.sales", "Role", "runtime:sales.orders")
    key = pick(planned, "dev.sales", "Key", "key")

    assert subject_of(role) == "sales.orders"
    assert subject_of(key) == ""
