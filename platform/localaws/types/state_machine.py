"""aws:sfn/stateMachine:StateMachine: what runs step by step; its id is its ARN."""

from datetime import UTC, datetime
from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import STRING, Output, Property, Values
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

PROPERTIES = (
    Property("definition", STRING, required=True),
    Property("name", STRING, replaces=True, auto_named=True),
    Property("roleArn", STRING, required=True),
    TAGS,
    Property("type", STRING, replaces=True, default="STANDARD"),
)
OUTPUTS = (
    Output("arn"),
    Output("creationDate"),
    Output("description", default=""),
    Output("namePrefix", default=""),
    Output("region"),
    Output("revisionId", default="", changes=True),
    Output("stateMachineVersionArn", default=""),
    Output("status"),
    TAGS_ALL,
    Output("versionDescription", default=""),
)
NOT_THERE = "StateMachineDoesNotExist"


def _arn(aws: Aws, name: str) -> str:
    return f"arn:aws:states:{aws.region}:{aws.account}:stateMachine:{name}"


def derived(aws: Aws, inputs: Values) -> Values:
    return {"arn": _arn(aws, inputs["name"]), "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    answer = aws.client("stepfunctions").create_state_machine(
        name=inputs["name"],
        definition=inputs["definition"],
        roleArn=inputs["roleArn"],
        type=inputs.get("type") or "STANDARD",
        tags=tag_list(inputs.get("tags"), "key", "value"),
    )
    return answer["stateMachineArn"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    machines = aws.client("stepfunctions")
    found = answer_or_none(machines.describe_state_machine, NOT_THERE, stateMachineArn=identity)
    if found is None or found["status"] == "DELETING":
        return None
    tags = machines.list_tags_for_resource(resourceArn=identity)["tags"]
    created: datetime = found["creationDate"]
    return {
        "arn": identity,
        "creationDate": f"{created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "definition": found["definition"],
        "name": found["name"],
        "revisionId": found.get("revisionId"),
        "roleArn": found["roleArn"],
        "status": found["status"],
        "type": found["type"],
    } | with_tags(tag_map(tags, "key", "value"))


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    machines = aws.client("stepfunctions")
    if _behaviour(old) != _behaviour(new):
        machines.update_state_machine(stateMachineArn=identity, **_behaviour(new))
    if written := set_tags(old, new):
        machines.tag_resource(resourceArn=identity, tags=tag_list(written, "key", "value"))
    if gone := gone_tags(old, new):
        machines.untag_resource(resourceArn=identity, tagKeys=gone)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    remove = aws.client("stepfunctions").delete_state_machine
    answer_or_none(remove, NOT_THERE, stateMachineArn=identity)


def _behaviour(inputs: Values) -> dict[str, Any]:
    return {name: inputs[name] for name in ("definition", "roleArn")}


TYPE = ResourceType(
    token=resource_types.STATE_MACHINE,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("name",),
)
