"""aws:scheduler/scheduleGroup:ScheduleGroup: schedules that belong together; its id is its name."""

from datetime import UTC, datetime

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import STRING, Output, Property, Values
from localaws.types.tags import (
    TAGS,
    TAGS_ALL,
    tag_list,
    tag_map,
    tell_tags,
    with_tags,
)
from meshwright.aws import resource_types

PROPERTIES = (Property("name", STRING, replaces=True, auto_named=True), TAGS)
OUTPUTS = (
    Output("arn"),
    Output("creationDate"),
    Output("lastModificationDate", changes=True),
    Output("namePrefix", default=""),
    Output("region"),
    Output("state"),
    TAGS_ALL,
)
NOT_THERE = "ResourceNotFoundException"


def _arn(aws: Aws, name: str) -> str:
    return f"arn:aws:scheduler:{aws.region}:{aws.account}:schedule-group/{name}"


def derived(aws: Aws, inputs: Values) -> Values:
    return {"arn": _arn(aws, inputs["name"]), "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    aws.client("scheduler").create_schedule_group(
        Name=inputs["name"], Tags=tag_list(inputs.get("tags"))
    )
    return inputs["name"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    scheduler = aws.client("scheduler")
    found = answer_or_none(scheduler.get_schedule_group, NOT_THERE, Name=identity)
    if found is None or found["State"] == "DELETING":
        return None
    tags = scheduler.list_tags_for_resource(ResourceArn=found["Arn"])["Tags"]
    return {
        "arn": found["Arn"],
        "creationDate": _moment(found["CreationDate"]),
        "lastModificationDate": _moment(found["LastModificationDate"]),
        "name": identity,
        "state": found["State"],
    } | with_tags(tag_map(tags))


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    tell_tags(aws.client("scheduler"), old, new, ResourceArn=_arn(aws, identity))


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("scheduler").delete_schedule_group, NOT_THERE, Name=identity)


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


TYPE = ResourceType(
    token=resource_types.SCHEDULE_GROUP,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("name",),
)
