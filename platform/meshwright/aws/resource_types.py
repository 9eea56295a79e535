"""The types of AWS's resources, as the provider names them, and what is true of each.

Whatever else speaks of a type takes its token from here. Ids are those that the AWS provider
imports (the "Import" of its pages). Names are deterministic, so what a lost answer or a killed run
has left is looked for by its id. Of all types in use AWS itself chooses the id of a key, which is
found by its tags instead, and of a subscription, which can be made twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

ACCESS_POINT = "aws:s3/accessPoint:AccessPoint"
ALIAS = "aws:kms/alias:Alias"
BUCKET = "aws:s3/bucket:Bucket"
BUCKET_ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
)
BUCKET_LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
BUCKET_LOGGING = "aws:s3/bucketLogging:BucketLogging"
BUCKET_NOTIFICATION = "aws:s3/bucketNotification:BucketNotification"
BUCKET_OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BUCKET_PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
BUCKET_V2 = "aws:s3/bucketV2:BucketV2"
"""A bucket as older states call it: nothing declares one any more."""
BUCKET_VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
CATALOG_ENCRYPTION = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"
CELLS_FILTER = "aws:lakeformation/dataCellsFilter:DataCellsFilter"
DATABASE = "aws:glue/catalogDatabase:CatalogDatabase"
EVENT_BUS = "aws:cloudwatch/eventBus:EventBus"
EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
KEY = "aws:kms/key:Key"
LF_TAG = "aws:lakeformation/lfTag:LfTag"
LF_TAGS = "aws:lakeformation/resourceLfTags:ResourceLfTags"
LOCATION = "aws:lakeformation/resource:Resource"
MANAGED_POLICY = "aws:iam/policy:Policy"
METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"
PERMISSIONS = "aws:lakeformation/permissions:Permissions"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
SCHEDULE = "aws:scheduler/schedule:Schedule"
SCHEDULE_GROUP = "aws:scheduler/scheduleGroup:ScheduleGroup"
SETTINGS = "aws:lakeformation/dataLakeSettings:DataLakeSettings"
SLACK_CHANNEL = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
STATE_MACHINE = "aws:sfn/stateMachine:StateMachine"
TABLE = "aws:glue/catalogTable:CatalogTable"
TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
TOPIC_SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
TRAIL = "aws:cloudtrail/trail:Trail"
WORKGROUP = "aws:athena/workgroup:Workgroup"

PAGES = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
Values = Mapping[str, Any]
"""Inputs of a resource, in the provider's camelCase."""


class Place(Protocol):
    """An account of AWS and a region in it."""

    @property
    def region(self) -> str: ...

    @property
    def account(self) -> str: ...


Identity = Callable[[Place, Values], str]


@dataclass(frozen=True, slots=True)
class AwsType:
    """What is true of a type wherever it is deployed."""

    token: str
    identity: Identity | None
    """The id, out of the inputs; None where it does not follow from them."""
    replaced_for: frozenset[str]
    """What AWS cannot change in place: the provider deletes the resource and makes another.

    Source: "Forces new resource" on the provider's page of the type.
    """
    page: str
    """The type on the AWS provider's pages, such as `glue_catalog_table`."""
    importable: bool = True
    """Whether the provider can import it; what it cannot, it reads by what a state says of it."""
    opaque: bool = False
    """Whether its id says nothing: the provider reads it by its inputs."""
    taggable: bool = False
    local: bool = True
    """Whether the embedded AWS has it; what it has not, an environment of its own leaves out."""
    data: str = ""
    """What holds data, or all that makes it readable, in the word of a message; else empty."""

    @property
    def source(self) -> str:
        """Where the provider says what is true of the type."""
        return f"{PAGES}/{self.page}"


def _input(*names: str, separator: str = ":") -> Identity:
    return lambda _aws, inputs: separator.join(inputs[name] for name in names)


def _in_catalog(*names: str) -> Identity:
    def identity(aws: Place, inputs: Values) -> str:
        return ":".join([inputs.get("catalogId") or aws.account, *(inputs[n] for n in names)])

    return identity


def _policy(aws: Place, inputs: Values) -> str:
    return f"arn:aws:iam::{aws.account}:policy{inputs.get('path') or '/'}{inputs['name']}"


