"""What a role needs to make, read, change and delete a resource of each type: actions of IAM.

Sources: the calls of the official provider's own code for each type (terraform-provider-aws,
`internal/service`), and what AWS's "Service Authorization Reference" calls them. A read goes along
with every other step, since the provider reads back what it has written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meshwright.aws.resource_types import (
    ACCESS_POINT,
    ALIAS,
    BUCKET,
    BUCKET_ENCRYPTION,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    BUCKET_NOTIFICATION,
    BUCKET_OWNERSHIP,
    BUCKET_POLICY,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    BUCKET_VERSIONING,
    CATALOG_ENCRYPTION,
    CELLS_FILTER,
    DATABASE,
    EVENT_BUS,
    EVENT_RULE,
    EVENT_TARGET,
    KEY,
    LF_TAG,
    LF_TAGS,
    LOCATION,
    MANAGED_POLICY,
    METRIC_ALARM,
    OBJECT,
    PERMISSIONS,
    ROLE,
    ROLE_POLICY,
    SCHEDULE,
    SCHEDULE_GROUP,
    SETTINGS,
    SLACK_CHANNEL,
    STATE_MACHINE,
    TABLE,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
    TRAIL,
    WORKGROUP,
)


@dataclass(frozen=True, slots=True)
class Actions:
    """The actions of each step in a resource's life."""

    create: frozenset[str]
    read: frozenset[str]
    update: frozenset[str]
    delete: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.create | self.read | self.update | self.delete


def _actions(
    service: str, *, create: str = "", read: str, update: str = "", delete: str = ""
) -> Actions:
    steps = (create, read, update, delete)
    return Actions(*(frozenset(f"{service}:{name}" for name in step.split()) for step in steps))


def _put(service: str, write: str, read: str, *, delete: str = "") -> Actions:
    """Of a type that one action makes and changes, and mostly takes away too."""
    return _actions(service, create=write, read=read, update=write, delete=delete or write)


