"""aws:cloudtrail/trail:Trail: what writes down who asked for what; its id is its ARN."""

from collections.abc import Mapping
from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.casing import from_aws, to_aws
from localaws.types.resource_type import Aws, ResourceType, State, made
from localaws.types.shape import (
    BOOLEAN,
    STRING,
    STRINGS,
    Output,
    Property,
    Values,
    block_set,
    blocks,
)
from localaws.types.tags import (
    TAGS,
    TAGS_ALL,
    gone_tags,
    set_tags,
    tag_list,
    tag_map,
    with_tags,
)
from meshwright.aws import resource_types

SELECTORS = blocks(
    Property(
        "fieldSelectors",
        block_set(
            Property("endsWiths", STRINGS),
            Property("equals", STRINGS),
            Property("field", STRING, required=True),
            Property("notEndsWiths", STRINGS),
            Property("notEquals", STRINGS),
            Property("notStartsWiths", STRINGS),
            Property("startsWiths", STRINGS),
        ),
        required=True,
    ),
    Property("name", STRING),
)
NAMES: Mapping[str, str] = {
    "endsWiths": "EndsWith",
    "notEndsWiths": "NotEndsWith",
    "notStartsWiths": "NotStartsWith",
    "startsWiths": "StartsWith",
}
"""AWS's words, where they are not the provider's with a capital."""
SENT = {
    "enableLogFileValidation": "EnableLogFileValidation",
    "includeGlobalServiceEvents": "IncludeGlobalServiceEvents",
    "isMultiRegionTrail": "IsMultiRegionTrail",
    "kmsKeyId": "KmsKeyId",
    "s3BucketName": "S3BucketName",
    "s3KeyPrefix": "S3KeyPrefix",
}
FOUND = {**SENT, "enableLogFileValidation": "LogFileValidationEnabled"}
SWITCHES = {
    "enableLogFileValidation": False,
    "includeGlobalServiceEvents": True,
    "isMultiRegionTrail": False,
}
PROPERTIES = (
    Property("advancedEventSelectors", SELECTORS),
    Property("enableLogging", BOOLEAN, default=True),
    Property("kmsKeyId", STRING, default=""),
    Property("name", STRING, replaces=True, auto_named=True),
    Property("s3BucketName", STRING, required=True),
    Property("s3KeyPrefix", STRING, default=""),
    *(Property(name, BOOLEAN, default=value) for name, value in SWITCHES.items()),
    TAGS,
)
OUTPUTS = (
    Output("arn"),
    Output("cloudWatchLogsGroupArn", default=""),
    Output("cloudWatchLogsRoleArn", default=""),
    Output("homeRegion"),
    Output("isOrganizationTrail", default=False),
    Output("region"),
    Output("snsTopicArn", default=""),
    Output("snsTopicName", default=""),
    TAGS_ALL,
)
NOT_THERE = "TrailNotFoundException"


def derived(aws: Aws, inputs: Values) -> Values:
    arn = f"arn:aws:cloudtrail:{aws.region}:{aws.account}:trail/{inputs['name']}"
    return {"arn": arn, "homeRegion": aws.region, "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    cloudtrail = aws.client("cloudtrail")
    tags = {"TagsList": tag_list(inputs["tags"])} if inputs.get("tags") else {}
    arn = cloudtrail.create_trail(Name=inputs["name"], **_sent(inputs), **tags)["TrailARN"]
    with made(arn):
        _select(cloudtrail, arn, inputs)
        if inputs.get("enableLogging") is not False:
            cloudtrail.start_logging(Name=arn)
    return arn


def _sent(inputs: Values) -> dict[str, Any]:
    said = {ours: inputs.get(ours) for ours in SENT}
    said |= {name: default for name, default in SWITCHES.items() if said[name] is None}
    return {SENT[name]: value for name, value in said.items() if value is not None}


def _select(cloudtrail: Any, arn: str, inputs: Values) -> None:
    if inputs.get("advancedEventSelectors"):
        selectors = to_aws(SELECTORS, inputs["advancedEventSelectors"], NAMES)
        cloudtrail.put_event_selectors(TrailName=arn, AdvancedEventSelectors=selectors)


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    cloudtrail = aws.client("cloudtrail")
    listed: list[dict[str, Any]] = cloudtrail.describe_trails(trailNameList=[identity])["trailList"]
    has = next((trail for trail in listed if trail["TrailARN"] == identity), None)
    if has is None:
        return None
    selected = cloudtrail.get_event_selectors(TrailName=identity)
    tags = cloudtrail.list_tags(ResourceIdList=[identity])["ResourceTagList"][0]
    state = {
        "arn": has["TrailARN"],
        "name": has["Name"],
        "homeRegion": has["HomeRegion"],
        "enableLogging": cloudtrail.get_trail_status(Name=identity)["IsLogging"],
        **{ours: has.get(theirs) for ours, theirs in FOUND.items()},
    }
    told = {name: "" if value is None else value for name, value in state.items()}
    if selectors := selected.get("AdvancedEventSelectors"):
        told["advancedEventSelectors"] = from_aws(SELECTORS, selectors, NAMES)
    return told | with_tags(tag_map(tags.get("TagsList")))


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    cloudtrail = aws.client("cloudtrail")
    if _sent(old) != _sent(new):
        cloudtrail.update_trail(Name=identity, **_sent(new))
    if old.get("advancedEventSelectors") != new.get("advancedEventSelectors"):
        _select(cloudtrail, identity, new)
    is_logging, was_logging = (v.get("enableLogging") is not False for v in (new, old))
    if is_logging != was_logging:
        (cloudtrail.start_logging if is_logging else cloudtrail.stop_logging)(Name=identity)
    if written := set_tags(old, new):
        cloudtrail.add_tags(ResourceId=identity, TagsList=tag_list(written))
    if gone := gone_tags(old, new):
        cloudtrail.remove_tags(ResourceId=identity, TagsList=[{"Key": key} for key in gone])


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("cloudtrail").delete_trail, NOT_THERE, Name=identity)


TYPE = ResourceType(
    token=resource_types.TRAIL,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("name",),
)
