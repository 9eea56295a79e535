"""What a call to AWS asks of IAM: the action, the resources, and the context of the request.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

S3_ACTIONS: Mapping[str, str] = {
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteObjects": "DeleteObject",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjectsV2": "ListBucket",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
"""S3's actions that are named otherwise than the call."""
TAGGING = {
    ("athena", "CreateWorkGroup"): "athena:TagResource",
    ("cloudtrail", "CreateTrail"): "cloudtrail:AddTags",
    ("cloudwatch", "PutMetricAlarm"): "cloudwatch:TagResource",
    ("events", "CreateEventBus"): "events:TagResource",
    ("events", "PutRule"): "events:TagResource",
    ("glue", "CreateDatabase"): "glue:TagResource",
    ("iam", "CreatePolicy"): "iam:TagPolicy",
    ("iam", "CreateRole"): "iam:TagRole",
    ("kms", "CreateKey"): "kms:TagResource",
    ("scheduler", "CreateScheduleGroup"): "scheduler:TagResource",
    ("sns", "CreateTopic"): "sns:TagResource",
    ("stepfunctions", "CreateStateMachine"): "states:TagResource",
}
"""What a call asks besides where it brings tags."""
PASSED: Mapping[str, tuple[str, str]] = {
    "RegisterResource": ("RoleArn", "lakeformation.amazonaws.com"),
    "CreateStateMachine": ("roleArn", "states.amazonaws.com"),
    "UpdateStateMachine": ("roleArn", "states.amazonaws.com"),
}
"""Where a call hands a role to a service, and to which."""
Call = tuple[str, str, Mapping[str, Any]]
"""Service, operation, arguments."""


@dataclass(frozen=True)
class Asked:
    action: str
    resource: str
    context: Mapping[str, str]


