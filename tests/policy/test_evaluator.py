import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from guardrails.props import Props
from guardrails.rule import Rule, Severity
from guardrails.rules import ALL_RULES, bucket_blocks_public_access
from meshwright.errors import Finding, Position
from meshwright.errors import Severity as Weight
from meshwright.plan import plan
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.policy import evaluate
from meshwright.policy.scope import scope_of
from meshwright.spec.environment import Environment
from meshwright.spec.models import Mesh

from meshes import FILES, TODAY, MeshOf, environment, pick

BLOCK = bucket_blocks_public_access.RULE
BUCKET = "aws:s3/bucket:Bucket"
ENCRYPTION = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"
READER = {
    "principal": "arn:aws:iam::111122223333:role/audit",
    "classifications": ["public", "internal"],
}


def changed(planned: Plan, stack: str, kind: str, name: str, inputs: Mapping[str, Any]) -> Plan:
    """The plan with some inputs of one declaration replaced."""
    old = pick(planned, stack, kind, name)
    new = replace(old, inputs={**old.inputs, **inputs})
    return with_declarations(
        planned,
        stack,
        tuple(new if d is old else d for d in planned.stacks[stack].declarations),
    )


def without(planned: Plan, stack: str, kind: str, name: str) -> Plan:
    gone = pick(planned, stack, kind, name)
    kept = tuple(d for d in planned.stacks[stack].declarations if d is not gone)
    return with_declarations(planned, stack, kept)


def with_declarations(planned: Plan, stack: str, declarations: tuple[Any, ...]) -> Plan:
    new: StackPlan = replace(planned.stacks[stack], declarations=declarations)
    return replace(planned, stacks={**planned.stacks, stack: new})


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
            severity=Weight.ERROR,
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


# One change of the real plan for each rule, after which exactly that rule speaks.
OPEN_POLICY = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}'
SERVED = (
    '{"Statement": [{"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"},'
    ' "Action": "sts:AssumeRole"}]}'
)


def allowed(action: str, resource: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


WORKGROUP = "arn:aws:athena:eu-central-1:111122223333:workgroup/mesh-dev--sales"
ROLES = "arn:aws:iam::111122223333:role/*"
OPEN_COLUMN = {"mesh:classification": "internal", "mesh:pii": "false"}
LETS_GO = {
    "enabled": True,
    "abortIncompleteMultipartUploadDays": 7,
    "noncurrentVersionExpiration": {"days": 30},
}
ALL_KEYS = (
    '{"Statement": [{"Effect": "Allow", "Action": "kms:Decrypt",'
    ' "Resource": "arn:aws:kms:eu-central-1:111122223333:key/*"}]}'
)
BROKEN: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "S3-001": ("dev", "BucketPublicAccessBlock", "catalog", {"blockPublicAcls": None}),
    "S3-002": (
        "dev.sales.orders",
        "BucketServerSideEncryptionConfiguration",
        "data",
        {"rules": []},
    ),
    "S3-003": (
        "dev.sales.orders",
        "BucketPolicy",
        "data",
        {"policy": '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*"}}'},
    ),
    "S3-004": (
        "dev.sales.orders",
        "BucketVersioning",
        "data",
        {"versioningConfiguration": {"status": "Suspended"}},
    ),
    "S3-005": ("dev.sales", "BucketLogging", "results", {"targetBucket": "mesh-dev--logs"}),
    "S3-006": ("dev", "BucketLifecycleConfiguration", "catalog", {"rules": []}),
    "S3-007": (
        "dev.sales",
        "BucketOwnershipControls",
        "results",
        {"rule": {"objectOwnership": "ObjectWriter"}},
    ),
    "IAM-001": ("dev.sales", "Role", "reader", {"assumeRolePolicy": OPEN_POLICY}),
    "IAM-002": ("dev.sales", "Role", "data-access", {"assumeRolePolicy": SERVED}),
    "IAM-003": ("dev.sales", "RolePolicy", "reader", {"policy": allowed("athena:*", WORKGROUP)}),
    "IAM-004": ("dev.sales", "RolePolicy", "reader", {"policy": allowed("s3:GetObject", "*")}),
    "IAM-005": ("dev.sales", "RolePolicy", "reader", {"policy": allowed("iam:PassRole", ROLES)}),
    "IAM-006": ("dev.sales", "Role", "reader", {"permissionsBoundary": None}),
    "KMS-001": ("dev", "Key", "key", {"deletionWindowInDays": 7}),
    "KMS-002": ("dev.sales", "RolePolicy", "reader", {"policy": ALL_KEYS}),
    "LCY-001": ("dev.sales.orders", "Bucket", "data", {"forceDestroy": True}),
    "LF-001": (
        "dev.sales.orders",
        "CatalogDatabase",
        "database",
        {"createTableDefaultPermissions": [{"permissions": ["ALL"]}]},
    ),
    "LF-002": ("dev.sales.orders", "Resource", "data", {"hybridAccessEnabled": True}),
    "LF-003": ("dev.sales.orders", "Permissions", "orders:reader", {"permissions": ["ALL"]}),
    "GOV-005": (
        "dev.sales.orders",
        "Bucket",
        "data",
        {"lifecycleRules": [{**LETS_GO, "expiration": {"days": 730}}]},
    ),
    "GOV-002": ("dev.sales.orders", "CatalogTable", "orders", {"parameters": {}}),
    "GOV-009": (
        "dev.sales.orders",
        "CatalogTable",
        "orders",
        {"partitionKeys": [{"name": "a", "type": "date", "parameters": OPEN_COLUMN}]},
    ),
    "LIN-004": ("dev.sales.orders", "BucketObjectv2", "entry", {"content": "{}"}),
    "GLU-001": (
        "dev",
        "DataCatalogEncryptionSettings",
        "catalog",
        {"dataCatalogEncryptionSettings": {}},
    ),
    "ATH-001": ("dev.sales", "Workgroup", "queries", {"configuration": {}}),
    "GOV-003": ("dev.sales.orders", "ResourceLfTags", "orders.customer_email", {"lfTags": []}),
    "GOV-008": ("dev.sales", "Workgroup", "queries", {"name": "sales"}),
    "GOV-011": ("dev.sales.orders", "CatalogDatabase", "database", {"tags": {}}),
}

