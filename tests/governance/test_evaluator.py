from collections.abc import Iterator
from dataclasses import replace

import pytest

from guardrails.props import Props
from guardrails.rule import Level, Rule
from guardrails.rules.s3 import s3_public_access_block
from meshwright.errors import Finding, Position, Severity
from meshwright.governance import evaluate
from meshwright.governance.scope import scope_of
from meshwright.plan import plan
from meshwright.plan.declaration import Plan
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh

from governance.breakages import changed, with_declarations, without
from meshes import TODAY, MeshOf, environment, pick

BLOCK = s3_public_access_block.RULE
BUCKET = "aws:s3/bucket:Bucket"
ENCRYPTION = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"
READER = {
    "principal": "arn:aws:iam::111122223333:role/audit",
    "classifications": ["public", "internal"],
}


def raising(props: Props) -> Iterator[str]:
    raise KeyError(props["bucket"])


def test_the_sample_mesh_passes_every_rule(mesh_of: MeshOf, planned: Plan) -> None:
    assert evaluate(planned, mesh_of(), environment()) == ()


def test_a_mesh_with_platform_wide_readers_passes_every_rule(mesh_of: MeshOf) -> None:
    env = environment(readers={"audit": READER, "dpo": {**READER, "pii": True}})
    mesh = mesh_of()

    assert evaluate(plan(mesh, env, as_of=TODAY), mesh, env) == ()


@pytest.mark.parametrize("name", ["local", "prod", "pre_prod"])
def test_other_environments_pass_every_rule(mesh_of: MeshOf, name: str) -> None:
    env, mesh = environment(name, region="cn-north-1"), mesh_of()

    assert evaluate(plan(mesh, env, as_of=TODAY), mesh, env) == ()


def test_products_that_have_moved_pass_every_rule_under_their_old_names(mesh_of: MeshOf) -> None:
    mesh = mesh_of(
        {
            "sales/orders/product.lock.yaml": "origin: shop_eu.orders\n",
            "sales/invoices/product.lock.yaml": "origin: billing.invoices\n",
        }
    )

    planned = plan(mesh, environment(), as_of=TODAY)
    moved = pick(planned, "dev.sales.orders", "Bucket", "data")
    assert moved.inputs["bucket"] == "mesh-dev--shop-eu--orders--111122223333"
    assert evaluate(planned, mesh, environment()) == ()


def test_an_account_whose_settings_are_somebody_elses_passes_every_rule(mesh_of: MeshOf) -> None:
    env, mesh = environment(accountSettings=False), mesh_of()

    assert evaluate(plan(mesh, env, as_of=TODAY), mesh, env) == ()


def test_what_a_stack_lacks_is_said_of_one_of_its_resources(
    mesh_of: MeshOf, planned: Plan, dev: Environment
) -> None:
    bare = without(planned, "dev", "DataLakeSettings", "settings")

    (finding,) = evaluate(bare, mesh_of(), dev)
    assert (finding.code, finding.resource) == ("LF-001", f"{ENCRYPTION}::catalog")


def test_outside_of_local_what_holds_data_must_be_protected(
    mesh_of: MeshOf, planned: Plan, dev: Environment
) -> None:
    stack, table = "dev.sales.orders", pick(planned, "dev.sales.orders", "CatalogTable", "orders")
    declarations = planned.stacks[stack].declarations
    open_to_deletion = tuple(replace(d, keep=d.keep and d is not table) for d in declarations)

    found = evaluate(with_declarations(planned, stack, open_to_deletion), mesh_of(), dev)
    assert {(f.code, f.resource) for f in found} == {("LCY-001", str(table.key))}


def test_a_finding_points_at_the_spec_and_names_rule_resource_and_remedy(
    mesh_of: MeshOf, planned: Plan, dev: Environment
) -> None:
    stack = "dev.sales.orders"
    open_bucket = changed(
        planned, stack, "BucketPublicAccessBlock", "data", {"restrictPublicBuckets": False}
    )
    declared = pick(planned, stack, "BucketPublicAccessBlock", "data")

    assert evaluate(open_bucket, mesh_of(), dev) == (
        Finding(
            position=declared.spec,
            code="S3-001",
            severity=Severity.ERROR,
            message="Buckets refuse public access: restrictPublicBuckets must be true",
            fix=BLOCK.fix,
            subject="sales.orders",
            where=declared.where,
            resource="aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock::data",
        ),
    )
    assert declared.spec.path == "domains/sales/orders/product.yaml"


