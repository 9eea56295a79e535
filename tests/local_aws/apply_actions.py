"""Which of the apply role's actions no life of a mesh in a local AWS needs, and who needs them.

Each stands here once, with its reason: one that is listed and needed is refused, and one that is
neither too.
"""

from collections.abc import Mapping
from typing import Any

from meshwright.aws.resource_types import (
    BUCKET_NOTIFICATION,
    EVENT_BUS,
    EVENT_RULE,
    EVENT_TARGET,
    METRIC_ALARM,
    SCHEDULE,
    SCHEDULE_GROUP,
    SLACK_CHANNEL,
    STATE_MACHINE,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
)
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
    " s3:GetReplicationConfiguration s3:ListTagsForResource s3:TagResource s3:UntagResource",
    "the engine, for its state": "kms:Decrypt kms:Encrypt kms:GenerateDataKey s3:DeleteObject",
    "the provider, which assumes the deployer": "sts:AssumeRole",
    "another text of a policy, which no step of this life writes": "iam:CreatePolicyVersion",
    "drift, recovery and the first look": "glue:BatchCreatePartition glue:BatchDeletePartition"
    " glue:GetPartitions glue:GetResourcePolicy glue:GetTables iam:ListPolicies iam:ListRoles"
    " kms:ListKeys lakeformation:ListResources s3:ListAllMyBuckets sts:GetCallerIdentity"
    " tag:GetResources kms:ListGrants",
    "`up --refresh`, which takes back what others have opened": "iam:DetachRolePolicy"
    " kms:RevokeGrant",
}
"""By who needs them."""
NOT_DECLARED = {
    BUCKET_NOTIFICATION,
    EVENT_BUS,
    EVENT_RULE,
    EVENT_TARGET,
    METRIC_ALARM,
    SCHEDULE,
    SCHEDULE_GROUP,
    SLACK_CHANNEL,
    STATE_MACHINE,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
}
"""Types that the mesh of this life has none of: what only they need is not shown to be needed.

They come with tables that are refreshed.
"""


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