def _arn(service: str, kind: str = "") -> Identity:
    def identity(aws: Place, inputs: Values) -> str:
        return f"arn:aws:{service}:{aws.region}:{aws.account}:{kind}{inputs['name']}"

    return identity


def _cells_filter(_aws: Place, inputs: Values) -> str:
    table = inputs["tableData"]
    return ",".join(table[n] for n in ("databaseName", "name", "tableCatalogId", "tableName"))


def _access_point(aws: Place, inputs: Values) -> str:
    return f"{inputs.get('accountId') or aws.account}:{inputs['name']}"


def _slack_channel(aws: Place, inputs: Values) -> str:
    # The service is one for all regions.
    kind = "chat-configuration/slack-channel"
    return f"arn:aws:chatbot::{aws.account}:{kind}/{inputs['configurationName']}"


def _part_of_a_bucket(token: str, page: str, *replaced_for: str) -> AwsType:
    return AwsType(token, _input("bucket"), frozenset({"bucket", *replaced_for}), page)


def _named(token: str, page: str, *replaced_for: str) -> AwsType:
    """A type that is imported by its name, and can be tagged."""
    return AwsType(token, _input("name"), frozenset({"name", *replaced_for}), page, taggable=True)


def _by_inputs(token: str, page: str, *replaced_for: str) -> AwsType:
    """A type of which only its inputs say which resource it is."""
    return AwsType(token, None, frozenset(replaced_for), page, importable=False, opaque=True)