ONLY_SAID = {"GOV-001", "GOV-007", "GOV-014"}
# The same of the specs: what is put in place of a text, and where the finding then points.
BROKEN_SPECS: dict[str, tuple[str, str, str, str, int]] = {
    "GOV-001": ("sales/domain.yaml", 'support: {channel: "#sales-data"}', "", "support", 1),
    "GOV-003": (
        "sales/orders/product.yaml",
        "customer_email: {type: string, pii: true}",
        "customer_email: string",
        "tables.orders.columns.customer_email",
        8,
    ),
    "GOV-004": (
        "finance/reporting/product.yaml",
        "declassification: Revenue by month tells no single margin",
        "",
        "inputs.0",
        2,
    ),
    "GOV-005": (
        "sales/orders/product.yaml",
        "description: Confirmed orders.",
        "description: Confirmed orders.\nsla: {retention: 6y}",
        "sla.retention",
        2,
    ),
    "GOV-006": (
        "sales/invoices/product.yaml",
        "invoices:\n    columns: {invoice_id: string}",
        "invoices:\n    description: Invoices.\n    quality: [{metric: rowCount, mustBe: 1}]\n"
        "    columns: {invoice_id: {type: string, description: Its number}}\n"
        "tier: silver\nsla: {freshness: 4h}",
        "sla",
        9,
    ),
    "GOV-007": (
        "sales/invoices/product.yaml",
        "columns: {invoice_id: string}",
        "description: Invoices.\n    quality: [{metric: rowCount, mustBe: 1}]\n"
        "    columns: {invoice_id: {type: string}}\n"
        "tier: silver\nsla: {freshness: 4h, availability: 99%}",
        "tables.invoices.columns",
        7,
    ),
    "GOV-014": (
        "sales/invoices/product.yaml",
        "columns: {invoice_id: string}",
        "description: Invoices.\n"
        "    columns: {invoice_id: {type: string, description: Its number}}\n"
        "tier: silver\nsla: {freshness: 4h, availability: 99%}",
        "tables.invoices",
        4,
    ),
    # The next two are told by CHK001 and CHK003.
    "LIN-001": (
        "sales/invoices/product.yaml",
        "inputs: [sales.orders]",
        "inputs:\n  - sales.orders\n  - sales.payments",
        "inputs.1",
        4,
    ),
    "LIN-002": (
        "sales/orders/product.yaml",
        "description: Confirmed orders.",
        "description: Confirmed orders.\ninputs: [sales.invoices]",
        "inputs.0",
        2,
    ),
}


@pytest.mark.parametrize("code", BROKEN_SPECS)
def test_one_change_of_a_spec_makes_exactly_its_rule_speak_at_its_line(
    mesh_of: MeshOf, dev: Environment, code: str
) -> None:
    file, old, new, where, line = BROKEN_SPECS[code]
    assert old in FILES[file]
    mesh = mesh_of({file: FILES[file].replace(old, new)})
    (finding,) = evaluate(plan(mesh, dev, as_of=TODAY), mesh, dev)

    assert (finding.code, finding.where, finding.position.line) == (code, where, line)
    assert finding.severity is (Weight.WARNING if code in ONLY_SAID else Weight.ERROR)


def test_every_rule_is_made_to_speak() -> None:
    assert {rule.code for rule in ALL_RULES} == {*BROKEN, *BROKEN_SPECS}


@pytest.mark.parametrize("rule", [r for r in ALL_RULES if r.code in BROKEN], ids=str)
def test_one_change_makes_exactly_its_rule_speak(
    mesh_of: MeshOf, planned: Plan, dev: Environment, rule: Rule
) -> None:
    stack, kind, name, inputs = BROKEN[rule.code]
    findings = evaluate(changed(planned, stack, kind, name, inputs), mesh_of(), dev)

    assert {finding.code for finding in findings} == {rule.code}


def test_a_rule_that_raises_is_an_error_at_each_resource_it_was_asked_about(
    mesh_of: MeshOf, planned: Plan, dev: Environment
) -> None:
    faulty = replace(BLOCK, checks={BUCKET: raising}, check_stack=None)
    findings = evaluate(planned, mesh_of(), dev, rules=(faulty,))

    assert {f.message for f in findings} == {
        "Buckets refuse public access: rule S3-001 (bucket-blocks-public-access) raised KeyError"
    }
    assert {f.severity for f in findings} == {Weight.ERROR}
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
    mild = replace(BLOCK, severity=Severity.ADVISORY, checks={BUCKET: raising}, check_stack=None)

    assert {f.severity for f in evaluate(planned, mesh_of(), dev, rules=(mild,))} == {
        Weight.WARNING
    }


@pytest.mark.parametrize("rules", [(), (replace(BLOCK, checks={}, check_stack=None),)])
def test_no_rule_asked_is_an_error(
    mesh_of: MeshOf, planned: Plan, dev: Environment, rules: tuple[Rule, ...]
) -> None:
    (finding,) = evaluate(planned, mesh_of(), dev, rules=rules)

    assert (finding.code, finding.severity) == ("POL001", Weight.ERROR)
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
