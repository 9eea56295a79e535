"""Which of the apply role's actions no life of a mesh in a local AWS needs, and who needs them.

Each stands here once, with its reason: one that is listed and needed is refused, and one that is
neither too.
"""

from collections.abc import Mapping
from typing import Any

from meshwright.aws.resource_types import SLACK_CHANNEL
from meshwright.aws.type_actions import TYPE_ACTIONS, needed
from meshwright.plan.bootstrap.template import template
from meshwright.plan.declaration import Plan

from local_aws.apply_role import real

NOT_CALLED: Mapping[str, str] = {
    "the official provider": "athena:UntagResource glue:GetPartitionIndexes glue:UntagResource"
    " iam:DeletePolicyVersion iam:ListInstanceProfilesForRole iam:PutRolePermissionsBoundary"
    " iam:UntagPolicy iam:UntagRole iam:UpdateAssumeRolePolicy iam:UpdateRoleDescription"
    " kms:DisableKey kms:DisableKeyRotation kms:EnableKey kms:PutKeyPolicy kms:UntagResource"
    " kms:UpdateAlias lakeformation:UpdateLFTag lakeformation:UpdateResource"
    " s3:GetAccelerateConfiguration s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketLocation"
    " s3:GetBucketObjectLockConfiguration s3:GetBucketRequestPayment s3:GetBucketWebsite"
    " s3:GetReplicationConfiguration s3:UntagResource"
    " cloudwatch:UntagResource events:UntagResource scheduler:UntagResource sns:UntagResource"
    " states:ListStateMachineVersions states:UntagResource"
    " states:ValidateStateMachineDefinition cloudtrail:GetInsightSelectors cloudtrail:RemoveTags"
    " s3:DeleteAccessPointPolicy s3:GetAccessPointPolicyStatus",
    "the engine, for its state": "kms:Decrypt kms:Encrypt kms:GenerateDataKey s3:DeleteObject",
    "the provider, which assumes the deployer": "sts:AssumeRole",
    "a change that no step of this life makes": "iam:CreatePolicyVersion"
    " cloudtrail:StopLogging cloudtrail:UpdateTrail"
    " lakeformation:UpdateDataCellsFilter scheduler:UpdateSchedule"
    " sns:SetSubscriptionAttributes states:UpdateStateMachine",
    "drift, recovery and the first look": "glue:BatchCreatePartition glue:BatchDeletePartition"
    " glue:GetPartitions glue:GetResourcePolicy glue:GetTables iam:ListPolicies iam:ListRoles"
    " kms:ListKeys lakeformation:ListDataCellsFilter lakeformation:ListResources"
    " s3:ListAllMyBuckets sts:GetCallerIdentity tag:GetResources kms:ListGrants",
    "`up --refresh`, which takes back what others have opened": "iam:DetachRolePolicy",
}
"""By who needs them."""
NOT_DECLARED = {SLACK_CHANNEL}
"""Types that the mesh of this life has none of: what only they need is not shown to be needed.

The local AWS has no chat.
"""
REFRESHED: Mapping[str, str] = {
    "sales/daily/product.yaml": """\
description: Orders by day, and what came in.
inputs: [sales.orders]
tables:
  daily:
    format: iceberg
    query: daily.sql
    primaryKey: [ordered_on]
    columns: {ordered_on: date, orders: bigint}
  landed:
    format: iceberg
    source: {format: csv}
    primaryKey: [id]
    columns: {id: string, amount: int}
refresh: {every: 1h}
sla: {freshness: 4h}
""",
    "sales/orders/access/finance.yaml": """\
purpose: Revenue of the shops in one city
tables: {lines: {columns: [order_id, sku], rows: "sku = 'a'"}}
expires: 2026-12-31
""",
    "sales/invoices/access/finance.yaml": """\
purpose: A model of what is paid late
tables: {invoices: {columns: all}}
files: true
expires: 2026-12-31
""",
    "sales/daily/daily.sql": """\
select ordered_on, count(*) as orders from sales__orders.orders group by ordered_on
""",
}
"""What the small mesh has not: a product with runs, and rows and files that are opened."""


def allowed() -> set[str]:
    """Every action that the apply role has."""
    resources = template(real())["Resources"]
    attached = resources["ApplyRole"]["Properties"]["ManagedPolicyArns"]
    policies = [resources[each["Ref"]] for each in attached]
    statements: list[Any] = [
        s for p in policies for s in p["Properties"]["PolicyDocument"]["Statement"]
    ]
    return {a for s in statements if s["Effect"] == "Allow" for a in s["Action"]}


def not_called() -> set[str]:
    return {action for actions in NOT_CALLED.values() for action in actions.split()}


def declared(planned: Plan) -> set[str]:
    """The types that a mesh has something of."""
    return {each.type for stack in planned.stacks.values() for each in stack.declarations}


def of_no_declared_type(planned: Plan) -> frozenset[str]:
    """The actions that only types need of which the mesh has nothing."""
    there = declared(planned)
    return needed(TYPE_ACTIONS.keys() - there) - needed(there & TYPE_ACTIONS.keys())