TYPE_ACTIONS: Mapping[str, Actions] = {
    ACCESS_POINT: _actions(
        "s3",
        create="CreateAccessPoint PutAccessPointPolicy TagResource",
        read="GetAccessPoint GetAccessPointPolicy GetAccessPointPolicyStatus ListTagsForResource",
        update="DeleteAccessPointPolicy PutAccessPointPolicy TagResource UntagResource",
        delete="DeleteAccessPoint",
    ),
    ALIAS: _actions(
        "kms",
        create="CreateAlias",
        read="ListAliases",
        update="UpdateAlias",
        delete="DeleteAlias",
    ),
    BUCKET: _actions(
        "s3",
        create="CreateBucket PutBucketTagging TagResource",
        read="GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation"
        " GetBucketLogging GetBucketObjectLockConfiguration GetBucketPolicy"
        " GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite"
        " GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration"
        " ListBucket ListTagsForResource",
        update="PutBucketTagging TagResource UntagResource",
        delete="DeleteBucket",
    ),
    BUCKET_ENCRYPTION: _put("s3", "PutEncryptionConfiguration", "GetEncryptionConfiguration"),
    BUCKET_LIFECYCLE: _put("s3", "PutLifecycleConfiguration", "GetLifecycleConfiguration"),
    BUCKET_LOGGING: _put("s3", "PutBucketLogging", "GetBucketLogging"),
    BUCKET_NOTIFICATION: _put("s3", "PutBucketNotification", "GetBucketNotification"),
    BUCKET_OWNERSHIP: _put("s3", "PutBucketOwnershipControls", "GetBucketOwnershipControls"),
    BUCKET_POLICY: _put("s3", "PutBucketPolicy", "GetBucketPolicy", delete="DeleteBucketPolicy"),
    BUCKET_PUBLIC_ACCESS_BLOCK: _put(
        "s3", "PutBucketPublicAccessBlock", "GetBucketPublicAccessBlock"
    ),
    BUCKET_VERSIONING: _put("s3", "PutBucketVersioning", "GetBucketVersioning"),
    CATALOG_ENCRYPTION: _put(
        "glue", "PutDataCatalogEncryptionSettings", "GetDataCatalogEncryptionSettings"
    ),
    CELLS_FILTER: _actions(
        "lakeformation",
        create="CreateDataCellsFilter",
        read="GetDataCellsFilter",
        update="UpdateDataCellsFilter",
        delete="DeleteDataCellsFilter",
    ),
    DATABASE: _actions(
        "glue",
        create="CreateDatabase TagResource",
        read="GetDatabase GetTags",
        update="TagResource UntagResource UpdateDatabase",
        delete="DeleteDatabase",
    ),
    EVENT_BUS: _actions(
        "events",
        create="CreateEventBus TagResource",
        read="DescribeEventBus ListTagsForResource",
        update="TagResource UntagResource UpdateEventBus",
        delete="DeleteEventBus",
    ),
    EVENT_RULE: _actions(
        "events",
        create="PutRule TagResource",
        read="DescribeRule ListTagsForResource",
        update="PutRule TagResource UntagResource",
        delete="DeleteRule",
    ),
    EVENT_TARGET: _put("events", "PutTargets", "ListTargetsByRule", delete="RemoveTargets"),
    KEY: _actions(
        "kms",
        create="CreateKey EnableKeyRotation TagResource",
        read="DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
        update="DisableKey DisableKeyRotation EnableKey EnableKeyRotation PutKeyPolicy"
        " TagResource UntagResource UpdateKeyDescription",
        delete="ScheduleKeyDeletion",
    ),
    LF_TAG: _actions(
        "lakeformation",
        create="CreateLFTag",
        read="GetLFTag",
        update="UpdateLFTag",
        delete="DeleteLFTag",
    ),
    LF_TAGS: _actions(
        "lakeformation",
        create="AddLFTagsToResource",
        read="GetResourceLFTags",
        delete="RemoveLFTagsFromResource",
    ),
    LOCATION: _actions(
        "lakeformation",
        create="RegisterResource",
        read="DescribeResource",
        update="UpdateResource",
        delete="DeregisterResource",
    ),
    MANAGED_POLICY: _actions(
        "iam",
        create="CreatePolicy TagPolicy",
        read="GetPolicy GetPolicyVersion ListPolicyTags ListPolicyVersions",
        update="CreatePolicyVersion DeletePolicyVersion TagPolicy UntagPolicy",
        delete="DeletePolicy DeletePolicyVersion",
    ),
    METRIC_ALARM: _actions(
        "cloudwatch",
        create="PutMetricAlarm TagResource",
        read="DescribeAlarms ListTagsForResource",
        update="PutMetricAlarm TagResource UntagResource",
        delete="DeleteAlarms",
    ),
    OBJECT: _actions(
        "s3",
        create="PutObject PutObjectTagging",
        read="GetObject GetObjectTagging",
        update="PutObject PutObjectTagging",
        delete="DeleteObject DeleteObjectVersion",
    ),
    PERMISSIONS: _actions(
        "lakeformation",
        create="GrantPermissions",
        read="ListPermissions",
        delete="RevokePermissions",
    ),
    ROLE: _actions(
        "iam",
        create="CreateRole TagRole",
        read="GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies",
        update="PutRolePermissionsBoundary TagRole UntagRole UpdateAssumeRolePolicy UpdateRole"
        " UpdateRoleDescription",
        delete="DeleteRole ListInstanceProfilesForRole",
    ),
    ROLE_POLICY: _put("iam", "PutRolePolicy", "GetRolePolicy", delete="DeleteRolePolicy"),
    SCHEDULE: _actions(
        "scheduler",
        create="CreateSchedule",
        read="GetSchedule",
        update="UpdateSchedule",
        delete="DeleteSchedule",
    ),
    SCHEDULE_GROUP: _actions(
        "scheduler",
        create="CreateScheduleGroup TagResource",
        read="GetScheduleGroup ListTagsForResource",
        update="TagResource UntagResource",
        delete="DeleteScheduleGroup",
    ),
    SETTINGS: _put("lakeformation", "PutDataLakeSettings", "GetDataLakeSettings"),
    SLACK_CHANNEL: _actions(
        "chatbot",
        create="CreateSlackChannelConfiguration TagResource",
        read="DescribeSlackChannelConfigurations ListTagsForResource",
        update="TagResource UntagResource UpdateSlackChannelConfiguration",
        delete="DeleteSlackChannelConfiguration",
    ),
    STATE_MACHINE: _actions(
        "states",
        create="CreateStateMachine TagResource",
        # A preview has the definition validated too.
        read="DescribeStateMachine ListStateMachineVersions ListTagsForResource"
        " ValidateStateMachineDefinition",
        update="TagResource UntagResource UpdateStateMachine",
        delete="DeleteStateMachine",
    ),
    TABLE: _actions(
        "glue",
        create="CreateTable",
        read="GetPartitionIndexes GetTable",
        update="UpdateTable",
        delete="DeleteTable",
    ),
    TOPIC: _actions(
        "sns",
        create="CreateTopic SetTopicAttributes TagResource",
        read="GetTopicAttributes ListTagsForResource",
        update="SetTopicAttributes TagResource UntagResource",
        delete="DeleteTopic",
    ),
    TOPIC_POLICY: _put("sns", "SetTopicAttributes", "GetTopicAttributes"),
    TOPIC_SUBSCRIPTION: _actions(
        "sns",
        create="Subscribe",
        read="GetSubscriptionAttributes",
        update="SetSubscriptionAttributes",
        delete="Unsubscribe",
    ),
    TRAIL: _actions(
        "cloudtrail",
        create="AddTags CreateTrail PutEventSelectors StartLogging",
        read="DescribeTrails GetEventSelectors GetInsightSelectors GetTrailStatus ListTags",
        update="AddTags PutEventSelectors RemoveTags StartLogging StopLogging UpdateTrail",
        delete="DeleteTrail",
    ),
    WORKGROUP: _actions(
        "athena",
        create="CreateWorkGroup TagResource",
        read="GetWorkGroup ListTagsForResource",
        update="TagResource UntagResource UpdateWorkGroup",
        delete="DeleteWorkGroup",
    ),
}
"""By the type's token, every type that the mesh declares."""


def needed(tokens: Iterable[str]) -> frozenset[str]:
    """All actions that resources of these types need in their life."""
    return frozenset[str]().union(*(TYPE_ACTIONS[token].all for token in tokens))


def read(tokens: Iterable[str]) -> frozenset[str]:
    """The actions that read resources of these types."""
    return frozenset[str]().union(*(TYPE_ACTIONS[token].read for token in tokens))
