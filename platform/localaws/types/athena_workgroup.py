"""aws:athena/workgroup:Workgroup: where queries run, within which limit, and their results."""

from typing import Any

from localaws.types.answers import answer_or_none, every
from localaws.types.casing import from_aws, to_aws
from localaws.types.resource_type import Aws, ResourceType, State, made
from localaws.types.shape import (
    BOOLEAN,
    INTEGER,
    STRING,
    Output,
    Property,
    Values,
    block,
)
from localaws.types.tags import (
    TAGS,
    TAGS_ALL,
    tag_list,
    tag_map,
    tell_tags,
    with_tags,
)
from meshwright.aws import resource_types

NAMES = {
    "enforceWorkgroupConfiguration": "EnforceWorkGroupConfiguration",
    "publishCloudwatchMetricsEnabled": "PublishCloudWatchMetricsEnabled",
}
RESULTS = block(
    Property("outputLocation", STRING, default=""),
    Property("expectedBucketOwner", STRING, default=""),
    Property(
        "encryptionConfiguration",
        block(
            Property("encryptionOption", STRING, default=""),
            Property("kmsKeyArn", STRING, default=""),
        ),
    ),
)
MANAGED_RESULTS = block(
    Property("enabled", BOOLEAN, default=False),
    Property("encryptionConfiguration", block(Property("kmsKey", STRING))),
)
RESULT_NAMES = {"kmsKeyArn": "KmsKey"}
CONFIGURATION = block(
    Property("bytesScannedCutoffPerQuery", INTEGER),
    Property("enforceWorkgroupConfiguration", BOOLEAN, default=True),
    Property("engineVersion", block(Property("selectedEngineVersion", STRING)), computed=True),
    Property("managedQueryResultsConfiguration", MANAGED_RESULTS),
    Property("publishCloudwatchMetricsEnabled", BOOLEAN, default=True),
    Property("requesterPaysEnabled", BOOLEAN, default=False),
    Property("resultConfiguration", RESULTS),
)
SAID_ALWAYS = {"enforceWorkgroupConfiguration": True, "publishCloudwatchMetricsEnabled": True}
"""What the official provider sends where nothing was said."""
PROPERTIES = (
    Property("configuration", CONFIGURATION),
    Property("description", STRING, default=""),
    Property("forceDestroy", BOOLEAN, default=False, readable=False),
    Property("name", STRING, replaces=True, auto_named=True),
    Property("state", STRING, default="ENABLED"),
    TAGS,
)
OUTPUTS = (Output("arn"), Output("region"), TAGS_ALL)
MANAGED = "ManagedQueryResultsConfiguration"
IN_PARTS = ("ResultConfiguration", MANAGED)
"""What an update changes field by field."""
NOT_THERE = "InvalidRequestException"
"""Athena has no code of its own for a workgroup that is not there."""


def _arn(aws: Aws, name: str) -> str:
    return f"arn:aws:athena:{aws.region}:{aws.account}:workgroup/{name}"


def derived(aws: Aws, inputs: Values) -> Values:
    return {"arn": _arn(aws, inputs["name"]), "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    athena, name = aws.client("athena"), inputs["name"]
    athena.create_work_group(
        Name=name,
        Configuration=_configuration(inputs),
        Description=inputs.get("description") or "",
        Tags=tag_list(inputs.get("tags")),
    )
    with made(name):
        if inputs.get("state", "ENABLED") != "ENABLED":
            athena.update_work_group(WorkGroup=name, State=inputs["state"])
    return name


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    athena = aws.client("athena")
    answer = answer_or_none(athena.get_work_group, NOT_THERE, WorkGroup=identity)
    if answer is None:
        return None
    group: dict[str, Any] = answer["WorkGroup"]
    tags = tag_map(every(athena.list_tags_for_resource, "Tags", ResourceARN=_arn(aws, identity)))
    return {
        "arn": _arn(aws, identity),
        "configuration": from_aws(CONFIGURATION, group["Configuration"], NAMES | RESULT_NAMES),
        "description": group.get("Description") or "",
        "name": identity,
        "state": group["State"],
    } | with_tags(tags)


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    athena = aws.client("athena")
    changes: dict[str, Any] = {}
    if _configuration(old) != _configuration(new):
        changes["ConfigurationUpdates"] = _updates(_configuration(old), _configuration(new))
    if old.get("description") != new.get("description"):
        changes["Description"] = new.get("description") or ""
    if old.get("state") != new.get("state"):
        changes["State"] = new.get("state") or "ENABLED"
    if changes:
        athena.update_work_group(WorkGroup=identity, **changes)
    tell_tags(athena, old, new, ResourceARN=_arn(aws, identity))


def delete(aws: Aws, identity: str, known: Values) -> None:
    athena = aws.client("athena")
    if answer_or_none(athena.get_work_group, NOT_THERE, WorkGroup=identity) is None:
        return
    force = bool(known.get("forceDestroy"))
    athena.delete_work_group(WorkGroup=identity, RecursiveDeleteOption=force)


def _configuration(inputs: Values) -> dict[str, Any]:
    said: Values = {**SAID_ALWAYS, **(inputs.get("configuration") or {})}
    return to_aws(CONFIGURATION, said, NAMES | RESULT_NAMES)


def _updates(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """All of the new configuration, and by name what is no longer in it."""
    results, before = new.get("ResultConfiguration", {}), old.get("ResultConfiguration", {})
    updates = {name: value for name, value in new.items() if name not in IN_PARTS}
    removed = {f"Remove{name}": True for name in before if name not in results}
    if results or removed:
        updates["ResultConfigurationUpdates"] = results | removed
    if MANAGED in old or MANAGED in new:
        updates[f"{MANAGED}Updates"] = _managed(old.get(MANAGED, {}), new.get(MANAGED, {}))
    limit = "BytesScannedCutoffPerQuery"
    return updates | ({f"Remove{limit}": True} if limit in old and limit not in new else {})


def _managed(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Where Athena itself keeps the results, or no longer does."""
    key = "EncryptionConfiguration"
    gone = {f"Remove{key}": True} if key in old and key not in new else {}
    return {"Enabled": False, **new, **gone}


TYPE = ResourceType(
    token=resource_types.WORKGROUP,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("name",),
)
