from dataclasses import replace

from meshwright.errors import Finding
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
