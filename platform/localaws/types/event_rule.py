"""aws:cloudwatch/eventRule:EventRule: which events of a bus it hears; its id is `bus/name`.

On the default bus it is the name alone."""

from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.event_tags import tags_of_events
from localaws.types.resource_type import Aws, ResourceType, State, chosen
from localaws.types.shape import BOOLEAN, JSON, STRING, Output, Property, Values
from localaws.types.tags import TAGS, TAGS_ALL, tag_list, tell_tags, with_tags
from meshwright.aws import resource_types

DEFAULT_BUS = "default"
PROPERTIES = (
    Property("description", STRING, default=""),
    Property("eventBusName", STRING, replaces=True, default=DEFAULT_BUS),
    Property("eventPattern", JSON),
    Property("forceDestroy", BOOLEAN, default=False, readable=False),
    Property("name", STRING, replaces=True, auto_named=True),
    Property("roleArn", STRING, default=""),
    Property("scheduleExpression", STRING, default=""),
    Property("state", STRING, default="ENABLED"),
    TAGS,
)
OUTPUTS = (Output("arn"), Output("namePrefix", default=""), Output("region"), TAGS_ALL)
NOT_THERE = "ResourceNotFoundException"
AWS_NAMES = {
    "description": "Description",
    "eventPattern": "EventPattern",
    "roleArn": "RoleArn",
    "scheduleExpression": "ScheduleExpression",
}


def _arn(aws: Aws, bus: str, name: str) -> str:
    return f"arn:aws:events:{aws.region}:{aws.account}:rule/{_path(bus, name)}"


def _path(bus: str, name: str) -> str:
    return name if bus == DEFAULT_BUS else f"{bus}/{name}"


def _bus(inputs: Values) -> str:
    return inputs.get("eventBusName") or DEFAULT_BUS


def _parts(identity: str) -> tuple[str, str]:
    """Bus and name out of an id, which is the name alone on the default bus."""
    bus, _, name = identity.rpartition("/")
    return bus or DEFAULT_BUS, name


def problems(inputs: Values) -> list[str]:
    if inputs.get("eventPattern") or inputs.get("scheduleExpression"):
        return []
    return ["a rule needs eventPattern or scheduleExpression"]


def derived(aws: Aws, inputs: Values) -> Values:
    return {"arn": _arn(aws, _bus(inputs), inputs["name"]), "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs, Tags=tag_list(inputs.get("tags")))
    return _path(_bus(inputs), inputs["name"])


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    bus, name = _parts(identity)
    describe = aws.client("events").describe_rule
    found = answer_or_none(describe, NOT_THERE, Name=name, EventBusName=bus)
    if found is None:
        return None
    return {
        "arn": found["Arn"],
        "eventBusName": bus,
        "id": _path(bus, name),
        "name": name,
        "state": found["State"],
        **{ours: found.get(theirs) for ours, theirs in AWS_NAMES.items() if found.get(theirs)},
    } | with_tags(tags_of_events(aws, found["Arn"]))


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    if _said(old) != _said(new):
        _put(aws, new)
    tell_tags(aws.client("events"), old, new, ResourceARN=_arn(aws, *_parts(identity)))


def delete(aws: Aws, identity: str, known: Values) -> None:
    bus, name = _parts(identity)
    force = bool(known.get("forceDestroy"))
    remove = aws.client("events").delete_rule
    answer_or_none(remove, NOT_THERE, Name=name, EventBusName=bus, Force=force)


def _put(aws: Aws, inputs: Values, **more: Any) -> None:
    aws.client("events").put_rule(**_said(inputs), **more)


def _said(inputs: Values) -> dict[str, Any]:
    given = {name: value for name, value in chosen(inputs, AWS_NAMES).items() if value != ""}
    own = {"Name": inputs["name"], "EventBusName": _bus(inputs)}
    return {**own, "State": inputs.get("state") or "ENABLED", **given}


TYPE = ResourceType(
    token=resource_types.EVENT_RULE,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    problems=problems,
    identity=("eventBusName", "name"),
)