def test_a_missing_part_is_found_over_the_whole_stack(
    mesh_of: MeshOf, planned: Plan, dev: Environment
) -> None:
    bare = without(planned, "dev.sales", "BucketPolicy", "results")

    (finding,) = evaluate(bare, mesh_of(), dev)
    assert (finding.code, finding.subject) == ("S3-003", "sales")
    assert finding.resource == f"{BUCKET}::results"


def test_a_rule_that_raises_is_an_error_at_each_resource_it_was_asked_about(
    mesh_of: MeshOf, planned: Plan, dev: Environment
) -> None:
    faulty = replace(BLOCK, checks={BUCKET: raising}, check_stack=None)
    findings = evaluate(planned, mesh_of(), dev, rules=(faulty,))

    assert {f.message for f in findings} == {
        "Buckets refuse public access: rule S3-001 (s3-public-access-block) raised KeyError"
    }
    assert {f.severity for f in findings} == {Severity.ERROR}
    assert len(findings) == sum(
        d.type == BUCKET for s in planned.stacks.values() for d in s.declarations
    )


def test_a_rule_over_the_stack_that_raises_points_at_the_stacks_first_line(
    mesh_of: MeshOf, planned: Plan, dev: Environment
) -> None:
    faulty = replace(BLOCK, checks={}, check_stack=lambda _: 1 / 0)
    findings = evaluate(planned, mesh_of(), dev, rules=(faulty,))

    assert {f.position for f in findings} == {
        stack.declarations[0].spec for stack in planned.stacks.values()
    }
    assert {f.resource for f in findings} == {""}


def test_an_advisory_rule_warns(mesh_of: MeshOf, planned: Plan, dev: Environment) -> None:
    mild = replace(BLOCK, level=Level.ADVISORY, checks={BUCKET: raising}, check_stack=None)

    assert {f.severity for f in evaluate(planned, mesh_of(), dev, rules=(mild,))} == {
        Severity.WARNING
    }


@pytest.mark.parametrize("rules", [(), (replace(BLOCK, checks={}, check_stack=None),)])
def test_no_rule_asked_is_an_error(
    mesh_of: MeshOf, planned: Plan, dev: Environment, rules: tuple[Rule, ...]
) -> None:
    (finding,) = evaluate(planned, mesh_of(), dev, rules=rules)

    assert (finding.code, finding.severity) == ("POL001", Severity.ERROR)
    assert finding.position == Position("policies")


def test_nothing_to_ask_about_is_an_error(dev: Environment) -> None:
    (finding,) = evaluate(Plan("dev", TODAY), Mesh({}, {}), dev)

    assert finding.code == "POL001"


def test_findings_do_not_depend_on_the_order_of_the_stacks(
    mesh_of: MeshOf, planned: Plan, dev: Environment
) -> None:
    bad = without(planned, "dev.sales", "BucketPolicy", "results")
    bad = without(bad, "dev.finance", "BucketOwnershipControls", "results")
    turned = replace(bad, stacks=dict(reversed(list(bad.stacks.items()))))

    assert evaluate(turned, mesh_of(), dev) == evaluate(bad, mesh_of(), dev)


def test_a_scope_says_where_a_stack_stands() -> None:
    env = environment("pre_prod", readers={"audit": READER})
    scope = scope_of(env, "sales_eu.orders")

    assert (scope.environment, scope.account, scope.region, scope.partition) == (
        "pre_prod",
        "111122223333",
        "eu-central-1",
        "aws",
    )
    assert (scope.domain, scope.product) == ("sales_eu", "orders")
    assert [(r.principal, r.classifications, r.pii) for r in scope.readers] == [
        ("arn:aws:iam::111122223333:role/audit", ("public", "internal"), False)
    ]


@pytest.mark.parametrize(("name", "keeps"), [("local", False), ("dev", True)])
def test_data_is_precious_outside_of_local(name: str, keeps: bool) -> None:
    assert scope_of(environment(name), "").keeps_data is keeps


def test_a_scope_says_whose_the_accounts_settings_are() -> None:
    assert scope_of(environment(), "").manages_account
    assert not scope_of(environment(accountSettings=False), "").manages_account


def test_a_foundation_has_neither_domain_nor_product() -> None:
    scope = scope_of(environment(), "")

    assert (scope.domain, scope.product) == (None, None)