@dataclass
class Rights:
    """Says what calls ask for; remembers what was made, since later calls name it shortly."""

    account: str
    region: str
    roles: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """The ARN and the boundary of each role, by its name."""
    keys: dict[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """The tags of each key, by its id."""
    policies: dict[str, str] = field(default_factory=dict[str, str])

    def made(self, call: Call, answer: Mapping[str, Any]) -> None:
        if call[1] == "CreateKey":
            tags = {tag["TagKey"]: tag["TagValue"] for tag in call[2].get("Tags", ())}
            self.keys[answer["KeyMetadata"]["KeyId"]] = tags

    def of(self, call: Call) -> Iterator[Asked]:
        """All that one call asks; every one of it has to be allowed."""
        service, operation, given = call
        action = f"{'states' if service == 'stepfunctions' else service}:{operation}"
        if service == "s3":
            action = f"s3:{S3_ACTIONS.get(operation, operation)}"
        asked: list[tuple[str, Mapping[str, str]]] = list(getattr(self, f"_{service}")(call))
        for resource, context in asked:
            yield Asked(action, resource, {"aws:resourceaccount": self.account, **context})
            tags = given.get("Tags") or given.get("tags") or given.get("TagsList")
            if tags and (service, operation) in TAGGING:
                tagged = f"{self._key}new" if service == "kms" else resource
                yield Asked(TAGGING[service, operation], tagged, context)
        for role, to in self._roles_passed(operation, given):
            yield Asked("iam:PassRole", role, {"iam:passedtoservice": to})

    def _roles_passed(self, operation: str, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if operation in PASSED:
            field_, to = PASSED[operation]
            yield given[field_], to
        if operation in ("CreateSchedule", "UpdateSchedule"):
            yield given["Target"]["RoleArn"], "scheduler.amazonaws.com"
        for target in given.get("Targets", ()) if operation == "PutTargets" else ():
            if "RoleArn" in target:
                yield target["RoleArn"], "events.amazonaws.com"

    @property
    def _key(self) -> str:
        """What every key's ARN begins with."""
        return f"arn:aws:kms:{self.region}:{self.account}:key/"

    def _s3(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, operation, given = call
        if operation == "ListBuckets":
            yield "*", {}
            return
        arn = f"arn:aws:s3:::{given['Bucket']}"
        if operation == "DeleteObjects":
            yield from ((f"{arn}/{each['Key']}", {}) for each in given["Delete"]["Objects"])
        else:
            yield f"{arn}/{given['Key']}" if "Key" in given else arn, {}

    def _iam(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, operation, given = call
        if "PolicyArn" in given or operation == "CreatePolicy":
            named = f"{given.get('Path', '/')}{given.get('PolicyName')}"
            yield given.get("PolicyArn") or f"arn:aws:iam::{self.account}:policy{named}", {}
            return
        name = given["RoleName"]
        if operation == "CreateRole":
            arn = f"arn:aws:iam::{self.account}:role{given['Path']}{name}"
            self.roles[name] = (arn, given.get("PermissionsBoundary", ""))
        arn, boundary = self.roles[name]
        boundary = given.get("PermissionsBoundary", boundary)
        yield arn, {"iam:permissionsboundary": boundary}

    def _kms(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, operation, given = call
        new = {f"aws:requesttag/{t['TagKey']}": t["TagValue"] for t in given.get("Tags", ())}
        if operation in ("CreateKey", "ListAliases", "ListKeys"):
            yield "*", new
            return
        if alias := given.get("AliasName"):
            yield f"{self._key.removesuffix('key/')}{alias}", {}
        key = given.get("KeyId") or given.get("TargetKeyId")
        if key and not key.startswith("alias/"):
            known = {f"aws:resourcetag/{k}": v for k, v in self.keys.get(key, {}).items()}
            yield f"{self._key}{key}", {**new, **known}

    def _glue(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, _, given = call
        if "ResourceArn" in given:
            yield given["ResourceArn"], {}
            return
        place = f"arn:aws:glue:{self.region}:{self.account}"
        yield f"{place}:catalog", {}
        is_database = "DatabaseInput" in given or "DatabaseName" not in given
        name = given.get("DatabaseInput", {}).get("Name") or given.get("Name")
        database = name if is_database else given["DatabaseName"]
        if database is None:
            return
        yield f"{place}:database/{database}", {}
        table = given.get("TableInput", {}).get("Name") or given.get("Name")
        if not is_database and table:
            yield f"{place}:table/{database}/{table}", {}

    def _athena(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, _, given = call
        name = given.get("Name") or given.get("WorkGroup")
        arn = f"arn:aws:athena:{self.region}:{self.account}:workgroup/{name}"
        yield given.get("ResourceARN") or arn, {}

    def _place(self, service: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}"

    def _stepfunctions(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, _, given = call
        named = f"{self._place('states')}:stateMachine:{given.get('name')}"
        yield given.get("stateMachineArn") or given.get("resourceArn") or named, {}

    def _cloudtrail(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, operation, given = call
        if operation == "DescribeTrails":
            yield "*", {}
            return
        named = given.get("TrailName") or given.get("ResourceId") or given.get("Name") or ""
        for name in given.get("ResourceIdList") or [named]:
            own = f"{self._place('cloudtrail')}:trail/{name}"
            yield name if name.startswith("arn:") else own, {}

    def _events(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, operation, given = call
        if "ResourceARN" in given:
            yield given["ResourceARN"], {}
            return
        bus = given.get("EventBusName", "default")
        if operation.endswith("EventBus"):
            yield f"{self._place('events')}:event-bus/{given['Name']}", {}
            return
        name = given.get("Rule") or given["Name"]
        path = name if bus == "default" else f"{bus}/{name}"
        yield f"{self._place('events')}:rule/{path}", {}

    def _scheduler(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, operation, given = call
        if "ResourceArn" in given:
            yield given["ResourceArn"], {}
        elif operation.endswith("ScheduleGroup"):
            yield f"{self._place('scheduler')}:schedule-group/{given['Name']}", {}
        else:
            yield f"{self._place('scheduler')}:schedule/{given['GroupName']}/{given['Name']}", {}

    def _cloudwatch(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, _, given = call
        if "ResourceARN" in given:
            yield given["ResourceARN"], {}
            return
        for name in given.get("AlarmNames") or [given["AlarmName"]]:
            yield f"{self._place('cloudwatch')}:alarm:{name}", {}

    def _sns(self, call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        _, _, given = call
        topic = given.get("TopicArn") or given.get("ResourceArn")
        subscription = given.get("SubscriptionArn", "").rpartition(":")[0]
        yield topic or subscription or f"{self._place('sns')}:{given.get('Name')}", {}

    def _lakeformation(self, _call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        yield "*", {}

    def _sts(self, _call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
        yield "*", {}
