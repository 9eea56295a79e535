"""For each rule a minimal change of the sample mesh that makes exactly it speak, in every host.

A spec is changed where a spec can express it, else a declaration of the plan, else a resource is
written by hand.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from guardrails.cases import CaseResource
from guardrails.rule import Rule, Stage
from meshwright.plan.declaration import Declaration, Plan, StackPlan

from meshes import pick


class Host(StrEnum):
    """Who asks the rules."""

    OFFLINE = "offline"
    PACK = "pack"
    SWEEP = "sweep"


@dataclass(frozen=True)
class Spec:
    """Another text in a file of the sample mesh, and where the finding then points."""

    file: str
    old: str
    new: str
    where: str
    line: int
    found_in: str = ""
    """The file in which the rule then speaks, if it is another one."""
    deployed: bool = False
    """Whether it shows in what is deployed, so that engine and sweep see it too."""


@dataclass(frozen=True)
class Declared:
    """Other inputs of one declaration."""

    stack: str
    kind: str
    name: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class ByHand:
    """A resource that no spec declares, in a stack of the mesh."""

    stack: str
    resource: CaseResource


@dataclass(frozen=True)
class Handed:
    """A spec that no file can hold, since reading it refuses it: handed to the rules directly."""

    id: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Breakage:
    """A change, and the rule that it makes speak."""

    code: str
    change: Spec | Declared | ByHand | Handed
    also: tuple[str, ...] = ()
    """The rules that follow from the same change."""
    living: bool = False
    """Whether it is a change of the sample mesh whose tables live."""

    @property
    def hosts(self) -> frozenset[Host]:
        """Who sees the change at all."""
        match self.change:
            case Spec(deployed=False) | Handed():
                return frozenset({Host.OFFLINE})
            case ByHand():
                return frozenset({Host.PACK, Host.SWEEP})
            case _:
                return frozenset(Host)

    def __str__(self) -> str:
        return f"{self.code}-{type(self.change).__name__}"


def hosts_of(rule: Rule) -> frozenset[Host]:
    """Where a rule can be asked, by its stages."""
    return frozenset({Host.OFFLINE} if rule.stages == (Stage.SPEC,) else Host)


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


def with_declarations(planned: Plan, stack: str, declarations: tuple[Declaration, ...]) -> Plan:
    new: StackPlan = replace(planned.stacks[stack], declarations=declarations)
    return replace(planned, stacks={**planned.stacks, stack: new})


OPEN_POLICY = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}'
SERVED = (
    '{"Statement": [{"Effect": "Allow", "Principal": {"Service": "lakeformation.amazonaws.com"},'
    ' "Action": "sts:AssumeRole"}]}'
)


SNS = "arn:aws:sns:eu-central-1:111122223333"
ROLES = "arn:aws:iam::111122223333:role/mesh/sales/mesh-dev--sales"
SHOWN = json.dumps(
    {
        "StartAt": "ask",
        "States": {
            "ask": {
                "Type": "Task",
                "Resource": "arn:aws:states:::athena:startQueryExecution.sync",
                "Parameters": {"QueryString": "SELECT customer_email FROM sales__orders.orders"},
                "Next": "read",
            },
            "read": {
                "Type": "Task",
                "Resource": "arn:aws:states:::athena:getQueryResults",
                "Parameters": {"QueryExecutionId.$": "$.QueryExecution.QueryExecutionId"},
                "Next": "write",
            },
            "write": {
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:s3:putObject",
                "Parameters": {
                    "Bucket": "mesh-dev--111122223333--catalog",
                    "Key": "runs/sales.orders/orders.sample",
                    "Body.$": "$.ResultSet",
                },
                "End": True,
            },
        },
    }
)
"""A machine that shows a protected column to everybody who reads the catalog."""
ODD = {
    "icebergInput": {
        "metadataOperation": "CREATE",
        "version": "3",
        "icebergTableInput": {
            "location": "s3://mesh-dev--sales--orders--111122223333/daily__next/",
            "schema": {"type": "struct", "fields": []},
            "properties": {"mesh:classification": "restricted", "mesh:pii": "true"},
        },
    }
}
"""An Iceberg table of a version that Athena does not read."""


def allowed(action: str, resource: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


DATA = "mesh-dev--sales--orders--111122223333"
READ = "s3:GetObject"
REACHING = allowed(READ, "arn:aws:s3:::mesh-dev--finance--reporting--111122223333/*")
FOR_ANYBODY = (
    '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"},'
    ' "Action": "sts:AssumeRole"}]}'
)
FOR_A_VENDOR = (
    '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "999999999999"},'
    ' "Action": "sts:AssumeRole"}]}'
)
TAGS = {
    "mesh:classification": "internal",
    "mesh:cost-center": "cc-1",
    "mesh:domain": "sales",
    "mesh:environment": "dev",
    "mesh:managed-by": "meshwright",
    "mesh:owner": "team-sales@acme.example",
    "mesh:product": "orders",
}


def bucket_with(statement: Mapping[str, Any]) -> str:
    """A policy that refuses plain HTTP, and says something of all objects."""
    everything = [f"arn:aws:s3:::{DATA}", f"arn:aws:s3:::{DATA}/*"]
    refused = {"Bool": {"aws:SecureTransport": "false"}}
    http = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": refused}
    statements = [{**http, "Resource": everything}, {**statement, "Resource": everything[1]}]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def bucket_for(principal: str) -> str:
    """A policy that lets a principal read."""
    return bucket_with({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": READ})


POINTS = "arn:aws:s3:eu-central-1:111122223333:accesspoint/mesh-dev-"
DELEGATING = bucket_with(
    {
        "Effect": "Allow",
        "Principal": "*",
        "Action": READ,
        "Condition": {
            "StringEquals": {"s3:DataAccessPointAccount": "111122223333"},
            "ArnLike": {"s3:DataAccessPointArn": f"{POINTS}*"},
        },
    }
)
POINT = {
    "bucket": DATA,
    "name": "mesh-dev-0123456789abcdef0123",
    "policy": json.dumps(
        {
            "Statement": {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"{POINTS}0123456789abcdef0123/object/orders/*",
                "Condition": {
                    "StringEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/eve"},
                    "DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"},
                },
            }
        }
    ),
    "tags": TAGS,
}
FOR_ANOTHER_ACCOUNT = bucket_for("999999999999")
FOR_ROLE = bucket_for("arn:aws:iam::111122223333:role/other")
EVERYBODY = {
    "bucket": DATA,
    "policy": json.dumps(
        {
            "Statement": {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{DATA}/*",
            }
        }
    ),
}
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
BREAKAGES = (
    Breakage(
        "S3-001", Declared("dev", "BucketPublicAccessBlock", "catalog", {"blockPublicAcls": None})
    ),
    Breakage(
        "S3-002",
        Declared(
            "dev.sales.orders",
            "BucketServerSideEncryptionConfiguration",
            "data",
            {"rules": []},
        ),
    ),
    Breakage(
        "S3-003",
        Declared(
            "dev.sales.orders",
            "BucketPolicy",
            "data",
            {"policy": '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*"}}'},
        ),
    ),
    Breakage(
        "S3-004",
        Declared(
            "dev.sales.orders",
            "BucketVersioning",
            "data",
            {"versioningConfiguration": {"status": "Suspended"}},
        ),
    ),
    Breakage(
        "S3-005",
        Declared("dev.sales", "BucketLogging", "results", {"targetBucket": "mesh-dev--logs"}),
    ),
    Breakage("S3-006", Declared("dev", "BucketLifecycleConfiguration", "catalog", {"rules": []})),
    Breakage(
        "S3-007",
        Declared(
            "dev.sales",
            "BucketOwnershipControls",
            "results",
            {"rule": {"objectOwnership": "ObjectWriter"}},
        ),
    ),
    Breakage("IAM-001", Declared("dev.sales", "Role", "reader", {"assumeRolePolicy": OPEN_POLICY})),
    Breakage("IAM-002", Declared("dev.sales", "Role", "data-access", {"assumeRolePolicy": SERVED})),
    Breakage(
        "IAM-007",
        Declared("dev.sales", "Role", "reader", {"assumeRolePolicy": FOR_A_VENDOR}),
        also=("IAM-008",),
    ),
    Breakage(
        "IAM-008",
        Declared("dev.sales.orders", "BucketPolicy", "data", {"policy": FOR_ANOTHER_ACCOUNT}),
        also=("S3-009",),
    ),
    Breakage("IAM-008", Declared("dev.sales", "Role", "reader", {"assumeRolePolicy": FOR_ANYBODY})),
    Breakage(
        "IAM-009",
        Declared("dev.sales", "RolePolicy", "reader", {"policy": REACHING}),
    ),
    Breakage(
        "S3-010",
        Declared("dev.sales.orders", "BucketPolicy", "data", {"policy": DELEGATING}),
    ),
    Breakage(
        "S3-010",
        ByHand("dev.sales.orders", CaseResource("aws:s3/accessPoint:AccessPoint", "eve", POINT)),
    ),
    Breakage("S3-009", Declared("dev.sales.orders", "BucketPolicy", "data", {"policy": FOR_ROLE})),
    Breakage(
        "GOV-016",
        Declared("dev.sales.orders", "BucketVersioning", "data", {"bucket": "mesh-dev--other"}),
        also=("S3-004",),
    ),
    Breakage(
        "LIN-004",
        ByHand(
            "dev.sales.orders",
            CaseResource(
                "aws:s3/bucketObjectv2:BucketObjectv2",
                "other",
                {
                    "bucket": "mesh-dev--111122223333--catalog",
                    "key": "products/finance.reporting.json",
                    "tags": TAGS,
                },
            ),
        ),
    ),
    Breakage(
        "IAM-003",
        Declared("dev.sales", "RolePolicy", "reader", {"policy": allowed("athena:*", WORKGROUP)}),
    ),
    Breakage(
        "IAM-004",
        Declared("dev.sales", "RolePolicy", "reader", {"policy": allowed("s3:GetObject", "*")}),
    ),
    Breakage(
        "IAM-005",
        Declared("dev.sales", "RolePolicy", "reader", {"policy": allowed("iam:PassRole", ROLES)}),
        also=("IAM-009",),
    ),
    Breakage("IAM-006", Declared("dev.sales", "Role", "reader", {"permissionsBoundary": None})),
    Breakage("KMS-001", Declared("dev", "Key", "key", {"deletionWindowInDays": 7})),
    Breakage("KMS-002", Declared("dev.sales", "RolePolicy", "reader", {"policy": ALL_KEYS})),
    Breakage("LCY-001", Declared("dev.sales.orders", "Bucket", "data", {"forceDestroy": True})),
    Breakage(
        "LF-001",
        Declared(
            "dev.sales.orders",
            "CatalogDatabase",
            "database",
            {"createTableDefaultPermissions": [{"permissions": ["ALL"]}]},
        ),
    ),
    Breakage(
        "LF-002", Declared("dev.sales.orders", "Resource", "data", {"hybridAccessEnabled": True})
    ),
    Breakage(
        "LF-003",
        Declared("dev.sales.orders", "Permissions", "orders:reader", {"permissions": ["ALL"]}),
    ),
    Breakage(
        "LF-005",
        Spec(
            "sales/orders/access/finance.reporting.yaml",
            "columns: [margin, order_id]",
            "columns: [customer_email, order_id]",
            "access.finance.reporting.tables.orders",
            3,
            deployed=True,
        ),
    ),
    Breakage(
        "GOV-005",
        Declared(
            "dev.sales.orders",
            "Bucket",
            "data",
            {"lifecycleRules": [{**LETS_GO, "expiration": {"days": 730}}]},
        ),
    ),
    Breakage("GOV-002", Declared("dev.sales.orders", "CatalogTable", "orders", {"parameters": {}})),
    Breakage(
        "GOV-009",
        Declared(
            "dev.sales.orders",
            "CatalogTable",
            "orders",
            {"partitionKeys": [{"name": "a", "type": "date", "parameters": OPEN_COLUMN}]},
        ),
    ),
    Breakage("LIN-004", Declared("dev.sales.orders", "BucketObjectv2", "entry", {"content": "{}"})),
    Breakage(
        "GLU-001",
        Declared(
            "dev",
            "DataCatalogEncryptionSettings",
            "catalog",
            {"dataCatalogEncryptionSettings": {}},
        ),
    ),
    Breakage("AUD-001", Declared("dev", "Trail", "trail", {"isMultiRegionTrail": False})),
    Breakage("ATH-001", Declared("dev.sales", "Workgroup", "queries", {"configuration": {}})),
    Breakage(
        "GOV-003",
        Declared("dev.sales.orders", "ResourceLfTags", "orders.customer_email", {"lfTags": []}),
    ),
    Breakage("GOV-008", Declared("dev.sales", "Workgroup", "queries", {"name": "sales"})),
    Breakage("GOV-011", Declared("dev.sales.orders", "CatalogDatabase", "database", {"tags": {}})),
    Breakage(
        "GOV-001", Spec("sales/domain.yaml", 'support: {channel: "#sales-data"}', "", "support", 1)
    ),
    Breakage(
        "GOV-003",
        Spec(
            "sales/orders/product.yaml",
            "customer_email: {type: string, pii: true}",
            "customer_email: string",
            "tables.orders.columns.customer_email",
            8,
        ),
    ),
    Breakage(
        "GOV-004",
        Spec(
            "finance/reporting/product.yaml",
            "declassification: Revenue by month tells no single margin",
            "",
            "inputs.0",
            2,
        ),
    ),
    Breakage(
        "GOV-005",
        Spec(
            "sales/orders/product.yaml",
            "description: Confirmed orders.",
            "description: Confirmed orders.\nsla: {retention: 6y}",
            "sla.retention",
            2,
        ),
    ),
    Breakage(
        "GOV-013",
        Spec(
            "sales/orders/access/finance.reporting.yaml",
            "expires: 2026-12-31",
            "expires: 2029-06-01",
            "agreements.finance.reporting.expires",
            5,
            deployed=False,
        ),
    ),
    Breakage(
        "GOV-006",
        Spec(
            "sales/invoices/product.yaml",
            "invoices:\n    columns: {invoice_id: string}",
            "invoices:\n    description: Invoices.\n    quality: [{metric: rowCount, mustBe: 1}]\n"
            "    columns: {invoice_id: {type: string, description: Its number}}\n"
            "tier: silver\nsla: {freshness: 4h}",
            "sla",
            9,
        ),
    ),
    Breakage(
        "GOV-007",
        Spec(
            "sales/invoices/product.yaml",
            "columns: {invoice_id: string}",
            "description: Invoices.\n    quality: [{metric: rowCount, mustBe: 1}]\n"
            "    columns: {invoice_id: {type: string}}\n"
            "tier: silver\nsla: {freshness: 4h, availability: 99%}",
            "tables.invoices.columns",
            7,
        ),
    ),
    Breakage(
        "GOV-014",
        Spec(
            "sales/invoices/product.yaml",
            "columns: {invoice_id: string}",
            "description: Invoices.\n"
            "    columns: {invoice_id: {type: string, description: Its number}}\n"
            "tier: silver\nsla: {freshness: 4h, availability: 99%}",
            "tables.invoices",
            4,
        ),
    ),
    Breakage(
        "S3-006",
        Spec(
            "sales/orders/product.yaml",
            "description: Confirmed orders.",
            "description: Confirmed orders.\nstorage: {noncurrentDays: 400}",
            "storage",
            2,
            deployed=True,
        ),
    ),
    Breakage(
        "IAM-001",
        ByHand(
            "dev.sales.orders", CaseResource("aws:s3/bucketPolicy:BucketPolicy", "open", EVERYBODY)
        ),
        also=("S3-003", "S3-009"),
    ),
    Breakage(
        "LF-003",
        ByHand(
            "dev.sales.orders",
            CaseResource(
                "aws:lakeformation/permissions:Permissions",
                "eve",
                {
                    "principal": "arn:aws:iam::111122223333:role/eve",
                    "permissions": ["SELECT"],
                    "table": {"databaseName": "sales__orders", "wildcard": True},
                },
            ),
        ),
    ),
    Breakage("GOV-015", Declared("dev.sales", "Key", "key", {"region": "us-east-1"})),
    Breakage(
        "GOV-015",
        ByHand(
            "dev.sales.orders",
            CaseResource("aws:iam/accessKey:AccessKey", "key", {"user": "administrator"}),
        ),
    ),
    Breakage(
        "GOV-015",
        ByHand(
            "dev.sales.orders",
            CaseResource("pulumi:providers:aws", "virginia", {"region": "us-east-1"}),
        ),
    ),
    Breakage(
        "RUN-001",
        Declared("dev.sales.orders", "EventTarget", "failed", {"arn": f"{SNS}:mesh-dev--finance"}),
        living=True,
    ),
    Breakage(
        "RUN-002",
        Declared("dev.sales.orders", "StateMachine", "machine", {"roleArn": f"{ROLES}--reader"}),
        living=True,
    ),
    Breakage(
        "RUN-003",
        Declared(
            "dev.sales.report",
            "Schedule",
            "refresh",
            {"scheduleExpressionTimezone": "Europe/Berlin"},
        ),
        living=True,
    ),
    Breakage(
        "RUN-004",
        Declared("dev.sales", "Topic", "alarms", {"kmsMasterKeyId": "alias/aws/sns"}),
        living=True,
    ),
    Breakage(
        "RUN-005",
        Declared("dev.sales.orders", "StateMachine", "machine", {"definition": SHOWN}),
        living=True,
    ),
    Breakage(
        "GLU-002",
        Declared("dev.sales.orders", "CatalogTable", "daily__next", {"openTableFormatInput": ODD}),
        living=True,
    ),
    # No spec that says the next two is ever read: they are told by SPEC015 and SPEC017.
    Breakage("GOV-002", Handed("sales.orders", {"classification": "secret"})),
    Breakage("GOV-008", Handed("sales", {"id": "Sales"})),
)