_OF_BUCKETS = frozenset({"bucket", "bucketPrefix", "objectLockEnabled"})
_ALL = (
    _named(WORKGROUP, "athena_workgroup"),
    AwsType(
        DATABASE,
        _in_catalog("name"),
        frozenset({"catalogId", "name", "targetDatabase"}),
        "glue_catalog_database",
        taggable=True,
        # Deleting a database deletes its tables (AWS Glue API, DeleteDatabase).
        data="database",
    ),
    AwsType(
        TABLE,
        _in_catalog("databaseName", "name"),
        frozenset({"catalogId", "databaseName", "name", "partitionIndices", "targetTable"}),
        "glue_catalog_table",
        data="table",
    ),
    AwsType(
        CATALOG_ENCRYPTION,
        _in_catalog(),
        frozenset({"catalogId"}),
        "glue_data_catalog_encryption_settings",
    ),
    AwsType(
        MANAGED_POLICY,
        _policy,
        frozenset({"description", "name", "namePrefix", "path"}),
        "iam_policy",
        taggable=True,
    ),
    _named(ROLE, "iam_role", "namePrefix", "path"),
    AwsType(
        ROLE_POLICY,
        _input("role", "name"),
        frozenset({"name", "namePrefix", "role"}),
        "iam_role_policy",
    ),
    AwsType(ALIAS, _input("name"), frozenset({"name", "namePrefix"}), "kms_alias"),
    AwsType(
        KEY,
        None,
        frozenset(
            {"customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"}
        ),
        "kms_key",
        taggable=True,
        data="key",
    ),
    AwsType(LF_TAG, _in_catalog("key"), frozenset({"catalogId", "key"}), "lakeformation_lf_tag"),
    AwsType(
        LOCATION,
        _input("arn"),
        frozenset(
            {
                "arn",
                "hybridAccessEnabled",
                "roleArn",
                "useServiceLinkedRole",
                "withFederation",
                "withPrivilegedAccess",
            }
        ),
        "lakeformation_resource",
        importable=False,
    ),
    _by_inputs(SETTINGS, "lakeformation_data_lake_settings", "catalogId"),
    _by_inputs(
        PERMISSIONS,
        "lakeformation_permissions",
        *("catalogId", "catalogResource", "dataCellsFilter", "dataLocation", "database"),
        *("lfTag", "lfTagPolicy", "table", "tableWithColumns"),
        *("permissions", "permissionsWithGrantOptions", "principal"),
    ),
    # A change of its name or table makes another; of its rows and columns it is changed in place,
    # and who has it keeps it.
    AwsType(CELLS_FILTER, _cells_filter, frozenset(), "lakeformation_data_cells_filter"),
    _by_inputs(
        LF_TAGS,
        "lakeformation_resource_lf_tags",
        *("catalogId", "database", "lfTags", "table", "tableWithColumns"),
    ),
    AwsType(BUCKET, _input("bucket"), _OF_BUCKETS, "s3_bucket", taggable=True, data="bucket"),
    AwsType(BUCKET_V2, None, _OF_BUCKETS, "s3_bucket", taggable=True, data="bucket"),
    AwsType(
        ACCESS_POINT,
        _access_point,
        frozenset(
            {
                "accountId",
                "bucket",
                "bucketAccountId",
                "name",
                "publicAccessBlockConfiguration",
                "vpcConfiguration",
            }
        ),
        "s3_access_point",
        taggable=True,
    ),
    _part_of_a_bucket(
        BUCKET_ENCRYPTION, "s3_bucket_server_side_encryption_configuration", "expectedBucketOwner"
    ),
    _part_of_a_bucket(BUCKET_LIFECYCLE, "s3_bucket_lifecycle_configuration", "expectedBucketOwner"),
    _part_of_a_bucket(BUCKET_LOGGING, "s3_bucket_logging", "expectedBucketOwner"),
    _part_of_a_bucket(BUCKET_NOTIFICATION, "s3_bucket_notification"),
    _part_of_a_bucket(BUCKET_OWNERSHIP, "s3_bucket_ownership_controls"),
    _part_of_a_bucket(BUCKET_POLICY, "s3_bucket_policy"),
    _part_of_a_bucket(BUCKET_PUBLIC_ACCESS_BLOCK, "s3_bucket_public_access_block"),
    _part_of_a_bucket(BUCKET_VERSIONING, "s3_bucket_versioning", "expectedBucketOwner"),
    AwsType(
        OBJECT,
        _input("bucket", "key", separator="/"),
        frozenset({"bucket", "key"}),
        "s3_object",
        taggable=True,
    ),
    _named(EVENT_BUS, "cloudwatch_event_bus", "eventSourceName"),
    AwsType(
        EVENT_RULE,
        _input("eventBusName", "name", separator="/"),
        frozenset({"eventBusName", "name", "namePrefix"}),
        "cloudwatch_event_rule",
        taggable=True,
    ),
    AwsType(
        EVENT_TARGET,
        _input("eventBusName", "rule", "targetId", separator="/"),
        frozenset({"eventBusName", "rule", "targetId"}),
        "cloudwatch_event_target",
    ),
    _named(METRIC_ALARM, "cloudwatch_metric_alarm"),
    AwsType(
        SCHEDULE,
        _input("groupName", "name", separator="/"),
        frozenset({"groupName", "name", "namePrefix"}),
        "scheduler_schedule",
    ),
    _named(SCHEDULE_GROUP, "scheduler_schedule_group", "namePrefix"),
    AwsType(
        STATE_MACHINE,
        _arn("states", "stateMachine:"),
        frozenset({"name", "namePrefix", "type"}),
        "sfn_state_machine",
        taggable=True,
    ),
    AwsType(
        TOPIC,
        _arn("sns"),
        frozenset({"fifoTopic", "name", "namePrefix"}),
        "sns_topic",
        taggable=True,
    ),
    AwsType(
        TRAIL,
        _arn("cloudtrail", "trail/"),
        frozenset({"name"}),
        "cloudtrail",
        taggable=True,
    ),
    AwsType(TOPIC_POLICY, _input("arn"), frozenset({"arn"}), "sns_topic_policy"),
    # AWS makes up the id, and gives the one that is there to who subscribes an endpoint again.
    AwsType(
        TOPIC_SUBSCRIPTION,
        None,
        frozenset({"endpoint", "protocol", "topic"}),
        "sns_topic_subscription",
    ),
    AwsType(
        SLACK_CHANNEL,
        _slack_channel,
        frozenset(),
        "chatbot_slack_channel_configuration",
        taggable=True,
        local=False,
    ),
)
TYPES: Mapping[str, AwsType] = {type_.token: type_ for type_ in _ALL}
DATA: Mapping[str, str] = {type_.token: type_.data for type_ in _ALL if type_.data}
"""The types that hold data, or all that makes it readable, with the word of a message for each."""


def identity_of(token: str, aws: Place, inputs: Values) -> str | None:
    """A resource's id; None where it does not follow from the inputs."""
    known = TYPES.get(token)
    try:
        return known.identity(aws, inputs) if known and known.identity else None
    except KeyError:
        return None  # An input that is not known, or a name that the provider made up.
