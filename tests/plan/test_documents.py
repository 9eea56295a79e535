"""What the plan's policy documents let through, asked as AWS evaluates them."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from meshwright.aws.resource_types import BUCKET_POLICY
from meshwright.plan import documents, names, plan, roles
from meshwright.plan.boundary import boundary
from meshwright.plan.declaration import Declaration
from meshwright.plan.limits import NEARLY
from meshwright.plan.measures import SIZES, TOO_LARGE
from meshwright.specs.environment import Environment, Place
from meshwright.specs.models import Unreadable

from judged import ALLOWED, DENIED, SILENT, Verdict, of_identity, of_resource
from meshes import DOMAIN, TODAY, MeshOf, environment, pick

Find = Callable[[str, str, str], Declaration]
ACCOUNT = "111122223333"
PLACE = Place("dev", ACCOUNT, "eu-central-1")
BUCKET = f"mesh-dev--sales--orders--{ACCOUNT}"
KEYS = f"arn:aws:kms:eu-central-1:{ACCOUNT}"
SSE, KEY_ID = "s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id"
LOCK = "sales/moved/product.lock.yaml"


def asked(declared: Declaration, action: str, resource: str, **context: str) -> Verdict:
    kind = of_resource if declared.type == BUCKET_POLICY else of_identity
    known = {"aws:securetransport": "true", **context}
    return kind(declared.inputs["policy"], action, resource, known)


def put(find: Find, headers: Mapping[str, str], bucket: str = "data") -> Verdict:
    stack = (
        "dev.sales.orders" if bucket == "data" else "dev.sales" if bucket == "results" else "dev"
    )
    declared = find(stack, "BucketPolicy", bucket)
    return asked(declared, "s3:PutObject", f"{_arn(declared)}/orders/part-0", **headers)


def _arn(declared: Declaration) -> str:
    return f"arn:aws:s3:::{declared.inputs['bucket']}"


@pytest.mark.parametrize("bucket", ["data", "results", "catalog"])
@pytest.mark.parametrize(
    "headers",
    [
        {SSE: "AES256"},
        {SSE: "aws:kms:dsse"},
        {SSE: "aws:kms"},
        {SSE: "aws:kms", KEY_ID: f"{KEYS}:alias/mesh-dev--finance"},
        {SSE: "aws:kms", KEY_ID: f"{KEYS}:alias/aws/s3"},
        {SSE: "aws:kms", KEY_ID: "arn:aws:kms:eu-central-1:999900001111:key/1"},
        {SSE: "aws:kms", KEY_ID: f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"},
        {SSE: "aws:kms", KEY_ID: "1234abcd-12ab-34cd-56ef-1234567890ab"},
        {"s3:x-amz-server-side-encryption-customer-algorithm": "AES256"},
    ],
)
def test_no_object_is_written_under_another_key_than_the_buckets(
    find: Find, bucket: str, headers: Mapping[str, str]
) -> None:
    assert put(find, headers, bucket) is DENIED


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SSE: "aws:kms", KEY_ID: f"{KEYS}:alias/mesh-dev--sales"},
        # Athena writes with the id of its workgroup's key, which AWS alone knows.
        {SSE: "aws:kms", KEY_ID: f"{KEYS}:key/1234abcd-12ab-34cd-56ef-1234567890ab"},
    ],
)
def test_who_names_no_key_or_the_buckets_own_writes(find: Find, headers: Mapping[str, str]) -> None:
    assert put(find, headers) is SILENT


def test_access_logs_are_encrypted_by_s3_and_by_no_writers_key(find: Find) -> None:
    assert put(find, {SSE: "AES256"}, "access-logs") is SILENT
    customer = {"s3:x-amz-server-side-encryption-customer-algorithm": "AES256"}
    assert put(find, customer, "access-logs") is DENIED


def key_use(declared: Declaration, principal: str, service: str = "s3") -> Verdict:
    context = {
        "kms:calleraccount": ACCOUNT,
        "kms:viaservice": f"{service}.eu-central-1.amazonaws.com",
    }
    role = f"arn:aws:iam::{ACCOUNT}:role/{principal}"
    return of_resource(declared.inputs["policy"], "kms:Decrypt", "*", context, role)


@pytest.mark.parametrize(
    "stranger",
    [
        "mesh/finance/mesh-dev--finance--reader",
        "mesh/finance/mesh-dev--finance--data-access",
        "mesh/sales_eu/mesh-dev--sales-eu--reader",
        "mesh-deployer",
        "sales/mesh-dev--sales--reader",
        "mesh/salesforce",
    ],
)
def test_a_domains_key_opens_to_its_own_roles_alone(find: Find, stranger: str) -> None:
    key = find("dev.sales", "Key", "key")

    assert key_use(key, "mesh/sales/mesh-dev--sales--reader") is ALLOWED
    assert key_use(key, "mesh/sales/mesh-dev--sales--orders--runtime") is ALLOWED
    assert key_use(key, stranger) is SILENT


def test_a_moved_products_roles_use_the_key_of_the_domain_it_began_in(
    mesh_of: MeshOf, dev: Environment
) -> None:
    spec = "description: d\ntables: {t: {columns: {a: string}}}"
    moved = {"sales/moved/product.yaml": spec, LOCK: "origin: finance.first\n"}
    planned = plan(mesh_of(moved), dev, as_of=TODAY)
    first, now = (pick(planned, f"dev.{d}", "Key", "key") for d in ("finance", "sales"))
    encryption = pick(planned, "dev.sales.moved", "BucketServerSideEncryptionConfiguration", "data")

    (rule,) = encryption.inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"].endswith(
        ":alias/mesh-dev--finance"
    )
    for role in ("first--runtime", "data-access"):
        assert key_use(first, f"mesh/finance/mesh-dev--finance--{role}") is ALLOWED
        stranger = key_use(now, f"mesh/finance/mesh-dev--finance--{role}")
        assert stranger is SILENT


def test_the_deployer_uses_no_domains_key_and_writes_the_catalog(find: Find) -> None:
    assert key_use(find("dev.finance", "Key", "key"), "mesh-deployer") is SILENT
    assert key_use(find("dev", "Key", "key"), "mesh-deployer") is ALLOWED


CATALOG = f"arn:aws:s3:::mesh-dev--{ACCOUNT}--catalog"
GLUE = f"arn:aws:glue:eu-central-1:{ACCOUNT}"
ATHENA = f"arn:aws:athena:eu-central-1:{ACCOUNT}"
READING = [
    ("athena:GetDataCatalog", f"{ATHENA}:datacatalog/AwsDataCatalog"),
    ("athena:ListDatabases", f"{ATHENA}:datacatalog/AwsDataCatalog"),
    ("athena:ListTableMetadata", f"{ATHENA}:datacatalog/AwsDataCatalog"),
    ("athena:GetTableMetadata", f"{ATHENA}:datacatalog/AwsDataCatalog"),
    ("athena:GetDatabase", f"{ATHENA}:datacatalog/AwsDataCatalog"),
    ("athena:GetQueryRuntimeStatistics", f"{ATHENA}:workgroup/mesh-dev--sales"),
    ("athena:CreatePreparedStatement", f"{ATHENA}:workgroup/mesh-dev--sales"),
    ("athena:ListNamedQueries", f"{ATHENA}:workgroup/mesh-dev--sales"),
    ("athena:ListEngineVersions", "*"),
    ("lakeformation:StartQueryPlanning", "*"),
    ("lakeformation:GetQueryState", "*"),
    ("lakeformation:GetWorkUnits", "*"),
    ("lakeformation:GetWorkUnitResults", "*"),
    ("glue:GetCatalogs", f"{GLUE}:catalog"),
    ("s3:GetObject", f"{CATALOG}/products/sales.orders.json"),
    ("s3:ListBucket", CATALOG),
]
WORKING = [
    ("glue:GetUserDefinedFunctions", f"{GLUE}:userDefinedFunction/sales__orders/f"),
    ("glue:GetConnection", f"{GLUE}:connection/mesh-dev--sales--warehouse"),
    ("glue:CreateTable", f"{GLUE}:table/sales__orders/orders__next"),
    ("cloudwatch:PutMetricData", "*"),
]
OWN = {"aws:resourceaccount": ACCOUNT, "cloudwatch:namespace": "Glue"}


@pytest.mark.parametrize(
    ("role", "action", "resource"),
    [*(("reader", *each) for each in READING), *(("runtime:sales.orders", *e) for e in WORKING)],
)
def test_a_role_and_the_boundary_allow_what_its_engines_ask_for(
    find: Find, role: str, action: str, resource: str
) -> None:
    for declared in (find("dev.sales", "RolePolicy", role), find("dev", "Policy", "boundary")):
        assert asked(declared, action, resource, **OWN) is ALLOWED


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:PutObject", f"{CATALOG}/products/sales.orders.json"),
        ("s3:GetObject", f"arn:aws:s3:::{BUCKET}/orders/part-0"),
        ("athena:StartQueryExecution", f"{ATHENA}:workgroup/mesh-dev--finance"),
        ("glue:CreateTable", f"{GLUE}:table/sales__orders/orders"),
        ("cloudwatch:PutMetricData", "*"),
    ],
)
def test_a_reader_writes_nothing_but_results(find: Find, action: str, resource: str) -> None:
    declared = find("dev.sales", "RolePolicy", "reader")

    assert asked(declared, action, resource, **OWN) is SILENT


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("glue:GetConnection", f"{GLUE}:connection/mesh-dev--finance--bank", {}),
        ("glue:CreateTable", f"{GLUE}:table/sales__invoices/invoices", {}),
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "AWS/EC2"}),
        ("s3:GetObject", f"{CATALOG}/products/sales.orders.json", {}),
    ],
)
def test_a_products_jobs_reach_nothing_of_others(
    find: Find, action: str, resource: str, context: Mapping[str, str]
) -> None:
    declared = find("dev.sales", "RolePolicy", "runtime:sales.orders")

    assert asked(declared, action, resource, **{**OWN, **context}) is SILENT


@pytest.mark.parametrize(
    ("alias", "expected"),
    [
        ("alias/mesh-dev", ALLOWED),
        ("alias/mesh-dev--sales", ALLOWED),
        ("alias/mesh-prod--sales", SILENT),
        ("alias/payroll", SILENT),
        ("alias/aws/s3", SILENT),
    ],
)
def test_the_boundary_leaves_the_meshs_keys_and_no_other(
    find: Find, alias: str, expected: Verdict
) -> None:
    context = {
        "kms:calleraccount": ACCOUNT,
        "kms:viaservice": "s3.eu-central-1.amazonaws.com",
        "kms:resourcealiases": alias,
    }
    boundary = find("dev", "Policy", "boundary")

    assert asked(boundary, "kms:Decrypt", f"{KEYS}:key/1", **context) is expected


def trust(declared: Declaration) -> list[dict[str, Any]]:
    return json.loads(declared.inputs["assumeRolePolicy"])["Statement"]


def test_lake_formation_brings_the_context_of_a_person_along(find: Find) -> None:
    (statement,) = trust(find("dev.sales", "Role", "data-access"))

    assert statement["Action"] == ["sts:AssumeRole", "sts:SetContext"]
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


@pytest.mark.parametrize("role", ["reader", "runtime:sales.orders"])
def test_who_assumes_a_role_keeps_source_identity_and_session_tags(find: Find, role: str) -> None:
    (statement,) = trust(find("dev.sales", "Role", role))

    assert statement["Action"] == ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]


@pytest.mark.parametrize(
    ("service", "operator"),
    [
        ("glue.amazonaws.com", "StringEqualsIfExists"),
        ("lambda.amazonaws.com", "StringEqualsIfExists"),
        ("states.amazonaws.com", "StringEquals"),
        ("emr-serverless.amazonaws.com", "StringEquals"),
    ],
)
def test_a_service_that_may_not_say_its_source_is_not_shut_out_for_it(
    service: str, operator: str
) -> None:
    condition = documents.service_trust(service, PLACE)["Condition"]

    assert condition == {operator: {"aws:SourceAccount": ACCOUNT}}


def test_a_domains_job_authors_pass_its_runtime_roles_to_its_services_alone(
    mesh_of: MeshOf,
) -> None:
    services = ["glue.amazonaws.com", "states.amazonaws.com"]
    trusting = environment(assume={"sales": {"runtime": {"services": services}}})
    passing = pick(plan(mesh_of(), trusting, as_of=TODAY), "dev.sales", "Policy", "pass-roles")
    role = f"arn:aws:iam::{ACCOUNT}:role/mesh/sales/mesh-dev--sales"

    def may_pass(name: str, service: str) -> bool:
        context = {"iam:passedtoservice": f"{service}.amazonaws.com"}
        return asked(passing, "iam:PassRole", name, **context) is ALLOWED

    assert passing.inputs["path"] == "/mesh/sales/"
    assert may_pass(f"{role}--orders--runtime", "glue")
    assert not may_pass(f"{role}--orders--runtime", "ec2")
    assert not may_pass(f"{role}--reader", "glue")
    assert not may_pass(f"{role}--data-access", "states")
    assert not may_pass(role.replace("sales", "finance") + "--reporting--runtime", "glue")


def test_without_services_nobody_needs_to_pass_a_role(mesh_of: MeshOf, dev: Environment) -> None:
    stack = plan(mesh_of(), dev, as_of=TODAY).stacks["dev.sales"]

    assert "pass-roles" not in {declared.name for declared in stack.declarations}


LONGEST = "a" * 12
FILES_OF_T = """\
purpose: Their own jobs
tables: {t: {columns: all}}
files: true
expires: 2026-12-31
"""


def test_every_document_fits_awss_limits_with_the_longest_names(mesh_of: MeshOf) -> None:
    long = environment("e" * 20, region="ap-southeast-2")
    product = "description: d\ntables: {t: {columns: {a: string}}}"
    mesh = mesh_of(
        {
            f"{LONGEST}/domain.yaml": DOMAIN.format(LONGEST),
            f"{LONGEST}/{LONGEST}/product.yaml": product,
            f"{LONGEST}/{LONGEST}/access/sales.yaml": FILES_OF_T,
        }
    )
    bounds = {kind: size for kind, (size,) in SIZES.items() if size.code is TOO_LARGE}
    sizes = {
        (declared.type, declared.name): len(declared.inputs[limit.field])
        for stack in plan(mesh, long, as_of=TODAY).stacks.values()
        for declared in stack.declarations
        if (limit := bounds.get(declared.type))
    }

    assert {kind for kind, _ in sizes} == set(bounds)
    for (kind, name), size in sizes.items():
        assert size <= bounds[kind].most * NEARLY / 100, name


def test_the_boundary_speaks_of_every_action_of_every_role() -> None:
    bound = {a for s in boundary(PLACE) for a in s["Action"]}
    given = {
        action
        for access in (
            roles.reader("sales", PLACE),
            roles.runtime(Unreadable("sales.orders", "sales.orders"), PLACE),
            roles.data_access("sales", PLACE),
        )
        for statement in access
        for action in statement["Action"]
    }

    assert given <= bound
    assert names.data_catalog_arn(PLACE) in str(boundary(PLACE))
